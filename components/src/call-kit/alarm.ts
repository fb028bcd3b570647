import type { Clock, Timer } from './host';

/** One timer that can be set anew and cleared. */
export class Alarm {
  private timer: Timer | null = null;

  constructor(private readonly clock: Clock) {}

  get isSet(): boolean {
    return this.timer !== null;
  }

  /** Runs something after a while; what was set before is dropped. */
  set(delayMs: number, run: () => void): void {
    this.clear();
    this.timer = this.clock.setTimeout(() => {
      this.timer = null;
      run();
    }, delayMs);
  }

  clear(): void {
    if (this.timer !== null) this.clock.clearTimeout(this.timer);
    this.timer = null;
  }
}
