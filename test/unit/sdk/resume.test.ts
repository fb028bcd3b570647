import { answered, answerOf, BOB, end, inCall, inRoom, inSnapshot, invitation, online, outcomeOf, ringing, UIDS, type Bench } from '../../support/sdk';

const video = { type: 2, callee: BOB };

const member = { uid: 1, account: 'alice', mode: 0, url: 'rtmp://relay/live/1_1_9' } as const;

/** Long enough for every wait before a first reconnect, and the reconnect itself. */
const BACK_MS = 600;

async function cutAndBack(bench: Bench): Promise<void> {
  bench.server.cut();
  await bench.clock.advance(BACK_MS);
}

describe('the same thing twice', () => {
  test('row 11: a request whose answer was lost is sent again under the same number after the resume', async () => {
    const bench = await online();
    const call = bench.alice.call(video);
    await bench.clock.advance(1);
    expect(bench.server.all('call')).toHaveLength(1);
    await cutAndBack(bench);
    expect(await call).toEqual(UIDS);
    const [first, second] = bench.server.all('call');
    expect(second).toEqual(first);
    expect(bench.alice.current).toMatchObject({ phase: 'calling', cid: 'c1' });
  });

  test('row 11: a request made without a connection is sent after the resume', async () => {
    const bench = await online();
    bench.server.cut();
    const call = bench.alice.call(video);
    expect(bench.server.all('call')).toEqual([]);
    await bench.clock.advance(BACK_MS);
    expect(await call).toEqual(UIDS);
  });

  test('row 12: an event that is delivered twice happens once', async () => {
    const bench = await online();
    bench.server.tell('invited', invitation());
    bench.server.send(JSON.stringify({ t: 'ended', s: 1, ...end('c9', 'cancelled') }));
    await bench.soon();
    expect(bench.names).toEqual(['beCalling']);
    expect(bench.alice.current.phase).toBe('ringing');
  });

  test('a gap in the events leads to a resume, which brings what was missed, in order', async () => {
    const bench = await online();
    bench.server.loseEvent('invited', invitation());
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.clock.advance(BACK_MS);
    expect(bench.server.all('resume')).toMatchObject([{ sid: 's1', resumeToken: 't1', epoch: 'e1', seq: 0 }]);
    expect(bench.names).toEqual(['willreconnect']);
    await ringing(bench, 'c7');
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', cid: 'c7' });
  });

  test('a gap that the replay has too leads to a new sign-in, whose snapshot is the truth', async () => {
    const bench = await online();
    bench.server.loseEvent('invited', invitation());
    bench.server.forgetEvents();
    bench.server.snapshot.calls = [inSnapshot()];
    bench.server.tell('ended', end('other', 'cancelled'));
    await bench.clock.advance(BACK_MS);
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn', 'resume', 'ping', 'signIn', 'ringing']);
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', cid: 'c9' });
  });
});

describe('a lost socket', () => {
  test('is opened again after a wait with full jitter that doubles up to 15 s', async () => {
    const bench = await online();
    bench.server.reachable = false;
    bench.platform.chance = 0.998;
    bench.server.cut();
    const before = bench.platform.sockets.length;
    await bench.clock.advance(499);
    expect(bench.platform.sockets).toHaveLength(before + 1);
    await bench.clock.advance(1_000);
    expect(bench.platform.sockets).toHaveLength(before + 2);
    await bench.clock.advance(2_000 + 4_000 + 8_000 + 15_000 + 15_000);
    expect(bench.platform.sockets).toHaveLength(before + 7);
    expect(bench.heard('willreconnect').map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(bench.platform.held.sockets).toBe(0);
  });

  test('is told as connecting and online, and resumes with the newest token and the last event', async () => {
    const bench = await online();
    await ringing(bench);
    await cutAndBack(bench);
    expect(bench.heard('connection').map(({ state }) => state)).toEqual(['connecting', 'online', 'connecting', 'online']);
    expect(bench.server.all('resume')).toMatchObject([{ sid: 's1', resumeToken: 't1', epoch: 'e1', seq: 1 }]);
    expect(bench.heard('beCalling')).toHaveLength(1);
  });

  test('row 17: a call that was accepted meanwhile is found in the replay', async () => {
    const bench = await online();
    void bench.alice.call(video);
    await bench.soon();
    bench.server.cut();
    bench.server.tell('ringing', { cid: 'c1', account: BOB });
    bench.server.tell('accepted', answered);
    await bench.clock.advance(BACK_MS);
    expect(bench.names).toEqual(['willreconnect', 'peerRinging', 'callAccepted']);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall' });
  });

  test('row 17: the events of a call whose answer was lost with the socket wait for the repeated answer', async () => {
    const bench = await online();
    const call = bench.alice.call(video);
    await bench.clock.advance(1);
    bench.server.cut();
    bench.server.tell('accepted', answered);
    await bench.clock.advance(BACK_MS);
    await call;
    expect(bench.phases()).toEqual(['placing', 'calling', 'inCall']);
  });

  test('row 18: the callee rings on while its socket is gone, and stops at its time when it does not come back', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(29_000);
    expect(bench.alice.current.phase).toBe('ringing');
    await bench.clock.advance(4_000);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'missed' });
    expect(bench.heard('hangup')).toMatchObject([{ cid: 'c9', reason: 'noAnswer' }]);
  });

  test('row 19: in a call it changes nothing, and missed events arrive in order', async () => {
    const bench = await online();
    await inRoom(bench);
    const before = bench.alice.current;
    bench.server.cut();
    await bench.soon();
    expect(bench.alice.current).toBe(before);
    bench.server.tell('memberJoined', { cid: 'c1', member: { ...member, uid: 2, account: BOB } });
    bench.server.tell('control', { cid: 'c1', account: BOB, command: 8 });
    await bench.clock.advance(BACK_MS);
    expect(bench.names).toEqual(['callAccepted', 'syncDone', 'willreconnect', 'clientJoin', 'control']);
  });

  test('row 19: in a call that nobody can have kept for so long it ends the call as lost', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(120_000);
    expect(bench.alice.current.phase).toBe('inCall');
    await bench.clock.advance(6_000);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'lost' });
    bench.server.reachable = true;
    await bench.clock.advance(20_000);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });

  test('a replay is processed whole before anything rings: a call that came and went meanwhile does not', async () => {
    const bench = await online();
    bench.server.cut();
    bench.server.tell('invited', invitation('c5'));
    bench.server.tell('ended', end('c5', 'cancelled'));
    bench.server.tell('invited', invitation('c6'));
    bench.server.tell('answeredElsewhere', { cid: 'c6', media: 'video', accepted: true, clientType: 'web', at: 1 });
    bench.server.tell('invited', invitation('c7'));
    await bench.clock.advance(BACK_MS);
    expect(bench.heard('beCalling').map(({ cid }) => cid)).toEqual(['c7']);
    expect(bench.phases()).toEqual(['ringing']);
    expect(bench.names).toEqual(['willreconnect', 'beCalling']);
  });

  test('in the middle of a replay loses nothing of it', async () => {
    const bench = await online();
    bench.platform.chance = 0;
    bench.server.answers.ping = () => null;
    bench.server.cut();
    bench.server.tell('invited', invitation());
    await bench.clock.advance(5);
    bench.server.cut();
    bench.server.answers.ping = () => ({ now: 0 });
    await bench.clock.advance(BACK_MS);
    expect(bench.server.all('resume').map(({ seq }) => seq)).toEqual([0, 0]);
    expect(bench.heard('beCalling')).toHaveLength(1);
  });

  test('a hang-up without a connection ends the call here at once, and on the server after the resume', async () => {
    const bench = await online();
    await inCall(bench);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.alice.hangup();
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'hungUp' });
    await bench.clock.advance(3_000);
    bench.server.reachable = true;
    await bench.clock.advance(5_000);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });

  test('a hang-up without a connection that lasts too long for a resume is made up for after the snapshot', async () => {
    const bench = await online();
    await inCall(bench);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.alice.hangup();
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', callId: 'alice-2', phase: 'connected', mine: true, acceptedAtMs: 1 })];
    await bench.clock.advance(30_000);
    bench.server.reachable = true;
    await bench.clock.advance(20_000);
    expect(bench.server.got.map(({ t }) => t).slice(-2)).toEqual(['signIn', 'hangup']);
  });

  test('a call that got no answer in time is not made later: the snapshot shows it, and it is hung up', async () => {
    const bench = await online();
    bench.server.answers.call = () => null;
    const call = outcomeOf(bench.alice.call(video));
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', callId: 'alice-2', caller: 'alice', callee: BOB, mine: true })];
    await bench.clock.advance(10_500);
    expect(await call).toEqual({ code: 'TIMEOUT', request: 'call' });
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'error', callId: 'alice-2' });
    expect(bench.server.all('call')).toHaveLength(1);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });

  test('a late answer to call, after the user has given up and before the socket is given up, is hung up too', async () => {
    const bench = await online();
    bench.server.answers.call = () => null;
    const call = outcomeOf(bench.alice.call(video));
    await bench.soon();
    void bench.alice.hangup();
    await bench.soon();
    expect(await call).toEqual({ code: 'CALL_ENDED', reason: 'cancelled' });
    const [{ id } = { id: 0 }] = bench.server.all('call');
    bench.server.send(JSON.stringify({ t: 'ack', id, ok: { cid: 'c1', uids: UIDS } }));
    await bench.soon();
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });

  test('an accept that got no answer in time may be tried again, and the snapshot tells that it was taken', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.answers.accept = () => null;
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    bench.server.snapshot.calls = [inSnapshot({ phase: 'connected', mine: true, acceptedAtMs: 1 })];
    await bench.clock.advance(10_000);
    expect(await response).toEqual({ code: 'TIMEOUT', request: 'accept' });
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', answering: false });
    await bench.clock.advance(BACK_MS);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c9', role: 'callee' });
  });
});
