import { REFERENCE } from '../../conformance/netcall/reference';
import { textOf } from '../../support/repo';

/** A method or an event of the reference: its other rows are sentences. */
const NAME = /^(?:1\.3|1\.5) ([a-zA-Z]+)$/;
const WORDS: Readonly<Record<string, string>> = { 相同: 'same', 不同: 'different', 更好: 'better' };

/** Methods and events by name, with whether they are the same. */
function judged(path: string): [name: string, how: string][] {
  return [...textOf(path).matchAll(/^\| `(\w+)` \| (same|different|better|相同|不同|更好) \|/gm)].map(([, name = '', how = '']) => [name, WORDS[how] ?? how]);
}

test('the guide for those who move judges every method and event of the reference, alike in both languages', () => {
  const english = judged('docs/migrating-from-netease.md');
  const named = REFERENCE.map((row) => NAME.exec(row)?.[1]).filter((name) => name !== undefined && name !== 'fromClientType');
  expect(english.map(([name]) => name).sort()).toEqual(named.sort());
  expect(judged('docs/migrating-from-netease.zh-CN.md')).toEqual(english);
});
