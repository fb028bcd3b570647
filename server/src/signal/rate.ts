/** Tokens per second, and how many may be saved up. */
export interface Rate {
  readonly perS: number;
  readonly burst: number;
}

/** A token bucket. Nothing runs in it: it is filled by the time that has passed when somebody asks. */
export class Bucket {
  #tokens: number;
  #atMs: number;

  constructor(
    private readonly rate: Rate,
    nowMs: number,
  ) {
    this.#tokens = rate.burst;
    this.#atMs = nowMs;
  }

  /** Takes a token, or `count`: 0 when they were there, otherwise the milliseconds until they will be. */
  take(nowMs: number, count = 1): number {
    const passedS = Math.max(0, nowMs - this.#atMs) / 1000;
    this.#tokens = Math.min(this.rate.burst, this.#tokens + passedS * this.rate.perS);
    this.#atMs = nowMs;
    if (this.#tokens < count) return Math.ceil(((count - this.#tokens) / this.rate.perS) * 1000);
    this.#tokens -= count;
    return 0;
  }

  /** Whether it is full again, so that forgetting it changes nothing. */
  isFull(nowMs: number): boolean {
    return this.#tokens + (Math.max(0, nowMs - this.#atMs) / 1000) * this.rate.perS >= this.rate.burst;
  }
}

/** Buckets by name (an account, an address); full ones are forgotten at `sweep`. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly rate: Rate) {}

  /** As `Bucket.take`, for `name`. */
  take(name: string, nowMs: number): number {
    const bucket = this.#buckets.get(name) ?? new Bucket(this.rate, nowMs);
    this.#buckets.set(name, bucket);
    return bucket.take(nowMs);
  }

  /** Forgets who has been quiet long enough. */
  sweep(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(name);
  }

  /** How many names are remembered. */
  get size(): number {
    return this.#buckets.size;
  }
}
