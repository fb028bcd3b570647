import Database from 'libsql';
import { join } from 'node:path';
import type { RingingCall } from '../../../server/src/signal/call';
import { LocalBus, type Delivery } from '../../../server/src/store/bus';
import { Deadlines } from '../../../server/src/store/deadlines';
import { EmbeddedStore } from '../../../server/src/store/embedded';
import { keyOf, type AccountBatch, type Posting } from '../../../server/src/store/accounts';
import type { Batch, Journal, LiveRow } from '../../../server/src/store/journal';
import { MIGRATIONS } from '../../../server/src/store/migrations';
import { recordsWhere } from '../../../server/src/store/record-rows';
import { SqliteJournal } from '../../../server/src/store/sqlite';
import type { Change } from '../../../server/src/store/store';
import { benches, KeptLog } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { folder } = benches();

function ringing(cid: string, caller = 'alice', callee = 'bob'): RingingCall {
  const accounts = { caller, callee };
  const leg = { device: `${caller}-phone`, type: 'wechat', link: { up: true }, joined: false } as const;
  return { app: 'default', cid, callId: `call-${cid}`, accounts, media: 'video', startedAtMs: 1, phase: 'ringing', caller: leg, ringUntilMs: 9, rang: false };
}

const created = (call: RingingCall, change: Partial<Change> = {}): Change => ({
  app: 'default', call, room: null, was: 0, asker: null, mustBeFree: [call.accounts.caller, call.accounts.callee], mustBeOut: [], deadlineAtMs: call.ringUntilMs, record: null, tell: [], ...change,
});

function embedded(journal: Journal = new SqliteJournal(':memory:')) {
  const [bus, log, flushes] = [new LocalBus(), new KeptLog(), [] as (() => void)[]];
  const heard: Delivery[] = [];
  bus.subscribe((delivery) => heard.push(delivery));
  const store = new EmbeddedStore({ journal, bus, clock: new FakeClock(), log, defer: (flush) => flushes.push(flush) });
  return { store, heard, log, flush: () => flushes.splice(0).forEach((each) => each()) };
}

test('row 21: a commit resolves and its events leave only after the write, in the order of commits', async () => {
  const written: number[] = [];
  const real = new SqliteJournal(':memory:');
  const journal: Journal = {
    accounts: real.accounts, load: (since) => real.load(since), records: (...page) => real.records(...page), recordOf: (...of) => real.recordOf(...of), close: () => real.close(),
    write: (batch) => (written.push(batch.live.size), real.write(batch)),
  };
  const { store, heard, flush } = embedded(journal);
  void store.openSession({ app: 'default', sid: 's-bob', account: 'bob', device: 'd', type: 'web', busyPolicy: 'server', rotation: 0 });
  flush();
  const tell = (n: number): Change['tell'] => [{ do: 'tell', to: { account: 'bob', except: null, only: 'all' }, event: { t: 'ringing', cid: `${n}`, account: 'x' } }];
  const order: string[] = [];
  const commits = [1, 2].map((n) => store.commit(created(ringing(`${n}`, `a${n}`, `b${n}`), { tell: tell(n) })).then(() => order.push(`done ${n} after ${heard.length}`)));
  await Promise.resolve();
  expect([written, heard]).toEqual([[0], []]);
  flush();
  await Promise.all(commits);
  expect(written).toEqual([0, 2]);
  expect(heard.map((delivery) => (delivery.kind === 'event' ? delivery.body : ''))).toEqual(['{"t":"ringing","cid":"1","account":"x"}', '{"t":"ringing","cid":"2","account":"x"}']);
  expect(order).toEqual(['done 1 after 2', 'done 2 after 2']);
});

test('compare and set: of two commits on one version the second is stale and changes nothing', async () => {
  const { store, flush } = embedded();
  const first = store.commit(created(ringing('1')));
  flush();
  expect(await first).toEqual({ done: true });
  const won = store.commit({ ...created(ringing('1')), call: { ...ringing('1'), rang: true }, was: 1 });
  expect(await store.commit({ ...created(ringing('1')), was: 1 })).toEqual({ done: false, because: 'stale' });
  flush();
  await won;
  expect((await store.read('default', '1'))!).toMatchObject({ version: 2, call: { rang: true } });
});

test('both busy locks are taken with the call, and each account is asked', async () => {
  const { store, flush } = embedded();
  void store.commit(created(ringing('1')));
  flush();
  expect(await store.commit(created(ringing('2', 'carol', 'bob')))).toEqual({ done: false, because: 'busy', account: 'bob' });
  expect(await store.commit(created(ringing('3', 'alice', 'carol')))).toEqual({ done: false, because: 'busy', account: 'alice' });
  expect(await store.read('default', '2')).toBeNull();
});

describe('of a session whose device has signed in anew', () => {
  const session = (sid: string) => ({ app: 'default', sid, account: 'alice', device: 'd', type: 'web', busyPolicy: 'server', rotation: 0 }) as const;
  const replaced = () => {
    const made = embedded();
    for (const sid of ['old', 'new']) void made.store.openSession(session(sid));
    made.flush();
    return made;
  };

  test('no call is begun; that of the new one is', async () => {
    const { store, flush } = replaced();
    expect(await store.commit(created(ringing('1'), { asker: 'old' }))).toEqual({ done: false, because: 'gone' });
    expect(await store.read('default', '1')).toBeNull();
    const second = store.commit(created(ringing('2'), { asker: 'new' }));
    flush();
    expect(await second).toEqual({ done: true });
  });

  test('a resume that comes late does not bring it back', async () => {
    const { store, flush } = replaced();
    const late = store.saveSession({ ...session('old'), rotation: 1 });
    flush();
    await late;
    expect(await store.sessions()).toEqual([session('new')]);
  });
});

test('a call that is over is remembered beside the live one of its account, and keeps nobody busy', async () => {
  const { store, flush } = embedded();
  const { caller: _caller, ringUntilMs: _until, rang: _rang, ...facts } = ringing('1');
  void store.commit(created(ringing('1')));
  void store.commit(created(ringing('1'), { call: { ...facts, phase: 'ended', acceptedAtMs: null, endedAtMs: 2, reason: 'cancelled', endedBy: 'alice' }, was: 1, deadlineAtMs: null }));
  const again = store.commit(created(ringing('2')));
  flush();
  expect(await again).toEqual({ done: true });
  for (const account of ['alice', 'bob']) {
    expect((await store.heldOf('default', account)).map(({ call }) => call.cid)).toEqual(['1', '2']);
    expect((await store.liveOf('default', account)).map(({ call }) => call.cid)).toEqual(['2']);
  }
});

test('when the disk refuses, calls go on, health says no, and the next write brings everything', async () => {
  const data = folder();
  const real = new SqliteJournal(data);
  let full = true;
  const journal: Journal = {
    accounts: real.accounts, load: (since) => real.load(since), records: (...page) => real.records(...page), recordOf: (...of) => real.recordOf(...of), close: () => real.close(),
    write: (batch) => {
      if (full) throw new Error('disk full');
      real.write(batch);
    },
  };
  const { store, log, flush } = embedded(journal);
  const first = store.commit(created(ringing('1')));
  flush();
  expect([await first, store.healthy(), log.texts('error')]).toEqual([{ done: true }, false, ['the store does not write; calls go on in memory']]);
  full = false;
  void store.commit(created(ringing('2', 'carol', 'dave')));
  flush();
  expect([store.healthy(), log.texts('warn')]).toEqual([true, ['the store writes again']]);
  await store.close();
  const after = new SqliteJournal(data);
  expect(after.load(0).live.map(({ call }) => call.cid).sort()).toEqual(['1', '2']);
  after.close();
});

describe('the log', () => {
  const EMPTY: Batch = { live: new Map(), groups: new Map(), docs: new Map(), records: [], sessions: new Map(), accounts: null };
  const session = { app: 'default', sid: 's-bob', account: 'bob', device: 'd', type: 'web', busyPolicy: 'server', rotation: 0 } as const;
  const record = { cid: '1', callId: 'call-1', caller: 'alice', callee: 'bob', media: 'audio', startedAtMs: 1, acceptedAtMs: null, endedAtMs: 2, durationMs: 0, reason: 'rejected', endedBy: 'bob' } as const;
  const live = (cid: string, row: LiveRow | null): Batch['live'] => new Map([[cid, { app: 'default', cid, row }]]);
  const rings = (cid: string): LiveRow => ({ call: ringing(cid), room: null, version: 1 });
  const posting = (id: string, at: number): Posting => ({ app: 'default', clientId: id, message: { id, from: 'alice', to: 'bob', kind: 'custom', content: 'hi', at }, isDropped: false, tell: [] });
  const accounts: AccountBatch = {
    messages: new Map([[keyOf('default', 'alice', 'm-1'), posting('m-1', 5)]]),
    settings: new Map([[keyOf('default', 'bob'), { app: 'default', account: 'bob', dnd: 1, blocks: 1 }]]),
    blocks: new Map([[keyOf('default', 'bob', 'carol'), { app: 'default', account: 'bob', blocked: 'carol', isOn: true }]]),
    expiredBeforeMs: null,
  };

  function onDisk(data: string) {
    const db = new Database(join(data, 'netcall.db'));
    const count = (table: string): number => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    return { db, count };
  }

  test('row 21: a tick is one row, and what a killed server has left in it is found by the next one', () => {
    const data = folder();
    const killed = new SqliteJournal(data);
    killed.write({ ...EMPTY, live: live('1', rings('1')), sessions: new Map([['s-bob', { app: 'default', sid: 's-bob', row: session }]]), accounts });
    killed.write({ ...EMPTY, live: new Map([...live('1', null), ...live('2', rings('2'))]), records: [{ app: 'default', record }] });
    const disk = onDisk(data);
    expect(['log', 'live', 'sessions', 'records', 'messages', 'settings', 'blocks'].map(disk.count)).toEqual([2, 0, 0, 0, 0, 0, 0]);
    const next = new SqliteJournal(data);
    expect(['log', 'live', 'sessions', 'records', 'messages', 'settings', 'blocks'].map(disk.count)).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(next.load(0)).toEqual({ live: [rings('2')], sessions: [session], groups: [], docs: [], ended: [{ ...record, app: 'default' }] });
    expect(next.accounts.settings()).toEqual([...accounts.settings.values()]);
    expect([next.accounts.blocked('default', 'bob'), next.accounts.isBlocked('default', 'bob', 'carol')]).toEqual([['carol'], true]);
    expect(next.accounts.inbox('default', 'bob', 0, 9)).toMatchObject({ records: [{ cid: '1' }], messages: [{ id: 'm-1' }] });
    for (const each of [next, killed, disk.db]) each.close();
  });

  test('who reads gets what was written a moment before, from the log or from the tables', () => {
    const journal = new SqliteJournal(':memory:');
    journal.write({ ...EMPTY, records: [{ app: 'default', record }], accounts });
    expect(journal.accounts.sent('default', 'alice', 'm-1')).toEqual({ id: 'm-1', at: 5 });
    expect(journal.accounts.isBlocked('default', 'bob', 'carol')).toBe(true);
    expect(journal.accounts.blocked('default', 'bob')).toEqual(['carol']);
    expect(journal.recordOf('default', 'bob', '1')).toMatchObject({ cid: '1' });
    journal.write({ ...EMPTY, records: [{ app: 'default', record: { ...record, cid: '2', endedAtMs: 3 } }], accounts: { ...accounts, messages: new Map([['m-2', posting('m-2', 1)]]) } });
    expect(journal.records('default', 'alice', null, 9).records.map(({ cid }) => cid)).toEqual(['2', '1']);
    expect(journal.accounts.inbox('default', 'bob', 0, 9).messages.map(({ id }) => id)).toEqual(['m-2', 'm-1']);
    journal.write({ ...EMPTY, accounts: { ...accounts, messages: new Map([['m-0', posting('m-0', 0)]]), blocks: new Map([[keyOf('default', 'bob', 'carol'), { app: 'default', account: 'bob', blocked: 'carol', isOn: false }]]) } });
    expect([journal.accounts.isBlocked('default', 'bob', 'carol'), journal.accounts.blocked('default', 'bob')]).toEqual([false, []]);
    journal.close();
    const other = new SqliteJournal(':memory:');
    other.write({ ...EMPTY, accounts });
    expect(other.accounts.oldestMs()).toBe(5);
    other.close();
  });

  test('one that has grown long is settled; while the tables refuse, the tick is refused too and can be written again', () => {
    const data = folder();
    const journal = new SqliteJournal(data);
    const disk = onDisk(data);
    const many = (from: number): Batch => ({ ...EMPTY, records: Array.from({ length: 2_000 }, (_, n) => ({ app: 'default', record: { ...record, cid: `c-${from + n}` } })) });
    journal.write(many(0));
    disk.db.exec('ALTER TABLE records RENAME TO away');
    expect(() => journal.write(many(2_000))).toThrow('no such table');
    disk.db.exec('ALTER TABLE away RENAME TO records');
    journal.write(many(2_000));
    expect(['log', 'records'].map(disk.count)).toEqual([1, 2_000]);
    journal.close();
    expect(['log', 'records'].map(disk.count)).toEqual([0, 4_000]);
    disk.db.close();
  });

  test('a tick that is written twice is there once', () => {
    const data = folder();
    const journal = new SqliteJournal(data);
    for (let n = 0; n < 2; n++) journal.write({ ...EMPTY, live: live('2', rings('2')), records: [{ app: 'default', record }], accounts });
    expect(journal.records('default', 'bob', null, 9).records).toHaveLength(1);
    journal.write({ ...EMPTY, records: [{ app: 'default', record }], accounts });
    journal.close();
    const disk = onDisk(data);
    expect(['live', 'records', 'messages', 'settings', 'blocks'].map(disk.count)).toEqual([1, 1, 1, 1, 1]);
    disk.db.close();
  });
});

test('the database says which schema it has, and a newer one is refused', () => {
  const data = folder();
  new SqliteJournal(data).close();
  const db = new Database(join(data, 'netcall.db'));
  expect(db.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: MIGRATIONS.length });
  expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  db.close();
  expect(() => new SqliteJournal(data)).toThrow('newer server');
});

test('a database of the first schema is taken over with its records, which come by their ends', () => {
  const data = folder();
  const db = new Database(join(data, 'netcall.db'));
  db.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
  const add = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const [cid, endedAtMs, reason] of [['c1', 900, 'hungUp'], ['c2', 300, 'busy']] as const) add.run(['default', cid, `call-${cid}`, 'alice', 'bob', 'video', 100, null, endedAtMs, reason, null]);
  db.close();
  const journal = new SqliteJournal(data);
  expect(['alice', 'bob', 'carol'].map((account) => journal.records('default', account, null, 50).records.map(({ cid }) => cid))).toEqual([['c1', 'c2'], ['c1', 'c2'], []]);
  expect(journal.accounts.inbox('default', 'bob', 300, 50)).toMatchObject({ records: [{ cid: 'c2' }, { cid: 'c1' }], messages: [], more: false });
  expect(journal.load(0).ended.map(({ cid, silent }) => [cid, silent])).toEqual([['c2', undefined], ['c1', undefined]]);
  journal.close();
});

test.each([
  ['newest first', recordsWhere('(ended_at_ms, cid) < (?3, ?4)', 'ended_at_ms DESC, cid DESC', '?5'), '<'],
  ['what has come since', recordsWhere('ended_at_ms >= ?3', 'ended_at_ms, cid', '?4'), '>'],
])('records %s are found by walking two indexes, however many an account has', (_name, sql, sign) => {
  const data = folder();
  new SqliteJournal(data).close();
  const db = new Database(join(data, 'netcall.db'));
  const plan = (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail).filter((detail) => detail.includes(' records '));
  db.close();
  const walks = (role: string): RegExp => new RegExp(`USING INDEX records_by_${role} \\(app=\\? AND ${role}=\\? AND .*ended_at_ms.*${sign}`);
  expect(plan).toEqual([expect.stringMatching(walks('caller')), expect.stringMatching(walks('callee'))]);
});

test('deadlines: due at their time and not before, once, also when moved or dropped', () => {
  const deadlines = new Deadlines<string>();
  deadlines.set('a', 'a', 1_050);
  deadlines.set('b', 'b', 1_060);
  deadlines.set('c', 'c', 5_000);
  expect(deadlines.take(1_049)).toEqual([]);
  expect(deadlines.take(1_050)).toEqual(['a']);
  deadlines.set('b', 'b', 3_000);
  expect(deadlines.take(2_999)).toEqual([]);
  deadlines.set('c', 'c', null);
  deadlines.set('d', 'd', 10);
  expect(deadlines.take(1_000_000).sort()).toEqual(['b', 'd']);
  deadlines.set('e', 'e', 2_000_000);
  expect(deadlines.take(1_999_999)).toEqual([]);
  expect(deadlines.take(2_000_000)).toEqual(['e']);
});
