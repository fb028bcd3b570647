import type { Netcall } from 'netcall-sdk/node';
import { startFrameProxy, type FrameProxy, type Meddling } from '../../support/frame-proxy';
import type { Stack } from '../../support/stack';
import { openDropIn, openModern, openRoomEdition, type DropInPerson, type Person, type PersonOptions, type RoomPerson } from './person';
import type { Face } from './row';

/** What a proof has: the real server, one face of the client, and accounts that nobody else uses. Proofs run side by side. */
export class Stage {
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(readonly stack: Stack, readonly face: Face, private readonly nth: number) {}

  /** The account, or the name of a room, that `name` is in this proof. */
  named(name: string): string {
    return `${name}-${this.face}-${this.nth}`;
  }

  /** Somebody signed in, by this proof's face. */
  person(name: string, options?: PersonOptions): Promise<Person> {
    return this.face === 'modern' ? this.modern(name, options) : this.dropIn(name, options);
  }

  /** Several, by this proof's face. */
  people<const N extends readonly string[]>(...names: N): Promise<{ [K in keyof N]: Person }> {
    return Promise.all(names.map((name) => this.person(name))) as never; // `map` forgets how many there are.
  }

  /** Somebody with the drop-in, whatever it is that only this face has. */
  async dropIn(name: string, options?: PersonOptions): Promise<DropInPerson> {
    const person = await openDropIn(this.stack, this.named(name), options);
    this.#ends.push(() => person.end());
    return person;
  }

  /** Somebody with the modern face, whatever it is that only this face has. */
  async modern(name: string, options?: PersonOptions): Promise<Person<Netcall>> {
    const person = await openModern(this.stack, this.named(name), options);
    this.#ends.push(() => person.end());
    return person;
  }

  /** The room edition, not signed in. */
  async roomEdition(tokenOf?: (account: string) => Promise<string>): Promise<RoomPerson> {
    const edition = await openRoomEdition(this.stack, tokenOf);
    this.#ends.push(() => edition.end());
    return edition;
  }

  /** A proxy that understands frames, for the `url` of people. */
  async proxy(meddle: Meddling): Promise<FrameProxy> {
    const proxy = await startFrameProxy(this.stack.url, meddle);
    this.#ends.push(() => proxy.close());
    return proxy;
  }

  /** A way to the server, for the `url` of people, on which answers are lost while `mute` says so. */
  async silence(): Promise<{ readonly url: string; readonly mute: (isMuted: boolean) => void }> {
    let isMuted = false;
    const { url } = await this.proxy((frame) => (isMuted && frame.includes('"t":"ack"') ? [] : [frame]));
    return { url, mute: (wish) => void (isMuted = wish) };
  }

  /** Ends everybody. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
