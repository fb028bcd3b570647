/**
 * The schema, one step per version; `PRAGMA user_version` names the last one that was taken. Steps are never edited,
 * only added. Calls, sessions and documents are JSON: the server alone reads them, and only at start.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE live (app TEXT NOT NULL, cid TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, cid)) WITHOUT ROWID;
   CREATE TABLE sessions (app TEXT NOT NULL, sid TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, sid)) WITHOUT ROWID;
   CREATE TABLE records (
     app TEXT NOT NULL, cid TEXT NOT NULL, call_id TEXT NOT NULL, caller TEXT NOT NULL, callee TEXT NOT NULL, media TEXT NOT NULL,
     started_at_ms INTEGER NOT NULL, accepted_at_ms INTEGER, ended_at_ms INTEGER NOT NULL, reason TEXT NOT NULL, ended_by TEXT,
     PRIMARY KEY (app, cid)) WITHOUT ROWID;
   CREATE INDEX records_by_caller ON records (app, caller, cid);
   CREATE INDEX records_by_callee ON records (app, callee, cid);`,
  // Records are asked for by the time of their end: "newest first", and "what has come since". As many indexes as before.
  // A silent record is of a call to somebody who has blocked the caller: it is the caller's alone.
  `DROP INDEX records_by_caller;
   DROP INDEX records_by_callee;
   CREATE INDEX records_by_caller ON records (app, caller, ended_at_ms, cid);
   CREATE INDEX records_by_callee ON records (app, callee, ended_at_ms, cid);
   ALTER TABLE records ADD COLUMN silent INTEGER;
   CREATE TABLE messages (
     seq INTEGER PRIMARY KEY, app TEXT NOT NULL, at_ms INTEGER NOT NULL, id TEXT NOT NULL, sender TEXT NOT NULL, client_id TEXT NOT NULL,
     recipient TEXT, kind TEXT NOT NULL, content TEXT NOT NULL);
   CREATE UNIQUE INDEX messages_by_sender ON messages (app, sender, client_id);
   CREATE INDEX messages_by_recipient ON messages (app, recipient, at_ms);
   CREATE TABLE settings (app TEXT NOT NULL, account TEXT NOT NULL, dnd INTEGER NOT NULL, blocks INTEGER NOT NULL, PRIMARY KEY (app, account)) WITHOUT ROWID;
   CREATE TABLE blocks (app TEXT NOT NULL, account TEXT NOT NULL, blocked TEXT NOT NULL, PRIMARY KEY (app, account, blocked)) WITHOUT ROWID;`,
  `CREATE TABLE live_groups (app TEXT NOT NULL, cid TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, cid)) WITHOUT ROWID`,
  // What the last ticks have changed, each one row: what stands here is not in the other tables yet.
  `CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);`,
  `CREATE TABLE docs (app TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, key)) WITHOUT ROWID`,
];
