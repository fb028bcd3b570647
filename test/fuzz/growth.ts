/** A process that has begun to work needs more than one that has just started: these first measurements count as its beginning. */
const BEGINNING = 3;
/** Noise of the garbage collector, of compiled code and of tables that grow in steps. */
const ALLOWED_BYTES = 6_000_000;

/** For people. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Judges whether memory after garbage collection grows from look to look. */
export class Growth {
  private readonly noted: number[] = [];
  constructor(private readonly whose: string) {}

  note(bytes: number): void {
    this.noted.push(bytes);
  }

  /** At the beginning and now, for people. */
  get text(): string { return `${megabytes(this.noted[0] ?? 0)} → ${megabytes(this.noted.at(-1) ?? 0)}`; }

  /** Whether there are enough measurements to judge by. */
  get isJudged(): boolean { return this.noted.length >= 2 * BEGINNING; }

  /** @throws Error when even the least of the last measurements is above everything of the beginning */
  check(): void {
    if (!this.isJudged) return;
    const before = Math.max(...this.noted.slice(0, BEGINNING));
    const after = Math.min(...this.noted.slice(-BEGINNING));
    if (after > before + ALLOWED_BYTES) throw new Error(`${this.whose} grows: from ${megabytes(before)} to ${megabytes(after)}`);
  }
}

/** Heap and buffers of this process after garbage collection; needs `--expose-gc`. */
export function ownMemory(): number {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
