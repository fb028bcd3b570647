/** What a fact says: names and values that cannot hold a secret; of a list each. */
export type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One thing that happened. */
export interface Fact {
  readonly atMs: number;
  readonly what: string;
  readonly fields: Fields;
}

/** The last facts; the oldest makes room for the newest. */
export class Ring {
  private facts: Fact[] = [];
  private lost = 0;

  constructor(private readonly capacity: number) {}

  put(fact: Fact): void {
    this.facts.push(fact);
    if (this.facts.length <= this.capacity) return;
    this.facts.shift();
    this.lost++;
  }

  /** The facts that are left, the oldest first, and how many made room. */
  read(): { readonly facts: readonly Fact[]; readonly lost: number } {
    return { facts: [...this.facts], lost: this.lost };
  }
}
