import { runInNewContext } from 'node:vm';
import { QUEUE_DEFAULTS, SampleQueue, type SoundBlock } from '../../../webmedia/src/audio/sample-queue';
import { decoderConfigOf } from '../../../webmedia/src/flv/codec-config';
import { FrameCutter } from '../../../webmedia/src/push/microphone-sound';
import { computedSound } from '../../../webmedia/src/push/sounds';
import { FakeClock } from './fake-clock';

const RATE = 48_000;
const QUANTUM = 128;
const BLOCK = 1_024;
const BLOCK_MS = (BLOCK * 1_000) / RATE;

const queueOf = (): SampleQueue => new SampleQueue({ ...QUEUE_DEFAULTS, outputRate: RATE });
const block = (index: number, value = 0.5, rate = RATE): SoundBlock => ({ samples: new Float32Array(BLOCK).fill(value), rate, ptsMs: (index * BLOCK * 1_000) / rate });
const fill = (queue: SampleQueue, count: number): void => Array.from({ length: count }, (_, index) => queue.push(block(index))).forEach(() => undefined);

function play(queue: SampleQueue, ms: number, feedMs = 0): number[] {
  const heard: number[] = [];
  const output = new Float32Array(QUANTUM);
  for (let atMs = 0, fedMs = 0; atMs < ms; atMs += (QUANTUM * 1_000) / RATE) {
    for (; fedMs < Math.min(atMs, feedMs); fedMs += BLOCK_MS) queue.push(block(100 + fedMs / BLOCK_MS));
    queue.read(output);
    heard.push(...output);
  }
  return heard;
}

describe('the jitter buffer', () => {
  test('is silent until the target is there, and tells no time', () => {
    const queue = queueOf();
    fill(queue, 3);
    expect(new Set(play(queue, 50))).toEqual(new Set([0]));
    expect(queue.report()).toMatchObject({ ptsMs: null, underruns: 0 });
    queue.push(block(3));
    expect(play(queue, 5)).not.toContain(0);
    expect(queue.report()).toMatchObject({ peak: 0.5 });
  });

  test('tells the time of the next sample', () => {
    const queue = queueOf();
    fill(queue, 4);
    play(queue, 30);
    expect(queue.report().ptsMs).toBeGreaterThan(28);
    expect(queue.report().ptsMs).toBeLessThan(34);
  });

  test('drops what is old when a burst comes to somebody who joins', () => {
    const queue = queueOf();
    fill(queue, 47);
    const { bufferedMs } = queue.report();
    expect(bufferedMs).toBeGreaterThanOrEqual(QUEUE_DEFAULTS.firstTargetMs);
    expect(bufferedMs).toBeLessThanOrEqual(QUEUE_DEFAULTS.firstTargetMs + QUEUE_DEFAULTS.dropAboveAtFirstMs);
  });

  test('drops what is old in the burst that follows a gap', () => {
    const queue = queueOf();
    fill(queue, 4);
    play(queue, 2_000, 1_500);
    expect(queue.report().underruns).toBe(1);
    fill(queue, 40);
    const { bufferedMs, targetMs } = queue.report();
    expect(bufferedMs).toBeLessThanOrEqual(targetMs + QUEUE_DEFAULTS.dropAboveAtFirstMs);
  });

  test('plays a little faster when late, until it is near the target again', () => {
    const queue = queueOf();
    fill(queue, 5);
    play(queue, 1_500, 1_500);
    Array.from({ length: 7 }, (_, index) => queue.push(block(index)));
    const lateMs = queue.report().bufferedMs;
    play(queue, 4_000, 4_000);
    const { bufferedMs, targetMs, underruns } = queue.report();
    expect(lateMs - targetMs).toBeGreaterThan(120);
    expect(bufferedMs - targetMs).toBeLessThan(60);
    expect(underruns).toBe(0);
  });

  test.each([[5, QUEUE_DEFAULTS.minGrowthMs], [35, 35], [200, QUEUE_DEFAULTS.maxGrowthMs]])('a gap of %i ms makes the target larger by %i', (gapMs, growthMs) => {
    const queue = queueOf();
    fill(queue, 4);
    play(queue, 4 * BLOCK_MS + gapMs);
    queue.push(block(0));
    const { underruns, targetMs } = queue.report();
    expect(underruns).toBe(1);
    expect(Math.abs(targetMs - QUEUE_DEFAULTS.firstTargetMs - growthMs)).toBeLessThan(2 * (QUANTUM * 1_000) / RATE);
  });

  test('after a gap it fills to a larger target, never beyond the largest', () => {
    const queue = queueOf();
    for (let gap = 0; gap < 20; gap += 1) {
      fill(queue, 15);
      play(queue, 600);
    }
    expect(queue.report()).toMatchObject({ underruns: 20, targetMs: QUEUE_DEFAULTS.maxTargetMs, ptsMs: null });
  });

  test('without a gap the target shrinks within seconds to what is needed, never below the smallest', () => {
    const queue = queueOf();
    fill(queue, 5);
    play(queue, 1_900, 1_900);
    expect(queue.report().targetMs).toBe(QUEUE_DEFAULTS.firstTargetMs);
    play(queue, 8_000, 8_000);
    expect(queue.report().targetMs).toBeLessThan(60);
    play(queue, 20_000, 20_000);
    const { targetMs, underruns } = queue.report();
    expect(targetMs).toBeGreaterThanOrEqual(QUEUE_DEFAULTS.minTargetMs);
    expect(underruns).toBe(0);
  });

  test('sound that comes in bursts keeps the target above them', () => {
    const queue = queueOf();
    const output = new Float32Array(QUANTUM);
    fill(queue, 8);
    for (let burst = 0; burst < 150; burst += 1) {
      fill(queue, 5);
      for (let atMs = 0; atMs < 5 * BLOCK_MS; atMs += (QUANTUM * 1_000) / RATE) queue.read(output);
    }
    const { targetMs, underruns } = queue.report();
    expect(underruns).toBeLessThanOrEqual(2);
    expect(targetMs).toBeGreaterThan(60);
  });

  test('what happens every ten seconds is not forgotten before it happens again', () => {
    const queue = queueOf();
    fill(queue, 5);
    const gaps = Array.from({ length: 6 }, () => {
      play(queue, 10_000, 10_000 - 150);
      fill(queue, 7);
      return queue.report().underruns;
    });
    expect(gaps.at(-1)).toBeLessThanOrEqual(4);
    expect(gaps.at(-1)).toBe(gaps.at(-3));
  });

  test('plays sound of another rate at its own pitch', () => {
    const queue = queueOf();
    const hz = 400;
    Array.from({ length: 2 }, (_, index) => queue.push({
      rate: 24_000, ptsMs: 0, samples: new Float32Array(BLOCK).map((_value, at) => Math.sin((2 * Math.PI * hz * (index * BLOCK + at)) / 24_000)),
    }));
    const heard = play(queue, 60);
    const rises = heard.filter((sample, index) => index > 0 && sample >= 0 && (heard[index - 1] ?? 0) < 0).length;
    expect(Math.abs(rises - 24)).toBeLessThanOrEqual(1);
  });

  test('is whole as source text, as the audio thread gets it', () => {
    const Rebuilt = runInNewContext(`(${SampleQueue.toString()})`, { Float32Array }) as typeof SampleQueue;
    const queue = new Rebuilt({ ...QUEUE_DEFAULTS, outputRate: RATE });
    fill(queue, 4);
    expect(Math.max(...play(queue, 5))).toBe(0.5);
  });
});

describe('beeps for a machine without a microphone', () => {
  test('come as whole frames, without gap or overlap, also when timers were late', () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const sound = computedSound(440, clock, (samples, startMs) => {
      expect(samples).toHaveLength(BLOCK);
      times.push(startMs);
    });
    clock.advance(1_000);
    sound.close();
    clock.advance(1_000);
    expect(times.length).toBeGreaterThanOrEqual(45);
    times.forEach((startMs, index) => expect(startMs).toBeCloseTo(index * BLOCK_MS));
  });

  test('are heard for a part of every second; at 0 Hz it is silence', () => {
    const peak = (hz: number): number[] => {
      const [clock, peaks] = [new FakeClock(), [] as number[]];
      computedSound(hz, clock, (samples) => peaks.push(Math.max(...samples)));
      clock.advance(1_000);
      return peaks;
    };
    expect(peak(440).filter((each) => each > 0.1).length).toBe(12);
    expect(Math.max(...peak(0))).toBe(0);
  });
});

describe('what an AAC config says', () => {
  test.each([
    [[0x11, 0x88], { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1 }],
    [[0x12, 0x10], { codec: 'mp4a.40.2', sampleRate: 44_100, numberOfChannels: 2 }],
    [[0x14, 0x08], { codec: 'mp4a.40.2', sampleRate: 16_000, numberOfChannels: 1 }],
  ])('%j is understood', (bytes, expected) => {
    expect(decoderConfigOf(Uint8Array.from(bytes))).toMatchObject(expected);
  });

  test.each([[[]], [[0x11]], [[0x17, 0x80]], [[0x11, 0x80]]])('%j is refused', (bytes) => {
    expect(decoderConfigOf(Uint8Array.from(bytes))).toBeNull();
  });
});

describe('what a microphone gives, in pieces of its own length', () => {
  test('is cut into AAC frames, none lost, each with the time at which its first sample was taken', () => {
    const clock = new FakeClock();
    const taken: { samples: Float32Array; startMs: number }[] = [];
    const cutter = new FrameCutter(clock, (samples, startMs) => taken.push({ samples, startMs }));
    clock.advance(5_000);
    for (let piece = 0; piece < 32; piece += 1) {
      clock.advance(10);
      cutter.add(Float32Array.from({ length: 480 }, (_, index) => piece * 480 + index), 70_000 + piece * 10);
    }
    expect(taken).toHaveLength(15);
    expect(taken.flatMap(({ samples }) => [...samples])).toEqual(Array.from({ length: 15 * BLOCK }, (_, index) => index));
    taken.forEach(({ startMs }, index) => expect(startMs).toBeCloseTo(5_000 + index * BLOCK_MS));
  });
});
