/** Bounds of the events that a session keeps for a resume (docs/protocol.md, "Signing in"). */
export const OUTBOX = { events: 256, bytes: 65_536, ageMs: 120_000 } as const;

interface Kept {
  readonly s: number;
  readonly text: string;
  readonly atMs: number;
}

/** The last events of a session, numbered 1, 2, 3 … without a hole. The oldest go first when a bound is reached. */
export class Outbox {
  #kept: Kept[] = [];
  #bytes = 0;
  #last = 0;

  /** Number of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Numbers an event and keeps it; gives the frame. `body` is a JSON object without `s`, and never an empty one. */
  add(body: string, nowMs: number): string {
    this.#last += 1;
    const text = `{"s":${this.#last},${body.slice(1)}`;
    this.#kept.push({ s: this.#last, text, atMs: nowMs });
    this.#bytes += text.length;
    this.#trim(nowMs);
    return text;
  }

  /** The client has seen everything up to `seq`. */
  seen(seq: number): void {
    while (this.#kept[0] !== undefined && this.#kept[0].s <= seq) this.#dropOldest();
  }

  /** Frames after `seq`, or null when some of them are gone or `seq` was never given. */
  after(seq: number, nowMs: number): string[] | null {
    this.#trim(nowMs);
    if (seq > this.#last) return null;
    const first = this.#kept[0]?.s ?? this.#last + 1;
    if (seq + 1 < first) return null;
    return this.#kept.filter(({ s }) => s > seq).map(({ text }) => text);
  }

  /** Starts again at 1 with nothing kept: a snapshot has replaced the events. */
  reset(): void {
    this.#kept = [];
    this.#bytes = 0;
    this.#last = 0;
  }

  #trim(nowMs: number): void {
    for (let oldest = this.#kept[0]; oldest !== undefined; oldest = this.#kept[0]) {
      const within = this.#kept.length <= OUTBOX.events && this.#bytes <= OUTBOX.bytes && nowMs - oldest.atMs <= OUTBOX.ageMs;
      if (within) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    this.#bytes -= this.#kept.shift()?.text.length ?? 0;
  }
}
