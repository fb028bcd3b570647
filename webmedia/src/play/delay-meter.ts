import type { ClockReading } from '../flv/clock-tag';

/** How late pictures are shown, by what the sender tells of its clock. */
export class DelayMeter {
  private reading: ClockReading | null = null;
  private sumMs = 0;
  private count = 0;

  /** @param clockId - of the clock that `shown` is given the time of */
  constructor(private readonly clockId: number) {}

  /** The sender has told its clock. */
  told(reading: ClockReading): void {
    this.reading = reading;
  }

  /** The picture of this time of the stream was drawn when our clock showed `wallMs`. */
  shown(ptsMs: number, wallMs: number): void {
    if (this.reading === null) return;
    this.sumMs += wallMs - (this.reading.wallMs + ptsMs - this.reading.timestampMs);
    this.count += 1;
  }

  /** The figures since the last call. */
  second(): { delayMs: number | null; sharesClock: boolean } {
    const delayMs = this.count === 0 ? null : Math.round(this.sumMs / this.count);
    [this.sumMs, this.count] = [0, 0];
    return { delayMs, sharesClock: this.reading?.clockId === this.clockId };
  }
}
