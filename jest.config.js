/** Four suites: unit (Node), component (jsdom, miniprogram-simulate), model (random stories on simulated sockets, random bytes for the relay), e2e (real servers, real Chromium, one file at a time). */
const swc = () => ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' }];
const common = {
  rootDir: __dirname,
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: { '^.+\\.(ts|mjs)$': swc(), 'node_modules/(jose|typebox)/.+\\.js$': swc() },
  transformIgnorePatterns: ['/node_modules/(?!(jose|typebox)/)'],
  moduleNameMapper: {
    '^netcall-protocol$': '<rootDir>/protocol/src/index.ts',
    '^netcall-sdk$': '<rootDir>/sdk/src/index.ts',
    '^netcall-sdk/node$': '<rootDir>/sdk/src/platform/node.ts',
    '^netcall-sdk/listener$': '<rootDir>/sdk/src/listener/index.ts',
    '^netcall-sdk/netease$': '<rootDir>/sdk/src/netease/index.ts',
    '^netcall-sdk/rtcsdk$': '<rootDir>/sdk/src/rtcsdk/index.ts',
    '^netcall-miniprogram$': '<rootDir>/components/src/index.ts',
    '^netcall-miniprogram/(.*)$': '<rootDir>/components/src/$1',
    '^netcall-webmedia$': '<rootDir>/webmedia/src/index.ts',
  },
};

module.exports = {
  // Of tests that run side by side (test.concurrent): they wait more than they work.
  maxConcurrency: 16,
  // A worker that has loaded hundreds of files answers more and more slowly (the model took 90 s in one, 18 s in a fresh one): it is replaced.
  workerIdleMemoryLimit: '300MB',
  projects: [
    { ...common, displayName: 'unit', testEnvironment: 'node', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...common, displayName: 'component', testEnvironment: 'jsdom', testEnvironmentOptions: { url: 'https://jest.test' },
      testMatch: ['<rootDir>/test/component/**/*.test.ts'], setupFiles: ['<rootDir>/test/component/support/text-encoder.ts'],
    },
    { ...common, displayName: 'model', testEnvironment: 'node', testMatch: ['<rootDir>/test/model/**/*.test.ts', '<rootDir>/test/fuzz/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testEnvironment: 'node', testMatch: ['<rootDir>/test/e2e/**/*.test.ts', '<rootDir>/test/conformance/**/*.test.ts'] },
  ],
};
