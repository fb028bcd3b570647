import type { CallRecord } from 'netcall-protocol';
import type { Call, StoredRecord } from '../signal/call';
import type { Room } from '../signal/room';
import type { AccountBatch, AccountJournal } from './accounts';
import type { DocRef } from './docs';
import type { HeldGroup } from './group-store';
import type { CallRef, SessionRow, StoredPage } from './store';

/** A live call on disk. */
export interface LiveRow {
  readonly call: Call;
  readonly room: Room | null;
  readonly version: number;
}

/** A document on disk, or the word that it is forgotten. */
export interface DocRow extends DocRef {
  readonly row: { readonly body: unknown; readonly version: number; readonly deadlineAtMs: number | null } | null;
}

/** What a journal holds at start. */
export interface Loaded {
  readonly live: readonly LiveRow[];
  readonly sessions: readonly SessionRow[];
  /** Those that are over, too: they are dropped when they are forgotten. */
  readonly groups: readonly HeldGroup[];
  readonly docs: readonly DocRow[];
  /** Records that ended after `sinceMs`, in the order of their ends, so that late commands still hear why. */
  readonly ended: readonly (StoredRecord & { readonly app: string })[];
}

/** All changes of one tick. Each call, group, document and session stands here once, with its last state. */
export interface Batch {
  readonly live: ReadonlyMap<string, CallRef & { readonly row: LiveRow | null }>;
  readonly groups: ReadonlyMap<string, CallRef & { readonly row: HeldGroup | null }>;
  readonly docs: ReadonlyMap<string, DocRow>;
  readonly records: readonly { readonly app: string; readonly record: StoredRecord }[];
  readonly sessions: ReadonlyMap<string, { readonly app: string; readonly sid: string; readonly row: SessionRow | null }>;
  /** Messages and settings; null when none has changed. */
  readonly accounts: AccountBatch | null;
}

/** The durable half of the embedded store. */
export interface Journal {
  /** Messages and settings. */
  readonly accounts: AccountJournal;
  /** Reads everything back. */
  load(sinceMs: number): Loaded;
  /** Writes a batch in one transaction. @throws when the disk refuses; nothing is written then */
  write(batch: Batch): void;
  /** Records of an account, newest first. */
  records(app: string, account: string, before: string | null, limit: number): StoredPage;
  /** One record of an account, or null. */
  recordOf(app: string, account: string, cid: string): CallRecord | null;
  /** Closes the file. */
  close(): void;
}
