/** A picture this much early, as a part of the distance between two, still counts: cameras are not punctual. */
const EARLY_PART = 0.25;

/** Decides which pictures of a faster camera are sent, so that `fps` is kept on average and never exceeded for long. */
export class FramePacer {
  private dueMs = Number.NEGATIVE_INFINITY;
  private readonly periodMs: number;

  constructor(fps: number) {
    this.periodMs = 1_000 / fps;
  }

  /** Whether the picture that comes at `nowMs` is sent. */
  accepts(nowMs: number): boolean {
    if (nowMs < this.dueMs - this.periodMs * EARLY_PART) return false;
    const behind = nowMs - this.dueMs > this.periodMs;
    this.dueMs = (behind ? nowMs : this.dueMs) + this.periodMs;
    return true;
  }
}
