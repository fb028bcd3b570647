import { generateKeyPairSync, sign } from 'node:crypto';
import { LIMITS, type RequestName } from 'netcall-protocol';
import { SAMPLE_SECRETS } from '../../../server/src/config';
import { REQUEST_NAMES } from '../../../server/src/signal/schemas';
import { makeToken } from '../../support/jwt';
import { benches, type Bench } from '../../support/server-bench';

const { start } = benches();
const VIDEO = { media: 'video' } as const;
const nested = (levels: number): string => '{"t":"ping","id":7,"x":' + '['.repeat(levels - 1) + ']'.repeat(levels - 1) + '}';

describe('row 35: frames that are no message', () => {
  test.each([
    ['garbage', 'hello'],
    ['an empty frame', ''],
    ['JSON null', 'null'],
    ['an array', '[{"t":"ping","id":1}]'],
    ['a number', '42'],
    ['no id', '{"t":"ping"}'],
    ['an id of 0', '{"t":"ping","id":0}'],
    ['a fraction as id', '{"t":"ping","id":1.5}'],
    ['a text as id', '{"t":"ping","id":"1"}'],
    ['a number as type', '{"t":7,"id":9}'],
    ['no type', '{"id":9}'],
    ['a wrong "a"', '{"t":"ping","id":9,"a":-1}'],
    ['too deep', nested(LIMITS.jsonDepth + 1)],
    ['far too deep', nested(4_000)],
    ['half a message', '{"t":"ping","id":9'],
  ])('%s closes this socket with 4400, and nobody else notices', async (_name, text) => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    await alice.sendText(text);
    expect(alice.closedWith).toBe(4400);
    await expect(bob.ask('ping', {})).resolves.toHaveProperty('now');
    expect(bench.log.texts('error')).toEqual([]);
  });

  test('a binary frame closes with 4400', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    alice.sendBinary();
    expect(alice.closedWith).toBe(4400);
  });

  test('the deepest frame that is allowed is answered', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await alice.sendText(nested(LIMITS.jsonDepth));
    expect(alice.answers.at(-1)).toMatchObject({ id: 7, ok: {} });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'launch', ''])('the unknown request %j is refused and the socket stays', async (t) => {
    const bench = await start();
    const alice = await bench.device('alice');
    await alice.sendText(JSON.stringify({ t, id: 9 }));
    expect(alice.answers.at(-1)).toMatchObject({ id: 9, err: { code: 'BAD_MESSAGE', detail: { field: 't' } } });
    expect(alice.closedWith).toBeNull();
  });

  test('a key named __proto__ changes nothing', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await alice.sendText('{"t":"presence","id":9,"accounts":["alice"],"__proto__":{"accounts":["bob"],"polluted":1}}');
    expect(alice.answers.at(-1)).toMatchObject({ ok: { online: ['alice'] } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('row 35: wrong fields', () => {
  const call = { callId: 'c-1', callee: 'bob', media: 'video' };
  test.each([
    ['callee', { ...call, callee: 7 }],
    ['callee', { ...call, callee: '' }],
    ['callee', { ...call, callee: 'x'.repeat(129) }],
    ['callee', { ...call, callee: 'bob\u0000' }],
    ['callee', { ...call, callee: 'bob\u202e' }],
    ['callee', { ...call, callee: 'bob\ud800' }],
    ['callId', { callee: 'bob', media: 'video' }],
    ['callId', { ...call, callId: 'two words' }],
    ['media', { ...call, media: 'smell' }],
    ['ringMs', { ...call, ringMs: 4_999 }],
    ['ringMs', { ...call, ringMs: 120_001 }],
    ['forceKeepCalling', { ...call, forceKeepCalling: 'yes' }],
    ['custom', { ...call, custom: 'é'.repeat(2_049) }],
    ['custom', { ...call, custom: null }],
  ])('a wrong %s of `call` is named', async (field, fields) => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    await alice.sendText(JSON.stringify({ t: 'call', id: 9, ...fields }));
    expect(alice.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field } } });
    expect(bob.events).toEqual([]);
  });

  test('`device.type` of a sign-in is named as a path', async () => {
    const bench = await start();
    const socket = bench.connect();
    await socket.sendText('{"t":"signIn","id":1,"token":"x","device":{"id":"d","type":"fridge"}}');
    expect(socket.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field: 'device.type' } } });
  });

  test('every request without its fields is answered, by a refusal or not, and never by INTERNAL', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    const names: readonly RequestName[] = REQUEST_NAMES.filter((name) => name !== 'signOut');
    await alice.burst(...names.map((t, index) => JSON.stringify({ t, id: 100 + index })));
    expect(alice.answers.filter(({ id }) => id >= 100)).toHaveLength(names.length);
    expect(JSON.stringify(alice.answers)).not.toContain('INTERNAL');
    expect(bench.log.texts('error')).toEqual([]);
  });

  test('a fault inside a handler answers INTERNAL, is logged, and the session goes on', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    jest.spyOn(bench.store, 'records').mockImplementationOnce(() => Promise.reject(new Error('boom')));
    await expect(alice.ask('records', {})).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(bench.log.texts('error')).toEqual(['a request failed']);
    await expect(alice.ask('ping', {})).resolves.toHaveProperty('now');
  });
});

describe("row 36: other people's calls", () => {
  async function strangers(): Promise<{ bench: Bench; cid: string }> {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid });
    await alice.ask('join', { cid, mode: 0 });
    return { bench, cid };
  }

  test.each([
    ['a stranger', 'mallory', 'default'],
    ['the same account in another app', 'alice', 'shop'],
  ])('%s gets the same answer for a call that is there and one that is not', async (_who, account, app) => {
    const { bench, cid } = await strangers();
    const mallory = await bench.device(account, 'mallory-phone', { app });
    const ask = (of: string) =>
      [
        { t: 'accept' }, { t: 'ringing' }, { t: 'reject' }, { t: 'control', command: 1 }, { t: 'join', mode: 0 }, { t: 'leave' }, { t: 'setMode', mode: 1 },
        { t: 'renewStream' }, { t: 'members' }, { t: 'hangup' },
      ].map((fields, index) => JSON.stringify({ ...fields, id: (of === cid ? 100 : 200) + index, cid: of }));
    await mallory.burst(...ask(cid), ...ask('00never00'));
    const answersFrom = (first: number) => mallory.answers.filter(({ id }) => id >= first && id < first + 100).map((answer) => ({ ...answer, id: 0 }));
    expect(answersFrom(100)).toHaveLength(10);
    expect(answersFrom(100)).toEqual(answersFrom(200));
    expect(answersFrom(100).slice(0, 9)).toEqual(Array.from({ length: 9 }, () => ({ t: 'ack', id: 0, err: { code: 'CALL_UNKNOWN', detail: {} } })));
    expect((await bench.store.read('default', cid))!.call.phase).toBe('connected');
    expect(await mallory.ask('records', {})).toEqual({ records: [] });
  });

  test('the caller cannot answer its own call, and another device of the caller has no part in it', async () => {
    const bench = await start();
    const [alice, tablet] = [await bench.device('alice'), await bench.device('alice', 'alice-tablet')];
    await bench.device('bob');
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await expect(alice.ask('accept', { cid })).rejects.toMatchObject({ code: 'BAD_STATE' });
    expect(await tablet.ask('hangup', { cid })).toEqual({});
    expect((await bench.store.read('default', cid))!.call.phase).toBe('ringing');
  });
});

describe('row 37: tokens', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hs256 = (claims: object, secret: string = SAMPLE_SECRETS.token, header?: Record<string, unknown>): string => makeToken({ ...claims }, secret, header);
  const rs256 = (claims: object): string => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const text = `${part({ alg: 'RS256' })}.${part(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const NOW_S = 1_750_000_000;
  const good = { sub: 'alice', app: 'default', exp: NOW_S + 600 };

  test.each([
    ['another secret', hs256(good, 'x'.repeat(40)), 'signature'],
    ['alg none', `${part({ alg: 'none' })}.${part(good)}.`, 'signature'],
    ['an RSA signature', rs256(good), 'signature'],
    ['a key of its own in the header', hs256(good, 'x'.repeat(40), { alg: 'HS256', jwk: { kty: 'oct', k: Buffer.from('x'.repeat(40)).toString('base64url') } }), 'signature'],
    ['HS512', hs256(good, SAMPLE_SECRETS.token, { alg: 'HS512' }), 'signature'],
    ["another app's secret", hs256({ ...good, app: 'shop' }), 'signature'],
    ['an app that is not there', hs256({ ...good, app: 'nowhere' }), 'app'],
    ['expired beyond the leeway', hs256({ ...good, exp: NOW_S - 60 }), 'expired'],
    ['not yet valid beyond the leeway', hs256({ ...good, nbf: NOW_S + 61 }), 'notYetValid'],
    ['no account', hs256({ app: 'default', exp: NOW_S + 600 }), 'malformed'],
    ['no expiry', hs256({ sub: 'alice' }), 'malformed'],
    ['an account with a line feed', hs256({ ...good, sub: 'a\nb' }), 'malformed'],
    ['an app that is no text', hs256({ ...good, app: { toString: 1 } }), 'malformed'],
    ['no token at all', 'abc', 'malformed'],
  ])('%s is refused as such, and the socket closes with 4401', async (_name, token, reason) => {
    const socket = (await start()).connect();
    await expect(socket.askSlowly('signIn', { token, device: { id: 'd', type: 'web' } })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason } });
    expect(socket.closedWith).toBe(4401);
  });

  test.each([
    ['expired within the leeway', hs256({ ...good, exp: NOW_S - 59 })],
    ['valid in a moment', hs256({ ...good, nbf: NOW_S + 59 })],
    ['without an app: the default one', hs256({ sub: 'alice', exp: NOW_S + 600 })],
  ])('%s is accepted', async (_name, token) => {
    const socket = (await start()).connect();
    await expect(socket.askSlowly('signIn', { token, device: { id: 'd', type: 'web' } })).resolves.toMatchObject({ account: 'alice', app: 'default' });
  });

  test('apps do not see each other', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await bench.device('bob', 'bob-phone', { app: 'shop' });
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(await alice.ask('presence', { accounts: ['alice', 'bob'] })).toEqual({ online: ['alice'] });
  });

  test('a request before the sign-in closes with 4401', async () => {
    const socket = (await start()).connect();
    await expect(socket.ask('ping', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(socket.closedWith).toBe(4401);
  });
});

describe('row 38: floods', () => {
  const signal = { sessionRate: { perS: 20, burst: 40 }, callRate: { perS: 10 / 60, burst: 10 } };

  test('40 messages at once pass, the next is refused with the time to wait, and then passes', async () => {
    const bench = await start({ signal });
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    await alice.burst(...Array.from({ length: 41 }, (_, index) => `{"t":"ping","id":${100 + index}}`));
    expect(alice.answers.filter((answer) => 'ok' in answer && answer.id >= 100)).toHaveLength(40);
    const refused = alice.answers.find(({ id }) => id === 140) as unknown as { err: { code: string; detail: { retryAfterMs: number } } };
    expect(refused.err).toEqual({ code: 'RATE_LIMITED', detail: { retryAfterMs: 50 } });
    await bench.clock.advance(50);
    await alice.sendText('{"t":"ping","id":140}');
    expect(alice.answers.at(-1)).toMatchObject({ id: 140, ok: {} });
    await expect(bob.ask('ping', {})).resolves.toHaveProperty('now');
  });

  test('who goes on and on is closed with 4429', async () => {
    const bench = await start({ signal });
    const alice = await bench.device('alice');
    await alice.burst(...Array.from({ length: 250 }, (_, index) => `{"t":"ping","id":${100 + index}}`));
    expect(alice.closedWith).toBe(4429);
  });

  test('the eleventh call of an account within a minute is refused, from whichever device', async () => {
    const bench = await start({ signal });
    const [alice, tablet] = [await bench.device('alice'), await bench.device('alice', 'alice-tablet')];
    const attempt = (of: typeof alice, n: number) => of.ask('call', { callId: `c-${n}`, callee: 'bob', ...VIDEO });
    for (let n = 0; n < 10; n++) await expect(attempt(n % 2 === 0 ? alice : tablet, n)).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    await expect(attempt(tablet, 10)).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 6_000 } });
    await bench.clock.advance(6_000);
    await expect(attempt(alice, 11)).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
  });
});

describe('row 38: calls of one pair', () => {
  const signal = { callRate: { perS: 10 / 60, burst: 10 }, pairRate: { perS: 5 / 60, burst: 5 } };

  test('the sixth call to the same account within a minute is refused with the time to wait, from whichever device', async () => {
    const bench = await start({ signal });
    const [alice, tablet, bob] = [await bench.device('alice'), await bench.device('alice', 'alice-tablet'), await bench.device('bob')];
    const attempt = async (of: typeof alice, n: number) => of.ask('hangup', { cid: (await of.ask('call', { callId: `c-${n}`, callee: 'bob', ...VIDEO })).cid });
    for (let n = 0; n < 5; n++) await attempt(n % 2 === 0 ? alice : tablet, n);
    await expect(attempt(tablet, 5)).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 12_000 } });
    expect(bob.heard('invited')).toHaveLength(5);
    await bench.clock.advance(12_000);
    await attempt(alice, 6);
    expect(bob.heard('invited')).toHaveLength(6);
  });

  test('nobody else notices: not those two the other way round, not a third on either side, not the same names in another app', async () => {
    const bench = await start({ signal });
    const [alice, bob, carol] = [await bench.device('alice'), await bench.device('bob'), await bench.device('carol')];
    const other = await bench.device('alice', 'd-shop', { app: 'shop' });
    const attempt = (of: typeof alice, callee: string, n: number) => of.ask('call', { callId: `c-${n}`, callee, ...VIDEO });
    for (let n = 0; n < 5; n++) await alice.ask('hangup', { cid: (await attempt(alice, 'bob', n)).cid });
    await expect(attempt(alice, 'bob', 5)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(attempt(other, 'bob', 1)).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    for (const [of, callee] of [[bob, 'alice'], [carol, 'bob'], [alice, 'carol']] as const) await of.ask('hangup', { cid: (await attempt(of, callee, 9)).cid });
  });

  test('the same call asked for again is no new attempt, and who has been quiet for a minute is forgotten', async () => {
    const bench = await start({ signal });
    const [alice] = [await bench.device('alice'), await bench.device('bob')];
    for (let n = 0; n < 20; n++) await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    expect(bench.limits.size).toBe(2);
    await bench.clock.advance(61_000);
    expect(bench.limits.size).toBe(0);
  });

  test('whoever is refused hears the same of a callee who has blocked him as of any other', async () => {
    const bench = await start({ signal });
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    await bob.ask('settings', { block: ['alice'] });
    const heard = async (callee: string) => {
      const codes: unknown[] = [];
      for (let n = 0; n < 6; n++) codes.push(await alice.ask('call', { callId: `${callee}-${n}`, callee, ...VIDEO }).catch((fault: { code: string }) => fault.code));
      await bench.clock.advance(60_000);
      return codes;
    };
    expect(await heard('bob')).toEqual(await heard('nobody'));
  });
});

describe('row 41: names', () => {
  test.each([
    ['a control character', 'bob\u0000'],
    ['a line feed', 'b\nob'],
    ['a lone surrogate', 'bob\ud800'],
    ['a bidirectional control', '\u202ebob'],
    ['a right-to-left mark', 'bob\u200f'],
    ['129 characters', 'x'.repeat(129)],
  ])('%s is refused with the field and the reason when it is called, and as malformed in a token', async (_what, name) => {
    const bench = await start();
    const alice = await bench.device('alice');
    await expect(alice.ask('call', { callId: 'c-1', callee: name, ...VIDEO })).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'callee', expected: expect.stringContaining('must') as string } });
    const socket = bench.connect();
    await expect(socket.askSlowly('signIn', { token: await bench.token(name), device: { id: 'd', type: 'web' } })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'malformed' } });
  });

  test.each(['👩‍👩‍👧', 'e\u0301', '__proto__', 'constructor', '用户', 'x'.repeat(128), '𝄞'.repeat(128)])('%j calls and is called, unchanged, everywhere', async (name) => {
    const bench = await start();
    const [alice, other] = [await bench.device('alice'), await bench.device(name, 'device-of-the-other')];
    const { cid, uids } = await alice.ask('call', { callId: 'c-1', callee: name, ...VIDEO });
    expect(Object.entries(uids)).toEqual([['alice', 1], [name, 2]]);
    await other.ask('accept', { cid });
    await other.ask('join', { cid, mode: 0 });
    await other.ask('hangup', { cid });
    expect(alice.heard('ended')).toMatchObject([{ account: name }]);
    expect((await other.ask('records', {})).records).toMatchObject([{ callee: name, endedBy: name }]);
    expect(await alice.ask('presence', { accounts: [name] })).toEqual({ online: [name] });
    expect(bench.media.revoked[0]).toMatch(/^\d{8}_2_[0-9a-z]+$/);
  });
});
