import { mortal } from '../../support/mortal-platform';
import { hostOf, Phone, type NodeHost, type PhoneOptions } from '../../support/node-phone';
import { RtcPerson, type RtcPersonOptions } from '../../support/rtcsdk-person';
import type { Stack } from '../../support/stack';

/** The queues of the server, as its operator writes them. */
export const QUEUES = Array.from({ length: 60 }, (_, index) => ({ id: 1000 + index, name: `Queue ${1000 + index}`, desc: 'of a proof', prio: 1 }));
const free = [...QUEUES];

/** A user on a stage, and the wire to the server. */
export interface Player extends RtcPerson {
  readonly host: NodeHost;
}

/** What a proof has: the real server, accounts and a queue that nobody else uses. Proofs run side by side. */
export class Stage {
  readonly #ends: (() => Promise<void>)[] = [];

  #queue: number | null = null;

  constructor(readonly stack: Stack, private readonly nth: number) {}

  /** The account that `name` is in this proof. */
  named(name: string): string {
    return `${name}-${this.nth}`;
  }

  /** The queue of this proof: none of `QUEUES` is given twice. */
  get queue(): number {
    this.#queue ??= free.shift()!.id;
    return this.#queue;
  }

  /** Somebody with the SDK, not even initialised. */
  async fresh(name: string, options: Partial<RtcPersonOptions> = {}): Promise<Player> {
    const account = this.named(name);
    const host = await hostOf(this.stack);
    const platform = mortal(host.platform);
    const person = new RtcPerson(account, { server: host.server, platform, getToken: () => this.stack.token(account), ...options });
    this.#ends.push(async () => {
      person.rtcsdk.UnInit();
      platform.kill();
      await host.wire.close();
    });
    return Object.assign(person, { host });
  }

  /** Somebody signed in. */
  async person(name: string): Promise<Player> {
    const person = await this.fresh(name);
    await person.signIn();
    return person;
  }

  /** Several, signed in. */
  people<const N extends readonly string[]>(...names: N): Promise<{ [K in keyof N]: Player }> {
    return Promise.all(names.map((name) => this.person(name))) as never; // `map` forgets how many there are.
  }

  /** Somebody with the netcall API. */
  async phone(name: string, options?: PhoneOptions): Promise<Phone> {
    const phone = await Phone.signIn(this.stack, this.named(name), options);
    this.#ends.push(() => phone.end());
    return phone;
  }

  /** Runs with the end of the proof. */
  atEnd(run: () => Promise<void>): void {
    this.#ends.push(run);
  }

  /** Ends everybody. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

