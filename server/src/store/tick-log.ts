import type { BlockRow, Posting, SettingsRow } from './accounts';
import type { Batch } from './journal';

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

/** What a tick can change, by kind. A further kind of state is a line here, a map of `TickLog`, a line of `changesOf`, and what settles it. */
interface Kinds {
  readonly live: ValueOf<Batch['live']>;
  readonly sessions: ValueOf<Batch['sessions']>;
  readonly records: Batch['records'][number];
  readonly messages: Omit<Posting, 'tell'>;
  readonly settings: SettingsRow;
  readonly blocks: BlockRow;
  /** Under one key: messages from before then may be deleted. */
  readonly expired: number;
}

type Parts = { readonly [K in keyof Kinds]: ReadonlyMap<string, Kinds[K]> };
/** One change: its kind, under which key it stands, and what it is. */
export type Logged = { readonly [K in keyof Kinds]: readonly [K, string, Kinds[K]] }[keyof Kinds];

/**
 * What stands in the log and not yet in the tables: of everything its last state, however many ticks have changed it. A
 * call that begins and ends between two settlements never touches the table of live calls.
 */
export class TickLog implements Parts {
  readonly live = new Map<string, Kinds['live']>();
  readonly sessions = new Map<string, Kinds['sessions']>();
  readonly records = new Map<string, Kinds['records']>();
  readonly messages = new Map<string, Kinds['messages']>();
  readonly settings = new Map<string, Kinds['settings']>();
  readonly blocks = new Map<string, Kinds['blocks']>();
  readonly expired = new Map<string, Kinds['expired']>();
  #changes = 0;

  /** How many changes are in it, those that were overtaken by later ones included. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes in what `changesOf` has given, now or before a restart. */
  add(changes: readonly Logged[]): void {
    this.#changes += changes.length;
    for (const [kind, key, value] of changes) (this[kind] as Map<string, typeof value>).set(key, value);
  }

  /** Whether it holds records or messages of an account, or the end of old messages, so that who reads the tables would be misled. */
  concerns(app: string, account: string): boolean {
    if (this.expired.size > 0) return true;
    for (const { app: its, record } of this.records.values()) if (its === app && (record.caller === account || record.callee === account)) return true;
    for (const { app: its, message } of this.messages.values()) if (its === app && message.to === account) return true;
    return false;
  }

  /** Everything is in the tables now. */
  clear(): void {
    this.#changes = 0;
    for (const part of [this.live, this.sessions, this.records, this.messages, this.settings, this.blocks, this.expired]) part.clear();
  }
}

/** A tick as a list, which is how a row of the log keeps it. */
export function changesOf({ live, sessions, records, accounts }: Batch): Logged[] {
  const changes: Logged[] = [];
  for (const [key, value] of live) changes.push(['live', key, value]);
  for (const [key, value] of sessions) changes.push(['sessions', key, value]);
  for (const value of records) changes.push(['records', value.record.cid, value]);
  if (accounts === null) return changes;
  for (const [key, { app, clientId, message, isDropped }] of accounts.messages) changes.push(['messages', key, { app, clientId, message, isDropped }]);
  for (const [key, value] of accounts.settings) changes.push(['settings', key, value]);
  for (const [key, value] of accounts.blocks) changes.push(['blocks', key, value]);
  if (accounts.expiredBeforeMs !== null) changes.push(['expired', '', accounts.expiredBeforeMs]);
  return changes;
}
