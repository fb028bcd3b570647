import { complainAboutAccount, complainAboutCustom, complainAboutId, LIMITS, utf8Bytes } from 'netcall-protocol';

test.each(['a', 'Zoë', '👩‍👩‍👧', '__proto__', 'constructor', 'é', '張偉', 'x'.repeat(128), '👍'.repeat(128)])(
  'row 41: the account %j is good',
  (account) => {
    expect(complainAboutAccount(account)).toBeNull();
  },
);

test.each([
  ['', 'must not be empty'],
  ['x'.repeat(129), 'at most 128 characters'],
  ['a\u0000b', 'control characters'],
  ['line\nbreak', 'control characters'],
  ['a\u202eb', 'bidirectional'],
  ['a\u200fb', 'bidirectional'],
  ['\ud83d', 'lone surrogate'],
  ['a\udc00b', 'lone surrogate'],
])('row 41: the account %j is refused because it %s', (account, complaint) => {
  expect(complainAboutAccount(account)).toContain(complaint);
});

test('row 41: an account may have 512 bytes and not one more', () => {
  const fits = '👍'.repeat(LIMITS.accountBytes / 4);
  expect(utf8Bytes(fits)).toBe(512);
  expect(complainAboutAccount(fits)).toBeNull();
  expect(complainAboutAccount(`${fits}x`)).not.toBeNull();
});

test.each(['a', '0f8b-_.~', 'x'.repeat(64)])('the id %j is good', (id) => {
  expect(complainAboutId(id)).toBeNull();
});

test.each(['', 'x'.repeat(65), 'a b', 'ä', '../x'])('the id %j is refused', (id) => {
  expect(complainAboutId(id)).not.toBeNull();
});

test('a custom text may have 4,096 bytes and not one more', () => {
  expect(complainAboutCustom('é'.repeat(2048))).toBeNull();
  expect(complainAboutCustom(`${'é'.repeat(2048)}x`)).toContain('at most 4096 bytes');
  expect(complainAboutCustom('\ud800')).toContain('lone surrogate');
});

test.each(['', 'abc', 'é', '張', '👍', 'a\u0000é張👍'])('counts the UTF-8 bytes of %j as Node does', (text) => {
  expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
});
