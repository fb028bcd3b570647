import Database from 'libsql';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeCheckpoints, startCheckpoints } from '../../../server/src/store/checkpoints';
import type { Batch } from '../../../server/src/store/journal';
import { SqliteJournal } from '../../../server/src/store/sqlite';
import { benches, KeptLog } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { folder } = benches();
const reports: (string | null)[] = [];
const report = (outcome: string | null): void => void reports.push(outcome);
let log = new KeptLog();
beforeEach(() => {
  log = new KeptLog();
  reports.splice(0);
});

/** Sessions whose rows take some `kib` of the file. */
function sessions(from: number, count: number, kib: number): Batch {
  const row = (sid: string) => ({ app: 'default', sid, account: 'alice', device: 'd'.repeat(kib * 1024), type: 'web', busyPolicy: 'server', rotation: 0 }) as const;
  const names = Array.from({ length: count }, (_, index) => `s-${from + index}`);
  return { live: new Map(), groups: new Map(), docs: new Map(), records: [], accounts: null, sessions: new Map(names.map((sid) => [sid, { app: 'default', sid, row: row(sid) }])) };
}

function pagesInLog(data: string): number {
  const db = new Database(join(data, 'netcall.db'));
  const { log } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
  db.close();
  return log;
}

test('a checkpoint moves what was written into the database while the journal goes on, and loses nothing', async () => {
  const [data, clock] = [folder(), new FakeClock()];
  const journal = new SqliteJournal(data);
  const stop = makeCheckpoints(data, clock, report);
  journal.write(sessions(0, 20, 8));
  const before = statSync(join(data, 'netcall.db')).size;
  await clock.advance(1_000);
  expect(statSync(join(data, 'netcall.db')).size).toBeGreaterThan(before + 20 * 8 * 1024);
  journal.write(sessions(20, 1, 1));
  expect(journal.load(0).sessions).toHaveLength(21);
  expect(reports).toEqual([null]);
  stop();
  journal.close();
});

test('a log of more than 16 MB begins anew', async () => {
  const [data, clock] = [folder(), new FakeClock()];
  const journal = new SqliteJournal(data);
  const stop = makeCheckpoints(data, clock, report);
  journal.write(sessions(0, 180, 100));
  expect(statSync(join(data, 'netcall.db-wal')).size).toBeGreaterThan(16 * 1024 * 1024);
  await clock.advance(1_000);
  journal.write(sessions(180, 1, 1));
  expect(pagesInLog(data)).toBeLessThan(20);
  expect(journal.load(0).sessions).toHaveLength(181);
  stop();
  journal.close();
});

test('who reads for long, as a backup does, keeps neither the checkpoint waiting nor the writer', async () => {
  const [data, clock] = [folder(), new FakeClock()];
  const journal = new SqliteJournal(data);
  const stop = makeCheckpoints(data, clock, report);
  const backup = new Database(join(data, 'netcall.db'));
  journal.write(sessions(0, 1, 1));
  backup.exec('BEGIN');
  backup.prepare('SELECT * FROM log').all();
  journal.write(sessions(1, 180, 100));
  const beganMs = Date.now();
  await clock.advance(1_000);
  journal.write(sessions(181, 1, 1));
  expect(Date.now() - beganMs).toBeLessThan(4_000);
  expect(reports).toEqual([null]);
  backup.close();
  stop();
  journal.close();
});

test('checkpoints that fail are told once in the log, and so is the first that succeeds again', async () => {
  const thread = startCheckpoints(new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.once("message", () => undefined); for (const each of ["disk full", "disk full", null, null]) parentPort.postMessage(each)'), folder(), log);
  while (log.texts('warn').length === 0) await new Promise((resolve) => setImmediate(resolve));
  await thread.stop();
  expect([log.texts('error'), log.texts('warn')]).toEqual([['checkpoints fail; they are tried again'], ['checkpoints succeed again']]);
});

test('a thread that ends by itself is told in the log, and stopping it is no trouble then', async () => {
  const thread = startCheckpoints(new URL('data:text/javascript,throw new Error("no database")'), folder(), log);
  while (log.texts('warn').length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect([log.texts('error'), log.texts('warn')]).toEqual([['the thread of checkpoints failed'], ['the thread of checkpoints ended; the server makes them itself']]);
  await thread.stop();
  await thread.stop();
});
