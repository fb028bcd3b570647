import { randomBytes } from 'node:crypto';

/** Stops a timer; safe to call twice. */
export type StopTimer = () => void;

/** Time and chance, so that tests bring their own. Nothing else in the server asks the host for either. */
export interface Clock {
  /**
   * Milliseconds since 1970 for everything that lasts: when the host's clock is set by up to an hour, this neither goes
   * back nor shortens or lengthens a ring, a resume window or a memory by more than a fiftieth (`steadyTime`).
   */
  nowMs(): number;
  /** Goes on from after `ms`, when that is ahead by up to an hour: what a server before this one has written is past. */
  notBefore(ms: number): void;
  /** What the clock of the host says now, milliseconds since 1970: for times that somebody else has written, as in tokens. */
  wallMs(): number;
  /** Runs `tick` every `intervalMs` until stopped; does not keep the process alive. */
  every(intervalMs: number, tick: () => void): StopTimer;
  /** `count` unpredictable bytes. */
  random(count: number): Uint8Array;
}

/** The part of the time that passes by which it comes nearer to the host's clock: a minute is made good in fifty. */
const NEARER = 0.02;
/** Further apart than this the host had no true time before, or was asleep: then it is followed at once. */
const APART_MS = 3_600_000;

/**
 * Time that passes evenly however the host's clock is set, and comes near to it again little by little. It begins with
 * what the host says, or after what a server before this one has left on disk: nobody asks for what came before what he has heard.
 *
 * @param wallMs - the host's clock, milliseconds since 1970
 * @param passedMs - milliseconds since any moment; nobody can set them
 */
export function steadyTime(wallMs: () => number, passedMs: () => number): Pick<Clock, 'nowMs' | 'notBefore'> {
  let lastMs = passedMs();
  let nowMs = wallMs();
  return {
    nowMs: () => {
      const passed = passedMs() - lastMs;
      lastMs += passed;
      nowMs += passed;
      const apartMs = wallMs() - nowMs;
      nowMs += Math.abs(apartMs) > APART_MS ? apartMs : Math.sign(apartMs) * Math.min(Math.abs(apartMs), passed * NEARER);
      return Math.floor(nowMs);
    },
    notBefore: (ms) => {
      if (ms >= nowMs && ms - nowMs < APART_MS) nowMs = ms + 1;
    },
  };
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
  ...steadyTime(() => Date.now(), () => performance.now()),
  wallMs: () => Date.now(),
  every: (intervalMs, tick) => {
    const timer = setInterval(tick, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
  random: draw,
};
