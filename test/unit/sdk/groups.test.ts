import { CallError, type ServerEvents } from 'netcall-protocol';
import { BOB, end, inSnapshot, online, outcomeOf, ringing, type Bench } from '../../support/sdk';

const CAROL = 'carol';
const CALLEES = [BOB, CAROL];
const TEAM = ['alice', ...CALLEES];
const TEAM_UIDS = { alice: 1, bob: 2, carol: 3 };
const memberOf = (account: string, uid: number) => ({ uid, account, mode: 0 as const, url: `rtmp://relay/live/1_${uid}_1` });
const accepted = (account: string): ServerEvents['accepted'] => ({ cid: 'c1', account, media: 'video', uids: TEAM_UIDS });
const ROOM = { channelName: 'standup', mode: 0, role: 0 } as const;

/** Long enough for every wait before a first reconnect, and the reconnect itself. */
const BACK_MS = 600;

async function callTeam(bench: Bench): Promise<void> {
  const call = bench.alice.call({ type: 2, callee: CALLEES, pushConfig: { custom: 'team 7' } });
  await bench.soon();
  expect(await call).toEqual(TEAM_UIDS);
}

async function inTeam(bench: Bench): Promise<void> {
  await callTeam(bench);
  bench.server.tell('accepted', accepted(BOB));
  await bench.soon();
  const start = bench.alice.startRtc({ mode: 0 });
  await bench.soon();
  await start;
}

async function enter(bench: Bench): Promise<void> {
  const joined = bench.alice.joinChannel(ROOM);
  await bench.soon();
  await joined;
}

describe('a call with several', () => {
  test('rings them all; each who does not come is callRejected and each who does callAccepted, and it goes on', async () => {
    const bench = await online();
    await callTeam(bench);
    expect(bench.server.all('callTeam')).toMatchObject([{ callees: CALLEES, media: 'video', custom: 'team 7' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'calling', peer: '', team: TEAM });
    bench.server.tell('declined', { cid: 'c1', account: CAROL, reason: 'busy' });
    bench.server.tell('accepted', accepted(BOB));
    bench.server.tell('accepted', accepted('dave'));
    bench.server.tell('declined', { cid: 'c1', account: 'erin', reason: 'noAnswer' });
    await bench.soon();
    expect(bench.heard('callRejected')).toEqual([{ cid: 'c1', account: CAROL, type: 2, reason: 'busy' }, { cid: 'c1', account: 'erin', type: 2, reason: 'noAnswer' }]);
    expect(bench.heard('callAccepted').map(({ account }) => account)).toEqual([BOB, 'dave']);
    expect(bench.names).toEqual(['callRejected', 'callAccepted', 'callAccepted', 'callRejected']);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', role: 'caller', team: TEAM });
  });

  test('tells whose number is whose, comes and goes without ending, and bears scene 1', async () => {
    const bench = await online();
    bench.server.answers.join = () => ({ uid: 1, members: [memberOf('alice', 1), memberOf(BOB, 2)] });
    await inTeam(bench);
    expect(bench.heard('syncDone')[0]!.userlist.map(({ account, scene }) => [account, scene])).toEqual([['alice', 1], [BOB, 1]]);
    bench.server.tell('memberJoined', { cid: 'c1', member: memberOf(CAROL, 3) });
    bench.server.tell('peerState', { cid: 'c1', account: BOB, state: 'reconnecting' });
    bench.server.tell('peerState', { cid: 'c1', account: BOB, state: 'ok' });
    bench.server.tell('memberLeft', { cid: 'c1', uid: 2, account: BOB });
    await bench.soon();
    expect(bench.heard('joinChannel')).toEqual([{ uid: 2, account: BOB, cid: 'c1' }, { uid: 3, account: CAROL, cid: 'c1' }]);
    expect(bench.names).toEqual(['callAccepted', 'joinChannel', 'syncDone', 'joinChannel', 'clientJoin', 'peerState', 'peerState', 'clientLeave']);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', peerLink: 'ok', room: { members: [{ account: 'alice' }, { account: CAROL }] } });
  });

  test('that nobody takes ends with disconnect alone: each has been callRejected', async () => {
    const bench = await online();
    await callTeam(bench);
    for (const account of CALLEES) bench.server.tell('declined', { cid: 'c1', account, reason: 'rejected' });
    bench.server.tell('ended', end('c1', 'rejected', CAROL));
    await bench.soon();
    expect(bench.names).toEqual(['callRejected', 'callRejected', 'disconnect']);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'rejected', team: TEAM });
  });

  test('rings here with the names of all, and a call of before is one again after a restart of the app', async () => {
    const bench = await online();
    const team = ['bob', 'alice', CAROL];
    bench.server.tell('invited', { cid: 'g9', callId: 'k', caller: BOB, media: 'audio', ringMsLeft: 30_000, uids: { bob: 1, alice: 2, carol: 3 }, team });
    await bench.soon();
    expect(bench.heard('beCalling')).toEqual([{ cid: 'g9', caller: BOB, type: 1, team }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', peer: BOB, team });
    const again = await online();
    again.server.resume = 'expired';
    again.server.snapshot.calls = [inSnapshot({ callee: '', mine: true, phase: 'connected', acceptedAtMs: 1, team })];
    again.server.cut();
    await again.clock.advance(2_000);
    expect(again.alice.current).toMatchObject({ phase: 'inCall', role: 'callee', peer: BOB, team });
  });

  test('is asked for once by two taps, and names that are wrong are refused with their field', async () => {
    const bench = await online();
    const first = bench.alice.call({ type: 2, callee: CALLEES });
    expect(bench.alice.call({ type: 2, callee: CALLEES })).toBe(first);
    await bench.soon();
    expect(await bench.alice.call({ type: 2, callee: CALLEES })).toEqual(await first);
    expect(bench.server.all('callTeam')).toHaveLength(1);
    void bench.alice.hangup();
    await bench.soon();
    const wrong = outcomeOf(bench.alice.call({ type: 2, callee: [BOB, 'x\u202ey'] }));
    await bench.soon();
    expect(await wrong).toMatchObject({ code: 'BAD_MESSAGE', field: 'callees.1' });
  });
});

describe('a named room', () => {
  test('is opened, entered, and left', async () => {
    const bench = await online();
    const { alice, server } = bench;
    server.answers.enterRoom = () => ({ cid: 'g1', uid: 3, uids: { bob: 1, alice: 3 }, members: [memberOf(BOB, 1), { ...memberOf('alice', 3), role: 0 }], custom: 'notes' });
    const created = alice.createChannel({ channelName: 'standup', custom: 'notes' });
    await bench.soon();
    await created;
    const joined = alice.joinChannel(ROOM);
    await bench.soon();
    expect(await joined).toEqual({ uid: 3, cid: 'g1', account: 'alice', accountUidMap: { bob: 1, alice: 3 }, custom: 'notes' });
    expect(server.all('createRoom')).toMatchObject([{ name: 'standup', scene: 1, custom: 'notes' }]);
    expect(server.all('enterRoom')).toMatchObject([{ name: 'standup', scene: 1, mode: 0, role: 0, live: false }]);
    expect(alice.current).toMatchObject({ phase: 'inCall', channel: 'standup', room: { uid: 3 } });
    expect(bench.names).toEqual(['joinChannel', 'syncDone']);
    const left = alice.leaveChannel();
    await bench.soon();
    await left;
    expect(server.all('hangup')).toMatchObject([{ cid: 'g1' }]);
    expect(bench.heard('disconnect')).toEqual([{ code: '0', desc: 'hungUp' }]);
    expect(await outcomeOf(alice.leaveChannel())).toEqual({ code: 'NOT_IN_ROOM' });
  });

  test.each([
    ['kicked', 'kicked', { cid: 'g1', reason: 'kicked' }, '405'],
    ['closed', 'liveRoomClose', { cid: 'g1' }, '0'],
  ] as const)('that ends as %s is heard as %s and disconnect, and is left for good', async (reason, event, payload, code) => {
    const bench = await online();
    await enter(bench);
    bench.server.tell('ended', end('g1', reason, 'alice'));
    await bench.soon();
    expect(bench.heard(event)).toEqual([payload]);
    expect(bench.heard('disconnect')).toEqual([{ code, desc: reason }]);
    expect(bench.names).toEqual(['syncDone', event, 'disconnect']);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'g1' }]);
  });

  test('that does not let anybody in rejects with the reason and is disconnect 406', async () => {
    const bench = await online();
    bench.server.answers.enterRoom = () => new CallError('ROOM_FULL');
    const joined = outcomeOf(bench.alice.joinChannel(ROOM));
    await bench.soon();
    expect(await joined).toEqual({ code: 'ROOM_FULL' });
    expect(bench.heard('disconnect')).toEqual([{ code: '406', desc: 'error' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', channel: 'standup' });
  });

  test('is entered once at a time, and no call begins beside it', async () => {
    const bench = await online();
    await enter(bench);
    expect(await outcomeOf(bench.alice.joinChannel(ROOM))).toEqual({ code: 'ALREADY_IN_CALL' });
    expect(await outcomeOf(bench.alice.call({ type: 2, callee: BOB }))).toEqual({ code: 'ALREADY_IN_CALL' });
  });

  test('that was left before the server had let this device in is left there too', async () => {
    const bench = await online();
    const joined = outcomeOf(bench.alice.joinChannel(ROOM));
    void bench.alice.hangup();
    await bench.soon();
    expect(await joined).toEqual({ code: 'CALL_ENDED', reason: 'cancelled' });
    await bench.soon();
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'g1' }]);
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('that was left on a lost socket and is entered again, %s the loss is noticed, is not left by the first answer', async (_when, isCutLater) => {
    const bench = await online();
    bench.server.freeze();
    if (!isCutLater) bench.server.cut();
    void outcomeOf(bench.alice.joinChannel(ROOM));
    void bench.alice.hangup();
    const again = bench.alice.joinChannel(ROOM);
    await bench.soon();
    bench.server.cut();
    await bench.clock.advance(5_000);
    await again;
    expect(bench.server.all('enterRoom')).toHaveLength(1);
    expect(bench.server.all('hangup')).toEqual([]);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'g1' });
  });

  test('that is entered anew outlives what was still to be told of the time before', async () => {
    const bench = await online();
    await enter(bench);
    bench.server.freeze();
    void bench.alice.hangup();
    const again = bench.alice.joinChannel(ROOM);
    bench.server.loseEvent('memberJoined', { cid: 'g1', member: memberOf(BOB, 2) });
    bench.server.loseEvent('ended', end('g1', 'kicked', 'alice'));
    bench.server.cut();
    await bench.clock.advance(BACK_MS);
    expect(await again).toMatchObject({ cid: 'g1', uid: 1 });
    expect(bench.server.got.map(({ t }) => t).slice(-3)).toEqual(['hangup', 'ping', 'enterRoom']);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', channel: 'standup', room: { members: [{ account: 'alice' }] } });
    expect(bench.heard('kicked')).toEqual([]);
  });

  test('that is entered anew while a snapshot of the time before comes has the members of its own answer', async () => {
    const bench = await online();
    bench.server.snapshot.calls = [
      inSnapshot({ cid: 'g1', callId: '', caller: 'alice', callee: '', phase: 'connected', mine: true, acceptedAtMs: 1, channel: 'standup', room: { uid: 7, members: [memberOf('alice', 7)] } }),
    ];
    bench.server.resume = 'gap';
    bench.server.cut();
    const joined = bench.alice.joinChannel(ROOM);
    await bench.clock.advance(2_000);
    await joined;
    expect(bench.heard('syncDone')).toHaveLength(1);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'g1', room: { uid: 1, members: [{ uid: 1 }] } });
  });

  test('that is entered anew while a snapshot tells the end of the time before goes on', async () => {
    const bench = await online();
    bench.server.snapshot.ended = [{ cid: 'g1', callId: '', reason: 'kicked', account: 'alice' }];
    bench.server.resume = 'gap';
    bench.server.cut();
    const joined = bench.alice.joinChannel(ROOM);
    await bench.clock.advance(2_000);
    expect(await joined).toMatchObject({ cid: 'g1' });
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'g1' });
    expect(bench.names).toEqual(['willreconnect', 'syncDone']);
  });

  test('is there again after a gap, with the members of now; one of before the app was started is left', async () => {
    const bench = await online();
    await enter(bench);
    const members = [{ ...memberOf('alice', 1), role: 0 as const }, memberOf(BOB, 2)];
    const room = inSnapshot({ cid: 'g1', callId: '', caller: 'alice', callee: '', phase: 'connected', mine: true, acceptedAtMs: 1, channel: 'standup', room: { uid: 1, members } });
    bench.server.snapshot.calls = [room];
    bench.server.resume = 'gap';
    bench.server.cut();
    await bench.clock.advance(2_000);
    expect(bench.heard('syncDone').map(({ connectCount, userlist }) => [connectCount, userlist.length])).toEqual([[0, 1], [1, 2]]);
    const other = await online();
    other.server.snapshot.calls = [room];
    other.server.resume = 'gap';
    other.server.cut();
    await other.clock.advance(2_000);
    expect(other.server.all('hangup')).toMatchObject([{ cid: 'g1' }]);
    expect(other.alice.current).toEqual({ phase: 'idle' });
  });
});

test('a command that gets no answer in time is told of beside its rejection', async () => {
  const bench = await online();
  await ringing(bench);
  bench.server.answers.records = () => null;
  const records = outcomeOf(bench.alice.records());
  await bench.clock.advance(11_000);
  expect(await records).toMatchObject({ code: 'TIMEOUT' });
  expect(bench.heard('sendCommandOverTime')).toHaveLength(1);
});
