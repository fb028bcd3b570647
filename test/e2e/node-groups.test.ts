import { pushForeign, probeForeign, type ForeignPusher } from '../support/foreign-client';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';
import { within } from '../support/until';

/** Time to come back in a call without a stream. */
const RESUME_MS = 5_000;
const RING_MS = 6_000;

const stack = useStack({ env: { NETCALL_RESUME_CALL_MS: String(RESUME_MS) } });
const AUDIO = { media: 'audio' } as const;
const HOST = { mode: 0, role: 0 } as const;

/** Names of this test: the server outlives it. */
let tests = 0;
const clients: RawClient[] = [];
const pushers: ForeignPusher[] = [];
beforeEach(() => {
  tests += 1;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.cut();
  await Promise.all(pushers.splice(0).map((pusher) => pusher.stop()));
});

const named = (name: string): string => `${name}-${tests}`;

async function signIn(name: string, device = `${name}-phone`) {
  const { client, signedIn } = await RawClient.signIn(stack().url, await stack().token(named(name)), device);
  clients.push(client);
  return Object.assign(client, { signedIn });
}

/** Alice, Bob and Carol are in a call with several, and have entered its room. */
async function talking() {
  const [alice, bob, carol] = [await signIn('alice'), await signIn('bob'), await signIn('carol')];
  const { cid } = await alice.must('callTeam', { callId: `t-${tests}`, callees: ['bob', 'carol'].map(named), ...AUDIO });
  for (const each of [bob, carol]) {
    await each.event('invited');
    await each.must('accept', { cid });
  }
  for (const each of [alice, bob, carol]) await each.must('join', { cid, mode: 0 });
  return { alice, bob, carol, cid };
}

describe('a call with several', () => {
  test('row 3: rings at all, of two devices the first to answer has it, others decline or stay silent; the end and the records reach everybody', async () => {
    const [alice, bob, carol, dave, tablet] = [await signIn('alice'), await signIn('bob'), await signIn('carol'), await signIn('dave'), await signIn('bob', 'bob-tablet')];
    const callees = ['bob', 'carol', 'dave', 'nobody'].map(named);
    const { cid, uids } = await alice.must('callTeam', { callId: 't-1', callees, media: 'video', ringMs: RING_MS, custom: '站会' });
    expect(uids).toEqual(Object.fromEntries([named('alice'), ...callees].map((account, index) => [account, index + 1])));
    expect(await alice.event('declined')).toMatchObject({ cid, account: named('nobody'), reason: 'noAnswer' });
    for (const each of [bob, tablet, carol, dave]) expect(await each.event('invited')).toMatchObject({ cid, callId: 't-1', caller: named('alice'), custom: '站会', team: [named('alice'), ...callees], uids });
    await bob.must('accept', { cid });
    expect(await tablet.event('answeredElsewhere')).toMatchObject({ cid, accepted: true });
    expect(await alice.event('accepted')).toMatchObject({ cid, account: named('bob'), uids });
    expect(await tablet.ask('accept', { cid })).toMatchObject({ err: { code: 'ANSWERED_ELSEWHERE' } });
    await carol.must('reject', { cid, custom: 'later' });
    for (const each of [alice, bob]) expect(await each.event('declined', ({ account }) => account === named('carol'))).toMatchObject({ reason: 'rejected', custom: 'later' });
    await alice.must('join', { cid, mode: 0 });
    expect((await bob.must('join', { cid, mode: 0 })).members.map(({ uid, account }) => [uid, account])).toEqual([[1, named('alice')], [2, named('bob')]]);
    expect(await alice.event('memberJoined')).toMatchObject({ member: { uid: 2, account: named('bob') } });
    expect(await dave.event('ended')).toMatchObject({ cid, reason: 'noAnswer', account: null });
    for (const each of [alice, bob]) expect(await each.event('declined', ({ account }) => account === named('dave'))).toMatchObject({ reason: 'noAnswer' });
    expect(await alice.must('hangup', { cid })).toEqual({});
    expect(await bob.event('ended')).toMatchObject({ cid, reason: 'hungUp', account: named('alice') });
    for (const [client, name, reason] of [[bob, 'bob', 'hungUp'], [tablet, 'bob', 'hungUp'], [carol, 'carol', 'rejected'], [dave, 'dave', 'noAnswer']] as const) {
      expect((await client.event('recorded')).record).toMatchObject({ caller: named('alice'), callee: named(name), reason });
    }
    expect((await alice.must('records', {})).records.map(({ callee }) => callee).sort()).toEqual([...callees].sort());
  });

  test('one of them calls more: they ring under the name of that one, are still called after the server was killed, and join', async () => {
    const { alice, bob, carol, cid } = await talking();
    const [dave, erin] = [await signIn('dave'), await signIn('erin')];
    const uids = Object.fromEntries(['alice', 'bob', 'carol', 'dave', 'erin'].map((name, index) => [named(name), index + 1]));
    expect(await bob.must('callMore', { cid, callees: ['dave', 'erin'].map(named), ringMs: 60_000, custom: 'join us' })).toEqual({ uids });
    for (const each of [alice, bob, carol]) expect(await each.event('calledMore')).toMatchObject({ cid, account: named('bob'), callees: ['dave', 'erin'].map(named) });
    expect(await dave.event('invited')).toMatchObject({ cid, callId: `${cid}.4`, caller: named('bob'), custom: 'join us', uids });
    await erin.event('invited');
    await erin.must('reject', { cid });
    for (const each of [alice, bob, carol]) expect(await each.event('declined')).toMatchObject({ account: named('erin'), reason: 'rejected' });
    expect((await erin.event('recorded')).record).toMatchObject({ caller: named('bob'), callee: named('erin'), reason: 'rejected' });
    await stack().kill();
    await Promise.all([alice.closed, dave.closed]);
    await stack().restart();
    const [b, d] = [await signIn('bob'), await signIn('dave')];
    expect(d.signedIn.snapshot.calls).toMatchObject([{ cid, callId: `${cid}.4`, caller: named('bob'), phase: 'ringing', mine: false }]);
    await d.must('accept', { cid });
    expect((await d.must('join', { cid, mode: 0 })).members.map(({ account }) => account)).toContain(named('bob'));
    expect(await b.event('memberJoined')).toMatchObject({ member: { uid: 4, account: named('dave') } });
    expect(await b.ask('callMore', { cid, callees: [named('erin'), named('erin')] })).toMatchObject({ err: { code: 'INVALID_CALLEE' } });
    await d.must('hangup', { cid });
    expect((await d.event('recorded')).record).toMatchObject({ cid: `${cid}.4`, caller: named('bob'), callee: named('dave'), reason: 'hungUp' });
  }, 60_000);

  test('row 21: goes on after the server is killed: who comes back finds it with its room, who does not has left', async () => {
    const { alice, bob, cid } = await talking();
    await stack().kill();
    await Promise.all([alice.closed, bob.closed]);
    await stack().restart();
    const [a, b] = [await signIn('alice'), await signIn('bob')];
    expect(a.signedIn.snapshot.calls).toMatchObject([{ cid, callee: '', phase: 'connected', mine: true, team: ['alice', 'bob', 'carol'].map(named), room: { uid: 1, members: [{}, {}, {}] } }]);
    await a.must('control', { cid, command: 5 });
    expect(await b.event('control')).toMatchObject({ cid, account: named('alice'), command: 5 });
    for (const each of [a, b]) expect(await each.event('memberLeft')).toMatchObject({ cid, uid: 3, account: named('carol') });
    await b.must('hangup', { cid });
    expect(await a.event('ended')).toMatchObject({ cid, reason: 'hungUp', account: named('bob') });
  }, 60_000);

  test('row 19: a lost one is told to the others as reconnecting, and comes back with what it has missed', async () => {
    const { alice, bob, carol, cid } = await talking();
    const { sid, resumeToken, epoch } = bob.signedIn;
    const seen = Math.max(...bob.frames.map((frame) => Number(frame['s'] ?? 0)));
    bob.cut();
    for (const each of [alice, carol]) expect(await each.event('peerState')).toMatchObject({ cid, account: named('bob'), state: 'reconnecting' });
    await carol.must('control', { cid, command: 9 });
    const back = await RawClient.open(stack().url);
    clients.push(back);
    expect(await back.must('resume', { sid, resumeToken, epoch, seq: seen })).toMatchObject({ resumed: true });
    expect(await back.event('control')).toMatchObject({ command: 9 });
    expect(await alice.event('peerState', ({ state }) => state === 'ok')).toMatchObject({ account: named('bob') });
  });

  test('row 30 and row 32: who does not want to be disturbed is busy, who has blocked the caller away; neither rings', async () => {
    const [alice, bob, carol, dave] = [await signIn('alice'), await signIn('bob'), await signIn('carol'), await signIn('dave')];
    await bob.must('settings', { dnd: true });
    await carol.must('settings', { block: [named('alice')] });
    const { cid } = await alice.must('callTeam', { callId: 't-1', callees: ['bob', 'carol', 'dave'].map(named), ...AUDIO });
    await dave.event('invited');
    expect(await alice.event('declined')).toMatchObject({ account: named('bob'), reason: 'busy' });
    expect(await alice.event('declined', ({ account }) => account === named('carol'))).toMatchObject({ reason: 'noAnswer' });
    expect((await bob.event('recorded')).record.reason).toBe('dnd');
    expect(await carol.ask('accept', { cid })).toMatchObject({ err: { code: 'CALL_UNKNOWN' } });
    expect((await carol.must('records', {})).records).toEqual([]);
    expect([bob, carol].flatMap((each) => each.events('invited'))).toEqual([]);
  });

  test('everybody plays what another one pushes, and a leaving ends the push', async () => {
    const { alice, bob, carol, cid } = await talking();
    const urlOf = async (client: RawClient, name: string) => (await client.must('members', { cid })).members.find(({ account }) => account === named(name))!.url;
    const pusher = pushForeign(await urlOf(bob, 'bob'));
    pushers.push(pusher);
    await pusher.started;
    for (const each of [alice, carol]) expect(await probeForeign(await urlOf(each, 'bob'))).toEqual(['aac', 'h264']);
    await bob.must('hangup', { cid });
    expect((await within('the server ends the push', pusher.ended)).status).not.toBe(0);
  }, 60_000);
});

describe('a named room', () => {
  test('is made once, entered by several, and has left nothing when the last has gone', async () => {
    const [alice, bob, carol] = [await signIn('alice'), await signIn('bob'), await signIn('carol')];
    const name = named('daily');
    expect(await alice.must('createRoom', { name, custom: 'stand-up' })).toEqual({});
    expect(await bob.ask('createRoom', { name })).toMatchObject({ err: { code: 'ROOM_EXISTS' } });
    const { cid } = await alice.must('enterRoom', { name, ...HOST });
    expect(await bob.must('enterRoom', { name, ...HOST })).toMatchObject({ cid, uid: 2, custom: 'stand-up' });
    expect(await alice.event('memberJoined')).toMatchObject({ cid, member: { uid: 2, account: named('bob'), role: 0 } });
    expect((await carol.must('enterRoom', { name, mode: 3, role: 1 })).members.at(-1)).toMatchObject({ uid: 3, role: 1, url: '' });
    expect(await carol.ask('call', { callId: 'c-1', callee: named('bob'), ...AUDIO })).toMatchObject({ err: { code: 'ALREADY_IN_CALL' } });
    for (const each of [carol, bob]) await each.must('hangup', { cid });
    expect(await alice.event('memberLeft', ({ uid }) => uid === 2)).toMatchObject({ cid, account: named('bob') });
    await alice.must('hangup', { cid });
    expect(await bob.ask('enterRoom', { name, ...HOST })).toMatchObject({ err: { code: 'ROOM_UNKNOWN' } });
    expect(await bob.ask('enterRoom', { name, scene: 0, create: true, ...HOST })).toMatchObject({ ok: { uid: 1 } });
    expect(await alice.ask('enterRoom', { name, ...HOST })).toMatchObject({ err: { code: 'ROOM_MISMATCH' } });
  });

  test('another device takes the place, and what is live ends with its maker', async () => {
    const [alice, bob, tablet] = [await signIn('alice'), await signIn('bob'), await signIn('bob', 'bob-tablet')];
    const name = named('show');
    const { cid } = await alice.must('enterRoom', { name, create: true, live: true, ...HOST });
    await bob.must('enterRoom', { name, ...HOST });
    expect(await tablet.must('enterRoom', { name, ...HOST })).toMatchObject({ cid, uid: 2 });
    expect(await bob.event('ended')).toMatchObject({ cid, reason: 'kicked', account: named('bob') });
    expect(await alice.event('memberUpdated')).toMatchObject({ member: { uid: 2, account: named('bob') } });
    expect(await bob.ask('members', { cid })).toMatchObject({ err: { code: 'CALL_ENDED', detail: { reason: 'kicked' } } });
    await alice.must('hangup', { cid });
    expect(await tablet.event('ended')).toMatchObject({ cid, reason: 'closed', account: named('alice') });
    expect((await signIn('bob', 'bob-desk')).signedIn.snapshot).toEqual({ calls: [], ended: [] });
    expect((await signIn('bob', 'bob-tablet')).signedIn.snapshot).toMatchObject({ calls: [], ended: [{ cid, callId: '', reason: 'closed' }] });
  });

  test('row 21: is open after the server is killed, with those who come back', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')];
    const name = named('daily');
    const { cid } = await alice.must('enterRoom', { name, create: true, ...HOST });
    await bob.must('enterRoom', { name, ...HOST });
    await stack().kill();
    await Promise.all([alice.closed, bob.closed]);
    await stack().restart();
    const again = await signIn('alice');
    expect(again.signedIn.snapshot.calls).toMatchObject([{ cid, callId: '', callee: '', channel: name, phase: 'connected', mine: true, room: { uid: 1, members: [{}, { account: named('bob') }] } }]);
    expect(await again.event('memberLeft')).toMatchObject({ cid, uid: 2, account: named('bob') });
    await again.must('hangup', { cid });
    expect(await again.ask('enterRoom', { name, ...HOST })).toMatchObject({ err: { code: 'ROOM_UNKNOWN' } });
  }, 60_000);
});
