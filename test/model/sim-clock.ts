/** Something that is due at a moment. Stopped by taking its work away. */
interface Due {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | null;
}

/** More than ever happens in one step; beyond it something goes round in a circle without time passing. */
const RESTLESS = 50_000;

/** Everything that promises have to do is done when this resolves; time stands still. */
export function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/**
 * The one clock of a model: clients, server and network run on it. Between two things that are due all promises are
 * worked off, as Node does between two messages.
 */
export class SimClock {
  nowMs = 1_750_000_000_000;
  readonly #heap: Due[] = [];
  #order = 0;

  /** Runs once after `delayMs`; the returned function stops it. */
  after(delayMs: number, run: () => void): () => void {
    const due: Due = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#push(due);
    return () => {
      due.run = null;
    };
  }

  /** Lets time pass; what is due at the same moment runs in the order in which it was asked for. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await drained();
    let done = 0;
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop();
      if (next.run === null) continue;
      this.nowMs = next.atMs;
      if (++done > RESTLESS) throw new Error(`the world does not come to rest: ${done} things have happened in ${ms} ms`);
      next.run();
      await drained();
    }
    this.nowMs = untilMs;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, due)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (isBefore(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Chance from a seed: the same seed gives the same numbers in [0, 1). */
export function chanceFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
