import { CallError } from 'netcall-sdk';
import { LATENCY_MS } from '../../support/fake-server';
import { answerOf, BOB, inCall, inRoom, inSnapshot, offline, online, outcomeOf, ringing, UIDS, type Bench } from '../../support/sdk';

const video = { type: 2, callee: BOB };

const member = { uid: 1, account: 'alice', mode: 0, url: 'rtmp://relay/live/1_1_9' } as const;

/** Long enough for every wait before a first reconnect, and the reconnect itself. */
const BACK_MS = 600;

async function cutAndBack(bench: Bench): Promise<void> {
  bench.server.cut();
  await bench.clock.advance(BACK_MS);
}

describe('a snapshot', () => {
  const gap = async (bench: Bench): Promise<void> => {
    bench.server.resume = 'gap';
    await cutAndBack(bench);
  };

  test('row 20: a call that is in it twice rings once', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.snapshot.calls = [inSnapshot()];
    await gap(bench);
    await gap(bench);
    expect(bench.heard('beCalling')).toHaveLength(1);
    expect(bench.alice.current.phase).toBe('ringing');
  });

  test.each([
    ['with the reason that it gives', [{ cid: 'c1', callId: 'x', reason: 'hungUp', account: BOB } as const], 'hungUp'],
    ['as lost when it gives none', [], 'lost'],
  ])('row 20: a call that is not in it has ended, %s', async (_, ended, reason) => {
    const bench = await online();
    await inRoom(bench);
    bench.server.snapshot.ended = [...ended];
    await gap(bench);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason });
    expect(bench.heard('hangup')).toMatchObject([{ cid: 'c1', account: BOB, reason }]);
    expect(bench.heard('disconnect')).toHaveLength(1);
  });

  test('row 20: a call that rang and is not in it stops ringing, with the reason that it gives', async () => {
    const bench = await online();
    await ringing(bench);
    await gap(bench);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'lost' });
    await ringing(bench, 'c8');
    bench.server.snapshot.ended = [{ cid: 'c8', callId: 'x', reason: 'cancelled', account: BOB }];
    await gap(bench);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', cid: 'c8', reason: 'missed' });
  });

  test('row 20: a call that was accepted meanwhile is in it as connected', async () => {
    const bench = await online();
    void bench.alice.call(video);
    await bench.soon();
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', callId: 'alice-2', caller: 'alice', callee: BOB, phase: 'connected', mine: true, acceptedAtMs: 1 })];
    await gap(bench);
    expect(bench.heard('callAccepted')).toEqual([{ cid: 'c1', account: BOB, type: 2 }]);
  });

  test('row 19 and row 21: in a room it gives syncDone again with connectCount 1 and the members of now', async () => {
    const bench = await online();
    await inRoom(bench);
    const room = { uid: 1, members: [member, { ...member, uid: 2, account: BOB }] };
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', phase: 'connected', mine: true, acceptedAtMs: 1, room })];
    await gap(bench);
    expect(bench.heard('syncDone')).toMatchObject([{ connectCount: 0 }, { connectCount: 1, userlist: room.members }]);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', room });
  });

  const before = inSnapshot({ cid: 'c0', callId: 'old', caller: 'alice', callee: BOB, phase: 'connected', mine: true, acceptedAtMs: 1_000_000 - 5_000 });

  test('row 20: a connected call of before the app was started anew goes on, without a room', async () => {
    const bench = offline();
    bench.server.snapshot.calls = [{ ...before, room: { uid: 1, members: [member] } }];
    void bench.alice.login();
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c0', peer: BOB, role: 'caller', room: null, sinceMs: 995_000 + LATENCY_MS });
    const start = bench.alice.startRtc({ mode: 0 });
    await bench.soon();
    await start;
    expect(bench.heard('syncDone')).toHaveLength(1);
  });

  test('row 20: with adoptCalls false it is hung up', async () => {
    const bench = offline({ adoptCalls: false });
    bench.server.snapshot.calls = [before];
    void bench.alice.login();
    await bench.soon();
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c0' }]);
    expect(bench.alice.current).toEqual({ phase: 'idle' });
  });

  test('row 20: a call that rings out since before the restart is shown as calling, and ends at its time', async () => {
    const bench = offline();
    bench.server.snapshot.calls = [{ ...before, phase: 'ringing', ringMsLeft: 5_000 }];
    void bench.alice.login();
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'calling', cid: 'c0', peer: BOB });
    await bench.clock.advance(8_000);
    expect(bench.heard('callRejected')).toMatchObject([{ cid: 'c0', reason: 'noAnswer' }]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c0' }]);
  });

  test('row 20: a call that the user has left here is hung up there', async () => {
    const bench = await online();
    await inCall(bench);
    bench.server.answers.hangup = () => new CallError('INTERNAL');
    void bench.alice.hangup();
    await bench.soon();
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', callId: 'alice-2', phase: 'connected', mine: true, acceptedAtMs: 1 })];
    await gap(bench);
    expect(bench.server.all('hangup')).toHaveLength(2);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'hungUp' });
  });

  test('a second call that rang beside the first and is not in it is over', async () => {
    const bench = await online({ busyPolicy: 'app' });
    await inCall(bench);
    await ringing(bench, 'c8');
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', phase: 'connected', mine: true, acceptedAtMs: 1 })];
    await gap(bench);
    expect(bench.heard('hangup')).toMatchObject([{ cid: 'c8', reason: 'lost' }]);
    expect(await outcomeOf(bench.alice.response(answerOf('c8', true)))).toEqual({ code: 'CALL_UNKNOWN' });
  });

  test('while a call is being placed waits for its answer', async () => {
    const bench = await online();
    const call = bench.alice.call(video);
    await bench.clock.advance(1);
    bench.server.snapshot.ended = [{ cid: 'c1', callId: 'alice-2', reason: 'rejected', account: BOB }];
    await gap(bench);
    expect(await call).toEqual(UIDS);
    expect(bench.phases()).toEqual(['placing', 'calling', 'ended']);
    expect(bench.heard('callRejected')).toMatchObject([{ reason: 'rejected' }]);
  });

  test('after it, what was asked is asked anew under numbers that the session does not know, but no command twice', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.answers.setMode = bench.server.answers.control = () => null;
    const mode = bench.alice.switchMode(1);
    const control = outcomeOf(bench.alice.control({ command: 5 }));
    await bench.soon();
    bench.server.answers.setMode = () => ({});
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c1', phase: 'connected', mine: true, acceptedAtMs: 1, room: { uid: 1, members: [member] } })];
    await gap(bench);
    await mode;
    expect(await control).toEqual({ code: 'NOT_CONNECTED' });
    const [first, second] = bench.server.all('setMode');
    expect(second!.id).toBeGreaterThan(first!.id);
    expect(bench.server.all('control')).toHaveLength(1);
  });
});
