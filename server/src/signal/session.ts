import type { Clock } from '../clock';
import type { SessionRow } from '../store/store';
import type { RawFrame } from './border';
import type { BulkBudget } from './bulk-budget';
import { Outbox } from './outbox';
import { Bucket, type Rate } from './rate';
import type { Wire } from './wire';

/** So many answers are kept for repeated requests (docs/protocol.md, "Frames"). */
const ANSWERS_KEPT = 64;

const DONE = Promise.resolve();

/** A request and its answer; null while it is being handled. */
interface Kept {
  readonly id: number;
  text: string | null;
}

/** What a frame with a known `id` gets: the kept answer, nothing yet, or a refusal because it is too old. */
export type Repeat = { readonly is: 'new' } | { readonly is: 'pending' } | { readonly is: 'old' } | { readonly is: 'answered'; readonly text: string };

/**
 * A device's presence in this process: numbers of requests and events, what is kept for a resume, and the socket if
 * there is one. It decides nothing about calls.
 */
export class Session {
  readonly outbox = new Outbox();
  readonly queue: RawFrame[] = [];
  readonly bucket: Bucket;
  /** What it may send of transfers; made when it sends the first. */
  bulk: BulkBudget | null = null;
  /** Pieces of transfers go one after the other, and beside the queue. */
  passing: Promise<void> = DONE;
  working = false;
  /** Null while there is a socket. */
  downSinceMs: number | null;
  #wire: Wire | null = null;
  #held: string[] | null = null;
  /** By rising `id`; a list, since a map costs each user 230 bytes before its first request. */
  readonly #answers: Kept[] = [];
  #lastId = 0;

  constructor(
    public row: SessionRow,
    public epoch: string,
    private readonly clock: Clock,
    rate: Rate,
  ) {
    this.downSinceMs = clock.nowMs();
    this.bucket = new Bucket(rate, clock.nowMs());
  }

  /** The socket; null when it is lost. */
  get wire(): Wire | null {
    return this.#wire;
  }

  /** Gives the session a socket and sends what it opens with; returns the socket before, which nobody reads any more. */
  attach(wire: Wire, opening: readonly string[]): Wire | null {
    const before = this.#wire;
    this.#wire = wire;
    this.downSinceMs = null;
    for (const text of opening) wire.send(text);
    return before;
  }

  /** The socket is gone. False when another one has taken its place already. */
  detach(wire: Wire): boolean {
    if (this.#wire !== wire) return false;
    this.#wire = null;
    this.downSinceMs = this.clock.nowMs();
    return true;
  }

  /** An event: numbered and kept, and sent when there is a socket and no answer on its way. */
  deliver(body: string): void {
    const text = this.outbox.add(body, this.clock.nowMs());
    if (this.#held !== null) this.#held.push(text);
    else this.#wire?.send(text);
  }

  /** Looks a request's number up. A new one counts as seen from now on. */
  admit(id: number): Repeat {
    if (id > this.#lastId) {
      this.#lastId = id;
      this.#answers.push({ id, text: null });
      return { is: 'new' };
    }
    const kept = this.#keptOf(id)?.text;
    if (kept === null) return { is: 'pending' };
    if (kept !== undefined) return { is: 'answered', text: kept };
    return { is: 'old' };
  }

  /** Holds events back, so that a request's own answer comes before the events that it causes. */
  cork(): void {
    this.#held ??= [];
  }

  /** Sends an answer, and keeps it unless a repeated request is answered anew; then the events that were held back. */
  answer(id: number, text: string, isKept: boolean): void {
    const kept = this.#keptOf(id);
    if (kept !== undefined) kept.text = isKept ? text : '';
    while (this.#answers.length > ANSWERS_KEPT) this.#answers.shift();
    this.#wire?.send(text);
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.#wire?.send(event);
  }

  #keptOf(id: number): Kept | undefined {
    return this.#answers.find((each) => each.id === id);
  }
}
