/** What page and bench agree on. */

/** A beep begins with each full second of the clock that is drawn into the pictures. */
export const BEEP_EVERY_MS = 1_000;
export const BEEP_MS = 100;
export const BEEP_HZ = 1_000;

/** Stations of a picture, with the moment at which it was there; all by one clock, in milliseconds since 1970. */
export interface Mark {
  /** The picture's time in its stream, which it keeps from encoder to canvas. */
  readonly streamMs: number;
  readonly atMs: number;
}

/** A picture on the canvas of a live-player. */
export interface Drawn extends Mark {
  /** When the camera took it; null when its bars could not be read. */
  readonly takenMs: number | null;
}

/** What the sound of a player was like, as its jitter buffer reports. */
export interface Sound {
  readonly atMs: number;
  readonly bufferedMs: number;
  readonly targetMs: number;
  readonly underruns: number;
}

/** What one phone has noted since it was asked last. */
export interface Notes {
  /** What it sends: given to the encoder, come out of it. */
  readonly encoding: readonly Mark[];
  readonly encoded: readonly Mark[];
  /** What it plays: given to the decoder, come out of it, drawn. */
  readonly decoding: readonly Mark[];
  readonly decoded: readonly Mark[];
  readonly drawn: readonly Drawn[];
  /** When a beep was heard at the loudspeaker. */
  readonly beepsMs: readonly number[];
  readonly sounds: readonly Sound[];
}

/** What the bench finds in a phone's window. */
export interface Glass {
  /** What was noted since the last time. */
  take(): Notes;
  /** The moment of the next tap on the page. */
  tapped(): Promise<number>;
  /** The moment of the next picture that is drawn. */
  drawn(): Promise<number>;
}

declare global {
  interface Window {
    glass: Glass;
  }
}
