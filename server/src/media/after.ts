import type { Clock } from '../clock';

/** Resolves once, `delayMs` from now. */
export function after(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.every(delayMs, () => {
      stop();
      resolve();
    });
  });
}
