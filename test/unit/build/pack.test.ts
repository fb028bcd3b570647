import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, textOf } from '../../support/repo';

/** What each published package may hold, and what it must. `npm run build` makes the files; `npm test` makes them first. */
const PACKAGES = {
  sdk: {
    allowed: /^(package\.json|README(\.zh-CN)?\.md|LICENSE|miniprogram_dist\/(core|index|listener|netease|rtcsdk)\.js|miniprogram_dist\/rtcsdk-components\/[^.]+\.(js|json|wxml|wxss)|node\/index\.js|web\/(rtcsdk\.m?js|rtcsdk-aac\.mjs|LICENSE-rtcsdk-aac)|types\/(sdk|protocol)\/[^.]+\.d\.ts)$/,
    required: ['package.json', 'miniprogram_dist/core.js', 'miniprogram_dist/index.js', 'miniprogram_dist/listener.js', 'miniprogram_dist/netease.js', 'miniprogram_dist/rtcsdk-components/RTCVideoPusher/index.wxml', 'miniprogram_dist/rtcsdk-components/rtcsdk/index.js', 'node/index.js', 'web/rtcsdk.js', 'web/rtcsdk.mjs', 'web/rtcsdk-aac.mjs', 'web/LICENSE-rtcsdk-aac', 'types/sdk/index.d.ts', 'types/sdk/listener/index.d.ts', 'types/sdk/netease/index.d.ts', 'types/sdk/platform/node.d.ts', 'types/protocol/index.d.ts'],
  },
  components: {
    allowed: /^(package\.json|README(\.zh-CN)?\.md|LICENSE|NOTICE|bin\/netcall-miniprogram\.mjs|miniprogram_dist\/[^.]+\.(js|d\.ts|json|wxml|wxss|wxs))$/,
    required: ['package.json', 'NOTICE', 'bin/netcall-miniprogram.mjs', 'miniprogram_dist/index.js', 'miniprogram_dist/index.d.ts', 'miniprogram_dist/call-kit/index.js', 'miniprogram_dist/call-kit/index.wxml'],
  },
  server: {
    allowed: /^(package\.json|README(\.zh-CN)?\.md|LICENSE|dist\/(main|relay|checkpoints)\.mjs)$/,
    required: ['package.json', 'dist/main.mjs', 'dist/relay.mjs', 'dist/checkpoints.mjs'],
  },
} as const;

const archives = new Map<string, string[]>();

function packed(box: string): string[] {
  const files = archives.get(box) ?? listed(box);
  archives.set(box, files);
  return files;
}

function listed(box: string): string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], { cwd: join(ROOT, box), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [archive] = JSON.parse(output) as { files: { path: string }[] }[];
  return archive!.files.map(({ path }) => path);
}

test.each(Object.entries(PACKAGES))('the archive of %s holds what its users need and nothing else', (box, { allowed, required }) => {
  const files = packed(box);
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  expect(required.filter((file) => !files.includes(file))).toEqual([]);
});

test.each([
  ['sdk', 'miniprogram_dist/index.js.map'], ['sdk', 'src/index.ts'], ['sdk', 'miniprogram_dist/rtcsdk-components/RTCVideoPusher/README.md'], ['components', 'miniprogram_dist/call-kit/store.ts'], ['components', 'miniprogram_dist/README.md'],
  ['server', 'dist/main.mjs.map'], ['server', 'src/main.ts'],
] as const)('%s would refuse to ship %s', (box, file) => {
  expect(PACKAGES[box].allowed.test(file)).toBe(false);
});

test('every file that the manifests point to is in the archive', () => {
  for (const box of ['sdk', 'components'] as const) {
    const manifest = JSON.parse(textOf(`${box}/package.json`)) as Record<string, unknown>;
    const targets = pathsOf([manifest['main'], manifest['types'], manifest['exports'] ?? []]);
    expect(targets.length).toBeGreaterThan(1);
    expect(targets.filter((path) => !packed(box).includes(path))).toEqual([]);
    expect(existsSync(join(ROOT, box, String(manifest['miniprogram'])))).toBe(true);
  }
});

function pathsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.replace(/^\.\//, '')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsOf) : [];
}
