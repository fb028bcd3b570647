import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BREAKS } from '../../../scripts/rules/breaks';
import { ROOT, textOf } from '../../support/repo';

test('what is broken on purpose in each call rule stands in its file exactly once', () => {
  const astray = BREAKS.filter(({ file, from }) => textOf(file).split(from).length !== 2);
  expect(astray.map(({ row, file, from }) => `row ${row} ${file}: ${from}`)).toEqual([]);
});

test('each file of tests that has to notice a broken call rule names the row', () => {
  const pairs = BREAKS.flatMap(({ row, tests }) => tests.map((each) => ({ row, path: `test/${each}.test.ts` })));
  const silent = pairs.filter(({ row, path }) => !existsSync(join(ROOT, path)) || !new RegExp(String.raw`\brow ${row}\b`).test(textOf(path)));
  expect(silent).toEqual([]);
});
