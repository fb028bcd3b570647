import type { WebSocket } from 'ws';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { interFrame, keyFrame, sound } from './support/packets';
import { opened, publisher, push, relayOf, S, ws } from './support/scene';
import type { TestingRelay } from './support/testing-relay';

const { ackWindowBytes, inFlightBytes, videoLagMs, commandBytes } = RELAY_LIMITS;
const LARGE = 2 * (inFlightBytes + ackWindowBytes);

function report(receivedBytes: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(receivedBytes);
  return bytes;
}

/** A player by WebSocket that has all of a large key frame, and the stream's publisher. */
async function playing(testing: TestingRelay) {
  const bob = await publisher(testing);
  const { socket, flv } = await opened(ws(testing, testing.ticketed('play', S)));
  let receivedBytes = 0;
  socket.on('message', (data: Buffer) => { receivedBytes += data.length; });
  push(bob, [keyFrame(0, LARGE)]);
  await flv.until(() => flv.tags.length === 1);
  /** Resolves when the relay has read everything that was sent before. */
  const heard = () => new Promise<void>((resolve) => { socket.once('pong', () => resolve()).ping(); });
  return { bob, socket, flv, heard, received: () => receivedBytes };
}

const times = (flv: { tags: readonly { timestampMs: number }[] }) => flv.tags.map(({ timestampMs }) => timestampMs);

describe('a player by WebSocket', () => {
  test('that reports is behind when its next report is overdue: it loses pictures until a key frame finds it punctual, and no sound', async () => {
    const testing = await relayOf();
    const { bob, socket, flv, heard, received } = await playing(testing);
    socket.send(report(ackWindowBytes));
    await heard();
    testing.clock.advance(videoLagMs + 200);
    push(bob, [interFrame(100), sound(110), keyFrame(200), sound(210)]);
    await flv.until(() => flv.tags.length === 3);
    socket.send(report(received()));
    await heard();
    push(bob, [interFrame(300), keyFrame(400), interFrame(500)]);
    await flv.until(() => flv.tags.length === 5);
    expect(times(flv)).toEqual([0, 110, 210, 400, 500]);
  });

  test.each<[string, (socket: WebSocket) => void]>([
    ['nothing', () => undefined],
    ['text', (socket) => socket.send('8192')],
    ['other lengths', (socket) => [0, 1, 3, 5, 8, commandBytes].forEach((length) => socket.send(Buffer.alloc(length, 1)))],
    ['a number that goes backwards', (socket) => socket.send(report(0xffff_ffff))],
    ['zero a thousand times', (socket) => { for (let count = 0; count < 1_000; count += 1) socket.send(report(0)); }],
  ])('that says %s is not steered and gets everything', async (_what, say) => {
    const testing = await relayOf();
    const { bob, socket, flv, heard } = await playing(testing);
    say(socket);
    await heard();
    testing.clock.advance(videoLagMs + 200);
    push(bob, [interFrame(100), sound(110)]);
    await flv.until(() => flv.tags.length === 3);
    expect(times(flv)).toEqual([0, 100, 110]);
  });

  test('that claims more than it was sent is never late', async () => {
    const testing = await relayOf();
    const { bob, socket, flv, heard } = await playing(testing);
    socket.send(report(0x7000_0000));
    await heard();
    testing.clock.advance(videoLagMs + 200);
    push(bob, [interFrame(100)]);
    await flv.until(() => flv.tags.length === 2);
    expect(times(flv)).toEqual([0, 100]);
  });

  test('that sends more than a command takes is ended', async () => {
    const testing = await relayOf();
    const { socket, flv } = await playing(testing);
    socket.send(Buffer.alloc(commandBytes + 1));
    await flv.until(() => false);
    expect(flv.closed).toBe(true);
  });
});
