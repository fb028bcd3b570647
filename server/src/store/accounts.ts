import type { CallRecord, Message } from 'netcall-protocol';
import type { Tell } from './store';

/** How an account stands to another one that calls or writes: reachable, not to be disturbed, or not for this one. */
export type Stance = 'open' | 'dnd' | 'blocked';

/** What an account has chosen. `blocked` is in alphabetical order. */
export interface AccountSettings {
  /** 0 may be called; any other number is do-not-disturb. */
  readonly dnd: number;
  readonly blocked: readonly string[];
}

/** What changes: `unblock` first, then `block`; an absent `dnd` stays as it is. */
export interface SettingsChange {
  readonly dnd?: number;
  readonly block: readonly string[];
  readonly unblock: readonly string[];
}

/** A message on its way to be kept. */
export interface Posting {
  readonly app: string;
  /** The sender's idempotency key. */
  readonly clientId: string;
  readonly message: Message;
  /** Nobody gets it; it is kept without its text for its number, so that the sender's second try is answered as anywhere. */
  readonly isDropped: boolean;
  /** Who hears of it once it is durable. */
  readonly tell: readonly Tell[];
}

/** The number and time of a message that is kept. */
export interface Sent {
  readonly id: string;
  readonly at: number;
}

/** What has come for an account, oldest first. */
export interface StoredInbox {
  readonly records: readonly CallRecord[];
  readonly messages: readonly Message[];
  readonly more: boolean;
}

/** What belongs to accounts rather than to calls: their messages and settings. Keyed by app throughout. */
export interface Accounts {
  /**
   * Keeps a message, at most 1,000 for an account: the oldest go. Its events leave, and the promise resolves, once it is
   * durable. A second one of the same sender and `clientId` is the first, and nobody hears of it again.
   */
  post(posting: Posting): Promise<Sent>;
  /** Records by their ends and messages, together at most `limit`, from `afterMs` on. */
  inbox(app: string, account: string, afterMs: number, limit: number): Promise<StoredInbox>;
  /** Deletes messages from before `beforeMs`, so many at a time that nobody waits for it. */
  sweep(beforeMs: number): Promise<void>;
  /** How `account` stands to `other`. Asked for every call, so it costs nothing for accounts without settings. */
  stance(app: string, account: string, other: string): Promise<Stance>;
  /** Those of `others` whom `account` has blocked. It costs nothing for accounts without a block list. */
  blockedAmong(app: string, account: string, others: readonly string[]): Promise<ReadonlySet<string>>;
  /** Changes settings and gives all of them; null, and nothing is changed, when `LIMITS.blocked` would be passed. */
  change(app: string, account: string, change: SettingsChange): Promise<AccountSettings | null>;
}

/** One account's settings in short: most accounts have none. */
export interface SettingsRow {
  readonly app: string;
  readonly account: string;
  readonly dnd: number;
  /** How many it has blocked. */
  readonly blocks: number;
}

/** One account that another one blocks, or blocks no more. */
export interface BlockRow {
  readonly app: string;
  readonly account: string;
  readonly blocked: string;
  readonly isOn: boolean;
}

/** What one tick changes of messages and settings. */
export interface AccountBatch {
  readonly messages: ReadonlyMap<string, Posting>;
  readonly settings: ReadonlyMap<string, SettingsRow>;
  readonly blocks: ReadonlyMap<string, BlockRow>;
  /** Messages from before then may be deleted; null when none is that old. */
  readonly expiredBeforeMs: number | null;
}

/** One key of several parts: accounts, apps and ids hold no control characters, so a line feed keeps them apart. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}

/** The durable half of `Accounts`. Batches are written with those of the calls, in one transaction. */
export interface AccountJournal {
  /** Settings of every account that has changed some. */
  settings(): readonly SettingsRow[];
  /** The message that was sent with this key, or null. */
  sent(app: string, from: string, clientId: string): Sent | null;
  /** As `Accounts.inbox`. */
  inbox(app: string, account: string, afterMs: number, limit: number): StoredInbox;
  /** Accounts that an account has blocked. */
  blocked(app: string, account: string): readonly string[];
  /** Whether an account has blocked another. */
  isBlocked(app: string, account: string, other: string): boolean;
  /** When the oldest message was taken; null without messages. */
  oldestMs(): number | null;
  /** Time of the newest message; 0 when there is none. */
  latestMs(): number;
}

/** The first `limit` of both by time, and whether there was more. Both are in order already. */
export function mergeInbox(records: readonly CallRecord[], messages: readonly Message[], limit: number): StoredInbox {
  let [r, m] = [0, 0];
  while (r + m < limit) {
    const [record, message] = [records[r], messages[m]];
    if (record === undefined && message === undefined) break;
    if (message === undefined || (record !== undefined && record.endedAtMs <= message.at)) r += 1;
    else m += 1;
  }
  return { records: records.slice(0, r), messages: messages.slice(0, m), more: r < records.length || m < messages.length };
}
