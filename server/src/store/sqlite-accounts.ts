import type Database from 'libsql';
import type { Message } from 'netcall-protocol';
import { keyOf, mergeInbox, type AccountJournal, type Sent, type SettingsRow, type StoredInbox } from './accounts';
import { recordFor, recordsWhere, type RecordRow } from './record-rows';
import type { TickLog } from './tick-log';

/** Messages that wait for one account; the oldest go when there are more. */
const WAITING_MAX = 1_000;
/** Messages that one sweep looks at: it is over in a millisecond, and there is another one a second later. */
const SWEEP_ROWS = 200;

/** A row of `messages` as SQLite gives it. */
interface MessageRow {
  readonly at_ms: number;
  readonly id: string;
  readonly sender: string;
  readonly recipient: string;
  readonly kind: string;
  readonly content: string;
}

/** Messages and settings in the file of the embedded store. What they read is settled before, when it stands in the log. */
export class SqliteAccounts implements AccountJournal {
  readonly #statements;

  /** @param settle - brings what is in the log into the tables */
  constructor(
    private readonly db: Database.Database,
    private readonly log: TickLog,
    private readonly settle: () => void,
  ) {
    this.#statements = {
      sent: db.prepare('SELECT id, at_ms FROM messages WHERE app = ? AND sender = ? AND client_id = ?'),
      messages: db.prepare('SELECT * FROM messages WHERE app = ? AND recipient = ? AND at_ms >= ? ORDER BY at_ms, seq LIMIT ?'),
      records: db.prepare(recordsWhere('ended_at_ms >= ?3', 'ended_at_ms, cid', '?4')),
      blocked: db.prepare('SELECT blocked FROM blocks WHERE app = ? AND account = ?'),
      isBlocked: db.prepare('SELECT 1 FROM blocks WHERE app = ? AND account = ? AND blocked = ?'),
      oldest: db.prepare('SELECT at_ms FROM messages ORDER BY seq LIMIT 1'),
      latest: db.prepare('SELECT at_ms FROM messages ORDER BY seq DESC LIMIT 1'),
      add: db.prepare(`INSERT INTO messages (app, at_ms, id, sender, client_id, recipient, kind, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (app, sender, client_id) DO NOTHING`),
      trim: db.prepare(`DELETE FROM messages WHERE seq IN (
        SELECT seq FROM messages WHERE app = ? AND recipient = ? ORDER BY at_ms DESC, seq DESC LIMIT -1 OFFSET ${WAITING_MAX})`),
      expire: db.prepare(`DELETE FROM messages WHERE seq IN (
        SELECT seq FROM (SELECT seq, at_ms FROM messages ORDER BY seq LIMIT ${SWEEP_ROWS}) WHERE at_ms < ?)`),
      putSettings: db.prepare('INSERT INTO settings VALUES (?, ?, ?, ?) ON CONFLICT (app, account) DO UPDATE SET dnd = excluded.dnd, blocks = excluded.blocks'),
      dropSettings: db.prepare('DELETE FROM settings WHERE app = ? AND account = ?'),
      block: db.prepare('INSERT INTO blocks VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
      unblock: db.prepare('DELETE FROM blocks WHERE app = ? AND account = ? AND blocked = ?'),
    };
  }

  settings(): readonly SettingsRow[] {
    return this.db.prepare('SELECT * FROM settings').all() as SettingsRow[];
  }

  sent(app: string, from: string, clientId: string): Sent | null {
    const logged = this.log.messages.get(keyOf(app, from, clientId))?.message;
    if (logged !== undefined) return { id: logged.id, at: logged.at };
    const row = this.#statements.sent.get(app, from, clientId) as { id: string; at_ms: number } | undefined;
    return row === undefined ? null : { id: row.id, at: row.at_ms };
  }

  inbox(app: string, account: string, afterMs: number, limit: number): StoredInbox {
    if (this.log.concerns(app, account)) this.settle();
    const records = this.#statements.records.all(app, account, afterMs, limit + 1) as RecordRow[];
    const messages = this.#statements.messages.all(app, account, afterMs, limit + 1) as MessageRow[];
    return mergeInbox(records.map((row) => recordFor(account, row)), messages.map(messageOf), limit);
  }

  blocked(app: string, account: string): readonly string[] {
    if (this.log.blocks.size > 0) this.settle();
    return (this.#statements.blocked.all(app, account) as { blocked: string }[]).map(({ blocked }) => blocked);
  }

  isBlocked(app: string, account: string, other: string): boolean {
    return this.log.blocks.get(keyOf(app, account, other))?.isOn ?? this.#statements.isBlocked.get(app, account, other) !== undefined;
  }

  /** Asked once a second, so nothing stays in the log for longer. */
  oldestMs(): number | null {
    this.settle();
    return (this.#statements.oldest.get() as { at_ms: number } | undefined)?.at_ms ?? null;
  }

  latestMs(): number {
    this.settle();
    return (this.#statements.latest.get() as { at_ms: number } | undefined)?.at_ms ?? 0;
  }

  /** Writes what the log holds of messages and settings, inside the transaction that is open. */
  write({ messages, settings, blocks, expired }: TickLog): void {
    const { add, trim, expire, putSettings, dropSettings, block, unblock } = this.#statements;
    const recipients = new Map<string, readonly [app: string, account: string]>();
    for (const { app, clientId, message, isDropped } of messages.values()) {
      const { id, from, to, kind, content, at } = message;
      add.run([app, at, id, from, clientId, isDropped ? null : to, kind, isDropped ? '' : content]);
      if (!isDropped) recipients.set(keyOf(app, to), [app, to]);
    }
    for (const recipient of recipients.values()) trim.run(recipient);
    for (const { app, account, dnd, blocks: count } of settings.values()) {
      const level = Number(dnd); // A boolean in the log of a server before this one.
      if (level > 0 || count > 0) putSettings.run([app, account, level, count]);
      else dropSettings.run([app, account]);
    }
    for (const { app, account, blocked, isOn } of blocks.values()) (isOn ? block : unblock).run([app, account, blocked]);
    for (const beforeMs of expired.values()) expire.run([beforeMs]);
  }
}

function messageOf({ id, sender, recipient, kind, content, at_ms: at }: MessageRow): Message {
  return { id, from: sender, to: recipient, kind: kind === 'tip' ? 'tip' : 'custom', content, at };
}
