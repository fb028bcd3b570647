import { FRAME_SAMPLES } from '../../../webmedia/src/audio/aac-encoder';
import { clockId } from '../../../webmedia/src/clock-id';
import { Emitter } from '../../../webmedia/src/emitter';
import { clockIn, type CaptureClock } from '../../../webmedia/src/flv/capture-clock';
import { FlvReader, packetOf } from '../../../webmedia/src/flv/reader';
import type { PusherEvents } from '../../../webmedia/src/push/events';
import { settingsOf, type PusherOptions } from '../../../webmedia/src/push/options';
import { REMAKE_AFTER_MS, Uplink } from '../../../webmedia/src/push/uplink';
import { BEGAN_MS, FakeClock } from './fake-clock';
import { FakeAudioEncoder, fakeEncoders } from './fake-encoders';
import { FakeSockets } from './fake-sockets';

fakeEncoders();

/** The clocks in a key frame of one second and in the picture after it. */
async function clocksSent(options: PusherOptions): Promise<(CaptureClock | null)[]> {
  const [clock, sockets] = [new FakeClock(), new FakeSockets()];
  const uplink = new Uplink(settingsOf({ ...options, microphone: false }), clock, new Emitter(), sockets.open, () => true);
  uplink.start('wss://relay/live/1_1_0.flv');
  await new Promise(setImmediate); // Until the encoder has said that it can.
  sockets.latest.handlers.opened();
  for (const waitMs of [1_000, 100]) {
    clock.advance(waitMs);
    uplink.picture({} as HTMLCanvasElement);
  }
  uplink.stop();
  const reader = new FlvReader();
  const packets = sockets.latest.sent.flatMap((bytes) => reader.push(bytes)).map(packetOf);
  return packets.flatMap((packet) => (packet?.kind === 'video' ? [clockIn(packet.data)] : []));
}

test('a pusher tells nobody its clock unless it is asked to', async () => {
  expect(await clocksSent({})).toEqual([null, null]);
});

test('a pusher that is asked to tells with each key frame when it was taken, and by whose clock', async () => {
  expect(await clocksSent({ tellsClock: true })).toEqual([{ wallMs: BEGAN_MS + 1_000, clockId: clockId() }, null]);
});

/** A pusher of sound alone whose socket is open, and the times of what it has sent, at 21 ms a frame. */
async function speaking() {
  const [clock, sockets, events, told] = [new FakeClock(), new FakeSockets(), new Emitter<PusherEvents>(), [] as unknown[]];
  events.on('encoderFailed', (event) => told.push(event));
  const uplink = new Uplink(settingsOf({}), clock, events, sockets.open, () => false);
  uplink.start('wss://relay/live/1_1_0.flv');
  await new Promise(setImmediate);
  sockets.latest.handlers.opened();
  const speak = (startMs: number) => uplink.sound(new Float32Array(FRAME_SAMPLES), startMs);
  const heardMs = () => {
    const reader = new FlvReader();
    const packets = sockets.latest.sent.flatMap((bytes) => reader.push(bytes)).map(packetOf);
    return packets.flatMap((packet) => (packet?.kind === 'audio' ? [packet.timestampMs] : []));
  };
  return { clock, heardMs, speak, told, uplink };
}

test('sound after a pause bears the time at which it was taken, also from an encoder that counts on from its first frame', async () => {
  const { heardMs, speak } = await speaking();
  for (const startMs of [100, 121, 5_000, 5_021]) speak(startMs);
  expect(heardMs()).toEqual([100, 121, 5_000, 5_021]);
});

test('a sound encoder that breaks is told and made anew after a second: sound goes on', async () => {
  const { clock, heardMs, speak, told } = await speaking();
  speak(0);
  FakeAudioEncoder.all[0]?.fail('gone');
  clock.advance(REMAKE_AFTER_MS - 1);
  speak(500);
  expect([told, heardMs(), FakeAudioEncoder.all.length]).toEqual([[{ codec: 'aac', reason: 'gone' }], [0], 1]);
  clock.advance(1);
  await new Promise(setImmediate);
  speak(1_000);
  expect([heardMs(), FakeAudioEncoder.all.length]).toEqual([[0, 1_000], 2]);
});

test('a sound encoder that has broken is not made anew for a push that has been stopped since', async () => {
  const { clock, uplink } = await speaking();
  FakeAudioEncoder.all[0]?.fail('gone');
  uplink.stop();
  clock.advance(REMAKE_AFTER_MS);
  await new Promise(setImmediate);
  expect(FakeAudioEncoder.all.length).toBe(1);
});
