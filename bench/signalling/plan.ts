/** What a load process is told to do, as JSON in its first argument. */
export interface Plan {
  readonly target: 'server' | 'echo';
  readonly url: string;
  /** Tokens of the callers and callees, two per pair; empty for the echo server. */
  readonly users: readonly { readonly account: string; readonly token: string }[];
  readonly pairs: number;
  readonly durationMs: number;
  /** Calls per second that are begun whether or not the ones before are over; 0: each pair begins anew as soon as it can. */
  readonly perS: number;
  /** Bytes of each frame of the echo server's load. */
  readonly frameBytes: number;
}

/** What it found. */
export interface Outcome {
  readonly begun: number;
  readonly done: number;
  readonly elapsedMs: number;
  /** From the moment a call was due to the moment its caller heard `accepted`, in milliseconds, sorted. */
  readonly latenciesMs: readonly number[];
  /** Frames and their payload's bytes, in both directions together. */
  readonly frames: number;
  readonly bytes: number;
}

/** Frames of one call: three requests, their three answers, and `invited`, `accepted`, `ended`; at the echo server three frames and two copies of each. */
export const FRAMES_PER_CALL = 9;

/** How long after the last beginning a call may still end before it counts as lost. */
export const LAST_CALL_MS = 3_000;
