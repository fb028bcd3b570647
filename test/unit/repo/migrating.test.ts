import { referenceRows } from '../../conformance/reference';
import { textOf } from '../../support/repo';

/** A method or an event of the netcall reference: its other rows are sentences. */
const NAME = /^(?:1\.3|1\.5) ([a-zA-Z]+)$/;
const WORDS: Readonly<Record<string, string>> = { 相同: 'same', 不同: 'different', 更好: 'better', 不支持: 'not supported' };

/** Methods and events by name, with whether they are the same. One line may judge several. */
function judged(path: string): [name: string, how: string][] {
  const lines = [...textOf(path).matchAll(/^\| (`[^|]+`) \| (same|different|better|not supported|相同|不同|更好|不支持) \|/gm)];
  return lines.flatMap(([, names = '', how = '']) => [...names.matchAll(/`([\w.]+)`/g)].map(([, name = '']): [string, string] => [name, WORDS[how] ?? how]));
}

test('the guide for those who move from NetEase judges every method and event of the reference, alike in both languages', () => {
  const english = judged('docs/migrating-from-netease.md');
  const named = referenceRows('netcall').map((row) => NAME.exec(row)?.[1]).filter((name) => name !== undefined && name !== 'fromClientType');
  expect(english.map(([name]) => name).sort()).toEqual(named.sort());
  expect(judged('docs/migrating-from-netease.zh-CN.md')).toEqual(english);
});

test('the guide for those who move from CloudRoom judges every method and callback of the reference, alike in both languages', () => {
  const english = judged('docs/migrating-from-cloudroom.md');
  expect(english.map(([name]) => name).sort()).toEqual(referenceRows('rtcsdk').map((row) => row.split(' ')[1]).sort());
  expect(judged('docs/migrating-from-cloudroom.zh-CN.md')).toEqual(english);
});

/** Numbers in the first column of a guide's table of numbers. */
function numbersIn(path: string, heading: string): number[] {
  const table = textOf(path).split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...table.matchAll(/^\| ([\d, 、]+) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/\d+/g)].map(Number));
}

test('the guide for those who move from CloudRoom explains every number that RTCSDK gives by itself, in both languages', () => {
  const source = textOf('sdk/src/rtcsdk/errors.ts');
  const given = new Set([...source.matchAll(/(?<=^|`)\d+(?= [A-Za-z])|(?<== )\d+(?=,|\n)/gm), ...source.matchAll(/(?<=const UNKNOWN = )\d+/g)].map(([number]) => Number(number)));
  expect(given.size).toBeGreaterThan(25);
  const english = numbersIn('docs/migrating-from-cloudroom.md', 'Numbers');
  expect(english.sort((a, b) => a - b)).toEqual([...given].sort((a, b) => a - b));
  expect(numbersIn('docs/migrating-from-cloudroom.zh-CN.md', '错误码').sort((a, b) => a - b)).toEqual(english);
});
