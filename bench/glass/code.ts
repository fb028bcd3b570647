/** Milliseconds as black and white bars in a picture: what the bench's camera draws, and what is read where the picture is seen. */

/** Size of the camera's picture, in pixels: that of a plain webcam which is asked for 640 by 360. */
export const CAMERA = { width: 640, height: 360 } as const;
/** The bars, in pixels of the camera: in the middle, since an upright picture keeps no more of it than 202 pixels. */
export const BAR = { width: 9, top: 40, height: 80 } as const;

const TIME_BITS = 16;
const CHECK_BITS = 4;
/** Bars of a code: the time, and a sum by which a spoilt one is told. */
export const BARS = TIME_BITS + CHECK_BITS;
const ROUND_MS = 2 ** TIME_BITS;

/** The bars for a time, white ones true. Only its last 65 seconds count. */
export function barsOf(ms: number): boolean[] {
  const time = Math.floor(ms) % ROUND_MS;
  const word = time * 2 ** CHECK_BITS + sumOf(time);
  return Array.from({ length: BARS }, (_, bar) => Math.floor(word / 2 ** (BARS - 1 - bar)) % 2 === 1);
}

/** The latest time before `nowMs` that these bars can mean; null when their sum is wrong. */
export function timeOf(bars: readonly boolean[], nowMs: number): number | null {
  const word = bars.reduce((value, white) => value * 2 + (white ? 1 : 0), 0);
  const time = Math.floor(word / 2 ** CHECK_BITS);
  if (word % 2 ** CHECK_BITS !== sumOf(time)) return null;
  const now = Math.floor(nowMs);
  return now - ((((now - time) % ROUND_MS) + ROUND_MS) % ROUND_MS);
}

/** Where the middle of a bar is in a picture of this size, which shows as much of the camera's picture as covers it. */
export function placeOf(bar: number, width: number, height: number): { x: number; y: number } {
  const scale = Math.max(width / CAMERA.width, height / CAMERA.height);
  const fromCentre = (bar + 0.5 - BARS / 2) * BAR.width;
  return { x: Math.round(width / 2 + fromCentre * scale), y: Math.round(height / 2 + (BAR.top + BAR.height / 2 - CAMERA.height / 2) * scale) };
}

/** All bits count: a black picture is no code. */
function sumOf(time: number): number {
  return ((time ^ (time >> 4) ^ (time >> 8) ^ (time >> 12)) & 15) ^ 5;
}
