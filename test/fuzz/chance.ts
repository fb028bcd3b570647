/** Numbers that look random and are the same for the same seed. */
export class Chance {
  private state: number;
  constructor(seed: number) { this.state = seed >>> 0; }

  /** A number in [0, 1). Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number { return Math.floor(this.next() * limit); }

  /** Whether something that happens with this probability happens. */
  happens(probability: number): boolean { return this.next() < probability; }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T { return list[this.below(list.length)] as T; }

  bytes(count: number): Buffer { return Buffer.from(Array.from({ length: count }, () => this.below(256))); }

  /** Cuts bytes into pieces at up to `most` places. */
  cut(bytes: Buffer, most: number): Buffer[] {
    const places = Array.from({ length: this.below(most + 1) }, () => this.below(bytes.length + 1)).sort((a, b) => a - b);
    return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end)).filter((piece) => piece.length > 0);
  }
}

/** The source of one case: neighbours have nothing to do with each other. */
export function chanceOf(seed: number, number: number): Chance {
  return new Chance(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35));
}
