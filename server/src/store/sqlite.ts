import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { CallRecord } from 'netcall-protocol';
import type { Batch, DocRow, Journal, LiveRow, Loaded } from './journal';
import type { HeldGroup } from './group-store';
import { MIGRATIONS } from './migrations';
import { recordFor, recordsWhere, storedRecord, type RecordRow } from './record-rows';
import { SqliteAccounts } from './sqlite-accounts';
import type { SessionRow, StoredPage } from './store';
import { changesOf, TickLog, type Logged } from './tick-log';

/**
 * Pages of the write-ahead log, 64 MB, at which the writer makes a checkpoint itself. It stands still for some 100 ms then, so
 * `startCheckpoints` keeps the log shorter; this is for when that does not run.
 */
const CHECKPOINT_PAGES = 16_000;

/**
 * So many changes wait in the log until they are settled together: some overtake others, and most are for the same pages. A
 * call has four, so that settling them stops everything for some 6 ms.
 */
const SETTLE_CHANGES = 2_000;

/**
 * The embedded store's file: SQLite with a write-ahead log and `synchronous = NORMAL`. What was written survives the end
 * of the process by any signal; a power cut may take the last moments.
 *
 * A tick is one row of the table `log`. Some ticks later they are settled, in one transaction: what they have changed goes
 * into the tables, and the log is empty again. Who reads the tables settles first; a start settles what was left. Settling
 * what was settled already changes nothing, so a tick may be written again when it is not sure that it was.
 */
export class SqliteJournal implements Journal {
  readonly accounts: SqliteAccounts;
  readonly #db: Database.Database;
  readonly #log = new TickLog();
  readonly #statements;

  /** @param folder - is made when it is not there; `:memory:` keeps everything in memory */
  constructor(folder: string) {
    if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
    this.#db = new Database(folder === ':memory:' ? folder : join(folder, 'netcall.db'));
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(this.#db);
    this.accounts = new SqliteAccounts(this.#db, this.#log, () => this.#settle());
    this.#statements = {
      begin: this.#db.prepare('BEGIN IMMEDIATE'),
      commit: this.#db.prepare('COMMIT'),
      log: this.#db.prepare('INSERT INTO log (body) VALUES (?)'),
      emptyLog: this.#db.prepare('DELETE FROM log'),
      putLive: this.#db.prepare('INSERT INTO live VALUES (?, ?, ?) ON CONFLICT (app, cid) DO UPDATE SET body = excluded.body'),
      dropLive: this.#db.prepare('DELETE FROM live WHERE app = ? AND cid = ?'),
      putGroup: this.#db.prepare('INSERT INTO live_groups VALUES (?, ?, ?) ON CONFLICT (app, cid) DO UPDATE SET body = excluded.body'),
      dropGroup: this.#db.prepare('DELETE FROM live_groups WHERE app = ? AND cid = ?'),
      putDoc: this.#db.prepare('INSERT INTO docs VALUES (?, ?, ?) ON CONFLICT (app, key) DO UPDATE SET body = excluded.body'),
      dropDoc: this.#db.prepare('DELETE FROM docs WHERE app = ? AND key = ?'),
      putSession: this.#db.prepare('INSERT INTO sessions VALUES (?, ?, ?) ON CONFLICT (app, sid) DO UPDATE SET body = excluded.body'),
      dropSession: this.#db.prepare('DELETE FROM sessions WHERE app = ? AND sid = ?'),
      addRecord: this.#db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
      page: this.#db.prepare(recordsWhere('(ended_at_ms, cid) < (?3, ?4)', 'ended_at_ms DESC, cid DESC', '?5')),
      one: this.#db.prepare('SELECT * FROM records WHERE app = ?1 AND cid = ?2 AND (caller = ?3 OR (callee = ?3 AND silent IS NULL))'),
    };
    this.#settleRest();
  }

  load(sinceMs: number): Loaded {
    this.#settle();
    const bodies = <T>(table: 'live' | 'sessions' | 'live_groups'): T[] => (this.#db.prepare(`SELECT body FROM ${table}`).all() as { body: string }[]).map(({ body }) => JSON.parse(body) as T);
    const docs = (this.#db.prepare('SELECT * FROM docs').all() as { app: string; key: string; body: string }[]).map(({ app, key, body }) => ({ app, key, row: JSON.parse(body) as DocRow['row'] }));
    const ended = this.#db.prepare('SELECT * FROM records WHERE ended_at_ms > ? ORDER BY ended_at_ms').all(sinceMs) as RecordRow[];
    return { live: bodies<LiveRow>('live'), sessions: bodies<SessionRow>('sessions'), groups: bodies<HeldGroup>('live_groups'), docs, ended: ended.map((row) => ({ ...storedRecord(row), app: row.app })) };
  }

  write(batch: Batch): void {
    if (this.#log.changes >= SETTLE_CHANGES) this.#settle();
    const changes = changesOf(batch);
    this.#statements.log.run([JSON.stringify(changes)]);
    this.#log.add(changes);
  }

  records(app: string, account: string, before: string | null, limit: number): StoredPage {
    if (this.#log.concerns(app, account)) this.#settle();
    const endedAtMs = before === null ? Number.MAX_SAFE_INTEGER : this.recordOf(app, account, before)?.endedAtMs;
    if (endedAtMs === undefined) return { records: [], next: null };
    const rows = this.#statements.page.all(app, account, endedAtMs, before ?? '', limit + 1) as RecordRow[];
    const records = rows.slice(0, limit).map((row) => recordFor(account, row));
    return { records, next: rows.length > limit ? (records.at(-1)?.cid ?? null) : null };
  }

  recordOf(app: string, account: string, cid: string): CallRecord | null {
    if (this.#log.records.has(cid)) this.#settle();
    const row = this.#statements.one.get(app, cid, account) as RecordRow | undefined;
    return row === undefined ? null : recordFor(account, row);
  }

  close(): void {
    if (!this.#db.open) return;
    try {
      this.#settle();
    } finally {
      this.#db.close(); // What could not be settled stays in the log.
    }
  }

  /** What a server that was killed has left in the log. */
  #settleRest(): void {
    const rows = this.#db.prepare('SELECT body FROM log ORDER BY seq').all() as { body: string }[];
    for (const { body } of rows) this.#log.add(JSON.parse(body) as Logged[]);
    this.#settle();
  }

  #settle(): void {
    if (this.#log.changes === 0) return;
    this.#statements.begin.run();
    try {
      this.#writeRows();
      this.accounts.write(this.#log);
      this.#statements.emptyLog.run();
      this.#statements.commit.run();
    } catch (fault) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw fault;
    }
    this.#log.clear();
  }

  #writeRows(): void {
    const { putLive, dropLive, putGroup, dropGroup, putDoc, dropDoc, putSession, dropSession, addRecord } = this.#statements;
    for (const row of this.#log.live.values()) putLive.run([row.call.app, row.call.cid, JSON.stringify(row)]);
    for (const { app, cid } of this.#log.gone.values()) dropLive.run([app, cid]);
    for (const { app, cid, row } of this.#log.groups.values()) {
      if (row === null) dropGroup.run([app, cid]);
      else putGroup.run([app, cid, JSON.stringify(row)]);
    }
    for (const { app, key, row } of this.#log.docs.values()) {
      if (row === null) dropDoc.run([app, key]);
      else putDoc.run([app, key, JSON.stringify(row)]);
    }
    for (const { app, sid, row } of this.#log.sessions.values()) {
      if (row === null) dropSession.run([app, sid]);
      else putSession.run([app, sid, JSON.stringify(row)]);
    }
    for (const { app, record: r } of this.#log.records.values()) {
      addRecord.run([app, r.cid, r.callId, r.caller, r.callee, r.media, r.startedAtMs, r.acceptedAtMs, r.endedAtMs, r.reason, r.endedBy, r.silent === undefined ? null : 1]);
    }
  }
}

function migrate(db: Database.Database): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`the data was written by a newer server (schema ${version}, this one knows ${MIGRATIONS.length})`);
  for (let step = version; step < MIGRATIONS.length; step++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[step] ?? ''}; PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}
