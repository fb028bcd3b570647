import type { Clock } from '../../../webmedia/src/clock';

interface Timer {
  dueMs: number;
  readonly periodMs: number | null;
  readonly run: () => void;
}

/** What the wall's clock shows at first. */
export const BEGAN_MS = 1_795_949_000_000;

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private now = 0;
  private timers: Timer[] = [];

  nowMs(): number {
    return this.now;
  }

  wallMs(): number {
    return BEGAN_MS + this.now;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.add({ dueMs: this.now + delayMs, periodMs: null, run });
  }

  every(periodMs: number, run: () => void): () => void {
    return this.add({ dueMs: this.now + periodMs, periodMs, run });
  }

  /** Runs everything that is due within the next `ms`, in order. */
  advance(ms: number): void {
    const endMs = this.now + ms;
    for (let next = this.nextDue(endMs); next !== undefined; next = this.nextDue(endMs)) {
      this.now = next.dueMs;
      if (next.periodMs === null) this.timers = this.timers.filter((timer) => timer !== next);
      else next.dueMs += next.periodMs;
      next.run();
    }
    this.now = endMs;
  }

  private nextDue(endMs: number): Timer | undefined {
    return this.timers.filter((timer) => timer.dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs)[0];
  }

  private add(timer: Timer): () => void {
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
}
