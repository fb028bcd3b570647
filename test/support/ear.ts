import type { NetCallEvents } from 'netcall-sdk';
import { Looks } from './looks';

type EventName = keyof NetCallEvents;

/** Everything that a client has heard, in order, and what a test waits for among it. */
export class Ear {
  /** Names of all events in the order in which they came, without news of the account (`callRecord`, `message`). */
  readonly names: EventName[] = [];
  readonly #untaken = new Map<string, unknown[]>();
  readonly #all: { readonly name: string; readonly payload: unknown }[] = [];
  readonly #looks = new Looks();

  constructor(private readonly account: string) {}

  /** Something was heard. */
  note<N extends EventName>(name: N, payload: NetCallEvents[N]): void {
    if (name !== 'callRecord' && name !== 'message') this.names.push(name);
    this.#all.push({ name, payload });
    this.#untaken.set(name, [...(this.#untaken.get(name) ?? []), payload]);
    this.look();
  }

  /** Something has changed that a test may wait for. */
  look(): void {
    this.#looks.look();
  }

  /** The next event of this type that nobody has taken yet, whether it has come already or not. */
  async heard<N extends EventName>(name: N, withinMs?: number): Promise<NetCallEvents[N]> {
    await this.until(`${this.account} hears ${name}`, () => (this.#untaken.get(name)?.length ?? 0) > 0, withinMs);
    return this.#untaken.get(name)!.shift() as NetCallEvents[N];
  }

  /** Every event of this type that has come so far, taken or not. */
  all<N extends EventName>(name: N): NetCallEvents[N][] {
    return this.#all.filter((each) => each.name === name).map(({ payload }) => payload as NetCallEvents[N]);
  }

  /** Waits until something is so, looking whenever something was heard or has changed. */
  async until(what: string, isSo: () => boolean, withinMs?: number): Promise<void> {
    await this.#looks.until(`${what}; it heard ${this.names.join(' ')}`, isSo, withinMs);
  }
}
