import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useStack } from '../support/stack';
import { connect, dial, talk, useAppPhones } from './support/rtcsdk-phones';

const folder = mkdtempSync(join(tmpdir(), 'netcall-queues-'));
const QUEUES = join(folder, 'queues.json');
/** A queue for each test that needs one of its own: the server outlives the tests. */
const [LOANS, CARDS, OTHER] = [7, 8, 9];
writeFileSync(QUEUES, JSON.stringify([{ id: LOANS, name: '贷款', desc: '', prio: 1 }, { id: CARDS, name: '信用卡', desc: '', prio: 2 }, { id: OTHER, name: '其他', desc: '', prio: 3 }]));
afterAll(() => rmSync(folder, { recursive: true }));

const stack = useStack({ env: { NETCALL_QUEUES: QUEUES } });
const phones = useAppPhones(stack);

test('an application written for CloudRoom starts: every callback that it assigns exists, and it signs in with the address and the secret of before', async () => {
  const alice = await phones.signIn('alice');
  expect(alice.shows).toMatchObject({ UID: alice.UID, queues: [{ queID: LOANS, name: '贷款', agents: 0, waiting: 0 }, { queID: CARDS }, { queID: OTHER }] });
  await alice.logs('GetQueueStatusRslt true', 3); // The cookie of each is the very object that it was given.
  await alice.logs('InitQueueDatRslt 0 false');
  expect(alice.said('LoginSuccess')).toEqual([`LoginSuccess ${alice.UID}`]);
});

test('a call to somebody who is not signed in fails with 603', async () => {
  const alice = await phones.signIn('alice');
  alice.tap('dial', { uid: phones.named('bob') });
  await alice.sees({ lastCall: '对方不在线' });
  expect(alice.said('CallFail')).toEqual([`CallFail 603 ${phones.named('bob')}`]);
});

test('a call is accepted: both enter the room at once, see each other there, and hang up', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await connect(alice, bob);
  expect(bob.said('NotifyCallIn')).toEqual([`NotifyCallIn ${alice.UID} {"from":"Dr ${alice.UID}"}`]);
  expect(alice.said('NotifyCallAccepted')).toEqual([`NotifyCallAccepted {"by":"Dr ${bob.UID}"}`]);
  await Promise.all([alice.logs(`CallSuccess ${bob.UID} true`), bob.logs('AcceptCallSuccess true')]);
  for (const each of [alice, bob]) await each.logs('GetMediaInfoRslt 0 2 true');
  alice.tap('hangup'); // Leaves the room when the server has taken it.
  await Promise.all([alice.sees({ lastCall: '已挂断' }), bob.sees({ lastCall: '对方已挂断' })]);
  await alice.logs('HungupCallSuccess talking');
  await connect(bob, alice);
});

test('hanging up and leaving the room in a row, without waiting, ends the call for both', async () => {
  const [agent, bob] = [await phones.signIn('agent', 'agent'), await phones.signIn('bob')];
  await connect(agent, bob);
  agent.tap('hangup');
  await Promise.all([agent.sees({ lastCall: '已挂断' }), bob.sees({ lastCall: '对方已挂断' }), agent.logs('HungupCallSuccess talking')]);
  await connect(bob, await phones.signIn('carol'));
});

test('microphone and camera are closed and opened, and the other one is told', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await connect(alice, bob);
  alice.tap('toggleMic');
  await Promise.all([alice.sees({ isMicOpen: false, isCameraOpen: true }), bob.logs(`AudioStatusChanged ${alice.UID} 3 2`)]);
  alice.tap('toggleCamera');
  await Promise.all([alice.sees({ isCameraOpen: false }), bob.logs(`VideoStatusChanged ${alice.UID} 3 2`)]);
  alice.tap('toggleMic');
  await Promise.all([alice.sees({ isMicOpen: true, isCameraOpen: false }), bob.finds('sound again', ({ others }) => (others as { audioStatus: number }[])[0]?.audioStatus === 3)]);
});

test('a call is rejected: the caller hears 606 and what the other has to say', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await dial(alice, bob);
  bob.tap('reject');
  await Promise.all([alice.sees({ lastCall: '对方已拒绝' }), bob.sees({ lastCall: '已拒绝' })]);
  expect(alice.said('NotifyCallRejected')).toEqual(['NotifyCallRejected 606 {"reason":"现在不方便"}']);
});

test('who does not want to be disturbed is busy for a caller, hears nothing of it, and may call', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  bob.tap('toggleDnd');
  await bob.sees({ dnd: 1 });
  alice.tap('dial', { uid: bob.UID });
  await alice.sees({ lastCall: '对方忙' });
  expect(alice.said('CallFail')).toEqual([`CallFail 602 ${bob.UID}`]);
  await connect(bob, alice);
  expect(bob.said('NotifyCallIn')).toEqual([]);
  bob.tap('hangup');
  await alice.sees({ lastCall: '对方已挂断' });
  await bob.sees({ dnd: 1, lastCall: '已挂断' });
  bob.tap('toggleDnd');
  await bob.sees({ dnd: 0 });
  await connect(alice, bob);
});

test('somebody who is in a call is busy: 602, and the call goes on', async () => {
  const [alice, bob, carol] = [await phones.signIn('alice'), await phones.signIn('bob'), await phones.signIn('carol')];
  await connect(alice, bob);
  carol.tap('dial', { uid: bob.UID });
  await carol.sees({ lastCall: '对方忙' });
  expect(carol.said('CallFail')).toEqual([`CallFail 602 ${bob.UID}`]);
  await talk(alice, bob);
});

test('a call is cancelled before it is answered: the callee is no longer asked', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await dial(alice, bob);
  alice.tap('hangup');
  await Promise.all([alice.sees({ lastCall: '已挂断' }), bob.sees({ lastCall: '对方已取消' }), bob.logs('NotifyCallHungup')]);
  expect(alice.said('HungupCallSuccess')).toEqual(['HungupCallSuccess calling']);
});

test('an agent is given the client who waits, calls it, and the client answers by itself', async () => {
  const [agent, bob] = [await phones.signIn('agent', 'agent'), await phones.signIn('bob')];
  bob.tap('queue', { queue: LOANS });
  await bob.logs('StartQueuingRslt 0 1');
  agent.tap('serve', { queue: LOANS });
  await agent.logs(`StartServiceRslt 0 ${LOANS}`);
  await agent.logs(`AutoAssignUser ${bob.UID} {"topic":"咨询"}`);
  await agent.finds('the client by name', ({ assigned }) => (assigned as { name?: string } | null)?.name === `Dr ${bob.UID}`);
  agent.tap('takeAssigned');
  await talk(agent, bob);
  expect(bob.said('NotifyCallIn')).toEqual([`NotifyCallIn ${agent.UID} {"from":"Dr ${agent.UID}"}`]);
  agent.tap('hangup');
  await Promise.all([agent.sees({ lastCall: '已挂断', assigned: null }), bob.sees({ lastCall: '对方已挂断', queuing: null })]);
});

test('an agent with DND is given nobody until it asks; 401 when nobody waits, 403 when it serves no queue', async () => {
  const [agent, bob] = [await phones.signIn('agent', 'agent'), await phones.signIn('bob')];
  agent.tap('toggleDnd');
  await agent.sees({ dnd: 1 });
  agent.tap('ask');
  await agent.logs('ReqAssignUserRslt 403 true');
  agent.tap('serve', { queue: CARDS });
  await agent.logs(`StartServiceRslt 0 ${CARDS}`);
  agent.tap('ask');
  await agent.logs('ReqAssignUserRslt 401 true');
  bob.tap('queue', { queue: CARDS });
  await bob.logs('StartQueuingRslt 0 1');
  await agent.finds('one who waits', ({ queues }) => (queues as { queID: number; waiting: number }[]).some(({ queID, waiting }) => queID === CARDS && waiting === 1));
  expect(agent.shows['assigned']).toBeNull();
  agent.tap('ask');
  await agent.logs('ReqAssignUserRslt 0 true');
  agent.tap('takeAssigned');
  await talk(agent, bob);
});

test('an agent refuses the client, who keeps its place; a client who gives up is taken back from the agent', async () => {
  const [agent, other, bob] = [await phones.signIn('agent', 'agent'), await phones.signIn('other', 'agent'), await phones.signIn('bob')];
  agent.tap('serve', { queue: OTHER });
  await agent.logs(`StartServiceRslt 0 ${OTHER}`);
  bob.tap('queue', { queue: OTHER });
  await agent.logs(`AutoAssignUser ${bob.UID} {"topic":"咨询"}`);
  agent.tap('refuseAssigned');
  await agent.sees({ assigned: null });
  other.tap('serve', { queue: OTHER });
  await other.logs(`AutoAssignUser ${bob.UID} {"topic":"咨询"}`);
  expect(bob.shows['queuing']).toMatchObject({ queID: OTHER });
  bob.tap('stopQueuing');
  await Promise.all([other.logs(`CancelAssignUser ${OTHER} ${bob.UID}`), bob.sees({ queuing: null })]);
  await other.sees({ assigned: null });
});

test('a second sign-in of the account kicks the first with 10, and its call is over', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await connect(alice, bob);
  const again = await phones.signIn('alice');
  await Promise.all([alice.sees({ tip: '您的帐号在别处登录' }), alice.logs('LineOff 10')]);
  expect(alice.program.page.route).toBe('pages/login/login');
  expect(again.shows).toMatchObject({ UID: alice.UID });
});

test('an application that is killed in a call and started again is told of the call and comes back to it', async () => {
  const storage = new Map<string, string>();
  const { phone: alice, kill } = await phones.losable('alice', { storage });
  await alice.signIn();
  const bob = await phones.signIn('bob');
  await connect(alice, bob);
  kill();
  const again = await phones.signIn('alice', 'client', { storage });
  await talk(again, bob);
  await again.logs('EnterMeetingRslt 0 false');
  expect(bob.said('NotifyCallHungup')).toEqual([]);
  again.tap('hangup');
  await bob.sees({ lastCall: '对方已挂断' });
});

test('an agent that is started again is told what it serves and its call, and may end the call unseen', async () => {
  const storage = new Map<string, string>();
  const { phone: agent, kill } = await phones.losable('agent', { storage });
  await agent.signIn('agent');
  agent.tap('serve', { queue: LOANS });
  await agent.logs(`StartServiceRslt 0 ${LOANS}`);
  const bob = await phones.signIn('bob');
  await connect(bob, agent);
  kill();
  const again = await phones.signIn('agent', 'agent', { storage, confirms: false });
  await Promise.all([bob.sees({ lastCall: '对方已挂断' }), again.logs('HungupCallSuccess undefined')]);
  await again.finds('what it serves', ({ queues }) => (queues as { queID: number; isServed: boolean }[]).some(({ queID, isServed }) => queID === LOANS && isServed));
  again.tap('serve', { queue: LOANS });
  await again.logs(`StopServiceRslt 0 ${LOANS}`);
});

test('a recording answers that it is not supported, and the call goes on', async () => {
  const [alice, bob] = [await phones.signIn('alice'), await phones.signIn('bob')];
  await connect(alice, bob);
  alice.tap('record');
  await alice.sees({ tip: '录制失败', step: 'talking' });
  expect(alice.said('CreateCloudMixerFailed')).toHaveLength(1);
});
