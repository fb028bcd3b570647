import { LIMITS } from 'netcall-protocol';
import { keyOf, type AccountBatch, type AccountJournal, type Accounts, type AccountSettings, type BlockRow, type Posting, type Sent, type SettingsChange, type SettingsRow, type Stance, type StoredInbox } from './accounts';
import type { Tell } from './store';

/** What the embedded store does for its accounts: one transaction per tick, for calls and messages alike. */
export interface AccountWriter {
  /** Writes what is waiting. */
  flush(): void;
  /** Resolves with `value`, and the events leave, once everything up to now is written. */
  after<T>(app: string, value: T, tell: readonly Tell[]): Promise<T>;
  /** How others see this account may have changed. */
  touch(app: string, account: string): void;
}

type Pending = { -readonly [K in keyof AccountBatch]: AccountBatch[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : AccountBatch[K] };

/**
 * Messages and settings of a single process. In memory is one small row for each account that has settings, and what is
 * not written yet; messages and block lists are read from the journal when somebody asks.
 */
export class EmbeddedAccounts implements Accounts {
  readonly #settings = new Map<string, SettingsRow>();
  #pending: Pending | null = null;

  constructor(
    private readonly journal: AccountJournal,
    private readonly writer: AccountWriter,
  ) {
    for (const row of journal.settings()) this.#settings.set(keyOf(row.app, row.account), row);
  }

  /** What the next write must bring to disk; null when nothing is waiting. */
  get pending(): AccountBatch | null {
    return this.#pending;
  }

  /** `pending` is on disk. */
  written(): void {
    this.#pending = null;
  }

  post(posting: Posting): Promise<Sent> {
    const { app, clientId, message, tell } = posting;
    const key = keyOf(app, message.from, clientId);
    const known = this.#pending?.messages.get(key)?.message ?? this.journal.sent(app, message.from, clientId);
    if (known === null) this.#batch().messages.set(key, posting);
    const { id, at } = known ?? message;
    return this.writer.after(app, { id, at }, known === null ? tell : []);
  }

  inbox(app: string, account: string, afterMs: number, limit: number): Promise<StoredInbox> {
    this.writer.flush();
    return Promise.resolve(this.journal.inbox(app, account, afterMs, limit));
  }

  async sweep(beforeMs: number): Promise<void> {
    const oldestMs = this.journal.oldestMs();
    if (oldestMs === null || oldestMs >= beforeMs) return;
    this.#batch().expiredBeforeMs = beforeMs;
    await this.writer.after('', undefined, []);
  }

  stance(app: string, account: string, other: string): Promise<Stance> {
    const row = this.#settings.get(keyOf(app, account));
    if (row === undefined) return Promise.resolve('open');
    if (row.blocks > 0 && this.#isBlocked(app, account, other)) return Promise.resolve('blocked');
    return Promise.resolve(row.dnd > 0 ? 'dnd' : 'open');
  }

  blockedAmong(app: string, account: string, others: readonly string[]): Promise<ReadonlySet<string>> {
    const blocks = this.#settings.get(keyOf(app, account))?.blocks ?? 0;
    return Promise.resolve(new Set(blocks === 0 ? [] : others.filter((other) => this.#isBlocked(app, account, other))));
  }

  /** The number of an account's do-not-disturb. */
  dndOf(app: string, account: string): number {
    return this.#settings.get(keyOf(app, account))?.dnd ?? 0;
  }

  change(app: string, account: string, { dnd, block, unblock }: SettingsChange): Promise<AccountSettings | null> {
    const before = this.#blocked(app, account);
    const after = new Set(before);
    for (const each of unblock) after.delete(each);
    for (const each of block) after.add(each);
    if (after.size > LIMITS.blocked) return Promise.resolve(null);
    for (const blocked of before) if (!after.has(blocked)) this.#put({ app, account, blocked, isOn: false });
    for (const blocked of after) if (!before.has(blocked)) this.#put({ app, account, blocked, isOn: true });
    const row = this.#keep(app, account, dnd, after.size);
    this.writer.touch(app, account);
    return this.writer.after(app, { dnd: row.dnd, blocked: [...after].sort() }, []);
  }

  #keep(app: string, account: string, dnd: number | undefined, blocks: number): SettingsRow {
    const key = keyOf(app, account);
    const before = this.#settings.get(key) ?? { app, account, dnd: 0, blocks: 0 };
    const row: SettingsRow = { app, account, dnd: dnd ?? before.dnd, blocks };
    if (row.dnd === before.dnd && row.blocks === before.blocks) return before;
    this.#batch().settings.set(key, row);
    if (row.dnd > 0 || row.blocks > 0) this.#settings.set(key, row);
    else this.#settings.delete(key);
    return row;
  }

  #put(row: BlockRow): void {
    this.#batch().blocks.set(keyOf(row.app, row.account, row.blocked), row);
  }

  #isBlocked(app: string, account: string, other: string): boolean {
    return this.#pending?.blocks.get(keyOf(app, account, other))?.isOn ?? this.journal.isBlocked(app, account, other);
  }

  #blocked(app: string, account: string): Set<string> {
    const blocked = new Set(this.#settings.has(keyOf(app, account)) || this.#pending !== null ? this.journal.blocked(app, account) : []);
    for (const row of this.#pending?.blocks.values() ?? []) {
      if (row.app !== app || row.account !== account) continue;
      if (row.isOn) blocked.add(row.blocked);
      else blocked.delete(row.blocked);
    }
    return blocked;
  }

  #batch(): Pending {
    return (this.#pending ??= { messages: new Map(), settings: new Map(), blocks: new Map(), expiredBeforeMs: null });
  }
}
