import { shortenVariables, STYLE_NAMES } from '../../../scripts/build/style-names';
import { filesBelow, textOf } from '../../support/repo';

const sources = filesBelow('components/src').filter((file) => /\.(wxss|wxml)$/.test(file)).map(textOf).join('\n');
const namesIn = (text: string): string[] => [...new Set([...text.matchAll(/--n-([a-z-]+)/g)].map((match) => match[1]!))].sort();

test('every inner variable of the styles is shortened, and the list names no other', () => {
  expect([...STYLE_NAMES].sort()).toEqual(namesIn(sources));
});

test('as they are published, styles and templates know the inner variables by their short names alone', () => {
  const built = filesBelow('components/miniprogram_dist').filter((file) => /\.(wxss|wxml)$/.test(file)).map(textOf).join('\n');
  expect([namesIn(built), built.includes(shortenVariables('var(--n-surface)')), built.includes('var(--netcall-surface, ')]).toEqual([[], true, true]);
});

test('each inner variable has a short name of its own; the public ones and those that are not listed keep theirs', () => {
  const short = STYLE_NAMES.map((name) => shortenVariables(`--n-${name}`));
  expect([new Set(short).size, Math.max(...short.map(({ length }) => length))]).toEqual([STYLE_NAMES.length, 4]);
  expect(shortenVariables('a{--n-on-glass:var(--netcall-on-glass);b:var(--n-unlisted)}')).toBe(`a{${short[STYLE_NAMES.indexOf('on-glass')]!}:var(--netcall-on-glass);b:var(--n-unlisted)}`);
});
