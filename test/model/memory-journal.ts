import type { CallRecord } from 'netcall-protocol';
import type { StoredRecord } from '../../server/src/signal/call';
import type { Batch, Journal, LiveRow, Loaded } from '../../server/src/store/journal';
import type { SessionRow, StoredPage } from '../../server/src/store/store';

/** What is on disk: it outlives a server of the model. */
export class MemoryDisk {
  readonly live = new Map<string, string>();
  readonly sessions = new Map<string, string>();
  readonly records: { readonly app: string; readonly record: StoredRecord }[] = [];
}

/** The durable half of the store without SQLite, for runs by the thousand. Rows are text, so that nothing is shared with a dead server. */
export class MemoryJournal implements Journal {
  #isOpen = true;

  constructor(private readonly disk: MemoryDisk) {}

  load(sinceMs: number): Loaded {
    const rows = <T>(kept: ReadonlyMap<string, string>): T[] => [...kept.values()].map((text) => JSON.parse(text) as T);
    const ended = this.disk.records.filter(({ record }) => record.endedAtMs > sinceMs).map(({ app, record }) => ({ ...record, app }));
    return { live: rows<LiveRow>(this.disk.live), sessions: rows<SessionRow>(this.disk.sessions), ended };
  }

  /** @throws once it is closed: a server that was killed writes nothing */
  write(batch: Batch): void {
    if (!this.#isOpen) throw new Error('closed');
    for (const [name, { row }] of batch.live) put(this.disk.live, name, row);
    for (const [name, { row }] of batch.sessions) put(this.disk.sessions, name, row);
    this.disk.records.push(...batch.records);
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

function put(kept: Map<string, string>, name: string, row: object | null): void {
  if (row === null) kept.delete(name);
  else kept.set(name, JSON.stringify(row));
}
