import { CallError } from 'netcall-sdk';
import { answered, answerOf, BOB, end, inCall, online, outcomeOf, ringing } from '../../support/sdk';

const video = { type: 2, callee: BOB };

describe('refusals', () => {
  test('row 28: a callee who is offline rejects with a real Error whose event.code is 11001, and disconnect follows', async () => {
    const bench = await online();
    bench.server.answers.call = () => new CallError('CALLEE_OFFLINE');
    const failure = bench.alice.call(video).catch((error: unknown) => error);
    await bench.soon();
    expect(await failure).toBeInstanceOf(Error);
    expect(await failure).toMatchObject({ code: 'CALLEE_OFFLINE', event: { code: 11_001 } });
    expect(bench.alice.current).toMatchObject({ phase: 'ended', cid: '', reason: 'offline' });
    expect(bench.names).toEqual(['disconnect']);
  });

  test('row 28: forceKeepCalling reaches the server, and only when it is asked for', async () => {
    const bench = await online();
    void bench.alice.call({ ...video, forceKeepCalling: true });
    await bench.soon();
    void bench.alice.hangup();
    await bench.soon();
    void bench.alice.call(video);
    await bench.soon();
    expect(bench.server.all('call').map(({ forceKeepCalling }) => forceKeepCalling)).toEqual([true, undefined]);
  });

  test.each(['rejected', 'busy', 'noAnswer', 'lost'] as const)('row 29 and row 31: a call that ends as %s before it is accepted is callRejected and disconnect', async (reason) => {
    const bench = await online();
    void bench.alice.call(video);
    await bench.soon();
    bench.server.tell('ended', end('c1', reason, reason === 'rejected' ? BOB : null));
    await bench.soon();
    expect(bench.heard('callRejected')).toEqual([{ cid: 'c1', account: BOB, type: 2, reason }]);
    expect(bench.heard('disconnect')).toEqual([{ code: reason === 'lost' ? '403' : '0', desc: reason }]);
    expect(bench.names).toEqual(['callRejected', 'disconnect']);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', role: 'caller', reason });
  });

  test('the text that a callee declines with reaches the caller as custom of callRejected', async () => {
    const bench = await online();
    void bench.alice.call(video);
    await bench.soon();
    bench.server.tell('ended', { ...end('c1', 'rejected', BOB), custom: 'In a meeting' });
    await bench.soon();
    expect(bench.heard('callRejected')).toEqual([{ cid: 'c1', account: BOB, type: 2, reason: 'rejected', custom: 'In a meeting' }]);
  });

  test('row 29: with busyPolicy app a second call is announced during the first, and declining it leaves the first alone', async () => {
    const bench = await online({ busyPolicy: 'app' });
    expect(bench.server.all('signIn')).toMatchObject([{ busyPolicy: 'app' }]);
    await inCall(bench);
    await ringing(bench, 'c8');
    expect(bench.heard('beCalling')).toMatchObject([{ cid: 'c8' }]);
    expect(bench.server.all('ringing')).toMatchObject([{ cid: 'c8' }]);
    const response = bench.alice.response(answerOf('c8', false));
    await bench.soon();
    await response;
    expect(bench.server.all('reject')).toMatchObject([{ cid: 'c8' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c1' });
    expect(bench.names).toEqual(['callAccepted', 'beCalling']);
  });

  test('row 29: with busyPolicy app accepting the second call leaves the first', async () => {
    const bench = await online({ busyPolicy: 'app' });
    await inCall(bench);
    await ringing(bench, 'c7');
    await ringing(bench, 'c8');
    const response = bench.alice.response(answerOf('c8', true));
    await bench.soon();
    await response;
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c8' });
    expect(bench.heard('beCalling')).toHaveLength(2);
    bench.server.tell('ended', end('c7', 'cancelled'));
    bench.server.tell('ended', end('c8', 'hungUp'));
    await bench.soon();
    expect(bench.heard('hangup').map(({ cid }) => cid)).toEqual(['c7', 'c8']);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', cid: 'c8' });
  });

  test('row 29: with busyPolicy app the second call is the one that rings when the first has ended', async () => {
    const bench = await online({ busyPolicy: 'app' });
    await inCall(bench);
    await ringing(bench, 'c8');
    bench.server.tell('ended', end('c1', 'hungUp'));
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', cid: 'c8' });
    expect(bench.heard('beCalling')).toHaveLength(1);
    bench.server.tell('answeredElsewhere', { cid: 'c8', media: 'video', accepted: true, clientType: 'web', at: 7 });
    await bench.soon();
    expect(bench.heard('callerAckSync')).toHaveLength(1);
  });

  test('row 31: a call that Alice does not answer is missed', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.tell('ended', end('c9', 'noAnswer', null));
    await bench.soon();
    expect(bench.heard('hangup')).toMatchObject([{ cid: 'c9', account: BOB, reason: 'noAnswer' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'missed', endedBy: null, durationMs: 0 });
  });

  test.each([[{}, 30_000], [{ ringMs: 7_000 }, 7_000]])('row 31: with %j a call rings for %i ms', async (options, ringMs) => {
    const bench = await online(options);
    void bench.alice.call(video);
    await bench.soon();
    expect(bench.server.all('call')).toMatchObject([{ ringMs }]);
  });

  test('row 32: too many calls reject with the time to wait', async () => {
    const bench = await online();
    bench.server.answers.call = () => new CallError('RATE_LIMITED', { retryAfterMs: 1_500 });
    const call = outcomeOf(bench.alice.call(video));
    await bench.soon();
    expect(await call).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 1_500 });
  });

  test('row 33: a call to oneself is refused at once, without a message', async () => {
    const bench = await online();
    expect(await outcomeOf(bench.alice.call({ type: 2, callee: 'alice' }))).toEqual({ code: 'INVALID_CALLEE' });
    expect(bench.server.all('call')).toEqual([]);
    expect(bench.alice.current).toEqual({ phase: 'idle' });
  });

  test.each([['placing', 0], ['calling', 1], ['in a call', 2]] as const)('row 34: a second call while %s is refused at once and changes nothing', async (_, steps) => {
    const bench = await online();
    const first = bench.alice.call(video);
    if (steps > 0) await bench.soon();
    if (steps > 1) bench.server.tell('accepted', answered);
    if (steps > 1) await bench.soon();
    const before = bench.alice.current;
    expect(await outcomeOf(bench.alice.call({ type: 2, callee: 'carol' }))).toEqual({ code: 'ALREADY_IN_CALL' });
    expect(bench.alice.current).toBe(before);
    await bench.soon();
    await first;
    expect(bench.server.all('call')).toHaveLength(1);
  });
});
