import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE } from '../../../webmedia/src/audio/aac-encoder';
import { Emitter } from '../../../webmedia/src/emitter';
import type { PusherEvents } from '../../../webmedia/src/push/events';
import { Microphone } from '../../../webmedia/src/push/microphone';
import { settingsOf } from '../../../webmedia/src/push/options';
import { FakeClock } from './fake-clock';
import { FakeProcessor, settled } from './fake-processor';

/** A piece of sound as a microphone gives it, one frame long. */
class FakePiece {
  readonly timestamp = 0;
  readonly numberOfFrames = FRAME_SAMPLES;
  readonly numberOfChannels = 1;
  isClosed = false;

  constructor(readonly sampleRate: number) {}

  copyTo(plane: Float32Array): void {
    plane.fill(0.5);
  }

  close(): void {
    this.isClosed = true;
  }
}

class NoAudioContext {
  constructor() {
    throw new Error('no audio here');
  }
}

beforeAll(() => Object.assign(globalThis, { MediaStreamTrackProcessor: FakeProcessor, AudioContext: NoAudioContext }));
afterAll(() => ['MediaStreamTrackProcessor', 'AudioContext'].forEach((name) => Reflect.deleteProperty(globalThis, name)));

/** A microphone that is open; `loudness` has the first sample of each frame that went out. */
async function opened() {
  const [clock, events, loudness, told] = [new FakeClock(), new Emitter<PusherEvents>(), [] as number[], [] as unknown[]];
  events.on('opened', (event) => told.push(event));
  events.on('deviceFailed', (event) => told.push(event));
  const track = { label: 'USB', stop: jest.fn(), addEventListener: jest.fn() };
  const microphone = new Microphone(settingsOf({}), clock, events, ([first = NaN]) => loudness.push(first));
  await microphone.use({ state: 'open', track: track as unknown as MediaStreamTrack });
  return { clock, loudness, microphone, told, track };
}

const OPENED = { device: 'microphone', label: 'USB' };

test('a microphone of 48 kHz is read as it is', async () => {
  const { loudness, told, track } = await opened();
  const piece = new FakePiece(SAMPLE_RATE);
  FakeProcessor.into.enqueue(piece);
  await settled();
  expect([loudness, told, piece.isClosed, track.stop.mock.calls.length]).toEqual([[0.5], [OPENED], true, 0]);
});

test('a microphone of another rate, where there is no audio context, has failed: it is released and silence goes out', async () => {
  const { clock, loudness, told, track } = await opened();
  const piece = new FakePiece(44_100);
  FakeProcessor.into.enqueue(piece);
  await settled();
  clock.advance(2 * FRAME_MS);
  expect([told, loudness]).toEqual([[OPENED, { device: 'microphone', reason: 'Error: no audio here' }], [0, 0]]);
  expect([piece.isClosed, track.stop.mock.calls.length]).toEqual([true, 1]);
});

test('a microphone whose reading breaks has failed', async () => {
  const { clock, loudness, told, track } = await opened();
  FakeProcessor.into.error(new Error('broken'));
  await settled();
  clock.advance(FRAME_MS);
  expect([told, loudness, track.stop.mock.calls.length]).toEqual([[OPENED, { device: 'microphone', reason: 'Error: broken' }], [0], 1]);
});

test('what comes while the microphone is being closed is released and not sent', async () => {
  const { loudness, microphone, told } = await opened();
  const piece = new FakePiece(SAMPLE_RATE);
  FakeProcessor.into.enqueue(piece);
  microphone.close();
  await settled();
  expect([piece.isClosed, loudness, told]).toEqual([true, [], [OPENED]]);
});

test('a microphone that fails when it is closed already tells nothing', async () => {
  const { clock, loudness, microphone, told } = await opened();
  FakeProcessor.into.enqueue(new FakePiece(44_100));
  await Promise.resolve();
  microphone.close();
  await settled();
  clock.advance(FRAME_MS);
  expect([loudness, told]).toEqual([[], [OPENED]]);
});
