import { keyOf, type BlockRow, type Posting, type SettingsRow } from './accounts';
import type { Batch, LiveRow } from './journal';
import type { CallRef } from './store';

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

/** What a tick can change, by kind. A further kind of state is a line here and a line wherever all kinds stand below. */
interface Kinds {
  /** A call that is not over, and one that is no more. */
  readonly live: LiveRow;
  readonly gone: CallRef;
  readonly groups: ValueOf<Batch['groups']>;
  readonly docs: ValueOf<Batch['docs']>;
  readonly sessions: ValueOf<Batch['sessions']>;
  readonly records: Batch['records'][number];
  readonly messages: Omit<Posting, 'tell'>;
  readonly settings: SettingsRow;
  readonly blocks: BlockRow;
  /** Messages from before then may be deleted. */
  readonly expired: number;
}

/** One change: its kind, and what holds from now on. */
export type Logged = { readonly [K in keyof Kinds]: readonly [K, Kinds[K]] }[keyof Kinds];

/** What a change replaces: the one before of the same kind and key. */
const KEYS: { readonly [K in keyof Kinds]: (value: Kinds[K]) => string } = {
  live: ({ call }) => call.cid,
  gone: ({ cid }) => cid,
  groups: ({ app, cid }) => keyOf(app, cid),
  docs: ({ app, key }) => keyOf(app, key),
  sessions: ({ app, sid }) => keyOf(app, sid),
  records: ({ record }) => record.cid,
  messages: ({ app, clientId, message }) => keyOf(app, message.from, clientId),
  settings: ({ app, account }) => keyOf(app, account),
  blocks: ({ app, account, blocked }) => keyOf(app, account, blocked),
  expired: () => '',
};

/** What stands in the log and not yet in the tables: of everything its last state, however many ticks have changed it. */
export class TickLog {
  readonly live = new Map<string, LiveRow>();
  readonly gone = new Map<string, CallRef>();
  readonly groups = new Map<string, Kinds['groups']>();
  readonly docs = new Map<string, Kinds['docs']>();
  readonly sessions = new Map<string, Kinds['sessions']>();
  readonly records = new Map<string, Kinds['records']>();
  readonly messages = new Map<string, Kinds['messages']>();
  readonly settings = new Map<string, SettingsRow>();
  readonly blocks = new Map<string, BlockRow>();
  readonly expired = new Map<string, number>();
  /** Calls that are younger than the log: those that are over too never touch the table of live calls. */
  readonly #born = new Set<string>();
  #changes = 0;

  /** How many changes are in it, those that were overtaken by later ones included. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes in what `changesOf` has given, now or before a restart. */
  add(changes: readonly Logged[]): void {
    this.#changes += changes.length;
    for (const change of changes) this.#put(change);
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
    for (const part of [this.live, this.gone, this.groups, this.docs, this.sessions, this.records, this.messages, this.settings, this.blocks, this.expired, this.#born]) part.clear();
  }

  #put<K extends keyof Kinds>([kind, value]: readonly [K, Kinds[K]]): void {
    const key = KEYS[kind](value);
    if (kind === 'live' && (value as LiveRow).version === 1) this.#born.add(key);
    if (kind === 'gone') {
      this.live.delete(key);
      if (this.#born.delete(key)) return;
    }
    (this[kind] as unknown as Map<string, Kinds[K]>).set(key, value);
  }
}

/** A tick as a list, which is how a row of the log keeps it. */
export function changesOf({ live, groups, docs, sessions, records, accounts }: Batch): Logged[] {
  const changes: Logged[] = [];
  for (const { app, cid, row } of live.values()) changes.push(row === null ? ['gone', { app, cid }] : ['live', row]);
  for (const value of groups.values()) changes.push(['groups', value]);
  for (const value of docs.values()) changes.push(['docs', value]);
  for (const value of sessions.values()) changes.push(['sessions', value]);
  for (const value of records) changes.push(['records', value]);
  if (accounts === null) return changes;
  for (const { app, clientId, message, isDropped } of accounts.messages.values()) changes.push(['messages', { app, clientId, message, isDropped }]);
  for (const value of accounts.settings.values()) changes.push(['settings', value]);
  for (const value of accounts.blocks.values()) changes.push(['blocks', value]);
  if (accounts.expiredBeforeMs !== null) changes.push(['expired', accounts.expiredBeforeMs]);
  return changes;
}
