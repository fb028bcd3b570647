import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { END_REASONS, type CallRecord, type EndReason } from 'netcall-protocol';
import type { StoredRecord } from '../signal/call';
import type { Batch, Journal, LiveRow, Loaded } from './journal';
import { MIGRATIONS } from './migrations';
import type { SessionRow, StoredPage } from './store';

/** A row of `records` as SQLite gives it. */
interface RecordRow {
  readonly app: string;
  readonly cid: string;
  readonly call_id: string;
  readonly caller: string;
  readonly callee: string;
  readonly media: string;
  readonly started_at_ms: number;
  readonly accepted_at_ms: number | null;
  readonly ended_at_ms: number;
  readonly reason: string;
  readonly ended_by: string | null;
}

/** SQLite's largest text, so that "before" of the first page is after every `cid`. */
const AFTER_ALL = '\u{10ffff}';

const RECORDS_PAGE = `SELECT * FROM (
    SELECT * FROM (SELECT * FROM records WHERE app = ?1 AND caller = ?2 AND cid < ?3 ORDER BY cid DESC LIMIT ?4)
    UNION SELECT * FROM (SELECT * FROM records WHERE app = ?1 AND callee = ?2 AND cid < ?3 ORDER BY cid DESC LIMIT ?4)
  ) ORDER BY cid DESC LIMIT ?4`;

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
  readonly #db: Database.Database;
  readonly #statements;

  /** @param folder - is made when it is not there; `:memory:` keeps everything in memory */
  constructor(folder: string) {
    if (folder !== ':memory:') mkdirSync(folder, { recursive: true });
    this.#db = new Database(folder === ':memory:' ? folder : join(folder, 'netcall.db'));
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(this.#db);
    this.#statements = {
      begin: this.#db.prepare('BEGIN IMMEDIATE'),
      commit: this.#db.prepare('COMMIT'),
      putLive: this.#db.prepare('INSERT INTO live VALUES (?, ?, ?) ON CONFLICT (app, cid) DO UPDATE SET body = excluded.body'),
      dropLive: this.#db.prepare('DELETE FROM live WHERE app = ? AND cid = ?'),
      putSession: this.#db.prepare('INSERT INTO sessions VALUES (?, ?, ?) ON CONFLICT (app, sid) DO UPDATE SET body = excluded.body'),
      dropSession: this.#db.prepare('DELETE FROM sessions WHERE app = ? AND sid = ?'),
      addRecord: this.#db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      page: this.#db.prepare(RECORDS_PAGE),
      one: this.#db.prepare('SELECT * FROM records WHERE app = ?1 AND cid = ?2 AND (caller = ?3 OR callee = ?3)'),
    };
  }

  load(sinceMs: number): Loaded {
    const bodies = <T>(table: 'live' | 'sessions'): T[] => (this.#db.prepare(`SELECT body FROM ${table}`).all() as { body: string }[]).map(({ body }) => JSON.parse(body) as T);
    const ended = this.#db.prepare('SELECT * FROM records WHERE ended_at_ms > ? ORDER BY ended_at_ms').all(sinceMs) as RecordRow[];
    return { live: bodies<LiveRow>('live'), sessions: bodies<SessionRow>('sessions'), ended: ended.map((row) => ({ ...storedRecord(row), app: row.app })) };
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
    const rows = this.#statements.page.all(app, account, before ?? AFTER_ALL, limit + 1) as RecordRow[];
    const records = rows.slice(0, limit).map(callRecord);
    return { records, next: rows.length > limit ? (records.at(-1)?.cid ?? null) : null };
  }

  recordOf(app: string, account: string, cid: string): CallRecord | null {
    const row = this.#statements.one.get(app, cid, account) as RecordRow | undefined;
    return row === undefined ? null : callRecord(row);
  }

  close(): void {
    if (this.#db.open) this.#db.close();
  }

  #writeRows(batch: Batch): void {
    const { putLive, dropLive, putSession, dropSession, addRecord } = this.#statements;
    for (const { app, cid, row } of batch.live.values()) {
      if (row === null) dropLive.run([app, cid]);
      else putLive.run([app, cid, JSON.stringify(row)]);
    }
    for (const { app, sid, row } of batch.sessions.values()) {
      if (row === null) dropSession.run([app, sid]);
      else putSession.run([app, sid, JSON.stringify(row)]);
    }
    for (const { app, record: r } of batch.records) {
      addRecord.run([app, r.cid, r.callId, r.caller, r.callee, r.media, r.startedAtMs, r.acceptedAtMs, r.endedAtMs, r.reason, r.endedBy]);
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

function storedRecord(row: RecordRow): StoredRecord {
  return { ...callRecord(row), callId: row.call_id };
}

function callRecord(row: RecordRow): CallRecord {
  const { cid, caller, callee, started_at_ms: startedAtMs, accepted_at_ms: acceptedAtMs, ended_at_ms: endedAtMs, ended_by: endedBy } = row;
  const durationMs = acceptedAtMs === null ? 0 : Math.max(0, endedAtMs - acceptedAtMs);
  const media = row.media === 'audio' ? 'audio' : 'video';
  return { cid, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason: reasonOf(row.reason), endedBy };
}

function reasonOf(text: string): EndReason {
  return Object.hasOwn(END_REASONS, text) ? (text as EndReason) : 'lost';
}
