interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Microtasks that may hang on one timer: a promise of an application and what follows it. */
const MICROTASKS = 10;

/** Time that passes only when a test says so. Timers of the same moment run in the order in which they were started. */
export class FakeClock {
  nowMs = 1_000_000;
  private timers: Timer[] = [];
  private order = 0;

  /** Starts a timer; the returned function stops it. */
  startTimer(run: () => void, delayMs: number): () => void {
    const timer: Timer = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order++, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length;
  }

  /** Lets time pass: runs what is due, each timer and its promises before the next. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await microtasks();
    for (let next = this.next(untilMs); next !== undefined; next = this.next(untilMs)) {
      const due = next;
      this.timers = this.timers.filter((each) => each !== due);
      this.nowMs = due.atMs;
      due.run();
      await microtasks();
    }
    this.nowMs = untilMs;
  }

  private next(untilMs: number): Timer | undefined {
    return this.timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }
}

async function microtasks(): Promise<void> {
  for (let i = 0; i < MICROTASKS; i++) await Promise.resolve();
}
