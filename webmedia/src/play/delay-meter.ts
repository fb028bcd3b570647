import type { CaptureClock } from '../flv/capture-clock';

/** How late pictures are shown, by what the sender tells of its clock. */
export class DelayMeter {
  private clock: (CaptureClock & { readonly ptsMs: number }) | null = null;
  private sumMs = 0;
  private count = 0;

  /** @param clockId - of the clock that `shown` is given the time of */
  constructor(private readonly clockId: number) {}

  /** A key frame of this time of the stream has come, with the sender's clock if it tells that. */
  told(ptsMs: number, clock: CaptureClock | null): void {
    this.clock = clock === null ? null : { ...clock, ptsMs };
  }

  /** The picture of this time of the stream was drawn when our clock showed `wallMs`. */
  shown(ptsMs: number, wallMs: number): void {
    if (this.clock === null) return;
    this.sumMs += wallMs - (this.clock.wallMs + ptsMs - this.clock.ptsMs);
    this.count += 1;
  }

  /** The figures since the last call. */
  second(): { delayMs: number | null; sharesClock: boolean } {
    const delayMs = this.count === 0 ? null : Math.round(this.sumMs / this.count);
    [this.sumMs, this.count] = [0, 0];
    return { delayMs, sharesClock: this.clock?.clockId === this.clockId };
  }
}
