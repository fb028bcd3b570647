/** Seconds in which the uplink was fast enough before the bitrate rises again. */
export const CALM_SECONDS = 5;

const DOWN = 0.7;
const UP = 1.15;

/** Follows the uplink: down at once when it is too slow, up slowly when it is not. */
export class BitrateLadder {
  private calmSeconds = 0;
  private current: number;

  constructor(
    private readonly minKbps: number,
    private readonly maxKbps: number,
  ) {
    this.current = maxKbps;
  }

  /** The bitrate to encode with. */
  get kbps(): number {
    return this.current;
  }

  /** Called once a second with whether the uplink was too slow in it; true when the bitrate has changed. */
  second(slow: boolean): boolean {
    this.calmSeconds = slow ? 0 : this.calmSeconds + 1;
    const rises = this.calmSeconds >= CALM_SECONDS;
    if (rises) this.calmSeconds = 0;
    const wish = slow ? this.current * DOWN : rises ? this.current * UP : this.current;
    const next = Math.round(Math.min(this.maxKbps, Math.max(this.minKbps, wish)));
    const changed = next !== this.current;
    this.current = next;
    return changed;
  }
}
