import tseslint from 'typescript-eslint';

/** Files end at 300 lines, tests at 400; 25 lines are the aim of a function, 50 the stop. Comments do not count in functions. */
const sizes = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/miniprogram_dist/**', '**/miniprogram_npm/**', '**/node_modules/**', 'scripts/wechat-tools/**', 'coverage/**', '**/*.js', '**/*.mjs', '**/*.cjs', 'sdk/node/**', 'sdk/web/**', 'sdk/types/**', 'data/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: 'error',
    },
  },
  // The ends of the log: the last places where anybody could hear of something.
  { files: ['components/src/call-kit/console.ts', 'sdk/src/platform/console-log.ts'], rules: { 'no-console': 'off' } },
  // CloudRoom's promises reject with numbers, with which applications compare.
  { files: ['sdk/src/rtcsdk/web/create.ts'], rules: { '@typescript-eslint/prefer-promise-reject-errors': 'off' } },
  { files: ['test/**/*.test.ts'], rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true }] } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
