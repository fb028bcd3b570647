import { join } from 'node:path';
import Database from 'libsql';
import { LocalBus, type Delivery } from '../../../server/src/store/bus';
import type { DocChange } from '../../../server/src/store/docs';
import { EmbeddedStore } from '../../../server/src/store/embedded';
import { MIGRATIONS } from '../../../server/src/store/migrations';
import { SqliteJournal } from '../../../server/src/store/sqlite';
import type { SessionRow } from '../../../server/src/store/store';
import { benches, KeptLog } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { folder } = benches();

interface Note {
  readonly text: string;
}

function embedded(data = ':memory:') {
  const [bus, flushes] = [new LocalBus(), [] as (() => void)[]];
  const heard: Delivery[] = [];
  bus.subscribe((delivery) => heard.push(delivery));
  const journal = new SqliteJournal(data);
  const store = new EmbeddedStore({ journal, bus, clock: new FakeClock(), log: new KeptLog(), defer: (flush) => flushes.push(flush) });
  const flush = (): void => flushes.splice(0).forEach((each) => each());
  const commit = (change: Partial<DocChange<Note>>): Promise<boolean> => {
    const done = store.docs.commit<Note>({ app: 'default', key: 'note/1', was: 0, body: { text: 'one' }, deadlineAtMs: null, tell: [], ...change });
    flush();
    return done;
  };
  const versionOf = async (key = 'note/1'): Promise<number> => (await store.docs.read<Note>('default', key))?.version ?? 0;
  return { store, journal, heard, flush, commit, versionOf };
}

const row: SessionRow = { app: 'default', sid: 's-bob', account: 'bob', device: 'rtcsdk', type: 'web', busyPolicy: 'server', rotation: 0, rtc: { nick: 'Bob' } };

describe('documents', () => {
  test('compare and set: of two commits on one version the second changes nothing', async () => {
    const { store, commit, versionOf } = embedded();
    expect(await commit({})).toBe(true);
    const was = await versionOf();
    expect(await commit({ was, body: { text: 'two' } })).toBe(true);
    expect(await commit({ was, body: { text: 'three' } })).toBe(false);
    expect(await commit({ was: 0 })).toBe(false);
    expect(await store.docs.read<Note>('default', 'note/1')).toMatchObject({ body: { text: 'two' } });
    expect(await store.docs.read('shop', 'note/1')).toBeNull();
  });

  test('one that is forgotten and made anew never has a version again that somebody may still hold', async () => {
    const { commit, versionOf } = embedded();
    await commit({});
    const was = await versionOf();
    await commit({ was, body: null });
    expect(await versionOf()).toBe(0);
    await commit({});
    expect(await commit({ was, body: { text: 'stale' } })).toBe(false);
  });

  test('its events leave, and the promise resolves, only after the write; only the RTCSDK session of the account hears them', async () => {
    const { store, heard, flush } = embedded();
    void store.openSession(row);
    void store.openSession({ ...row, sid: 's-phone', device: 'phone', rtc: undefined } as unknown as SessionRow);
    flush();
    const order: string[] = [];
    const tell: DocChange<Note>['tell'] = [{ do: 'tell', to: { account: 'bob', face: 'rtc' }, event: { t: 'inviteIn', inviteId: 'i', from: 'alice', custom: '' } }];
    const done = store.docs.commit<Note>({ app: 'default', key: 'note/1', was: 0, body: { text: 'one' }, deadlineAtMs: null, tell }).then(() => order.push(`done after ${heard.length}`));
    await Promise.resolve();
    expect([heard, order]).toEqual([[], []]);
    flush();
    await done;
    expect(heard).toEqual([{ kind: 'event', sids: ['s-bob'], body: '{"t":"inviteIn","inviteId":"i","from":"alice","custom":""}' }]);
    expect(order).toEqual(['done after 1']);
  });

  test('a deadline comes once, for its own kind, and again only after a commit has set it anew', async () => {
    const { store, commit, versionOf } = embedded();
    await commit({ deadlineAtMs: 5_000 });
    await commit({ key: 'desk', deadlineAtMs: 4_000 });
    expect(await store.docs.due('note', 4_999)).toEqual([]);
    expect(await store.docs.due('note', 5_000)).toEqual([{ app: 'default', key: 'note/1' }]);
    expect(await store.docs.due('note', 9_000)).toEqual([]);
    await commit({ was: await versionOf(), deadlineAtMs: 9_000 });
    expect(await store.docs.due('note', 9_000)).toHaveLength(1);
    await commit({ was: await versionOf('desk'), key: 'desk', body: null });
    expect(await store.docs.due('desk', 9_000)).toEqual([]);
  });

  test('a server that was killed finds them again with their deadlines and versions, and what was forgotten not', async () => {
    const data = folder();
    const killed = embedded(data);
    await killed.commit({ deadlineAtMs: 5_000 });
    await killed.commit({ key: 'note/2' });
    await killed.commit({ key: 'note/2', was: await killed.versionOf('note/2'), body: null });
    await killed.commit({ app: 'shop', key: 'note/1', body: { text: 'theirs' } });
    const next = embedded(data);
    expect(await next.store.docs.all('note')).toEqual([{ app: 'default', key: 'note/1' }, { app: 'shop', key: 'note/1' }]);
    expect(await next.store.docs.read<Note>('default', 'note/1')).toEqual(await killed.store.docs.read<Note>('default', 'note/1'));
    expect(await next.store.docs.due('note', 5_000)).toEqual([{ app: 'default', key: 'note/1' }]);
    expect(await next.commit({ was: await killed.versionOf(), body: { text: 'two' } })).toBe(true);
    for (const { store } of [killed, next]) await store.close();
  });
});

test('a database from before is taken over: a boolean do-not-disturb in its tables and in its log is the number 1', () => {
  const data = folder();
  const db = new Database(join(data, 'netcall.db'));
  db.exec(`${MIGRATIONS.slice(0, 4).join(';')}; PRAGMA user_version = 4; INSERT INTO settings VALUES ('default', 'alice', 1, 0)`);
  db.prepare('INSERT INTO log (body) VALUES (?)').run([JSON.stringify([['settings', { app: 'default', account: 'bob', dnd: true, blocks: 0 }], ['settings', { app: 'default', account: 'carol', dnd: false, blocks: 2 }]])]);
  db.close();
  const journal = new SqliteJournal(data);
  expect(journal.accounts.settings().map(({ account, dnd }) => [account, dnd])).toEqual([['alice', 1], ['bob', 1], ['carol', 0]]);
  expect(journal.load(0).docs).toEqual([]);
  journal.close();
});
