import { Emitter } from '../../../webmedia/src/emitter';
import { avcCodecOf, sameBytes } from '../../../webmedia/src/flv/codec-config';
import { openingFromError } from '../../../webmedia/src/push/devices';
import { LEVEL_PERIOD_MS, LevelMeter } from '../../../webmedia/src/push/level-meter';
import { settingsOf } from '../../../webmedia/src/push/options';

const named = (name: string): Error => Object.assign(new Error('from the browser'), { name });

test.each([
  ['NotAllowedError', { state: 'denied' }],
  ['SecurityError', { state: 'denied' }],
  ['NotFoundError', { state: 'missing' }],
  ['OverconstrainedError', { state: 'missing' }],
  ['TypeError', { state: 'missing' }],
  ['NotReadableError', { state: 'failed', reason: 'from the browser' }],
  ['AbortError', { state: 'failed', reason: 'from the browser' }],
])('%s of the browser means %j', (name, expected) => {
  expect(openingFromError(named(name))).toEqual(expected);
});

test('sizes become even, rates stay within their limits, the most is never below the least', () => {
  expect(settingsOf({ width: 361, height: 639.2, fps: 90, minBitrateKbps: 900, maxBitrateKbps: 300 })).toMatchObject({ width: 362, height: 640, fps: 30, maxBitrateKbps: 900 });
  expect(settingsOf({ fps: 0 }).fps).toBe(1);
  expect(settingsOf({})).toMatchObject({ width: 360, height: 640, fps: 15, camera: true, microphone: true });
});

test('the codec text of an H.264 config names profile, constraints and level', () => {
  expect(avcCodecOf(Uint8Array.of(1, 0x42, 0xc0, 0x1f, 0xff))).toBe('avc1.42c01f');
  expect(avcCodecOf(Uint8Array.of(1, 0x42))).toBeNull();
});

test('configs are the same when every byte is', () => {
  expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect([sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3)), sameBytes(Uint8Array.of(1), Uint8Array.of(1, 2)), sameBytes(null, Uint8Array.of(1))]).toEqual([false, false, false]);
});

test('a listener that throws disturbs neither the others nor the teller, and its error is not swallowed', () => {
  const emitter = new Emitter<{ said: { word: string } }>();
  const heard: string[] = [];
  const uncaught: unknown[] = [];
  const asSoon = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
    try {
      run();
    } catch (error) {
      uncaught.push(error);
    }
  });
  emitter.on('said', () => {
    throw new Error('of a page');
  });
  const stop = emitter.on('said', ({ word }) => heard.push(word));
  emitter.emit('said', { word: 'one' });
  stop();
  emitter.emit('said', { word: 'two' });
  asSoon.mockRestore();
  expect([heard, uncaught.length]).toEqual([['one'], 2]);
});

test.each([[LEVEL_PERIOD_MS - 1, []], [LEVEL_PERIOD_MS, [0.5]], [LEVEL_PERIOD_MS + 1, [0.5]]])('the level is told once sound of a period is there: after %i ms %j', (startMs, expected) => {
  const told: number[] = [];
  const meter = new LevelMeter((peak) => told.push(peak));
  meter.hear(Float32Array.of(0.25, -0.5), 0);
  meter.hear(Float32Array.of(0.125), startMs);
  expect(told).toEqual(expected);
});

test('the loudest sample of a period counts in that period alone', () => {
  const told: number[] = [];
  const meter = new LevelMeter((peak) => told.push(peak));
  for (const [sample, startMs] of [[0.5, 100], [0.25, 200], [0, 250], [0.125, 300]] as const) meter.hear(Float32Array.of(sample), startMs);
  expect(told).toEqual([0.5, 0.25, 0.125]);
});
