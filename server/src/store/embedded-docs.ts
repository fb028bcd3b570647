import { keyOf } from './accounts';
import { Deadlines } from './deadlines';
import type { DocChange, DocRef, Docs, HeldDoc } from './docs';
import type { DocRow } from './journal';
import type { Tell } from './store';

/** What the embedded store does for its documents: keeps what is to be written, and sends when it is. */
export interface DocHost {
  write(row: DocRow): void;
  afterFlush<T>(app: string, value: T, tell: readonly Tell[]): Promise<T>;
}

/** Documents of one kind with their deadlines. */
interface Kind {
  readonly docs: Map<string, DocRef & HeldDoc<unknown>>;
  readonly deadlines: Deadlines<DocRef>;
}

/** Documents in the memory of a single process. The embedded store around it writes them and sends their events. */
export class EmbeddedDocs implements Docs {
  readonly #kinds = new Map<string, Kind>();
  /** The last version that any document got: one that is forgotten and made anew never has a version again that somebody may still hold. */
  #version = 0;

  constructor(private readonly host: DocHost) {}

  read<T>(app: string, key: string): Promise<HeldDoc<T> | null> {
    const held = this.#kinds.get(kindOf(key))?.docs.get(keyOf(app, key));
    return Promise.resolve(held === undefined ? null : (held as HeldDoc<T>)); // A kind is read and written by one module.
  }

  commit<T>({ app, key, was, body, deadlineAtMs, tell }: DocChange<T>): Promise<boolean> {
    const { docs } = this.#kind(key);
    if ((docs.get(keyOf(app, key))?.version ?? 0) !== was) return Promise.resolve(false);
    const row = { app, key, row: body === null ? null : { body, version: this.#version + 1, deadlineAtMs } };
    this.#put(row);
    this.host.write(row);
    return this.host.afterFlush(app, true, tell);
  }

  due(kind: string, nowMs: number): Promise<readonly DocRef[]> {
    return Promise.resolve(this.#kinds.get(kind)?.deadlines.take(nowMs) ?? []);
  }

  all(kind: string): Promise<readonly DocRef[]> {
    return Promise.resolve([...(this.#kinds.get(kind)?.docs.values() ?? [])].map(({ app, key }) => ({ app, key })));
  }

  /** Takes over what a server before this one has left on disk. */
  adopt(rows: readonly DocRow[]): void {
    for (const row of rows) this.#put(row);
  }

  #put({ app, key, row }: DocRow): void {
    const { docs, deadlines } = this.#kind(key);
    const name = keyOf(app, key);
    if (row === null) docs.delete(name);
    else docs.set(name, { app, key, body: row.body, version: row.version });
    this.#version = Math.max(this.#version, row?.version ?? 0);
    deadlines.set(name, { app, key }, row?.deadlineAtMs ?? null);
  }

  #kind(key: string): Kind {
    const name = kindOf(key);
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const kind: Kind = { docs: new Map(), deadlines: new Deadlines() };
    this.#kinds.set(name, kind);
    return kind;
  }
}

const kindOf = (key: string): string => key.split('/', 1)[0] ?? key;
