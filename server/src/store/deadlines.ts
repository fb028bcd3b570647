/** Width of a bucket: how much later than asked a deadline may be seen. */
const BUCKET_MS = 100;

/** Deadlines by key, in buckets of 100 ms: setting, moving and dropping cost the same however many there are. */
export class Deadlines<K> {
  readonly #buckets = new Map<number, Map<string, { key: K; atMs: number }>>();
  readonly #bucketOf = new Map<string, number>();
  #cursor = Infinity;

  /** Sets, moves or (with null) drops the deadline of `name`. */
  set(name: string, key: K, atMs: number | null): void {
    this.#drop(name);
    if (atMs === null) return;
    const bucket = Math.floor(atMs / BUCKET_MS);
    const entries = this.#buckets.get(bucket) ?? new Map<string, { key: K; atMs: number }>();
    entries.set(name, { key, atMs });
    this.#buckets.set(bucket, entries);
    this.#bucketOf.set(name, bucket);
    this.#cursor = Math.min(this.#cursor, bucket);
  }

  /** Takes out every key whose time has come. */
  take(nowMs: number): K[] {
    const last = Math.floor(nowMs / BUCKET_MS);
    const taken: K[] = [];
    if (this.#buckets.size === 0) this.#cursor = Infinity;
    for (; this.#cursor <= last; this.#cursor += 1) {
      for (const [name, entry] of this.#buckets.get(this.#cursor) ?? []) {
        if (entry.atMs > nowMs) continue;
        this.#drop(name);
        taken.push(entry.key);
      }
      if (this.#cursor === last || this.#buckets.size === 0) break;
    }
    return taken;
  }

  #drop(name: string): void {
    const bucket = this.#bucketOf.get(name);
    if (bucket === undefined) return;
    this.#bucketOf.delete(name);
    const entries = this.#buckets.get(bucket);
    entries?.delete(name);
    if (entries?.size === 0) this.#buckets.delete(bucket);
  }
}
