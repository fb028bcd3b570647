import type { Clock, StopTimer } from '../../../../server/src/clock';

interface Timer { nextMs: number; readonly everyMs: number; readonly tick: () => void }

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  private timers = new Set<Timer>();
  constructor(private ms = Date.UTC(2026, 0, 1)) {}

  nowMs(): number { return this.ms; }

  wallMs(): number { return this.ms; }

  notBefore(ms: number): void { this.ms = Math.max(this.ms, ms + 1); }

  every(everyMs: number, tick: () => void): StopTimer {
    const timer = { everyMs, tick, nextMs: this.ms + everyMs };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  random(count: number): Uint8Array { return new Uint8Array(count).fill(7); }

  /** Moves on, and runs what falls due on the way. */
  advance(byMs: number): void {
    const untilMs = this.ms + byMs;
    for (let due = this.due(untilMs); due; due = this.due(untilMs)) {
      this.ms = due.nextMs;
      due.nextMs += due.everyMs;
      due.tick();
    }
    this.ms = untilMs;
  }

  private due(untilMs: number): Timer | undefined {
    return [...this.timers].filter((timer) => timer.nextMs <= untilMs).sort((a, b) => a.nextMs - b.nextMs)[0];
  }
}
