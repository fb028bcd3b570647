import { benches, Bench, type Client } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { start, folder } = benches();
const VIDEO = { media: 'video' } as const;

async function inCall(options?: Parameters<typeof start>[0]) {
  const bench = await start(options);
  const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  await bob.ask('accept', { cid });
  await Promise.all([alice.ask('join', { cid, mode: 0 }), bob.ask('join', { cid, mode: 0 })]);
  return { bench, alice, bob, cid };
}

const streamOf = (client: Client): string => {
  const room = (client.answers.map((answer) => ('ok' in answer ? answer.ok : null)) as ({ uid?: number; members?: { uid: number; url: string }[] } | null)[]).filter((ok) => ok?.members !== undefined).at(-1);
  return /live\/([^?]+)\?push/.exec(room?.members?.find(({ uid }) => uid === room.uid)?.url ?? '')![1]!;
};

describe('row 12: resume', () => {
  test('brings exactly the events after the last one seen, in order, once', async () => {
    const { bench, alice, bob, cid } = await inCall();
    const seen = bob.events.at(-1)?.s ?? 0;
    for (const command of [1, 2]) await alice.ask('control', { cid, command });
    await bob.drop();
    for (const command of [3, 4]) await alice.ask('control', { cid, command });
    const back = bench.connect();
    expect(await back.resume(bob.session!, seen)).toMatchObject({ resumed: true });
    expect(back.heard('control').map(({ s, command }) => [s - seen, command])).toEqual([[1, 1], [2, 2], [3, 3], [4, 4]]);
    expect(back.events).toHaveLength(4);
  });

  test('what `a` acknowledges is not kept, and asking for it again gives a snapshot', async () => {
    const { bench, alice, bob, cid } = await inCall();
    for (const command of [1, 2]) await alice.ask('control', { cid, command });
    const last = bob.events.at(-1)!.s;
    await bob.sendText(JSON.stringify({ t: 'ping', id: 90, a: last }));
    await bob.drop();
    const back = bench.connect();
    const answer = await back.resume(bob.session!, last - 1);
    expect(answer).toMatchObject({ resumed: false, sid: bob.session!.sid, snapshot: { calls: [{ cid, phase: 'connected', mine: true, room: { uid: 2 } }] } });
    expect('epoch' in answer && answer.epoch).not.toBe(bob.session!.epoch);
    await alice.ask('control', { cid, command: 3 });
    expect(back.heard('control')).toMatchObject([{ s: expect.any(Number) as number, command: 3 }]);
    expect(back.events.map(({ s }) => s)).toEqual(back.events.map((_, index) => index + 1));
  });

  test.each([
    [256, true],
    [257, false],
  ])('after %i missed events a resume is %s', async (missed, resumed) => {
    const { bench, alice, bob, cid } = await inCall();
    const seen = bob.events.at(-1)?.s ?? 0;
    await bob.drop();
    await alice.burst(...Array.from({ length: missed }, (_, index) => JSON.stringify({ t: 'control', id: 1000 + index, cid, command: 1 })));
    expect(await bench.connect().resume(bob.session!, seen)).toMatchObject({ resumed });
  });

  test('the token is rotated, the one before still holds once, an older or forged one does not', async () => {
    const { bench, bob } = await inCall();
    const second = await bench.connect().resume(bob.session!, 0);
    const third = await bench.connect().resume(bob.session!, 0, second.resumeToken);
    await expect(bench.connect().resume(bob.session!, 0)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(bench.connect().resume(bob.session!, 0, second.resumeToken)).resolves.toHaveProperty('resumed');
    await expect(bench.connect().resume(bob.session!, 0, third.resumeToken.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')))).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test("another session's token opens nothing", async () => {
    const { bench, alice, bob } = await inCall();
    await expect(bench.connect().resume(bob.session!, 0, alice.session!.resumeToken)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test('a resume with a gap whose own socket goes meanwhile closes the socket of the session, which comes back and loses nothing', async () => {
    const bench = await start();
    const bob = await bench.device('bob');
    const late = bench.connect();
    void late.resume({ ...bob.session!, epoch: 'old' }, 0).catch(() => undefined);
    await late.drop();
    expect(bob.closedWith).toBe(1001);
    const alice = await bench.device('alice');
    const { cid } = await alice.ask('call', { callId: 'c1', callee: 'bob', media: 'audio' });
    expect(await bench.connect().resume(bob.session!, 0)).toMatchObject({ resumed: false, snapshot: { calls: [{ cid, phase: 'ringing' }] } });
  });

  test('who lost the answer of its entry and asks again after the resume is told who has entered since, and keeps its stream', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid });
    const first = await bob.ask('join', { cid, mode: 0 }, 90);
    await bob.drop();
    await alice.ask('join', { cid, mode: 0 });
    const back = bench.connect();
    await back.resume(bob.session!, 0);
    const again = await back.ask('join', { cid, mode: 0 }, 90);
    expect(again).toMatchObject({ uid: 2, members: [{ account: 'bob', url: first.members[0]!.url }, { account: 'alice' }] });
    expect(bench.media.revoked).toEqual([]);
  });

  test('after a refused resume the same socket signs in', async () => {
    const { bench, bob } = await inCall();
    const back = bench.connect();
    await expect(back.resume(bob.session!, 0, '0.forged')).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(back.signIn(await bench.token('bob'), 'bob-phone')).resolves.toMatchObject({ account: 'bob' });
  });

  test('120 s after its socket a session is gone', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await alice.drop();
    await bench.clock.advance(119_000);
    const back = bench.connect();
    const { resumeToken } = await back.resume(alice.session!, 0);
    await back.drop();
    await bench.clock.advance(121_000);
    await expect(bench.connect().resume(alice.session!, 0, resumeToken)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(bench.hub.sessionCount).toBe(0);
  });
});

describe('row 15: a device that signs in while it rings', () => {
  test('rings with the time that is left, and can answer', async () => {
    const bench = await start();
    const [alice] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bench.clock.advance(12_000);
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(tablet.session!.snapshot.calls).toMatchObject([{ cid, phase: 'ringing', mine: false, ringMsLeft: 18_000, caller: 'alice' }]);
    await expect(tablet.ask('accept', { cid })).resolves.toMatchObject({ uids: { bob: 2 } });
  });

  test('when the call has ended meanwhile nothing rings, and the end and the record tell of it', async () => {
    const bench = await start();
    const [alice] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await alice.ask('hangup', { cid });
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(tablet.session!.snapshot).toEqual({ calls: [], ended: [{ cid, callId: 'c-1', reason: 'cancelled', account: 'alice' }] });
    expect((await tablet.ask('records', {})).records).toMatchObject([{ cid, reason: 'cancelled' }]);
  });
});

describe('losses', () => {
  test('row 17: the caller is lost while it rings; an accept succeeds and its resume brings it', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await alice.drop();
    await bench.clock.advance(14_000);
    await bob.ask('accept', { cid });
    const back = bench.connect();
    await back.resume(alice.session!, 0);
    expect(back.story).toEqual(['accepted']);
    expect(bob.heard('peerState')).toMatchObject([{ state: 'ok', account: 'alice' }]);
  });

  test('row 17: the caller that does not come back ends the call as lost', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await alice.drop();
    await bench.clock.advance(15_200);
    expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'lost', account: null }]);
  });

  test("row 18: the loss of the callee's last device does not end the ringing", async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.drop();
    await bench.clock.advance(29_000);
    expect(alice.story).toEqual([]);
    await expect((await bench.device('bob', 'bob-tablet')).ask('accept', { cid })).resolves.toHaveProperty('uids');
  });

  test("row 18: after the loss of the callee's last device the ringing ends at its time and not before, as noAnswer", async () => {
    const bench = await start({ signal: { heartbeatMs: 1_000_000 } });
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.drop();
    await bench.clock.advance(29_900);
    expect(alice.story).toEqual([]);
    await bench.clock.advance(200);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'noAnswer', account: null }]);
  });

  test('row 19: back within the window nothing has happened but two words about the connection', async () => {
    const { bench, alice, bob, cid } = await inCall();
    const before = alice.events.length;
    await bob.drop();
    await bench.clock.advance(29_000);
    const back = bench.connect();
    await back.resume(bob.session!, bob.events.at(-1)!.s);
    await bench.clock.advance(60_000);
    expect(alice.events.slice(before)).toMatchObject([{ t: 'peerState', cid, account: 'bob', state: 'reconnecting' }, { t: 'peerState', state: 'ok' }]);
    expect(bench.media.revoked).toEqual([]);
    expect(back.events).toEqual([]);
  });

  test('row 19: not back within 30 s the call ends once, as lost, and its streams are revoked', async () => {
    const { bench, alice, bob } = await inCall();
    await bob.drop();
    await bench.clock.advance(29_500);
    expect(alice.heard('ended')).toEqual([]);
    await bench.clock.advance(1_000);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'lost', account: null }]);
    expect(bench.media.revoked).toHaveLength(2);
    expect((await alice.ask('records', {})).records).toMatchObject([{ reason: 'lost' }]);
  });

  test('row 19: who comes back while only its stream has kept the call finds it and the events that it has missed', async () => {
    const { bench, alice, bob, cid } = await inCall();
    bench.media.live.add(streamOf(bob));
    await bob.drop();
    await bench.clock.advance(100_000);
    for (const command of [4, 2]) await alice.ask('control', { cid, command });
    const back = bench.connect();
    expect(await back.resume(bob.session!, bob.events.at(-1)!.s)).toMatchObject({ resumed: true });
    expect(back.events).toMatchObject([{ t: 'control', command: 4 }, { t: 'control', command: 2 }]);
    await bench.clock.advance(60_000);
    expect(alice.story.slice(-2)).toEqual(['peerState', 'peerState']);
  });

  test('row 19: a device whose late sign-in takes over its call on a socket that is gone by then is lost after 30 s', async () => {
    const { bench, alice, bob, cid } = await inCall();
    const late = bench.connect();
    const text = JSON.stringify({ t: 'signIn', id: 1, token: await bench.token('alice'), device: { id: 'alice-phone', type: 'wechat' } });
    void late.sendText(text);
    await late.drop();
    while (alice.closedWith !== 4409) await new Promise((resolve) => setImmediate(resolve));
    await bench.clock.advance(30_100);
    expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'lost', account: null }]);
  });

  test('row 19: while the relay sees its stream the window is 120 s', async () => {
    const { bench, alice, bob } = await inCall();
    bench.media.live.add(streamOf(bob));
    await bob.drop();
    await bench.clock.advance(100_000);
    expect(alice.heard('ended')).toEqual([]);
    expect(bench.media.revoked).toEqual([]);
    bench.media.live.delete(streamOf(bob));
    await bench.clock.advance(6_000);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'lost' }]);
  });

  test('row 26: the killed application never comes back: the peer is told once, and the record of both says lost', async () => {
    const { bench, alice, bob, cid } = await inCall();
    await bob.drop();
    await bench.clock.advance(200_000);
    expect(alice.heard('ended')).toMatchObject([{ cid, reason: 'lost', account: null }]);
    const again = await bench.device('bob');
    expect(again.session!.snapshot.calls).toEqual([]);
    for (const each of [alice, again]) expect((await each.ask('records', {})).records).toMatchObject([{ cid, reason: 'lost', endedBy: null }]);
  });

  test('row 26: what the killed application had called ends as lost, and rings nowhere', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await alice.drop();
    await bench.clock.advance(200_000);
    expect(bob.story).toEqual(['invited', 'ended']);
    expect((await bob.ask('records', {})).records).toMatchObject([{ cid, reason: 'lost', acceptedAtMs: null, endedBy: null }]);
  });

  test('row 20: the same device signs in anew and may hang up what it finds, and finds the end that it has missed', async () => {
    const { bench, alice, cid } = await inCall();
    const again = await bench.device('bob');
    await again.ask('hangup', { cid });
    expect(alice.heard('ended')).toMatchObject([{ cid, reason: 'hungUp', account: 'bob' }]);
    const anew = await bench.device('alice');
    expect(anew.session!.snapshot).toMatchObject({ calls: [], ended: [{ cid, callId: 'c-1', reason: 'hungUp', account: 'bob' }] });
  });

  test('row 20: the same device signs in anew, gets its call and its room, and the old socket closes with 4409', async () => {
    const { bench, alice, bob, cid } = await inCall();
    const again = await bench.device('bob');
    expect(bob.closedWith).toBe(4409);
    expect(again.session!.snapshot.calls).toMatchObject([{ cid, phase: 'connected', mine: true, acceptedAtMs: expect.any(Number) as number, room: { uid: 2 } }]);
    await again.ask('control', { cid, command: 9 });
    expect(alice.heard('control')).toMatchObject([{ command: 9 }]);
    await bench.clock.advance(60_000);
    expect(alice.story).not.toContain('peerState');
    expect(alice.story).not.toContain('ended');
  });
});

describe('row 21: the server restarts with live calls', () => {
  /** A new server on the same folder; the old one stops without a word to anybody, as after SIGKILL. */
  async function restarted(bench: Bench, data: string, clock: FakeClock): Promise<Bench> {
    await bench.hub.stop();
    return start({ data, clock });
  }

  test('sessions resume with a snapshot, the call goes on with its room, and the record is written once', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, bob, cid } = await inCall({ data, clock });
    const second = await restarted(bench, data, clock);
    await clock.advance(5_000);
    const [a, b] = [second.connect(), second.connect()];
    const answer = await a.resume(alice.session!, 3);
    expect(answer).toMatchObject({ resumed: false, sid: alice.session!.sid, snapshot: { calls: [{ cid, phase: 'connected', mine: true, room: { uid: 1, members: [{}, {}] } }] } });
    await b.resume(bob.session!, 0);
    await clock.advance(60_000);
    await a.ask('control', { cid, command: 5 });
    expect(b.heard('control')).toMatchObject([{ command: 5 }]);
    await b.ask('hangup', { cid });
    expect((await a.ask('records', {})).records).toMatchObject([{ cid, reason: 'hungUp', endedBy: 'bob' }]);
    const third = await restarted(second, data, clock);
    expect((await third.store.records('default', 'alice', null, 50)).records).toHaveLength(1);
    expect(await third.store.live()).toEqual([]);
  });

  test('a ringing call keeps its deadline', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const bench = await start({ data, clock });
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await clock.advance(10_000);
    const second = await restarted(bench, data, clock);
    const [a, b] = [second.connect(), second.connect()];
    await a.resume(alice.session!, 0);
    expect(await b.resume(bob.session!, 0)).toMatchObject({ snapshot: { calls: [{ cid, phase: 'ringing', ringMsLeft: 20_000 }] } });
    await clock.advance(19_900);
    expect(a.heard('ended')).toEqual([]);
    await clock.advance(200);
    expect([a, b].map((each) => each.heard('ended'))).toMatchObject([[{ reason: 'noAnswer' }], [{ reason: 'noAnswer' }]]);
  });

  test('who does not come back ends the call as lost, and the end is known after yet another restart', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, cid } = await inCall({ data, clock });
    const second = await restarted(bench, data, clock);
    await clock.advance(31_000);
    const third = await restarted(second, data, clock);
    expect(await third.connect().resume(alice.session!, 0)).toMatchObject({ snapshot: { calls: [], ended: [{ cid, callId: 'c-1', reason: 'lost', account: null }] } });
  });

  test('the clock of the host is turned on by a minute before it: the ends of the last two minutes are told all the same, for two minutes more', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, bob, cid } = await inCall({ data, clock });
    await alice.drop();
    await bob.ask('hangup', { cid });
    await bench.hub.stop();
    await clock.advance(119_000 + 60_000);
    const second = await start({ data, clock });
    expect(await second.connect().resume(alice.session!, 0)).toMatchObject({ snapshot: { calls: [], ended: [{ cid, reason: 'hungUp', account: 'bob' }] } });
    await clock.advance(121_000);
    expect(await second.store.heldOf('default', 'alice')).toEqual([]);
  });
});

describe('row 27: signing out and in', () => {
  test('a signed-out device is offline, its call is hung up, and nothing of it stays behind', async () => {
    const { bench, alice, bob } = await inCall();
    await bob.ask('signOut', {});
    expect(alice.heard('ended')).toMatchObject([{ reason: 'hungUp', account: 'bob' }]);
    expect(bench.hub.sessionCount).toBe(1);
    await expect(alice.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    await expect(bench.connect().resume(bob.session!, 0)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test('on the same socket a new sign-in receives calls', async () => {
    const { bench, alice, bob } = await inCall();
    await bob.ask('signOut', {});
    await bob.signIn(await bench.token('bob'), 'bob-phone');
    await alice.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited').at(-1)).toMatchObject({ callId: 'c-2', s: 1 });
  });

  test('a stopped server leaves no timer', async () => {
    const bench = await Bench.start();
    await bench.close();
    expect(bench.clock.timerCount).toBe(0);
  });
});

test('a socket that is silent for two heartbeats is closed, one that pings is not', async () => {
  const bench = await start();
  const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
  await bench.clock.advance(39_999);
  await bob.ask('ping', {});
  for (const each of [alice, bob]) each.check(bench.clock.nowMs() + 1);
  expect([alice.closedWith, bob.closedWith]).toEqual([1001, null]);
});

test.each([
  [4_999, null],
  [5_000, 4401],
])('a socket on which nobody has signed in for %i ms is closed with %p', async (passedMs, code) => {
  const bench = await start();
  const socket = bench.connect();
  socket.check(bench.clock.nowMs() + passedMs);
  expect(socket.closedWith).toBe(code);
});
