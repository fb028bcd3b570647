import { OffsetTracker } from '../offset-tracker';

/** Pictures wait this long when there is no sound to follow: it evens out what the network did to their distances. */
export const VIDEO_DELAY_MS = 40;
/**
 * Pictures are shown this long before their sound. Nobody notices sound that is 125 ms late (ITU-R BT.1359-1), and what the
 * sound takes longer on its way, in its codec and the sound card, the pictures need not wait for.
 */
export const PICTURE_LEAD_MS = 70;
/** Sound that has told nothing for this long is not followed any more. */
export const SOUND_STALE_MS = 300;
/** Arrivals this far from the expected time mean that the stream has begun anew or was interrupted. */
export const JUMP_MS = 1_000;

/** The time of the stream that should be seen now: the time that is heard, or, without sound, that of the fastest arrival. */
export class MediaClock {
  private readonly arrivals = new OffsetTracker();
  private lastPtsMs: number | null = null;
  private sound: { readonly ptsMs: number; readonly atMs: number } | null = null;

  /** Media with the sender's time `ptsMs` arrived. */
  arrived(ptsMs: number, nowMs: number): void {
    if (this.lastPtsMs !== null && Math.abs(ptsMs - this.lastPtsMs) > JUMP_MS) this.reset();
    this.lastPtsMs = ptsMs;
    this.arrivals.observe(ptsMs, nowMs);
  }

  /** What is heard at `nowMs`; null when there is a gap. */
  heard(ptsMs: number | null, nowMs: number): void {
    if (ptsMs !== null) this.sound = { ptsMs, atMs: nowMs };
  }

  /** The sender's time that is heard at `nowMs`; null when no sound runs. */
  soundMs(nowMs: number): number | null {
    if (this.sound === null || nowMs - this.sound.atMs > SOUND_STALE_MS) return null;
    return this.sound.ptsMs + nowMs - this.sound.atMs;
  }

  /** The sender's time that should be seen at `nowMs`; null before anything has arrived. */
  timeMs(nowMs: number): number | null {
    const heardMs = this.soundMs(nowMs);
    if (heardMs !== null) return heardMs + PICTURE_LEAD_MS;
    const { offsetMs } = this.arrivals;
    return offsetMs === null ? null : nowMs - offsetMs - VIDEO_DELAY_MS;
  }

  /** Forgets everything: another stream follows. */
  reset(): void {
    this.arrivals.reset();
    this.lastPtsMs = null;
    this.sound = null;
  }
}
