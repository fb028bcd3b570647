import type { Socket } from 'node:net';
import { writeChunks } from '../../../server/src/media/chunk-writer';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { controlMessage, RTMP_TYPE } from '../../../server/src/media/rtmp-messages';
import { interFrame, keyFrame, sound, type Sample } from './support/packets';
import type { RtmpClient } from './support/rtmp-client';
import { flvPath, http, opened, PICTURES, player, publisher, push, relayOf, rtmp, S, ws } from './support/scene';
import type { TestingRelay } from './support/testing-relay';

const times = (tags: readonly { timestampMs: number }[]) => tags.map(({ timestampMs }) => timestampMs);

/** Whether a stream still goes from a new publisher to the player. */
async function goesOn(testing: Awaited<ReturnType<typeof relayOf>>, alice: RtmpClient): Promise<void> {
  push(await publisher(testing), [sound(77)]);
  await alice.until(() => alice.media.some(({ timestampMs }) => timestampMs === 77));
  expect(alice.media.at(-1)?.timestampMs).toBe(77);
}

test('an address in connect that is none does no harm: the application counts', async () => {
  const testing = await relayOf();
  const mallory = await rtmp(testing, { tcUrl: 'not a url' });
  expect(await mallory.open('play', testing.ticketed('play', S))).toBe('NetStream.Play.Start');
  await goesOn(testing, mallory);
});

test.each([
  ['chunk size 0', writeChunks(controlMessage(RTMP_TYPE.setChunkSize, 0), 128)],
  ['a chunk size without its number', writeChunks({ ...controlMessage(RTMP_TYPE.setChunkSize, 0), payload: Buffer.alloc(0) }, 128)],
  ['a command that is cut', writeChunks({ ...controlMessage(RTMP_TYPE.amf0Command, 0), payload: Buffer.of(2, 0xff, 0xff, 0x41) }, 128)],
  ['an empty command', writeChunks({ ...controlMessage(RTMP_TYPE.amf0Command, 0), payload: Buffer.alloc(0) }, 128)],
  ['a command that is noise', writeChunks({ ...controlMessage(RTMP_TYPE.amf0Command, 0), payload: Buffer.alloc(64, 0x9d) }, 128)],
])('who sends %s is ended, and the relay goes on', async (_what, bytes) => {
  const testing = await relayOf();
  const alice = await player(testing);
  const mallory = await rtmp(testing);
  mallory.socket.write(bytes);
  await mallory.closed;
  await goesOn(testing, alice);
});

test('media without a body, cut configuration and cut data from a publisher do no harm to it or to its players', async () => {
  const testing = await relayOf();
  const [alice, bob] = [await player(testing), await publisher(testing)];
  const odd: readonly [number, Buffer][] = [[RTMP_TYPE.audio, Buffer.alloc(0)], [RTMP_TYPE.video, Buffer.alloc(0)], [RTMP_TYPE.video, Buffer.of(0x17)], [RTMP_TYPE.amf0Data, Buffer.of(3, 0)]];
  odd.forEach(([type, payload]) => bob.send(type, 10, payload));
  push(bob, [sound(20)]);
  await alice.until(() => alice.media.some(({ timestampMs }) => timestampMs === 20));
  expect([alice.socket.destroyed, bob.socket.destroyed]).toEqual([false, false]);
});

test('a publisher that does not hear that it was ended and goes on sending is not heard: its players are gone, and those of the next attempt get nothing of it', async () => {
  const testing = await relayOf();
  const [alice, bob] = [await player(testing), await publisher(testing)];
  bob.socket.allowHalfOpen = true;
  push(bob, PICTURES);
  await alice.until(() => alice.media.length === PICTURES.length);
  testing.relay.revoke(S);
  for (let frame = 0; frame < 50; frame += 1) push(bob, [keyFrame(100 + frame)]);
  await Promise.all([alice.closed, bob.closed]);
  expect([alice.media.length, testing.relay['sessions'].size]).toEqual([PICTURES.length, 0]);
});

test('a publisher that leaves is told as gone at once, without any timer', async () => {
  const testing = await relayOf();
  const bob = await publisher(testing);
  bob.close();
  await testing.told(2);
  expect([testing.events.map(({ type }) => type), testing.clock.nowMs()]).toEqual([['published', 'unpublished'], (await relayOf()).clock.nowMs()]);
});

test('of a reader that stops, no more than the queue waits while 40 MB of its stream go to the others', async () => {
  const testing = await relayOf();
  const [alice, mallory, bob] = [await player(testing), await player(testing), await publisher(testing)];
  push(bob, PICTURES);
  await mallory.until(() => mallory.media.length === PICTURES.length);
  mallory.socket.pause();
  testing.clock.advance(RELAY_LIMITS.joinGraceMs + 1);
  const queued: number[] = [];
  for (let frame = 1; frame <= 2_000; frame += 1) {
    push(bob, [interFrame(100 + frame, 20_000)]);
    await alice.until(() => alice.media.at(-1)?.timestampMs === 100 + frame);
    queued.push(Math.max(...[...testing.relay['door']['open']].map(({ writableLength }) => writableLength)));
  }
  expect(alice.media).toHaveLength(PICTURES.length + 2_000);
  expect(Math.max(...queued)).toBeGreaterThan(0);
  expect(Math.max(...queued)).toBeLessThan(RELAY_LIMITS.queueBytes + 2 * 20_000);
}, 60_000);

test.each([
  ['HTTP-FLV', async (testing: TestingRelay) => { const { response, flv } = await http(testing, flvPath(testing.ticketed('play', S))); return { flv, socket: response.socket }; }],
  ['WS-FLV', async (testing: TestingRelay) => { const { socket, flv } = await opened(ws(testing, testing.ticketed('play', S))); return { flv, socket: (socket as unknown as { _socket: Socket })._socket }; }],
])('a reader by %s that stops holds no more than its queue, and goes on with a key frame when it reads again', async (_by, open) => {
  const testing = await relayOf();
  const [alice, bob, { flv, socket }] = [await player(testing), await publisher(testing), await open(testing)];
  push(bob, PICTURES);
  await flv.until(() => flv.tags.length === PICTURES.length);
  socket.pause();
  testing.clock.advance(RELAY_LIMITS.joinGraceMs + 1);
  let queued = 0;
  const send = async (samples: readonly Sample[]) => {
    push(bob, samples);
    await alice.until(() => alice.media.at(-1)?.timestampMs === samples.at(-1)!.timestampMs);
    queued = Math.max(queued, ...[...testing.relay['door']['open']].map(({ writableLength }) => writableLength));
  };
  let atMs = 100;
  for (; atMs < 1_100; atMs += 1) await send([interFrame(atMs, 20_000)]);
  expect(queued).toBeLessThan(RELAY_LIMITS.queueBytes + 2 * 20_000);
  const before = flv.tags.length;
  socket.resume();
  for (; !flv.tags.slice(before).some(({ payload }) => payload[0] === 0x17); atMs += 2) await send([interFrame(atMs), keyFrame(atMs + 1)]);
  const shown = times(flv.tags);
  const gap = shown.findIndex((ms, index) => index > PICTURES.length && ms - (shown[index - 1] ?? 0) > 1);
  expect(flv.tags[gap]?.payload[0]).toBe(0x17);
  expect(alice.media.length - PICTURES.length).toBe(atMs - 100);
}, 60_000);

test('a play ticket does not publish, and loopback has no rights of its own', async () => {
  const testing = await relayOf();
  const [mallory, nobody] = [await rtmp(testing), await rtmp(testing)];
  expect([await mallory.open('publish', testing.ticketed('play', S)), await nobody.open('publish', S)]).toEqual(['NetStream.Publish.BadName', 'NetStream.Publish.BadName']);
  expect(testing.events).toEqual([]);
});
