/**
 * The schema, one step per version; `PRAGMA user_version` names the last one that was taken. Steps are never edited,
 * only added. Calls and sessions are JSON: the server alone reads them, and only at start.
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
];
