/** Sound that one level speaks of, in milliseconds. */
export const LEVEL_PERIOD_MS = 100;

/** How loud sound is, ten times for each second of it. */
export class LevelMeter {
  private sinceMs = 0;
  private peak = 0;

  /** @param tell - hears the loudest sample of the last period, 0 to 1 */
  constructor(private readonly tell: (peak: number) => void) {}

  /** Takes the samples that begin at `startMs`. */
  hear(samples: Float32Array, startMs: number): void {
    for (const sample of samples) this.peak = Math.max(this.peak, Math.abs(sample));
    if (startMs - this.sinceMs < LEVEL_PERIOD_MS) return;
    const { peak } = this;
    [this.sinceMs, this.peak] = [startMs, 0];
    this.tell(peak);
  }
}
