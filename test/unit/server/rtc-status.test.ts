import { benches, type Bench, type Client } from '../../support/server-bench';
import { settled } from '../../support/server-clock';

const { start, restarted, folder } = benches();
const VIDEO = { media: 'video' } as const;

/** Alice watches; Bob and Carol are signed in for the RTCSDK face, Dave for the other one. */
async function watched(options?: Parameters<typeof start>[0]) {
  const bench = await start(options);
  const [alice, bob, carol, dave] = [await bench.rtc('alice'), await bench.rtc('bob'), await bench.rtc('carol'), await bench.device('dave')];
  await alice.ask('watchStatus', { on: true });
  return { bench, alice, bob, carol, dave };
}

/** `bob 2` or, with do-not-disturb, `bob 1 dnd 5`. */
const brief = ({ account, status, dnd }: { account: string; status: number; dnd: number }): string => `${account} ${status}${dnd === 0 ? '' : ` dnd ${dnd}`}`;
const heard = (client: Client): string[] => client.rtcHeard('userStatus').map(({ user }) => brief(user));
const statuses = async (client: Client, accounts?: readonly string[]): Promise<string[]> => (await client.ask('userStatus', accounts === undefined ? {} : { accounts })).users.map(brief);

async function talking(bench: Bench, caller: Client, callee: Client, name: string): Promise<string> {
  const { cid } = await caller.ask('call', { callId: `c-${bench.clock.nowMs()}-${name}`, callee: name, ...VIDEO });
  await callee.ask('accept', { cid });
  return cid;
}

describe('status', () => {
  test('signed in nowhere, free, in a call whether it rings or not, in a room: whichever face', async () => {
    const { bench, alice, bob, carol, dave } = await watched();
    const names = ['alice', 'bob', 'carol', 'dave', 'eve'];
    expect(await statuses(carol, names)).toEqual(['alice 1', 'bob 1', 'carol 1', 'dave 1', 'eve 0']);
    const { cid } = await bob.ask('call', { callId: 'c-1', callee: 'dave', ...VIDEO });
    expect(await statuses(carol, names)).toEqual(['alice 1', 'bob 2', 'carol 1', 'dave 2', 'eve 0']);
    await dave.ask('accept', { cid });
    expect(await statuses(alice, ['bob', 'dave'])).toEqual(['bob 2', 'dave 2']);
    await bob.ask('hangup', { cid });
    await dave.ask('enterRoom', { name: 'den', mode: 0, role: 0, create: true });
    expect(await statuses(carol, ['bob', 'dave'])).toEqual(['bob 1', 'dave 3']);
    await carol.ask('callTeam', { callId: 'c-2', callees: ['bob', 'alice'], ...VIDEO });
    expect(await statuses(alice, names)).toEqual(['alice 2', 'bob 2', 'carol 2', 'dave 3', 'eve 0']);
    expect(bench.log.texts('error')).toEqual([]);
  });

  test('everybody who is signed in comes in the order of the names, of this app alone', async () => {
    const { bench, alice, dave } = await watched();
    await bench.rtc('zoe', 'shop');
    await bench.device('dave', 'dave-tablet');
    expect(await statuses(alice)).toEqual(['alice 1', 'bob 1', 'carol 1', 'dave 1']);
    expect(await statuses(dave)).toEqual(['alice 1', 'bob 1', 'carol 1', 'dave 1']);
  });

  test('in a meeting 3, and 2 while a call rings or runs beside it', async () => {
    const { alice, bob, carol } = await watched();
    const { meeting: { id: meeting } } = await bob.ask('createMeeting', {});
    await bob.ask('enterMeeting', { meeting, mode: 0 });
    const { cid } = await carol.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid, meeting });
    await carol.ask('enterMeeting', { meeting, mode: 0 });
    await bob.ask('hangup', { cid });
    expect(heard(alice)).toEqual(['bob 3', 'carol 2', 'bob 2', 'carol 3', 'bob 3']);
    expect(await statuses(alice, ['bob', 'carol'])).toEqual(['bob 3', 'carol 3']);
  });

  test('a request that is repeated is answered anew: so much is not kept', async () => {
    const { alice, bob } = await watched();
    expect((await alice.ask('userStatus', { accounts: ['bob'] }, 70)).users.map(brief)).toEqual(['bob 1']);
    await bob.ask('signOut', {});
    expect((await alice.ask('userStatus', { accounts: ['bob'] }, 70)).users.map(brief)).toEqual(['bob 0']);
  });

  test('a caller whom the callee has blocked is in a call, and the callee is not', async () => {
    const { bob, carol } = await watched();
    await bob.ask('settings', { block: ['carol'] });
    await carol.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    expect(await statuses(bob, ['bob', 'carol'])).toEqual(['bob 1', 'carol 2']);
  });
});

describe('do-not-disturb by number', () => {
  test('any number but 0 answers callers busy, is told to others, and is a plain yes to the other face', async () => {
    const { alice, bob, carol } = await watched();
    await bob.ask('setDnd', { level: 5 });
    expect(await bob.ask('settings', {})).toEqual({ dnd: true, blocked: [] });
    expect(await statuses(carol, ['bob'])).toEqual(['bob 1 dnd 5']);
    await carol.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    expect(carol.heard('ended')).toMatchObject([{ reason: 'busy' }]);
    await bob.ask('settings', { dnd: true });
    await bob.ask('settings', { dnd: false });
    await bob.ask('setDnd', { level: 0 });
    expect(heard(alice).filter((text) => text.startsWith('bob'))).toEqual(['bob 1 dnd 5', 'bob 1 dnd 1', 'bob 1']);
    await carol.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('it survives a restart, with the block list beside it, and shows of nobody who is signed in nowhere', async () => {
    const data = folder();
    const { bench, bob } = await watched({ data });
    await bob.ask('setDnd', { level: 0x7fff_ffff });
    await bob.ask('settings', { block: ['mallory'] });
    const second = await restarted(bench, data);
    const [again, carol] = [await second.rtc('bob'), await second.rtc('carol')];
    expect(await again.ask('settings', {})).toEqual({ dnd: true, blocked: ['mallory'] });
    expect(await statuses(carol, ['bob'])).toEqual([`bob 1 dnd ${0x7fff_ffff}`]);
    await again.ask('signOut', {});
    expect(await statuses(carol, ['bob'])).toEqual(['bob 0']);
  });

  test.each([-1, 0x8000_0000, 1.5, '1', null])('%p is no level', async (level) => {
    const { bob } = await watched();
    await bob.sendText(JSON.stringify({ t: 'setDnd', id: 50, level }));
    expect(bob.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field: 'level' } } });
  });
});

describe('who watches', () => {
  test('hears every change of anybody once, and nothing when nothing has changed', async () => {
    const { bench, alice, bob, dave } = await watched();
    const cid = await talking(bench, bob, dave, 'dave');
    await bob.ask('join', { cid, mode: 0 });
    await bob.ask('control', { cid, command: 6 });
    expect(heard(alice)).toEqual(['bob 2', 'dave 2']);
    await dave.ask('hangup', { cid });
    await bench.device('dave', 'dave-tablet');
    await dave.ask('enterRoom', { name: 'den', mode: 0, role: 0, create: true });
    await dave.ask('signOut', {});
    await bench.rtc('eve');
    expect(heard(alice)).toEqual(['bob 2', 'dave 2', 'bob 1', 'dave 1', 'dave 3', 'dave 1', 'eve 1']);
    expect([bob, dave].map(heard)).toEqual([[], []]);
  });

  test('hears of itself too, and of one that is forgotten after its window', async () => {
    const { bench, alice, bob } = await watched();
    await bob.drop();
    await bench.clock.advance(119_000);
    expect(heard(alice)).toEqual([]);
    await bench.clock.advance(3_000);
    await alice.ask('setDnd', { level: 2 });
    expect(heard(alice)).toEqual(['bob 0', 'alice 1 dnd 2']);
  });

  test('changes of one tick are told as one', async () => {
    const { bench, alice } = await watched();
    const change = (dnd: number): Promise<unknown> => bench.store.accounts.change('default', 'bob', { dnd, block: [], unblock: [] });
    await Promise.all([1, 0, 7].map(change));
    await settled();
    expect(heard(alice)).toEqual(['bob 1 dnd 7']);
    await Promise.all([2, 7].map(change));
    await settled();
    expect(heard(alice)).toEqual(['bob 1 dnd 7']);
  });

  test('whoever has blocked it looks signed out to it alone, whatever the other does, and is back when it is taken back', async () => {
    const { bench, alice, bob, carol, dave } = await watched();
    await carol.ask('watchStatus', { on: true });
    await bob.ask('setDnd', { level: 3 });
    await bob.ask('settings', { block: ['alice'] });
    expect(await statuses(alice, ['bob'])).toEqual(['bob 0']);
    expect(await statuses(alice)).toEqual(['alice 1', 'carol 1', 'dave 1']);
    await talking(bench, bob, dave, 'dave');
    expect(heard(alice).filter((text) => text.startsWith('bob'))).toEqual(['bob 1 dnd 3', 'bob 0']);
    expect(heard(carol).filter((text) => text.startsWith('bob'))).toEqual(['bob 1 dnd 3', 'bob 2 dnd 3']);
    await bob.ask('settings', { unblock: ['alice'] });
    expect(heard(alice).at(-1)).toBe('bob 2 dnd 3');
    expect(heard(carol).filter((text) => text.startsWith('bob'))).toHaveLength(2);
  });

  test('one that begins to watch after it was blocked is told nothing of the other', async () => {
    const { bench, bob, carol } = await watched();
    await bob.ask('settings', { block: ['carol', 'eve'] });
    const eve = await bench.rtc('eve');
    for (const each of [carol, eve]) await each.ask('watchStatus', { on: true });
    await bob.ask('setDnd', { level: 1 });
    expect([carol, eve].map(heard).flat().filter((text) => text.startsWith('bob'))).toEqual([]);
    await bob.ask('settings', { unblock: ['eve'] });
    expect([heard(carol), heard(eve)].map((texts) => texts.filter((text) => text.startsWith('bob')))).toEqual([[], ['bob 1 dnd 1']]);
  });

  test('goes on after a resume, after a restart of the server, and until it says otherwise', async () => {
    const data = folder();
    const { bench, alice, bob } = await watched({ data });
    await alice.drop();
    const back = bench.connect();
    const { resumeToken } = (await back.resume(alice.session!, 0));
    await bob.ask('setDnd', { level: 1 });
    expect(heard(back)).toEqual(['bob 1 dnd 1']);
    const second = await restarted(bench, data);
    const again = second.connect();
    await again.resume({ ...alice.session!, resumeToken }, 0);
    const bob2 = await second.rtc('bob');
    await bob2.ask('setDnd', { level: 2 });
    expect(heard(again)).toEqual(['bob 1 dnd 2']);
    await again.ask('watchStatus', { on: false });
    await bob2.ask('setDnd', { level: 0 });
    expect(heard(again)).toEqual(['bob 1 dnd 2']);
    await again.ask('watchStatus', { on: true });
    await bob2.ask('setDnd', { level: 4 });
    expect(heard(again)).toEqual(['bob 1 dnd 2', 'bob 1 dnd 4']);
  });

  test('is asked for by sessions of the RTCSDK face only, and ends with the session', async () => {
    const { bench, alice, bob, dave } = await watched();
    await expect(dave.ask('watchStatus', { on: true })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: 'watchStatus' } });
    const elsewhere = await bench.rtc('alice');
    expect(alice.closedWith).toBe(4409);
    await bob.ask('setDnd', { level: 1 });
    expect([heard(alice), heard(elsewhere)]).toEqual([[], []]);
  });

  test('while nobody watches, nothing is gathered', async () => {
    const { bench, alice, bob } = await watched();
    await alice.ask('watchStatus', { on: false });
    await bob.ask('setDnd', { level: 1 });
    expect(bench.store.presence.isHeard).toBe(false);
    await alice.ask('watchStatus', { on: true });
    expect(bench.store.presence.isHeard).toBe(true);
    await bob.ask('setDnd', { level: 2 });
    expect(heard(alice)).toEqual(['bob 1 dnd 2']);
  });
});
