import fc from 'fast-check';
import { STREAM_NAME, Tickets, type TicketClaim } from '../../../server/src/media/tickets';

const NOW_S = 1_800_000_000;
const PUSH: TicketClaim = { action: 'push', app: 'live', stream: '12345678_1_1' };
const tickets = new Tickets('a secret');
const good = tickets.sign(PUSH, NOW_S + 60);

test('has the form of the manual: expiry in hex, 16 bytes of signature as base64url', () => {
  expect(good).toMatch(/^e=6b49d23c&k=[A-Za-z0-9_-]{22}$/);
});

test('is good for what it was made for until the second it expires', () => {
  expect(tickets.check(PUSH, good, NOW_S + 59)).toBe('ok');
  expect(tickets.check(PUSH, good, NOW_S + 60)).toBe('expired');
  expect(tickets.check(PUSH, good, NOW_S + 61)).toBe('expired');
});

test.each([
  ['to play', { ...PUSH, action: 'play' }],
  ['for another stream', { ...PUSH, stream: '12345678_1_2' }],
  ['for another application', { ...PUSH, app: 'vod' }],
] as const)('a push ticket is no good %s', (_what, claim) => {
  expect(tickets.check(claim, good, NOW_S)).toBe('signature');
});

test('a play ticket is no good to push', () => {
  const play = tickets.sign({ ...PUSH, action: 'play' }, NOW_S + 60);
  expect(tickets.check(PUSH, play, NOW_S)).toBe('signature');
});

test('a ticket of another secret is no good', () => {
  expect(new Tickets('another').check(PUSH, good, NOW_S)).toBe('signature');
});

test.each([
  ['without anything', '', 'missing'],
  ['without signature', good.slice(0, good.indexOf('&')), 'missing'],
  ['without expiry', good.slice(good.indexOf('&') + 1), 'missing'],
  ['with a longer life', good.replace('e=6b49d23c', 'e=7b49d23c'), 'signature'],
  ['with the expiry written differently', good.replace('e=6b', 'e=06b'), 'signature'],
  ['with an expiry that is no number', good.replace('e=6b', 'e=zz'), 'malformed'],
  ['with a short signature', good.slice(0, -1), 'malformed'],
  ['with two expiries', `${good}&e=ffffffff`, 'malformed'],
  ['with two signatures', `k=${'A'.repeat(22)}&${good}`, 'malformed'],
])('%s it is refused', (_what, query, verdict) => {
  expect(tickets.check(PUSH, query, NOW_S)).toBe(verdict);
});

test('no other query is as good: changing any one character spoils it', () => {
  const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
  fc.assert(fc.property(fc.nat(good.length - 1), character, (at, other) => {
    fc.pre(good[at] !== other);
    const verdict = tickets.check(PUSH, good.slice(0, at) + other + good.slice(at + 1), NOW_S);
    expect(verdict).not.toBe('ok');
  }), { numRuns: 300 });
});

test('an empty secret is refused', () => {
  expect(() => new Tickets('')).toThrow('must not be empty');
});

test('names have 1 to 128 characters of A-Z a-z 0-9 _ -', () => {
  expect(['a', 'a'.repeat(128), '12345678_1_1-b'].every((name) => STREAM_NAME.test(name))).toBe(true);
  expect(['', 'a'.repeat(129), 'a/b', 'a.b', 'a b', 'ä', 'a\n'].some((name) => STREAM_NAME.test(name))).toBe(false);
});
