import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE } from '../audio/aac-encoder';
import type { Clock } from '../clock';
import { beepsAt } from './beep';

/** One AAC frame of sound and the time of its first sample, on the clock's scale. */
export type TakeSound = (samples: Float32Array<ArrayBuffer>, startMs: number) => void;

/** Something that gives `FRAME_SAMPLES` samples at a time until it is closed. */
export interface SoundSource {
  /** Safe to call twice. */
  close(): void;
}

/** Longest gap that a computed sound makes up for: a hidden page's timers come once a second. */
const MAX_CATCH_UP_MS = 1_500;
const BEEP_AMPLITUDE = 0.2;

/** Beeps without any device, computed from the clock. With 0 Hz it is silence. */
export function computedSound(hz: number, clock: Clock, take: TakeSound): SoundSource {
  const beganMs = clock.nowMs();
  let frames = 0;
  const give = (): void => {
    const dueFrames = Math.floor((clock.nowMs() - beganMs) / FRAME_MS);
    frames = Math.max(frames, dueFrames - Math.floor(MAX_CATCH_UP_MS / FRAME_MS));
    for (; frames < dueFrames; frames += 1) {
      const startMs = beganMs + frames * FRAME_MS;
      take(beep(hz, startMs), startMs);
    }
  };
  return { close: clock.every(FRAME_MS, give) };
}

function beep(hz: number, startMs: number): Float32Array<ArrayBuffer> {
  return new Float32Array(FRAME_SAMPLES).map((_, index) => {
    const atMs = startMs + (index * 1_000) / SAMPLE_RATE;
    return beepsAt(atMs) ? BEEP_AMPLITUDE * Math.sin((2 * Math.PI * hz * atMs) / 1_000) : 0;
  });
}
