import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { CallRecord } from 'netcall-protocol';
import type { Batch, Journal, LiveRow, Loaded } from './journal';
import type { HeldGroup } from './group-store';
import { MIGRATIONS } from './migrations';
import { recordFor, recordsWhere, storedRecord, type RecordRow } from './record-rows';
import { SqliteAccounts } from './sqlite-accounts';
import type { SessionRow, StoredPage } from './store';

/**
 * Pages of the write-ahead log between two checkpoints, 16 MB. A checkpoint syncs and stops everything for some 10 ms; four
 * times SQLite's own number makes it four times as rare and cheaper on the whole, since a page is copied once however often it changed.
 */
const CHECKPOINT_PAGES = 4_000;

/**
 * The embedded store's file: SQLite with a write-ahead log and `synchronous = NORMAL`. What was written survives the end
 * of the process by any signal; a power cut may take the last moments.
 */
export class SqliteJournal implements Journal {
  readonly accounts: SqliteAccounts;
  readonly #db: Database.Database;
  readonly #statements;

  /** @param folder - is made when it is not there; `:memory:` keeps everything in memory */
  constructor(folder: string) {
    if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
    this.#db = new Database(folder === ':memory:' ? folder : join(folder, 'netcall.db'));
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(this.#db);
    this.accounts = new SqliteAccounts(this.#db);
    this.#statements = {
      begin: this.#db.prepare('BEGIN IMMEDIATE'),
      commit: this.#db.prepare('COMMIT'),
      putLive: this.#db.prepare('INSERT INTO live VALUES (?, ?, ?) ON CONFLICT (app, cid) DO UPDATE SET body = excluded.body'),
      dropLive: this.#db.prepare('DELETE FROM live WHERE app = ? AND cid = ?'),
      putGroup: this.#db.prepare('INSERT INTO live_groups VALUES (?, ?, ?) ON CONFLICT (app, cid) DO UPDATE SET body = excluded.body'),
      dropGroup: this.#db.prepare('DELETE FROM live_groups WHERE app = ? AND cid = ?'),
      putSession: this.#db.prepare('INSERT INTO sessions VALUES (?, ?, ?) ON CONFLICT (app, sid) DO UPDATE SET body = excluded.body'),
      dropSession: this.#db.prepare('DELETE FROM sessions WHERE app = ? AND sid = ?'),
      addRecord: this.#db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      page: this.#db.prepare(recordsWhere('(ended_at_ms, cid) < (?3, ?4)', 'ended_at_ms DESC, cid DESC', '?5')),
      one: this.#db.prepare('SELECT * FROM records WHERE app = ?1 AND cid = ?2 AND (caller = ?3 OR (callee = ?3 AND silent IS NULL))'),
    };
  }

  load(sinceMs: number): Loaded {
    const bodies = <T>(table: 'live' | 'sessions' | 'live_groups'): T[] => (this.#db.prepare(`SELECT body FROM ${table}`).all() as { body: string }[]).map(({ body }) => JSON.parse(body) as T);
    const ended = this.#db.prepare('SELECT * FROM records WHERE ended_at_ms > ? ORDER BY ended_at_ms').all(sinceMs) as RecordRow[];
    return { live: bodies<LiveRow>('live'), sessions: bodies<SessionRow>('sessions'), groups: bodies<HeldGroup>('live_groups'), ended: ended.map((row) => ({ ...storedRecord(row), app: row.app })) };
  }

  write(batch: Batch): void {
    this.#statements.begin.run();
    try {
      this.#writeRows(batch);
      this.#statements.commit.run();
    } catch (fault) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw fault;
    }
  }

  records(app: string, account: string, before: string | null, limit: number): StoredPage {
    const endedAtMs = before === null ? Number.MAX_SAFE_INTEGER : this.recordOf(app, account, before)?.endedAtMs;
    if (endedAtMs === undefined) return { records: [], next: null };
    const rows = this.#statements.page.all(app, account, endedAtMs, before ?? '', limit + 1) as RecordRow[];
    const records = rows.slice(0, limit).map((row) => recordFor(account, row));
    return { records, next: rows.length > limit ? (records.at(-1)?.cid ?? null) : null };
  }

  recordOf(app: string, account: string, cid: string): CallRecord | null {
    const row = this.#statements.one.get(app, cid, account) as RecordRow | undefined;
    return row === undefined ? null : recordFor(account, row);
  }

  close(): void {
    if (this.#db.open) this.#db.close();
  }

  #writeRows(batch: Batch): void {
    const { putLive, dropLive, putGroup, dropGroup, putSession, dropSession, addRecord } = this.#statements;
    for (const { app, cid, row } of batch.live.values()) {
      if (row === null) dropLive.run([app, cid]);
      else putLive.run([app, cid, JSON.stringify(row)]);
    }
    for (const { app, cid, row } of batch.groups.values()) {
      if (row === null) dropGroup.run([app, cid]);
      else putGroup.run([app, cid, JSON.stringify(row)]);
    }
    for (const { app, sid, row } of batch.sessions.values()) {
      if (row === null) dropSession.run([app, sid]);
      else putSession.run([app, sid, JSON.stringify(row)]);
    }
    for (const { app, record: r } of batch.records) {
      addRecord.run([app, r.cid, r.callId, r.caller, r.callee, r.media, r.startedAtMs, r.acceptedAtMs, r.endedAtMs, r.reason, r.endedBy, r.silent === undefined ? null : 1]);
    }
    if (batch.accounts !== null) this.accounts.write(batch.accounts);
  }
}

function migrate(db: Database.Database): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`the data was written by a newer server (schema ${version}, this one knows ${MIGRATIONS.length})`);
  for (let step = version; step < MIGRATIONS.length; step++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[step] ?? ''}; PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}
