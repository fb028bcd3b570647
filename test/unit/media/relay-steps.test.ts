import { writeChunks } from '../../../server/src/media/chunk-writer';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { RTMP_TYPE, USER_EVENT, userControlMessage } from '../../../server/src/media/rtmp-messages';
import { interFrame, keyFrame, sound } from './support/packets';
import type { RtmpClient } from './support/rtmp-client';
import { publisher, push, relayOf, rtmp, S } from './support/scene';
import type { TestingRelay } from './support/testing-relay';

const { ackCalmCount, ackCalmWindowBytes, ackWindowBytes, audioLagMs, inFlightBytes, playerStalledMs, sweepMs, videoLagMs } = RELAY_LIMITS;
/** What librtmp does with the bandwidth that it is told. */
const OWN_STEP_BYTES = 250_000;
const PICTURE_BYTES = 20_000;

const pongs = (client: RtmpClient) => client.heard.filter(({ type, payload }) => type === RTMP_TYPE.userControl && payload.readUInt16BE() === USER_EVENT.pingResponse).length;
const pingsOfRelay = (client: RtmpClient) => client.heard.filter(({ type, payload }) => type === RTMP_TYPE.userControl && payload.readUInt16BE() === USER_EVENT.pingRequest).length;

/** Resolves when the relay has read everything that this client sent before. */
async function readByRelay(client: RtmpClient): Promise<void> {
  const before = pongs(client);
  client.socket.write(writeChunks(userControlMessage(USER_EVENT.pingRequest, 7), 128));
  await client.until(() => pongs(client) > before);
}

/** A publisher, and a player that acknowledges. */
async function playing(testing: TestingRelay) {
  const bob = await publisher(testing);
  const alice = await rtmp(testing, { acknowledges: true });
  await alice.open('play', testing.ticketed('play', S));
  let timestampMs = 0;
  /** Sends pictures one after another, each of which is a key frame. @returns once the player and the relay are through with them */
  const show = async (count: number) => {
    for (let index = 0; index < count; index += 1) push(bob, [keyFrame(timestampMs += 66, PICTURE_BYTES)]);
    await alice.until(() => alice.media.at(-1)?.timestampMs === timestampMs);
    await readByRelay(alice);
  };
  return { bob, alice, show, now: () => timestampMs };
}

test('a player by RTMP that acknowledges in large steps of its own, whatever it is asked, gets every picture however long it plays', async () => {
  const testing = await relayOf();
  const { bob, alice, show, now } = await playing(testing);
  alice.ownStepBytes = OWN_STEP_BYTES;
  const picturesPerStep = Math.ceil(OWN_STEP_BYTES / PICTURE_BYTES);
  for (let step = 0; step <= ackCalmCount; step += 1) await show(picturesPerStep);
  const shown = alice.media.length;
  expect(alice.heard.filter(({ type }) => type === RTMP_TYPE.windowSize).map(({ payload }) => payload.readUInt32BE())).toEqual([ackWindowBytes, ackCalmWindowBytes]);
  await show(Math.ceil((inFlightBytes + ackCalmWindowBytes) / PICTURE_BYTES) + 1);
  testing.clock.advance(audioLagMs + 1);
  push(bob, [interFrame(now() + 66), sound(now() + 70)]);
  await alice.until(() => alice.media.at(-1)?.timestampMs === now() + 70);
  expect(alice.media.length - shown).toBe(6);
});

test('a player by RTMP that begins to acknowledge in larger steps is asked by a ping whether it has what it was sent: it is not ended, and gets everything again', async () => {
  const testing = await relayOf();
  const { bob, alice, show, now } = await playing(testing);
  for (let count = 0; count < 3; count += 1) await show(1);
  alice.ownStepBytes = OWN_STEP_BYTES;
  await show(3);
  testing.clock.advance(videoLagMs + 1);
  push(bob, [interFrame(now() + 10), sound(now() + 20)]);
  await alice.until(() => alice.media.at(-1)?.timestampMs === now() + 20);
  expect(alice.media.at(-2)?.timestampMs).toBe(now()); // The picture is left out: the player seems to be behind.
  testing.clock.advance(sweepMs);
  await alice.until(() => pingsOfRelay(alice) === 1);
  await readByRelay(alice);
  for (let passedMs = 0; passedMs <= playerStalledMs; passedMs += sweepMs) {
    testing.clock.advance(sweepMs);
    await show(1);
  }
  expect([alice.media.length, pingsOfRelay(alice), alice.socket.destroyed]).toEqual([3 + 3 + 1 + playerStalledMs / sweepMs + 1, 1, false]);
});
