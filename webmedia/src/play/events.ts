/** What a `WebPlayer` tells. Nothing is told after `stop`. */
export interface PlayerEvents {
  /** The socket is open; told again after every reconnect. */
  connected: Record<never, never>;
  /** The first picture since `play` is on the canvas. Not told for a stream without video. */
  firstFrame: Record<never, never>;
  /** Pictures or sound run for the first time since `play`. */
  playing: Record<never, never>;
  /** Neither picture nor sound for a while, though nothing says that the connection is broken. */
  stalled: Record<never, never>;
  /** It runs again after `stalled`. */
  recovered: Record<never, never>;
  /** The picture has this size from now on. */
  resolution: { readonly width: number; readonly height: number };
  /** A picture or a piece of sound could not be decoded; it goes on with the next that can. */
  decodeFailed: { readonly kind: 'video' | 'audio'; readonly reason: string };
  /** The browser lets no sound out before a tap or key on the page; pictures go on. It resumes by itself then. */
  audioBlocked: Record<never, never>;
  /** Sound is let out now. Told only after `audioBlocked`. */
  audioUnblocked: Record<never, never>;
  /** The connection broke; the same URL is tried again in `delayMs`. */
  reconnecting: { readonly attempt: number; readonly delayMs: number };
  /** The connection broke and all attempts are used up. Only `play` helps. */
  failed: Record<never, never>;
  /** Once a second while playing. */
  stats: PlayerStats;
}

/** Figures of the last second. */
export interface PlayerStats {
  readonly fps: number;
  readonly videoKbps: number;
  readonly audioKbps: number;
  /** Sound that waits to be heard, in milliseconds. */
  readonly audioBufferedMs: number;
  /** From the first to the last picture that waits to be seen, in milliseconds. */
  readonly videoBufferedMs: number;
  /** What this player adds to the delay: the larger buffer, and the sound card. `delayMs` knows what the way here took. */
  readonly latencyMs: number;
  /** What the jitter buffer of the sound wants to keep, in milliseconds. */
  readonly targetMs: number;
  /**
   * From the taking of a picture to its drawing, in milliseconds, mean of the last second. Null when there was no picture,
   * and when the sender does not tell its clock, as only a `WebPusher` does.
   */
  readonly delayMs: number | null;
  /** Whether `delayMs` is true: sender and player share a clock. Otherwise it is as wrong as the two clocks differ. */
  readonly sharesClock: boolean;
  /** How far the last picture was from the sound, in milliseconds; positive when the picture came early. Null without sound. */
  readonly avOffsetMs: number | null;
  /** How often the sound had gaps since `play`. */
  readonly underruns: number;
  readonly width: number;
  readonly height: number;
  /** Loudest sample of the stream before volume and mute, 0 to 1. */
  readonly audioPeak: number;
}
