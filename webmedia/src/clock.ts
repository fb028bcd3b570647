/** Time as this box needs it: tests bring their own. All values are milliseconds. */
export interface Clock {
  /** A clock that never goes back; its zero means nothing. */
  nowMs(): number;
  /**
   * Milliseconds since 1970, as even as `nowMs` while the page lives: the machine's time when the page was loaded, and what
   * has passed since. Pages of a machine agree unless its time was set between their loading.
   */
  wallMs(): number;
  /** Runs once after `delayMs`; the result cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs every `periodMs` until cancelled by the result. */
  every(periodMs: number, run: () => void): () => void;
}

/** The browser's clock. In a hidden tab its timers may come only once a second. */
export const browserClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => performance.timeOrigin + performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
};
