import type { QueuedUser } from 'netcall-protocol';
import type { Store } from '../store/store';
import type { Client } from './desk';

/** What a client has said of itself. */
export interface Words {
  readonly nick: string;
  readonly custom: string;
}

/** The kind of their documents. */
const KIND = 'words';
const keyOf = (account: string): string => `${KIND}/${account}`;

/**
 * Names and words of those who are in queues, each in a document of its own: a desk is written whole at every step, and with the
 * 4 KB that each of a thousand clients may say a write would hold everybody up for a tenth of a second. Only the writer of desks
 * writes here.
 */
export class DeskWords {
  constructor(private readonly store: Pick<Store, 'docs'>) {}

  /** Keeps what a client says. */
  async keep(app: string, account: string, words: Words): Promise<void> {
    await this.#commit(app, account, words);
  }

  /** Forgets what a client has said. */
  async forget(app: string, account: string): Promise<void> {
    await this.#commit(app, account, null);
  }

  /** Forgets what a server that was killed has left of clients who are in no queue. `queued`: those who are, by app. */
  async tidy(queued: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    for (const { app, key } of await this.store.docs.all(KIND)) {
      const account = key.slice(KIND.length + 1);
      if (queued.get(app)?.has(account) !== true) await this.forget(app, account);
    }
  }

  /** A client as an agent sees it. */
  async userOf(app: string, { queue, account, sinceMs }: Client, fresh?: Words): Promise<QueuedUser> {
    const words = fresh ?? (await this.store.docs.read<Words>(app, keyOf(account)))?.body;
    return { queue, account, nick: words?.nick ?? '', sinceMs, custom: words?.custom ?? '' };
  }

  async #commit(app: string, account: string, body: Words | null): Promise<void> {
    const { docs } = this.store;
    const key = keyOf(account);
    const was = (await docs.read<Words>(app, key))?.version ?? 0;
    if (body !== null || was > 0) await docs.commit({ app, key, was, body, deadlineAtMs: null, tell: [] });
  }
}
