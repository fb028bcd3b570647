import type { Tell } from './store';

/** A document, and the version that the next commit must name. */
export interface HeldDoc<T> {
  readonly body: T;
  readonly version: number;
}

/** Names a document. */
export interface DocRef {
  readonly app: string;
  readonly key: string;
}

/** What one transition changes. It is done whole or not at all. */
export interface DocChange<T> extends DocRef {
  /** The version that was read; 0 for one that must not exist yet. */
  readonly was: number;
  /** What it is from now on: JSON, never changed in place. Null forgets it. */
  readonly body: T | null;
  /** When it is due; null for never. Milliseconds since 1970. */
  readonly deadlineAtMs: number | null;
  readonly tell: readonly Tell[];
}

/**
 * Small documents under the store's rules: asynchronous, changed by compare-and-set on their version, durable before anybody
 * hears of it. Keys begin with the name of their kind, `invite/…`, `desk`; a kind is read and written by one module.
 */
export interface Docs {
  /** A document; null when there is none. */
  read<T>(app: string, key: string): Promise<HeldDoc<T> | null>;
  /** Commits a change; false when somebody was faster: read again. Events leave, and the promise resolves, once it is durable. */
  commit<T>(change: DocChange<T>): Promise<boolean>;
  /** Documents of a kind whose deadline has come, each once until its next commit. */
  due(kind: string, nowMs: number): Promise<readonly DocRef[]>;
  /** Every document of a kind, for a start after a crash. */
  all(kind: string): Promise<readonly DocRef[]>;
}
