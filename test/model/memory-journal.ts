import type { CallRecord } from 'netcall-protocol';
import type { StoredRecord } from '../../server/src/signal/call';
import { mergeInbox, type AccountBatch, type AccountJournal, type Posting, type Sent, type SettingsRow, type StoredInbox } from '../../server/src/store/accounts';
import type { Batch, DocRow, Journal, LiveRow, Loaded } from '../../server/src/store/journal';
import type { HeldGroup } from '../../server/src/store/group-store';
import type { SessionRow, StoredPage } from '../../server/src/store/store';

/** What is on disk: it outlives a server of the model. */
export class MemoryDisk {
  readonly live = new Map<string, string>();
  readonly sessions = new Map<string, string>();
  readonly groups = new Map<string, string>();
  readonly docs = new Map<string, string>();
  readonly records: { readonly app: string; readonly record: StoredRecord }[] = [];
  readonly messages = new Map<string, Posting>();
  readonly settings = new Map<string, SettingsRow>();
  readonly blocks = new Set<string>();
}

/** The durable half of the store without SQLite, for runs by the thousand. Rows are text, so that nothing is shared with a dead server. */
export class MemoryJournal implements Journal {
  readonly accounts: AccountJournal;
  #isOpen = true;

  constructor(private readonly disk: MemoryDisk) {
    this.accounts = new MemoryAccounts(disk, (app, account) => this.#of(app, account));
  }

  load(sinceMs: number): Loaded {
    const rows = <T>(kept: ReadonlyMap<string, string>): T[] => [...kept.values()].map((text) => JSON.parse(text) as T);
    const ended = this.disk.records.filter(({ record }) => record.endedAtMs > sinceMs).map(({ app, record }) => ({ ...record, app }));
    return { live: rows<LiveRow>(this.disk.live), sessions: rows<SessionRow>(this.disk.sessions), groups: rows<HeldGroup>(this.disk.groups), docs: rows<DocRow>(this.disk.docs), ended };
  }

  /** @throws once it is closed: a server that was killed writes nothing */
  write(batch: Batch): void {
    if (!this.#isOpen) throw new Error('closed');
    for (const [name, { row }] of batch.live) put(this.disk.live, name, row);
    for (const [name, { row }] of batch.groups) put(this.disk.groups, name, row);
    for (const [name, row] of batch.docs) put(this.disk.docs, name, row.row === null ? null : row);
    for (const [name, { row }] of batch.sessions) put(this.disk.sessions, name, row);
    this.disk.records.push(...batch.records);
    if (batch.accounts !== null) keep(this.disk, batch.accounts);
  }

  records(app: string, account: string, before: string | null, limit: number): StoredPage {
    const found = this.#of(app, account).filter(({ cid }) => before === null || cid < before).sort((a, b) => (a.cid < b.cid ? 1 : -1));
    const records = found.slice(0, limit);
    return { records, next: found.length > limit ? (records.at(-1)?.cid ?? null) : null };
  }

  recordOf(app: string, account: string, cid: string): CallRecord | null {
    return this.#of(app, account).find((each) => each.cid === cid) ?? null;
  }

  close(): void {
    this.#isOpen = false; // The disk stays.
  }

  #of(app: string, account: string): CallRecord[] {
    const own = this.disk.records.filter((each) => each.app === app && (each.record.caller === account || each.record.callee === account));
    return own.map(({ record: { callId: _callId, ...record } }) => record);
  }
}

/** Messages and settings of `MemoryDisk`. */
class MemoryAccounts implements AccountJournal {
  constructor(
    private readonly disk: MemoryDisk,
    private readonly recordsOf: (app: string, account: string) => CallRecord[],
  ) {}

  settings(): readonly SettingsRow[] {
    return [...this.disk.settings.values()];
  }

  sent(app: string, from: string, clientId: string): Sent | null {
    return this.disk.messages.get([app, from, clientId].join('\n'))?.message ?? null;
  }

  inbox(app: string, account: string, afterMs: number, limit: number): StoredInbox {
    const posted = [...this.disk.messages.values()].filter((each) => each.app === app && each.message.to === account && !each.isDropped && each.message.at >= afterMs);
    const records = this.recordsOf(app, account).filter(({ endedAtMs }) => endedAtMs >= afterMs).sort((a, b) => a.endedAtMs - b.endedAtMs);
    return mergeInbox(records, posted.map(({ message }) => message).sort((a, b) => a.at - b.at), limit);
  }

  blocked(app: string, account: string): readonly string[] {
    const own = `${app}\n${account}\n`;
    return [...this.disk.blocks].filter((key) => key.startsWith(own)).map((key) => key.slice(own.length));
  }

  isBlocked(app: string, account: string, other: string): boolean {
    return this.disk.blocks.has([app, account, other].join('\n'));
  }

  oldestMs(): number | null {
    return null; // A run of the model is over long before a message is old.
  }

  latestMs(): number {
    return Math.max(0, ...[...this.disk.messages.values()].map(({ message }) => message.at));
  }
}

function keep(disk: MemoryDisk, { messages, settings, blocks }: AccountBatch): void {
  for (const [name, posting] of messages) disk.messages.set(name, posting);
  for (const [name, row] of settings) disk.settings.set(name, row);
  for (const [name, { isOn }] of blocks) {
    if (isOn) disk.blocks.add(name);
    else disk.blocks.delete(name);
  }
}

function put(kept: Map<string, string>, name: string, row: object | null): void {
  if (row === null) kept.delete(name);
  else kept.set(name, JSON.stringify(row));
}
