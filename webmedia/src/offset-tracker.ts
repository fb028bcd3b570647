/** How long a fast arrival is remembered; then the offset may grow again, as it must when one clock is slower. */
export const WINDOW_MS = 10_000;

const BUCKET_MS = 1_000;

interface Bucket {
  readonly startMs: number;
  readonly offsetMs: number;
}

/**
 * Maps times of another clock to this one's. The smallest difference ever seen between sending and arriving is the one
 * with the least delay in it, so the fastest arrival of the last `WINDOW_MS` decides. A burst of old media moves nothing.
 */
export class OffsetTracker {
  private buckets: Bucket[] = [];

  /** Something that carries `remoteMs` arrived at `localMs`. */
  observe(remoteMs: number, localMs: number): void {
    const offsetMs = localMs - remoteMs;
    const startMs = Math.floor(localMs / BUCKET_MS) * BUCKET_MS;
    const last = this.buckets.at(-1);
    if (last?.startMs === startMs) this.buckets[this.buckets.length - 1] = { startMs, offsetMs: Math.min(offsetMs, last.offsetMs) };
    else this.buckets.push({ startMs, offsetMs });
    this.buckets = this.buckets.filter((bucket) => localMs - bucket.startMs < WINDOW_MS);
  }

  /** What must be added to a remote time to get a local one; null before the first arrival. */
  get offsetMs(): number | null {
    if (this.buckets.length === 0) return null;
    return Math.min(...this.buckets.map((bucket) => bucket.offsetMs));
  }

  /** Forgets all arrivals: the other clock has jumped. */
  reset(): void {
    this.buckets = [];
  }
}
