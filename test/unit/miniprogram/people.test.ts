import { COLOURS, nameOf, PEOPLE, portraitOf } from '../../../miniprogram/services/people';

/** Relative luminance by WCAG 2.1. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

test('an account has the same colour every time, and the people of the demo have different ones', () => {
  expect(portraitOf('alice')).toEqual(portraitOf('alice'));
  expect(new Set(PEOPLE.map(({ account }) => portraitOf(account).colour)).size).toBe(PEOPLE.length);
});

test.each(COLOURS)('white initials can be read on %s', (colour) => {
  expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
});

test('a stranger is called by the account, and initials keep a character of two units whole', () => {
  expect(nameOf('zoe@example.com')).toBe('zoe@example.com');
  expect(portraitOf('zoe@example.com').initials).toBe('Z');
  expect(portraitOf('小明').initials).toBe('小');
  expect(portraitOf('😀 smile').initials).toBe('😀');
  expect(portraitOf('  ').initials).toBe('?');
});
