import { randomBytes } from 'node:crypto';

/** Stops a timer; safe to call twice. */
export type StopTimer = () => void;

/** Time and chance, so that tests bring their own. Nothing else in the server asks the host for either. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Runs `tick` every `intervalMs` until stopped; does not keep the process alive. */
  every(intervalMs: number, tick: () => void): StopTimer;
  /** `count` unpredictable bytes. */
  random(count: number): Uint8Array;
}

/** Random bytes are drawn in lots of this size: one draw costs as much as a whole request. */
const LOT_BYTES = 4_096;
let lot = Buffer.alloc(0);

function draw(count: number): Uint8Array {
  if (count > LOT_BYTES) return randomBytes(count);
  if (lot.length < count) lot = randomBytes(LOT_BYTES);
  const drawn = lot.subarray(0, count);
  lot = lot.subarray(count);
  return drawn;
}

/** The clock, timers and random source of the host. */
export const HOST_CLOCK: Clock = {
  nowMs: () => Date.now(),
  every: (intervalMs, tick) => {
    const timer = setInterval(tick, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
  random: draw,
};
