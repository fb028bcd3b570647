import { filesBelow, textOf } from '../support/repo';

const templates = filesBelow('components/src').filter((file) => file.endsWith('.wxml'));

/** Tags that hear a tap. */
function tappable(wxml: string): string[] {
  return [...wxml.matchAll(/<[\w-]+(?:"[^"]*"|[^">])*>/g)].map(([tag]) => tag).filter((tag) => /\s(?:bind|catch):?tap=/.test(tag));
}

const isNamedControl = (tag: string): boolean => /\saria-role="/.test(tag) && /\saria-label="/.test(tag);

test('whatever hears a tap has a role and a name for those who do not see it', () => {
  const found = templates.map((file) => [file, tappable(textOf(file))] as const);
  expect(found.flatMap(([, tags]) => tags).length).toBeGreaterThan(8);
  expect(found.flatMap(([file, tags]) => tags.filter((tag) => !isNamedControl(tag)).map((tag) => `${file}: ${tag}`))).toEqual([]);
});

test('a tag that hears a tap and says nothing of itself would be found', () => {
  expect(tappable('<view a="x > y" bindtap="go"></view><view catchtap="on"/><view bind:tap="x"/><view bindtouch="y"/>')).toHaveLength(3);
  expect(['<view bindtap="a">', '<view bindtap="a" aria-role="button">', '<view bindtap="a" aria-role="button" aria-label="b">'].map(isNamedControl)).toEqual([false, false, true]);
});
