import { LIMITS, type Piece } from 'netcall-protocol';
import { checkPiece } from '../../../server/src/signal/piece';
import { benches, type Client } from '../../support/server-bench';

const { start } = benches();
const BUFFER = LIMITS.bufferBytes;

const piece = (changes: Partial<Piece> = {}): Piece => ({ transfer: 't-1', kind: 'buffer', text: false, seq: 0, offset: 0, total: 6, data: 'AAAA', ...changes });
const bulk = (to: string, changes: Partial<Piece> = {}): { to: string } & Piece => ({ to, ...piece(changes) });
const frame = (id: number, to: string, changes: Partial<Piece> = {}): string => JSON.stringify({ t: 'bulk', id, ...bulk(to, changes) });

async function twoRtc(options?: Parameters<typeof start>[0]) {
  const bench = await start(options);
  return { bench, alice: await bench.rtc('alice'), bob: await bench.rtc('bob') };
}

const codes = (client: Client): string[] => client.answers.map((answer) => ('err' in answer ? answer.err.code : 'ok'));

describe('a piece of a transfer', () => {
  test('reaches the RTCSDK session of the account as it is, with its sender and no number, and is seen by a word back', async () => {
    const { bench, alice, bob } = await twoRtc();
    const phone = await bench.device('bob', 'bob-phone');
    await alice.ask('bulk', { ...bulk('bob', { kind: 'file', name: '报告 v2.pdf', total: 3 }), a: 0, more: 'nobody knows' } as never);
    await bob.ask('bulkSeen', { to: 'alice', transfer: 't-1', seq: 0 });
    expect(bob.bulk).toEqual([{ t: 'bulk', from: 'alice', transfer: 't-1', kind: 'file', text: false, seq: 0, offset: 0, total: 3, data: 'AAAA', name: '报告 v2.pdf' }]);
    expect(alice.bulk).toEqual([{ t: 'bulkSeen', from: 'bob', transfer: 't-1', seq: 0 }]);
    expect([bob.events, alice.events, phone.bulk, phone.events]).toEqual([[], [], [], []]);
  });

  test('may be half of a surrogate pair: text is cut anywhere', async () => {
    const { alice, bob } = await twoRtc();
    await alice.ask('bulk', bulk('bob', { text: true, kind: 'cmd', total: 2, data: '\ud83d' }));
    await alice.ask('bulk', bulk('bob', { text: true, kind: 'cmd', total: 2, seq: 1, offset: 1, data: '\ude00' }));
    expect(bob.bulk.map((each) => ('data' in each ? each.data : '')).join('')).toBe('😀');
  });

  test('reaches nobody without such a session, of another app, or who has blocked the sender: CALLEE_OFFLINE', async () => {
    const { bench, alice, bob } = await twoRtc();
    await bench.device('dave');
    const zoe = await bench.rtc('zoe', 'shop');
    await bob.ask('settings', { block: ['alice'] });
    for (const to of ['bob', 'dave', 'zoe', 'nobody']) {
      await expect(alice.ask('bulk', bulk(to))).rejects.toMatchObject({ code: 'CALLEE_OFFLINE', detail: {} });
      await expect(alice.ask('bulkSeen', { to, transfer: 't-1', seq: 0 })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    }
    expect([bob.bulk, zoe.bulk]).toEqual([[], []]);
    await bob.ask('bulk', bulk('alice'));
    expect(alice.bulk).toHaveLength(1);
  });

  test('is refused, to be sent again, while its reader is slow or has no socket; a resume does not bring it', async () => {
    const { bench, alice, bob } = await twoRtc();
    bob.isFull = true;
    await expect(alice.ask('bulk', bulk('bob'))).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: expect.any(Number) as number } });
    expect(await alice.ask('bulkSeen', { to: 'bob', transfer: 't-1', seq: 0 })).toEqual({});
    bob.isFull = false;
    await bob.drop();
    await expect(alice.ask('bulk', bulk('bob'))).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: expect.any(Number) as number } });
    const back = bench.connect();
    expect(await back.resume(bob.session!, 0)).toMatchObject({ resumed: true });
    expect(back.bulk).toEqual([]);
    await alice.ask('bulk', bulk('bob'));
    expect(back.bulk).toHaveLength(1);
  });
});

describe('transfers and requests of one session', () => {
  const SLOW = { sessionRate: { perS: 1, burst: 3 } };

  test('pieces within their budget cost neither the rate of requests nor that of floods', async () => {
    const { alice, bob } = await twoRtc({ signal: SLOW });
    await alice.burst(...Array.from({ length: 100 }, (_, n) => frame(n + 10, 'bob', { seq: n, offset: 3 * n, total: 300 })));
    expect(codes(alice).slice(1)).toEqual(Array(100).fill('ok'));
    expect(bob.bulk.map((each) => each.seq)).toEqual([...Array(100).keys()]);
    await alice.ask('ping', {});
    expect(alice.closedWith).toBeNull();
  });

  test('under, at and over the budget: what is over is refused with the time to wait, and goes through after it', async () => {
    const { bench, alice, bob } = await twoRtc({ signal: { bulkRate: { perS: 10_000, burst: 30_000 } } });
    const size = (data: string, id: number): number => frame(id, 'bob', { data, text: true, total: 100_000 }).length;
    const text = (bytes: number, id: number): string => frame(id, 'bob', { data: 'x'.repeat(bytes - size('', id)), text: true, total: 100_000 });
    await alice.burst(text(10_000, 50), text(10_000, 51), text(10_000, 52), text(5_000, 53));
    expect(alice.answers.find(({ id }) => id === 53)).toEqual({ t: 'ack', id: 53, err: { code: 'RATE_LIMITED', detail: { retryAfterMs: 500 } } });
    expect(bob.bulk).toHaveLength(3);
    await bench.clock.advance(499);
    await alice.burst(text(5_000, 54));
    expect(alice.answers.at(-1)).toMatchObject({ err: { code: 'RATE_LIMITED' } });
    await bench.clock.advance(1);
    await alice.burst(text(5_000, 55));
    expect(bob.bulk).toHaveLength(4);
    await bob.ask('bulk', bulk('alice'));
    expect(alice.bulk).toHaveLength(1);
  });

  test('short frames count as 2 KB; five times the budget, after all refusals, is a flood', async () => {
    const { alice, bob } = await twoRtc({ signal: { ...SLOW, bulkRate: { perS: 2_048, burst: 20_480 } } });
    await alice.burst(...Array.from({ length: 12 }, (_, n) => frame(n + 10, 'bob')));
    expect(codes(alice).slice(1).sort()).toEqual(['RATE_LIMITED', 'RATE_LIMITED', ...Array<string>(10).fill('ok')]);
    expect([bob.bulk.length, alice.closedWith]).toEqual([10, null]);
    await alice.burst(...Array.from({ length: 38 }, (_, n) => frame(n + 30, 'bob')));
    expect(alice.closedWith).toBeNull();
    await alice.burst(frame(90, 'bob'));
    expect(alice.closedWith).toBe(4429);
  });

  test('a piece waits for no request that takes long, holds none up, and its number may be any', async () => {
    const { bench, alice, bob } = await twoRtc();
    let answer: (() => void) | null = null;
    jest.spyOn(bench.store, 'records').mockReturnValue(new Promise((resolve) => (answer = () => resolve({ records: [], next: null }))));
    await alice.burst(JSON.stringify({ t: 'records', id: 90 }), frame(7, 'bob'), JSON.stringify({ t: 'ping', id: 91 }), frame(7, 'bob'));
    expect(alice.answers.slice(1)).toEqual([{ t: 'ack', id: 7, ok: {} }, { t: 'ack', id: 7, ok: {} }]);
    expect(bob.bulk).toHaveLength(2);
    answer!();
    await alice.ask('ping', {}, 92);
    expect(alice.answers.slice(3).map(({ id }) => id)).toEqual([90, 91, 92]);
  });

  test('pieces are no requests before the sign-in, and nothing after the sign-out', async () => {
    const { bench, alice, bob } = await twoRtc();
    const nobody = bench.connect();
    await nobody.sendText(frame(1, 'bob'));
    expect(nobody.closedWith).toBe(4401);
    await alice.burst(JSON.stringify({ t: 'signOut', id: 60 }));
    await alice.burst(frame(61, 'bob'));
    expect([alice.closedWith, bob.bulk]).toEqual([4401, []]);
  });

  test('a wrong piece is refused with its field, and the session goes on', async () => {
    const { alice, bob } = await twoRtc();
    for (const [field, changes] of [['kind', { kind: 'film' }], ['seq', { seq: -1 }], ['data', { data: 'x'.repeat(LIMITS.pieceChars + 1) }], ['data', { data: 'A===' }], ['to', { to: '' }], ['name', { kind: 'file', name: 7 }]] as const) {
      await alice.sendText(JSON.stringify({ t: 'bulk', id: 50, ...bulk('bob'), ...changes }));
      expect(alice.answers.at(-1)).toMatchObject({ id: 50, err: { code: 'BAD_MESSAGE', detail: { field } } });
    }
    await alice.sendText(JSON.stringify({ t: 'bulkSeen', id: 50, to: 'bob', transfer: 't 1', seq: 0 }));
    expect(alice.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field: 'transfer' } } });
    expect(await alice.ask('bulk', bulk('bob'))).toEqual({});
    expect(bob.bulk).toHaveLength(1);
  });
});

describe('pieces that fit', () => {
  test.each([
    ['an empty transfer', { total: 0, data: '' }],
    ['a whole command', { kind: 'cmd', total: LIMITS.cmdBytes, offset: LIMITS.cmdBytes - 3, seq: 5 }],
    ['the end of the longest buffer', { total: BUFFER, offset: BUFFER - 3, seq: 9 }],
    ['one byte', { data: 'AA==', total: 1 }],
    ['two bytes', { data: 'AAA=', total: 2 }],
    ['text', { text: true, data: '€=', total: 2 }],
    ['a file with its name', { kind: 'file', name: 'a b/ü.txt' }],
  ] as [string, Partial<Piece>][])('%s', (_name, changes) => {
    expect(() => checkPiece(piece(changes))).not.toThrow();
  });

  test.each([
    ['total', 'a command of one byte too many', { kind: 'cmd', total: LIMITS.cmdBytes + 1 }],
    ['total', 'a buffer of one byte too many', { total: BUFFER + 1 }],
    ['total', 'a file of one byte too many', { kind: 'file', name: 'a', total: BUFFER + 1 }],
    ['data', 'no data before the end', { data: '' }],
    ['data', 'base64 that is cut', { data: 'AAA' }],
    ['data', 'base64 with a foreign character', { data: 'AA-A' }],
    ['data', 'base64 that goes on after its end', { data: 'AA==AAAA' }],
    ['offset', 'more than there is', { total: 2 }],
    ['offset', 'an offset past the end', { offset: 4, seq: 1 }],
    ['seq', 'a first piece in the middle', { offset: 3 }],
    ['seq', 'a later piece at the beginning', { seq: 1 }],
    ['seq', 'more pieces than bytes', { offset: 2, seq: 3, total: 100 }],
    ['name', 'a file without a name', { kind: 'file' }],
    ['name', 'a buffer with a name', { name: 'a' }],
    ['name', 'a file with an empty name', { kind: 'file', name: '' }],
    ['name', 'a name with a control character', { kind: 'file', name: 'a\nb' }],
  ] as [string, string, Partial<Piece>][])('a wrong %s: %s', (field, _what, changes) => {
    expect(() => checkPiece(piece(changes))).toThrow(expect.objectContaining({ code: 'BAD_MESSAGE', detail: expect.objectContaining({ field }) as object }) as Error);
  });
});
