/** Long, since fuzzer, relay and whatever else runs share the machine; a delay that grows exceeds it. */
export const DELAY_MAX_MS = 8_000;

/** Who plays. */
export type PlayerName = 'rtmp' | 'flv';

/** The frames of one publisher on their way to two players: each must have every frame, in order and in time. */
export class Frames {
  private sent = 0;
  private waitedMs = 0;
  private readonly sentAtMs = new Map<number, number>();
  private readonly heard = { rtmp: -1, flv: -1 };
  private fault: string | null = null;

  /** @param nowMs - a clock in milliseconds */
  constructor(private readonly nowMs: () => number) {}

  /** Frames that both players have. */
  get count(): number { return Math.min(this.heard.rtmp, this.heard.flv) + 1; }

  /** The longest that any frame took, or is still on its way, in milliseconds. */
  get longestMs(): number { return Math.max(this.waitedMs, ...[...this.sentAtMs.values()].map((atMs) => this.nowMs() - atMs)); }

  /** @returns the number of the frame that is sent now */
  send(): number {
    this.sentAtMs.set(this.sent, this.nowMs());
    return this.sent++;
  }

  /** A player has this frame. */
  hear(by: PlayerName, number: number): void {
    if (number !== this.heard[by] + 1) this.fault ??= `a player by ${by} got frame ${number} after ${this.heard[by]}`;
    this.heard[by] = number;
    this.waitedMs = Math.max(this.waitedMs, this.nowMs() - (this.sentAtMs.get(number) ?? this.nowMs()));
    if (this.count > number) this.sentAtMs.delete(number);
  }

  /** @throws Error when a frame was missing, out of order, or late */
  check(): void {
    if (this.longestMs > DELAY_MAX_MS) this.fault ??= `a frame took ${Math.round(this.longestMs)} ms, more than ${DELAY_MAX_MS}: ${this.sent} sent, ${JSON.stringify(this.heard)} is the last heard`;
    if (this.fault !== null) throw new Error(this.fault);
  }
}
