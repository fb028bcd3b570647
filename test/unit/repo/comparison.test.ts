import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, textOf } from '../../support/repo';

/** What a row of the comparison says: the state in one word, and the files that show it. */
interface Row {
  readonly state: 'yes' | 'in part' | 'not yet';
  readonly shownIn: readonly string[];
}

const STATES: Readonly<Record<string, Row['state']>> = { yes: 'yes', 有: 'yes', 'in part': 'in part', 部分: 'in part', 'not yet': 'not yet', 暂无: 'not yet' };
/** Features that the comparison of rivals lists, and what they weigh. */
const FEATURES = 48;

function rowsOf(path: string): Row[] {
  const lines = textOf(path).split('\n').filter((line) => /^\| (?!---|Feature|功能)/.test(line));
  return lines.map((line) => {
    const [, , , ours = '', shown = ''] = line.split('|').map((cell) => cell.trim());
    const state = STATES[ours.split(/[:：]/)[0] ?? ''];
    if (state === undefined) throw new Error(`neither yes, in part nor not yet: ${line}`);
    return { state, shownIn: [...shown.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file) };
  });
}

test('the comparison has a row for each feature of the rivals, and says the same in both languages', () => {
  const english = rowsOf('docs/comparison.md');
  expect(english).toHaveLength(FEATURES);
  expect(rowsOf('docs/comparison.zh-CN.md')).toEqual(english);
});

test('whatever the comparison says that we have is shown in a file that is there; what we do not have comes with a reason', () => {
  const rows = rowsOf('docs/comparison.md');
  expect(rows.filter(({ state, shownIn }) => state !== 'not yet' && shownIn.length === 0)).toEqual([]);
  expect(rows.flatMap(({ shownIn }) => shownIn).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(textOf('docs/comparison.md').match(/\| not yet \|/g)).toBeNull();
});
