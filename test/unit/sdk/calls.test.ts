import { answered, answerOf, BOB, end, inRoom, inSnapshot, invitation, offline, online, outcomeOf, ringing, SOON_MS, UIDS } from '../../support/sdk';

const video = { type: 2, callee: BOB };

describe('a call', () => {
  test('of Alice resolves with the numbers, rings, is accepted, enters the room and ends, in the order of the reference', async () => {
    const bench = await online();
    const { alice, server } = bench;
    const call = alice.call({ ...video, pushConfig: { custom: 'hello' }, forceKeepCalling: true, ringMs: 45_000 });
    expect(alice.current).toMatchObject({ phase: 'placing', peer: BOB, media: 'video', custom: 'hello' });
    await bench.soon();
    expect(await call).toEqual(UIDS);
    expect(server.all('call')[0]).toMatchObject({ callee: BOB, media: 'video', ringMs: 45_000, forceKeepCalling: true, custom: 'hello' });
    server.tell('ringing', { cid: 'c1', account: BOB });
    server.tell('accepted', answered);
    await bench.soon();
    const started = alice.startRtc({ mode: 2 });
    await bench.soon();
    expect(await started).toEqual({ uid: 1, account: 'alice', cid: 'c1' });
    server.tell('memberJoined', { cid: 'c1', member: { uid: 2, account: BOB, mode: 0, url: 'rtmp://relay/live/1_2_1' } });
    server.tell('ended', end('c1', 'hungUp'));
    await bench.soon();
    expect(bench.names).toEqual(['peerRinging', 'callAccepted', 'syncDone', 'clientJoin', 'hangup', 'disconnect']);
    expect(bench.heard('callAccepted')).toEqual([{ cid: 'c1', account: BOB, type: 2 }]);
    expect(bench.heard('syncDone')).toEqual([
      { code: 200, errmsg: '', connectCount: 0, userlist: [{ uid: 1, account: 'alice', mode: 2, url: 'rtmp://relay/live/1_1_1', pusher_secret: '', scene: 0 }] },
    ]);
    expect(bench.heard('clientJoin')).toEqual([{ cid: 'c1', uid: 2, account: BOB, mode: 0, url: 'rtmp://relay/live/1_2_1' }]);
    expect(bench.heard('hangup')).toEqual([{ cid: 'c1', timetag: '5', account: BOB, reason: 'hungUp' }]);
    expect(bench.heard('disconnect')).toEqual([{ code: '0', desc: 'hungUp' }]);
    expect(bench.phases()).toEqual(['placing', 'calling', 'inCall', 'ended']);
    expect(alice.current).toMatchObject({ phase: 'ended', cid: 'c1', role: 'caller', reason: 'hungUp', endedBy: BOB, durationMs: 2 * SOON_MS });
  });

  test('of Bob rings here once, tells the server so, and is answered with the texts of a page address', async () => {
    const bench = await online();
    const { alice, server } = bench;
    server.tell('invited', { ...invitation(), custom: 'hi' });
    await bench.soon();
    expect(bench.heard('beCalling')).toEqual([{ cid: 'c9', caller: BOB, type: 2, custom: 'hi' }]);
    expect(server.all('ringing')).toMatchObject([{ cid: 'c9' }]);
    const response = alice.response({ accepted: true, caller: BOB, type: '2', cid: 'c9' });
    expect(alice.current).toMatchObject({ phase: 'ringing', answering: true });
    await bench.soon();
    expect(await response).toBeUndefined();
    expect(alice.current).toMatchObject({ phase: 'inCall', role: 'callee', cid: 'c9', room: null, peerLink: 'ok' });
    expect(bench.names).toEqual(['beCalling']);
  });

  test('that Alice declines is rejected on the server with her text, and a hang-up after it does nothing', async () => {
    const bench = await online();
    await ringing(bench);
    const response = bench.alice.response({ ...answerOf('c9', false), custom: 'later' });
    const hangup = bench.alice.hangup();
    await bench.soon();
    await Promise.all([response, hangup]);
    expect(bench.server.all('reject')).toMatchObject([{ cid: 'c9', custom: 'later' }]);
    expect(bench.server.all('hangup')).toEqual([]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', role: 'callee', reason: 'rejected', endedBy: 'alice' });
    expect(bench.names).toEqual(['beCalling', 'disconnect']);
  });

  test('carries commands, modes and new streams (row 23) to the server and from it', async () => {
    const bench = await online();
    const { alice, server } = bench;
    await inRoom(bench);
    const all = [alice.control({ command: 8 }), alice.control({ command: 5, cid: 'c1', custom: 'x' }), alice.switchMode(1), alice.renewStream(), alice.members()] as const;
    server.tell('control', { cid: 'c1', account: BOB, command: 6 });
    server.tell('control', { cid: 'other', account: BOB, command: 6 });
    await bench.soon();
    expect((await Promise.all(all)).slice(3)).toEqual([{ url: 'rtmp://relay/live/1_1_2' }, { uid: 1, members: [{ uid: 1, account: 'alice', mode: 0, url: 'rtmp://relay/live/1_1_1?fresh' }] }]);
    expect(server.all('control')).toMatchObject([{ cid: 'c1', command: 8 }, { cid: 'c1', command: 5, custom: 'x' }]);
    expect(server.all('setMode')).toMatchObject([{ cid: 'c1', mode: 1 }]);
    expect(bench.heard('control')).toEqual([{ cid: 'c1', account: BOB, command: 6 }]);
    expect(alice.current).toMatchObject({ room: { mode: 1, members: [{ mode: 1, url: 'rtmp://relay/live/1_1_2' }] } });
  });

  test('follows its members: who changes, who leaves, whose connection is lost', async () => {
    const bench = await online();
    await inRoom(bench);
    const member = { uid: 2, account: BOB, mode: 0, url: 'a' } as const;
    bench.server.tell('memberJoined', { cid: 'c1', member });
    bench.server.tell('memberUpdated', { cid: 'c1', member: { ...member, mode: 1, url: 'b' } });
    bench.server.tell('peerState', { cid: 'c1', account: BOB, state: 'reconnecting' });
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ peerLink: 'reconnecting', room: { members: [{ uid: 1 }, { uid: 2, mode: 1, url: 'b' }] } });
    bench.server.tell('memberLeft', { cid: 'c1', uid: 2, account: BOB });
    bench.server.tell('memberLeft', { cid: 'c1', uid: 2, account: BOB });
    bench.server.tell('peerState', { cid: 'c1', account: BOB, state: 'ok' });
    await bench.soon();
    expect(bench.heard('clientUpdate')).toEqual([{ cid: 'c1', uid: 2, account: BOB, mode: 1, url: 'b' }]);
    expect(bench.heard('clientLeave')).toEqual([{ cid: 'c1', uid: 2, account: BOB }]);
    expect(bench.heard('peerState').map(({ state }) => state)).toEqual(['reconnecting', 'ok']);
    expect(bench.alice.current).toMatchObject({ peerLink: 'ok', room: { members: [{ uid: 1 }] } });
  });

  test('can follow another one', async () => {
    const bench = await online();
    await inRoom(bench);
    void bench.alice.hangup();
    await bench.soon();
    bench.server.answers.call = () => ({ cid: 'c2', uids: UIDS });
    void bench.alice.call({ type: 1, callee: BOB });
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'calling', cid: 'c2', media: 'audio' });
  });
});

describe('without a call', () => {
  test('hang-up resolves, and everything else says what is missing', async () => {
    const bench = await online();
    const { alice } = bench;
    await alice.hangup();
    expect(await outcomeOf(alice.startRtc({ mode: 0 }))).toMatchObject({ code: 'BAD_STATE', phase: 'idle' });
    expect(await outcomeOf(alice.control({ command: 1 }))).toMatchObject({ code: 'BAD_STATE' });
    expect(await outcomeOf(alice.switchMode(0))).toEqual({ code: 'NOT_IN_ROOM' });
    expect(await outcomeOf(alice.renewStream())).toEqual({ code: 'NOT_IN_ROOM' });
    expect(await outcomeOf(alice.response(answerOf('c9', true)))).toEqual({ code: 'CALL_UNKNOWN' });
    expect(await outcomeOf(alice.response(answerOf('c9', false)))).toEqual({ code: 'CALL_UNKNOWN' });
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn']);
  });

  test('row 13: events of calls that are unknown or over are ignored, and answering one that is over says why it ended', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.tell('ended', end('who', 'hungUp'));
    bench.server.tell('answeredElsewhere', { cid: 'who', media: 'video', accepted: true, clientType: 'web', at: 7 });
    await bench.soon();
    expect([bench.alice.current, bench.names]).toMatchObject([{ phase: 'ringing', cid: 'c9' }, ['beCalling']]);
    bench.server.tell('ended', end('c9', 'cancelled'));
    bench.server.tell('accepted', answered);
    bench.server.tell('ended', end('c9', 'hungUp'));
    bench.server.tell('ended', end('who', 'hungUp'));
    await bench.soon();
    expect(bench.names).toEqual(['beCalling', 'hangup', 'disconnect']);
    expect(await outcomeOf(bench.alice.response(answerOf('c9', true)))).toEqual({ code: 'CALL_ENDED', reason: 'missed' });
    expect(await outcomeOf(bench.alice.startRtc({ mode: 0 }))).toEqual({ code: 'CALL_ENDED', reason: 'missed' });
    await bench.alice.hangup();
    expect(bench.server.all('hangup')).toEqual([]);
  });

  test('row 13: an event that is ignored stands in the log as debug, with its type and its call', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.tell('ended', end('c9', 'cancelled'));
    bench.server.tell('control', { cid: 'c9', account: BOB, command: 1 });
    bench.server.tell('ended', end('who', 'hungUp'));
    await bench.soon();
    expect(bench.platform.lines).toEqual([{ t: 'control', cid: 'c9' }, { t: 'ended', cid: 'who' }].map((facts) => ({ level: 'debug', text: 'event ignored', facts })));
  });

  test('row 14: the end of a call and its reason stay until the next call', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.tell('ended', end('c9', 'noAnswer', null));
    await bench.clock.advance(60_000);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', cid: 'c9', peer: BOB, reason: 'missed' });
  });

  test('row 15: a device that signs in while it rings rings with the time that is left', async () => {
    const bench = await online();
    void bench.alice.logout();
    await bench.soon();
    bench.server.snapshot.calls = [inSnapshot({ ringMsLeft: 4_000 })];
    void bench.alice.login();
    await bench.soon();
    expect(bench.heard('beCalling')).toEqual([{ cid: 'c9', caller: BOB, type: 2 }]);
    bench.server.freeze();
    await bench.clock.advance(4_000 + 3_000);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'missed' });
  });

  test('row 15: a device that signs in after the call is over does not ring, and finds it in the records', async () => {
    const bench = offline();
    const ended = { cid: 'c9', caller: BOB, callee: 'alice', media: 'video', startedAtMs: 1, acceptedAtMs: null, endedAtMs: 2, durationMs: 0, reason: 'cancelled', endedBy: BOB } as const;
    bench.server.snapshot.ended = [{ cid: 'c9', callId: 'bob-c9', reason: 'cancelled', account: BOB }];
    bench.server.answers.records = () => ({ records: [ended] });
    void bench.alice.login();
    await bench.soon();
    expect([bench.names, bench.alice.current]).toEqual([[], { phase: 'idle' }]);
    const page = bench.alice.records();
    await bench.soon();
    expect((await page).records).toEqual([ended]);
  });

  test('row 26: the peer of an application that was killed hears hangup and disconnect once, as lost', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.tell('peerState', { cid: 'c1', account: BOB, state: 'reconnecting' });
    bench.server.tell('ended', end('c1', 'lost', null));
    await bench.soon();
    expect(bench.names.slice(2)).toEqual(['peerState', 'hangup', 'disconnect']);
    expect(bench.heard('hangup')).toMatchObject([{ cid: 'c1', account: BOB, reason: 'lost' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'lost', endedBy: null });
  });
});

describe('from sound to picture and back', () => {
  const changes = [
    [1, 6, 'video'], [2, 8, 'audio'], [1, 5, 'audio'], [2, 7, 'video'], [1, 8, 'audio'],
  ] as const;

  test.each(changes)('a call of type %i that hears command %i carries %s', async (type, command, media) => {
    const bench = await online();
    await talking(bench, type);
    bench.server.tell('control', { cid: 'c1', account: BOB, command });
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', media });
    expect(bench.heard('control')).toEqual([{ cid: 'c1', account: BOB, command }]);
  });

  test.each(changes)('a call of type %i whose user sends command %i carries %s once the server has it', async (type, command, media) => {
    const bench = await online();
    await talking(bench, type);
    const control = bench.alice.control({ command });
    expect(bench.alice.current).toMatchObject({ media: type === 1 ? 'audio' : 'video' });
    await bench.soon();
    await control;
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', media });
  });

  test('a command that was lost with the connection shows in the snapshot', async () => {
    const bench = await online();
    await talking(bench, 1);
    bench.server.resume = 'gap';
    bench.server.snapshot = { calls: [inSnapshot({ cid: 'c1', callee: BOB, caller: 'alice', phase: 'connected', mine: true, media: 'video' })], ended: [] };
    bench.server.cut();
    await bench.clock.advance(30_000);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c1', media: 'video' });
  });
});

async function talking(bench: Awaited<ReturnType<typeof online>>, type: 1 | 2): Promise<void> {
  void bench.alice.call({ type, callee: BOB });
  await bench.soon();
  bench.server.tell('accepted', { ...answered, media: type === 1 ? 'audio' : 'video' });
  await bench.soon();
}
