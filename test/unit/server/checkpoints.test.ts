import Database from 'libsql';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeCheckpoints } from '../../../server/src/store/checkpoints';
import type { Batch } from '../../../server/src/store/journal';
import { SqliteJournal } from '../../../server/src/store/sqlite';
import { benches } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { folder } = benches();

/** Sessions whose rows take some `kib` of the file. */
function sessions(from: number, count: number, kib: number): Batch {
  const row = (sid: string) => ({ app: 'default', sid, account: 'alice', device: 'd'.repeat(kib * 1024), type: 'web', busyPolicy: 'server', rotation: 0 }) as const;
  const names = Array.from({ length: count }, (_, index) => `s-${from + index}`);
  return { live: new Map(), records: [], sessions: new Map(names.map((sid) => [sid, { app: 'default', sid, row: row(sid) }])) };
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
  const stop = makeCheckpoints(data, clock);
  journal.write(sessions(0, 20, 8));
  const before = statSync(join(data, 'netcall.db')).size;
  await clock.advance(500);
  expect(statSync(join(data, 'netcall.db')).size).toBeGreaterThan(before + 20 * 8 * 1024);
  journal.write(sessions(20, 1, 1));
  expect(journal.load(0).sessions).toHaveLength(21);
  stop();
  journal.close();
});

test('a log of more than 16 MB begins anew', async () => {
  const [data, clock] = [folder(), new FakeClock()];
  const journal = new SqliteJournal(data);
  const stop = makeCheckpoints(data, clock);
  journal.write(sessions(0, 180, 100));
  expect(statSync(join(data, 'netcall.db-wal')).size).toBeGreaterThan(16 * 1024 * 1024);
  await clock.advance(500);
  journal.write(sessions(180, 1, 1));
  expect(pagesInLog(data)).toBeLessThan(20);
  expect(journal.load(0).sessions).toHaveLength(181);
  stop();
  journal.close();
});
