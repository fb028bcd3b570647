import { CallError, LIMITS, type Piece } from 'netcall-protocol';
import { base64Of, bytesOf } from '../../../../sdk/src/rtcsdk/base64';
import { answer, atLoad, signedIn, type RtcBench } from '../../../support/rtcsdk';

type Got = Piece & { readonly to: string };

/** Pieces that have gone out, in order. */
const sent = ({ server }: RtcBench): Got[] => server.all('bulk');

/** The other end says that it has seen a piece. */
const see = ({ server }: RtcBench, { transfer, seq }: Pick<Piece, 'transfer' | 'seq'>, from = 'bob'): void => server.send(JSON.stringify({ t: 'bulkSeen', from, transfer, seq }));

/** Bob's pieces come in. */
const come = ({ server }: RtcBench, piece: Partial<Piece>): void => {
  server.send(JSON.stringify({ t: 'bulk', from: 'bob', transfer: 't1', kind: 'buffer', text: true, seq: 0, offset: 0, total: 4, data: 'abcd', ...piece }));
};

/** Sees every piece as it comes, until the transfer is over. */
async function seeAll(bench: RtcBench): Promise<void> {
  for (let done = 0; done < sent(bench).length; ) {
    sent(bench).slice(done).forEach((piece) => {
      see(bench, piece);
      done += 1;
    });
    await bench.clock.advance(20);
  }
}

const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 255);

describe('SendCmd', () => {
  test('goes out as one piece and is over when the other end has seen it', async () => {
    const bench = await signedIn();
    const cookie = {};
    const taskID = bench.sdk.SendCmd('bob', '{"hello":"世界"}', cookie);
    expect(await bench.soon()).toEqual([]);
    expect(sent(bench)).toMatchObject([{ to: 'bob', transfer: taskID, kind: 'cmd', text: true, seq: 0, offset: 0, total: 14, data: '{"hello":"世界"}' }]);
    see(bench, sent(bench)[0]!);
    see(bench, sent(bench)[0]!);
    const told = await bench.soon();
    expect(told).toEqual([['SendCmdRlst', taskID, 0, cookie]]);
    expect(told[0]?.[3]).toBe(cookie);
  });

  test.each([['under', LIMITS.cmdBytes - 1, true], ['at', LIMITS.cmdBytes, true], ['over', LIMITS.cmdBytes + 1, false]])('%s the limit of 64 KB', async (_, bytes, isTaken) => {
    const bench = await signedIn();
    const taskID = bench.sdk.SendCmd('bob', `${'世'.repeat(100)}${'x'.repeat(bytes - 300)}`, 1);
    const told = await bench.soon();
    expect(told).toEqual(isTaken ? [] : [['SendCmdRlst', taskID, 1100, 1]]);
    expect(sent(bench).length > 0).toBe(isTaken);
  });

  test('fails with 6 for what is neither text nor bytes, 1102 when the other one is not there, 12 before Login', async () => {
    const early = atLoad();
    early.sdk.Init();
    const first = early.sdk.SendCmd('bob', 'x', 0);
    expect(await early.soon()).toEqual([['SendCmdRlst', first, 12, 0]]);
    const bench = await signedIn();
    const second = bench.sdk.SendCmd('bob', { a: 1 } as never, 1);
    expect(await bench.soon()).toEqual([['SendCmdRlst', second, 6, 1]]);
    answer(bench, 'bulk', () => new CallError('CALLEE_OFFLINE'));
    const third = bench.sdk.SendCmd('bob', 'x', 2);
    expect(await bench.soon()).toEqual([['SendCmdRlst', third, 1102, 2]]);
  });
});

describe('SendBuffer', () => {
  test('has at most eight pieces on their way that nobody has seen, and tells its progress', async () => {
    const bench = await signedIn();
    const bytes = numbered(9_216 * 10 + 5);
    const taskID = bench.sdk.SendBuffer('bob', bytes, 'k');
    await bench.soon();
    expect(sent(bench).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    see(bench, { transfer: taskID, seq: 3 });
    expect(await bench.soon()).toEqual([['SendProgress', taskID, 9_216, bytes.length, 'k']]);
    expect(sent(bench).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    await seeAll(bench);
    const told = bench.take();
    expect(told.slice(-2)).toEqual([['SendProgress', taskID, bytes.length, bytes.length, 'k'], ['SendBufferRslt', taskID, 0, 'k']]);
    const pieces = sent(bench).filter(({ seq }, index, all) => all.findIndex((each) => each.seq === seq) === index).sort((a, b) => a.seq - b.seq);
    expect(Buffer.concat(pieces.map(({ data }) => Buffer.from(data, 'base64'))).equals(Buffer.from(bytes))).toBe(true);
    expect(pieces.every(({ text, total, offset, seq }) => !text && total === bytes.length && offset === seq * 9_216)).toBe(true);
    const frames = bench.server.got.length;
    await bench.clock.advance(15_000);
    expect(bench.server.got.slice(frames)).toEqual([]);
  });

  test('cuts a text so that no frame is too big and no character is cut, and the pieces make the text again', async () => {
    const bench = await signedIn();
    const text = `${'\u0001'.repeat(9_000)}${'😀'.repeat(9_001)}x${'世界'.repeat(9_000)}`;
    const taskID = bench.sdk.SendBuffer('bob', text);
    await bench.soon();
    await seeAll(bench);
    const pieces = sent(bench);
    expect(pieces.map(({ data }) => data).join('')).toBe(text);
    expect(pieces.every((piece) => Buffer.byteLength(JSON.stringify(piece)) < LIMITS.frameBytes && piece.data.length <= LIMITS.pieceChars)).toBe(true);
    expect(pieces.some(({ data }) => /[\uD800-\uDBFF]$/.test(data) || /^[\uDC00-\uDFFF]/.test(data))).toBe(false);
    expect(pieces.map(({ offset }) => offset)).toEqual(pieces.map((_, index) => pieces.slice(0, index).reduce((sum, { data }) => sum + data.length, 0)));
    expect(bench.take().at(-1)).toEqual(['SendBufferRslt', taskID, 0, undefined]);
  });

  test('of nothing arrives too', async () => {
    const bench = await signedIn();
    const taskID = bench.sdk.SendBuffer('bob', new ArrayBuffer(0), 'k');
    await bench.soon();
    await seeAll(bench);
    expect(bench.take()).toEqual([['SendProgress', taskID, 0, 0, 'k'], ['SendBufferRslt', taskID, 0, 'k']]);
  });

  test('waits as long as the server says when it has enough for now', async () => {
    const bench = await signedIn();
    answer(bench, 'bulk', () => new CallError('RATE_LIMITED', { retryAfterMs: 300 }));
    bench.sdk.SendBuffer('bob', 'x', 'k');
    await bench.clock.advance(290);
    expect(sent(bench)).toHaveLength(1);
    await bench.clock.advance(30);
    expect(sent(bench)).toHaveLength(2);
    expect(bench.take()).toEqual([]);
  });

  test('sends what nobody has seen again, and gives up with 1102 after half a minute without a sign', async () => {
    const bench = await signedIn();
    const taskID = bench.sdk.SendBuffer('bob', 'x', 'k');
    await bench.clock.advance(5_100);
    expect(sent(bench).map(({ seq }) => seq)).toEqual([0, 0]);
    await bench.clock.advance(29_000);
    expect(bench.take()).toEqual([]);
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['SendBufferRslt', taskID, 1102, 'k']]);
  });

  test('outlives a lost socket, and fails with the session', async () => {
    const bench = await signedIn({ lostMs: 60_000 });
    const taskID = bench.sdk.SendBuffer('bob', 'x', 'k');
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(50_000);
    expect(bench.take()).toEqual([]);
    bench.server.reachable = true;
    await bench.clock.advance(16_000);
    see(bench, { transfer: taskID, seq: 0 });
    expect(await bench.soon()).toEqual([['SendProgress', taskID, 1, 1, 'k'], ['SendBufferRslt', taskID, 0, 'k']]);
    const second = bench.sdk.SendBuffer('bob', 'x', 'k');
    await bench.clock.advance(5);
    bench.server.cut(4409);
    expect(await bench.soon()).toEqual([['SendBufferRslt', second, 204, 'k'], ['LineOff', 10]]);
  });

  test('hears only whom it is for', async () => {
    const bench = await signedIn();
    const taskID = bench.sdk.SendBuffer('bob', 'x', 'k');
    await bench.soon();
    see(bench, { transfer: taskID, seq: 0 }, 'mallory');
    expect(await bench.soon()).toEqual([]);
  });
});

describe('what comes', () => {
  test('is told once it is whole, in whatever order and however often its pieces come', async () => {
    const bench = await signedIn();
    come(bench, { seq: 1, offset: 2, data: 'cd' });
    come(bench, { seq: 1, offset: 2, data: 'cd' });
    expect(await bench.soon()).toEqual([]);
    come(bench, { seq: 0, offset: 0, data: 'ab' });
    come(bench, { seq: 0, offset: 0, data: 'ab' });
    expect(await bench.soon()).toEqual([['NotifyBufferData', 'bob', 'abcd']]);
    expect(bench.server.all('bulkSeen').map(({ to, transfer, seq }) => [to, transfer, seq])).toEqual([['bob', 't1', 1], ['bob', 't1', 1], ['bob', 't1', 0], ['bob', 't1', 0]]);
    expect(bench.platform.lines).toEqual([]);
  });

  test('is a text, bytes, or a file with its name', async () => {
    const bench = await signedIn();
    come(bench, { transfer: 'a', kind: 'cmd' });
    come(bench, { transfer: 'b', text: false, data: base64Of(Uint8Array.of(1, 2, 3, 4)) });
    come(bench, { transfer: 'c', kind: 'file', text: false, data: base64Of(Uint8Array.of(5, 6, 7, 8)), name: 'x.bin' });
    come(bench, { transfer: 'd', total: 0, data: '' });
    const told = await bench.soon();
    expect(told).toEqual([['NotifyCmdData', 'bob', 'abcd'], ['NotifyBufferData', 'bob', Uint8Array.of(1, 2, 3, 4).buffer], ['NotifyBufferData', 'bob', Uint8Array.of(5, 6, 7, 8).buffer, 'x.bin'], ['NotifyBufferData', 'bob', '']]);
  });

  test('is refused when it is larger than it may be, or is no piece, and the session goes on', async () => {
    const bench = await signedIn();
    come(bench, { kind: 'cmd', total: LIMITS.cmdBytes + 1 });
    come(bench, { total: LIMITS.bufferBytes + 1 });
    come(bench, { seq: 'one' as never });
    bench.server.send('{"t":"bulk"}');
    bench.server.send('{"t":"another"}');
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('bulkSeen')).toEqual([]);
    expect(bench.platform.lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'error', 'error']);
    come(bench, {});
    expect(await bench.soon()).toEqual([['NotifyBufferData', 'bob', 'abcd']]);
  });

  test('is forgotten when nothing more of it comes for two minutes', async () => {
    const bench = await signedIn();
    come(bench, { transfer: 'old', seq: 1, offset: 2, data: 'cd' });
    await bench.clock.advance(130_000);
    come(bench, { transfer: 'new', seq: 1, offset: 2, data: 'cd' });
    come(bench, { transfer: 'old', seq: 0, offset: 0, data: 'ab' });
    expect(await bench.soon()).toEqual([]);
    come(bench, { transfer: 'new', seq: 0, offset: 0, data: 'ab' });
    expect(await bench.soon()).toEqual([['NotifyBufferData', 'bob', 'abcd']]);
  });
});

test.each([0, 1, 2, 3, 4, 5, 255, 256, 9_216])('base64 of %i bytes is what Node makes of them, both ways', (length) => {
  const bytes = numbered(length);
  const text = Buffer.from(bytes).toString('base64');
  expect(base64Of(bytes)).toBe(text);
  expect([...bytesOf(text)]).toEqual([...bytes]);
  expect([...bytesOf(Buffer.from(bytes).toString('base64url'))]).toEqual([...bytes]);
});
