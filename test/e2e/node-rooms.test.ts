import { Netcall, nodePlatform } from 'netcall-sdk/node';
import { accept, usePhones, type Phone } from '../support/node-phone';
import { useStack } from '../support/stack';

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100', NETCALL_RESUME_CALL_MS: '2000', NETCALL_RESUME_RINGING_MS: '2000' } });
const phones = usePhones(stack);

const signIn = async (...names: readonly string[]): Promise<Phone[]> => Promise.all(names.map((name) => phones.signIn(name)));

async function callAll(caller: Phone, callees: readonly Phone[]): Promise<string> {
  await caller.netcall.call({ type: 2, callee: callees.map(({ account }) => account) });
  const { current } = caller.netcall;
  return 'cid' in current ? current.cid : '';
}

async function start(...phonesInCall: readonly Phone[]): Promise<void> {
  for (const phone of phonesInCall) {
    await phone.netcall.startRtc({ mode: 0 });
    await phone.heard('syncDone');
  }
}

describe('a call with several', () => {
  test('rings three, of whom two come; it goes on without its caller and ends with the last but one', async () => {
    const [alice, bob, carol, dave] = await signIn('alice', 'bob', 'carol', 'dave') as [Phone, Phone, Phone, Phone];
    const cid = await callAll(alice, [bob, carol, dave]);
    const { cid: ringing, caller, type } = await dave.heard('beCalling');
    await dave.netcall.response({ accepted: false, cid: ringing, caller, type, custom: 'later' });
    expect(await alice.heard('callRejected')).toEqual({ cid, account: dave.account, type: 2, reason: 'rejected', custom: 'later' });
    await Promise.all([accept(bob), accept(carol)]);
    expect([await alice.heard('callAccepted'), await alice.heard('callAccepted')].map(({ account }) => account).sort()).toEqual([bob.account, carol.account]);
    await start(alice, bob, carol);
    expect([await alice.heard('clientJoin'), await alice.heard('clientJoin')].map(({ account }) => account)).toEqual([bob.account, carol.account]);
    expect(carol.netcall.current).toMatchObject({ phase: 'inCall', team: [alice, bob, carol, dave].map(({ account }) => account) });
    await alice.netcall.hangup();
    expect(await bob.heard('clientLeave')).toMatchObject({ cid, account: alice.account, uid: 1 });
    await carol.netcall.control({ command: 4 });
    expect(await bob.heard('control')).toMatchObject({ cid, account: carol.account, command: 4 });
    await carol.netcall.hangup();
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'hungUp' });
    expect(await alice.heard('disconnect')).toEqual({ code: '0', desc: 'hungUp' });
  });

  test('one who is lost and comes back finds everybody; the others hear of it and stay', async () => {
    const [alice, bob, carol] = await signIn('alice', 'bob', 'carol') as [Phone, Phone, Phone];
    await callAll(alice, [bob, carol]);
    await Promise.all([accept(bob), accept(carol)]);
    await start(alice, bob, carol);
    carol.wire.cut();
    expect(await bob.heard('peerState')).toMatchObject({ account: carol.account, state: 'reconnecting' });
    carol.wire.mend();
    carol.networkChanges(true);
    expect(await alice.heard('peerState')).toMatchObject({ account: carol.account, state: 'reconnecting' });
    expect(await alice.heard('peerState')).toMatchObject({ account: carol.account, state: 'ok' });
    await bob.netcall.control({ command: 1 });
    expect(await carol.heard('control')).toMatchObject({ account: bob.account });
    expect([alice, bob].flatMap((phone) => phone.all('clientLeave'))).toEqual([]);
  });

  test('is on the record of each who was called, with its caller', async () => {
    const [alice, bob, carol] = await signIn('alice', 'bob', 'carol') as [Phone, Phone, Phone];
    const cid = await callAll(alice, [bob, carol]);
    await accept(bob);
    await alice.heard('callAccepted');
    await start(alice, bob);
    const { caller, type } = await carol.heard('beCalling');
    await carol.netcall.response({ accepted: false, cid, caller, type });
    await alice.netcall.hangup();
    await bob.heard('disconnect');
    const told = [await alice.heard('callRecord'), await alice.heard('callRecord')].map(({ record }) => record);
    expect(told.map(({ callee, reason }) => [callee, reason]).sort()).toEqual([[bob.account, 'hungUp'], [carol.account, 'rejected']]);
    expect(told.every((record) => record.cid.startsWith(`${cid}.`))).toBe(true);
    expect((await bob.heard('callRecord')).record).toMatchObject({ caller: alice.account, callee: bob.account, reason: 'hungUp' });
  });
});

describe('a named room', () => {
  test('takes hosts and audience, who gets nothing to push and is not played', async () => {
    const [alice, bob, carol] = await signIn('alice', 'bob', 'carol') as [Phone, Phone, Phone];
    const channelName = `standup-${alice.account}`;
    await alice.netcall.createChannel({ channelName, custom: 'notes' });
    await expect(bob.netcall.createChannel({ channelName })).rejects.toMatchObject({ code: 'ROOM_EXISTS' });
    await expect(bob.netcall.joinChannel({ channelName: 'nowhere', mode: 0, role: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect(await alice.netcall.joinChannel({ channelName, mode: 0, role: 0 })).toMatchObject({ account: alice.account, custom: 'notes' });
    await bob.netcall.joinChannel({ channelName, mode: 0, role: 0 });
    await carol.netcall.joinChannel({ channelName, mode: 3, role: 1 });
    const { userlist } = await carol.heard('syncDone');
    expect(userlist.map(({ account, url, scene }) => [account, url !== '', scene])).toEqual([[alice.account, true, 1], [bob.account, true, 1], [carol.account, false, 1]]);
    expect([await alice.heard('clientJoin'), await alice.heard('clientJoin')]).toMatchObject([{ account: bob.account, role: 0 }, { account: carol.account, role: 1, url: '' }]);
    await bob.netcall.leaveChannel();
    expect(await carol.heard('clientLeave')).toMatchObject({ account: bob.account });
    await bob.netcall.joinChannel({ channelName, mode: 1, role: 0 });
    expect(await alice.heard('clientJoin')).toMatchObject({ account: bob.account, mode: 1 });
  });

  test('in which another device takes the place kicks the first, and one that its maker keeps live closes with it', async () => {
    const [alice, bob] = await signIn('alice', 'bob') as [Phone, Phone];
    const tablet = await phones.signIn('bob');
    const channelName = `live-${alice.account}`;
    await alice.netcall.createChannel({ channelName });
    await alice.netcall.joinChannel({ channelName, mode: 0, role: 0, liveEnable: 1 });
    const { cid } = await bob.netcall.joinChannel({ channelName, mode: 0, role: 0 });
    await tablet.netcall.joinChannel({ channelName, mode: 0, role: 0 });
    expect(await bob.heard('kicked')).toEqual({ cid, reason: 'kicked' });
    expect(await bob.heard('disconnect')).toMatchObject({ code: '405' });
    await alice.netcall.leaveChannel();
    expect(await tablet.heard('liveRoomClose')).toEqual({ cid });
    expect(await tablet.heard('disconnect')).toEqual({ code: '0', desc: 'closed' });
  });
});

test('what is sent and called while a device is away reaches it at its next sign-in, each once', async () => {
  const alice = await phones.signIn('alice');
  const bob = phones.account('bob');
  const storage = new Map<string, string>();
  const make = (): Netcall => new Netcall({ server: stack().url, getToken: () => stack().token(bob), platform: nodePlatform({ storage, log: () => undefined }) });
  await alice.netcall.sendMessage({ to: bob, kind: 'custom', content: 'are you there?' });
  await expect(alice.netcall.call({ type: 1, callee: bob })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
  await alice.netcall.call({ type: 1, callee: bob, forceKeepCalling: true });
  await alice.netcall.hangup();
  expect((await alice.heard('callRecord')).record).toMatchObject({ callee: bob, reason: 'cancelled' });
  for (const expected of [['are you there?', 'cancelled'], []]) {
    const netcall = make();
    const heard: string[] = [];
    netcall.on('message', ({ message }) => heard.push(message.content));
    netcall.on('callRecord', ({ record }) => heard.push(record.reason));
    const rest = new Promise<void>((resolve) => netcall.on('message', ({ message }) => message.content === 'the last' && resolve()));
    await netcall.login();
    await alice.netcall.sendMessage({ to: bob, kind: 'tip', content: 'the last' });
    await rest;
    netcall.destroy();
    expect(heard).toEqual([...expected, 'the last']);
  }
});
