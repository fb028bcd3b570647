import { createHash } from 'node:crypto';
import { LIMITS, type BulkFrame } from 'netcall-protocol';
import { FULL_RETRY_MS } from '../../server/src/signal/transfer-handlers';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

const BYTES = 20_000_000;
/** Of one piece: a multiple of three, so that its base64 has no padding. */
const PIECE_BYTES = 9_000;
/** More than by default, so that the test is short. */
const BYTES_PER_SECOND = 6_291_456;

/** Pieces may fill half of it, and the messages behind them a little less than the whole. */
const BUFFER_BYTES = 131_072;

const stack = useStack({ env: { NETCALL_BULK_BYTES_PER_SECOND: String(BYTES_PER_SECOND), NETCALL_BUFFER_BYTES: String(BUFFER_BYTES) } });

async function signedIn(account: string, speaksRtc = false): Promise<RawClient> {
  const client = await RawClient.open(stack().url);
  await client.must('signIn', { token: await stack().token(account), device: { id: `${account}-1`, type: 'node' }, ...(speaksRtc ? { rtc: { nick: account } } : {}) });
  return client;
}

/** Sends all of it in order, with at most eight pieces on their way; `seen` counts what the other end has seen. */
class Sending {
  seen = 0;
  readonly done: Promise<void>;

  constructor(private readonly client: RawClient, private readonly to: string, private readonly bytes: Buffer) {
    this.done = this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    const count = Math.ceil(this.bytes.length / PIECE_BYTES);
    const sentAt: number[] = [];
    for (let seq = 0; seq < count; seq++) {
      if (seq >= LIMITS.piecesOnTheWay) await this.#untilSeen(seq - LIMITS.piecesOnTheWay, sentAt);
      sentAt.push(this.client.frames.length);
      await this.#send(seq);
    }
    while (this.seen < count) await this.#untilSeen(this.seen, sentAt);
  }

  async #untilSeen(seq: number, sentAt: readonly number[]): Promise<void> {
    await this.client.next(`piece ${seq} is seen`, (frame) => frame.t === 'bulkSeen' && frame['seq'] === seq, sentAt[seq]);
    this.seen += 1;
  }

  async #send(seq: number): Promise<void> {
    const offset = seq * PIECE_BYTES;
    const data = this.bytes.subarray(offset, offset + PIECE_BYTES).toString('base64');
    const { err } = await this.client.ask('bulk', { to: this.to, transfer: 'film', kind: 'buffer', text: false, seq, offset, total: this.bytes.length, data });
    if (err === undefined) return;
    if (err.code !== 'RATE_LIMITED') throw new Error(`piece ${seq} refused: ${err.code}`);
    await new Promise((resolve) => setTimeout(resolve, Number(err.detail?.['retryAfterMs'])));
    await this.#send(seq);
  }
}

/** Takes everything that comes, and says of each piece that it was seen. */
function receiving(client: RawClient, from: string) {
  const into = Buffer.alloc(BYTES);
  const progress: number[] = [];
  const take = async (): Promise<void> => {
    for (let at = 0, got = 0; got < BYTES; at += 1) {
      await client.next('the next frame', () => client.frames.length > at, at);
      const frame = client.frames[at] as unknown as BulkFrame;
      if (frame.t !== 'bulk') continue;
      got += Buffer.from(frame.data, 'base64').copy(into, frame.offset);
      progress.push(frame.seq);
      client.send(JSON.stringify({ t: 'bulkSeen', id: client.nextId, to: from, transfer: frame.transfer, seq: frame.seq }));
    }
  };
  return { into, progress, done: take() };
}

async function call(caller: RawClient, callee: RawClient, account: string): Promise<void> {
  const { cid } = await caller.must('call', { callId: `call-${account}`, callee: account, media: 'video' });
  await callee.event('invited', (event) => event.cid === cid);
  await callee.must('accept', { cid });
  await caller.event('accepted', (event) => event.cid === cid);
  for (const each of [caller, callee]) await each.must('join', { cid, mode: 0 });
  await caller.event('memberJoined', (event) => event.cid === cid);
}

test('20 MB arrive intact and in order, while two others and the same two set up a call, and nobody is refused anything', async () => {
  const [alice, bob, carol, dave] = [await signedIn('alice', true), await signedIn('bob', true), await signedIn('carol'), await signedIn('dave')];
  const film = Buffer.alloc(BYTES);
  for (let n = 0; n < BYTES; n += 4) film.writeUInt32LE(Math.imul(n, 2_654_435_761) >>> 0, n);
  const received = receiving(bob, 'alice');
  const sending = new Sending(alice, 'bob', film);
  const pieces = Math.ceil(BYTES / PIECE_BYTES);
  await bob.next('a part of it', () => received.progress.length > pieces / 10);
  await call(carol, dave, 'dave');
  await call(alice, bob, 'bob');
  for (let n = 0; n < 20; n++) {
    await carol.must('send', { clientId: `c-${n}`, to: 'dave', kind: 'custom', content: 'hi' });
    await alice.must('send', { clientId: `a-${n}`, to: 'bob', kind: 'custom', content: 'hi' });
  }
  const seenByThen = sending.seen;
  await Promise.all([sending.done, received.done]);
  expect(createHash('sha256').update(received.into).digest('hex')).toBe(createHash('sha256').update(film).digest('hex'));
  expect(received.progress).toEqual([...Array(pieces).keys()]);
  expect(seenByThen).toBeLessThan(pieces * 0.9);
  expect([dave.events('message').length, bob.events('message').length]).toEqual([20, 20]);
  expect([alice, bob, carol, dave].map(({ isOpen }) => isOpen)).toEqual([true, true, true, true]);
});

test('row 39: pieces make nobody a slow reader: they are refused while too much waits, events still go, and it reads on', async () => {
  const [erin, frank] = [await signedIn('erin', true), await signedIn('frank', true)];
  const piece = { to: 'frank', transfer: 'film', kind: 'buffer', text: false, total: LIMITS.bufferBytes, data: Buffer.alloc(PIECE_BYTES).toString('base64') } as const;
  const send = async (seq: number): Promise<number> => {
    const { err } = await erin.ask('bulk', { ...piece, seq, offset: seq * PIECE_BYTES });
    return Number(err?.detail?.['retryAfterMs'] ?? 0);
  };
  frank.stopReading();
  let sent = 0;
  let waitMs = 0;
  while (waitMs !== FULL_RETRY_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = await send(sent);
    if (waitMs === 0) sent += 1;
  }
  for (let n = 0; n < 25; n++) await erin.must('send', { clientId: `e-${n}`, to: 'frank', kind: 'custom', content: 'x'.repeat(4_000) });
  expect(await send(sent)).toBe(FULL_RETRY_MS);
  frank.readAgain();
  await frank.next('all messages', () => frank.events('message').length === 25);
  expect(frank.frames.filter(({ t }) => t === 'bulk')).toHaveLength(sent);
  expect([await send(sent), frank.isOpen]).toEqual([0, true]);
}, 60_000);
