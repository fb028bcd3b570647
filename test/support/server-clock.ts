import type { Clock, StopTimer } from '../../server/src/clock';

/** Lets everything that is already on its way arrive: promises, and the store's write at the end of the tick. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that only a test moves, with chance that counts up. */
export class FakeClock implements Clock {
  #nowMs: number;
  #drawn = 0;
  readonly #timers = new Set<{ everyMs: number; nextMs: number; tick: () => void }>();

  constructor(nowMs = 1_750_000_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  notBefore(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms + 1);
  }

  every(everyMs: number, tick: () => void): StopTimer {
    const timer = { everyMs, nextMs: this.#nowMs + everyMs, tick };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(count: number): Uint8Array {
    this.#drawn += 1;
    return Uint8Array.from({ length: count }, (_, index) => (this.#drawn >> (8 * (count - 1 - index))) & 0xff);
  }

  /** How many timers run. */
  get timerCount(): number {
    return this.#timers.size;
  }

  /** Moves time; every timer runs as often as it is due, in order, and what it starts arrives. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#nowMs = next.nextMs;
      next.nextMs += next.everyMs;
      next.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#nowMs = untilMs;
    await settled();
  }

  #next(untilMs: number) {
    return [...this.#timers].filter(({ nextMs }) => nextMs <= untilMs).sort((a, b) => a.nextMs - b.nextMs)[0];
  }
}
