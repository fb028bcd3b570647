import type { Platform } from './platform';

/** Clocks, timers and chance of a host with the functions of browsers and Node. */
export const hostTime: Pick<Platform, 'nowMs' | 'monotonicMs' | 'startTimer' | 'random'> = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
