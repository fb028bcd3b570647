import { connect, type Socket } from 'node:net';
import { writeChunks } from '../../../server/src/media/chunk-writer';
import { FormatError } from '../../../server/src/media/format-error';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { mediaOf } from '../../../server/src/media/rtmp-media';
import { RTMP_TYPE, USER_EVENT, userControlMessage } from '../../../server/src/media/rtmp-messages';
import { flvPath, opened, player, publisher, relayOf, rtmp, S, ws } from './support/scene';

/** Sends the same again and again and reads nothing. Resolves when the other end has had enough. */
function flood(socket: Socket, bytes: Buffer): Promise<number> {
  socket.pause();
  let sentBytes = 0;
  const send = (): void => {
    sentBytes += bytes.length;
    if (!socket.destroyed) socket.write(bytes, () => setImmediate(send));
  };
  return new Promise((resolve) => { socket.on('error', () => undefined).once('close', () => resolve(sentBytes)); send(); });
}

/** What the relay lets wait, and what the system keeps for both ends of both directions. */
const ENOUGH_BYTES = 64_000_000;
const PINGS = Buffer.concat(Array.from({ length: 4_000 }, (_, index) => writeChunks(userControlMessage(USER_EVENT.pingRequest, index), 128)));

describe('who asks without reading the answers', () => {
  test.each([
    ['before it has a stream', rtmp], ['as a publisher', (testing: Awaited<ReturnType<typeof relayOf>>) => publisher(testing)], ['as a player', (testing: Awaited<ReturnType<typeof relayOf>>) => player(testing)],
  ])('by RTMP %s is ended before the answers fill the memory', async (_when, join) => {
    const { socket } = await join(await relayOf());
    expect(await flood(socket, PINGS)).toBeLessThan(ENOUGH_BYTES);
  });

  test.each([['post'], [undefined]])('by WebSocket as %s is ended, too', async (protocol) => {
    const testing = await relayOf();
    const { socket } = await opened(ws(testing, testing.ticketed(protocol === undefined ? 'play' : 'push', S), protocol));
    const raw = (socket as unknown as { _socket: Socket })._socket;
    const pings = Buffer.concat(Array.from({ length: 2_000 }, () => Buffer.concat([Buffer.from('89fd00000000', 'hex'), Buffer.alloc(125)])));
    expect(await flood(raw, pings)).toBeLessThan(ENOUGH_BYTES);
  });
});

/** Sessions that a relay has; it tells nobody else. */
const sessionsOf = (testing: Awaited<ReturnType<typeof relayOf>>): number => testing.relay['sessions'].size;

test.each(['1.1', '1.0'])('a second request behind a stream of HTTP/%s ends the socket, and no session is left', async (version) => {
  const testing = await relayOf();
  const socket = connect(testing.ports.flvPort, '127.0.0.1').on('error', () => undefined);
  const request = `GET ${flvPath(testing.ticketed('play', S))} HTTP/${version}\r\nhost: a\r\nconnection: keep-alive\r\n\r\n`;
  socket.write(request + request);
  await new Promise((resolve) => socket.once('close', resolve).resume());
  expect(sessionsOf(testing)).toBe(0);
});

test('a WebSocket behind a stream of HTTP ends the socket, and no session is left', async () => {
  const testing = await relayOf();
  const socket = connect(testing.ports.flvPort, '127.0.0.1').on('error', () => undefined);
  const path = flvPath(testing.ticketed('play', S));
  const upgrade = 'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\nGET ${path} HTTP/1.1\r\nhost: a\r\n${upgrade}\r\n`);
  await new Promise((resolve) => socket.once('close', resolve).resume());
  expect(sessionsOf(testing)).toBe(0);
});

test('a request that expects what there is not is answered and ended, though its body goes on', async () => {
  const testing = await relayOf();
  const socket = connect(testing.ports.flvPort, '127.0.0.1').on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nhost: a\r\nexpect: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n');
  let answer = '';
  await new Promise((resolve) => socket.on('data', (bytes) => { answer += bytes.toString(); }).once('close', resolve));
  expect(answer).toMatch(/^HTTP\/1.1 417 /);
});

test('an aggregate whose tag claims more than there is is refused before memory is set aside for it', () => {
  const aggregate = (length: number) => () => mediaOf({ type: RTMP_TYPE.aggregate, timestampMs: 0, payload: Buffer.concat([Buffer.of(9, 0, 0, length, 0, 0, 0, 0, 0, 0, 0), Buffer.alloc(10, 0x27)]) }, RELAY_LIMITS);
  expect(aggregate(9)()).toHaveLength(1);
  expect(aggregate(10)()).toHaveLength(1);
  expect(aggregate(11)).toThrow(FormatError);
});
