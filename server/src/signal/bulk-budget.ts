import { Bucket, type Rate } from './rate';

/** A session that sends this multiple of its budget, after all refusals, is closed with 4429. */
const FLOOD_FACTOR = 5;
/** So many bytes are counted of a shorter frame: each costs the server some time, however short. */
const LEAST_BYTES = 2_048;
/** Who is over its budget waits so long at least: were it the few milliseconds until its piece fits, every piece would be sent twice. */
const PAUSE_MS = 500;

/** What a session may send of transfers. Requests have a budget of their own, and neither takes from the other. */
export class BulkBudget {
  readonly #allowed: Bucket;
  readonly #flood: Bucket;

  constructor({ perS, burst }: Rate, nowMs: number) {
    this.#allowed = new Bucket({ perS, burst }, nowMs);
    this.#flood = new Bucket({ perS: perS * FLOOD_FACTOR, burst: burst * FLOOD_FACTOR }, nowMs);
  }

  /** A frame has come: 0 when it fits, otherwise the milliseconds to wait; null when it is a flood. */
  take(nowMs: number, bytes: number): number | null {
    const counted = Math.max(bytes, LEAST_BYTES);
    if (this.#flood.take(nowMs, counted) > 0) return null;
    const retryAfterMs = this.#allowed.take(nowMs, counted);
    return retryAfterMs === 0 ? 0 : Math.max(retryAfterMs, PAUSE_MS);
  }
}
