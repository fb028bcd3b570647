import { answerOf, answered, BOB, end, inSnapshot, invitation, outcomeOf } from '../../support/sdk';
import { listening, silent, type Listening } from '../../support/listening';

/** Long enough for every wait before a first reconnect, and the reconnect itself. */
const BACK_MS = 600;

/** Somebody calls Alice. */
async function invited(bench: Listening, cid = 'c9', caller = BOB): Promise<void> {
  bench.server.tell('invited', invitation(cid, caller));
  await bench.soon();
}

const member = { uid: 2, account: BOB, mode: 0, url: 'rtmp://relay/live/1_2_1' } as const;

describe('a call that rings', () => {
  test('runs `open` once, is told to the caller as ringing when a client takes over, and is answered there, all with one sign-in', async () => {
    const bench = await listening();
    await invited(bench);
    expect([bench.openings.length, bench.server.all('ringing')]).toEqual([1, []]);
    const client = bench.takeOver();
    const { alice } = client;
    expect(alice.current).toMatchObject({ phase: 'ringing', cid: 'c9', peer: BOB });
    await client.soon();
    expect([client.names, client.phases(), bench.server.all('ringing')]).toEqual([['beCalling'], ['ringing'], [expect.objectContaining({ cid: 'c9' })]]);
    const login = alice.login();
    const answer = alice.response(answerOf('c9', true));
    await client.soon();
    expect([await login, await answer, alice.current.phase, alice.connection]).toEqual([{ account: 'alice' }, undefined, 'inCall', 'online']);
    expect([bench.server.all('signIn').length, bench.platform.held.sockets, bench.openings.length, bench.errors]).toEqual([1, 1, 1, []]);
  });

  test.each([
    ['was cancelled', () => ['ended', end('c9', 'cancelled')] as const],
    ['was answered elsewhere', () => ['answeredElsewhere', { cid: 'c9', media: 'video', accepted: true, clientType: 'wechat', at: 5 }] as const],
  ])('and that %s before a client takes over does not ring there', async (_, over) => {
    const bench = await listening();
    await invited(bench);
    bench.server.tell(...(over() as ['ended', ReturnType<typeof end>]));
    await bench.soon();
    const client = bench.takeOver();
    await client.soon();
    expect([client.alice.current.phase, client.names, bench.server.all('ringing')]).toEqual(['idle', [], []]);
  });

  test('already at the sign-in runs `open` too, and does not ring when it ends before a client takes over', async () => {
    const bench = silent();
    bench.server.snapshot.calls = [inSnapshot(), inSnapshot({ cid: 'c7', callId: 'bob-c7' })];
    void bench.listener.login();
    await bench.soon();
    expect(bench.openings).toHaveLength(1);
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.soon();
    const client = bench.takeOver();
    await client.soon();
    expect([client.alice.current, client.names]).toEqual([expect.objectContaining({ phase: 'ringing', cid: 'c7' }), ['beCalling']]);
  });

  test('on another device alone, which talks already, does not run `open`', async () => {
    const bench = silent();
    bench.server.snapshot.calls = [inSnapshot({ phase: 'connected', acceptedAtMs: 0 })];
    void bench.listener.login();
    await bench.soon();
    expect([bench.listener.connection, bench.openings]).toEqual(['online', []]);
  });

  test('survives a lost connection while `open` runs: what happened meanwhile is known when a client takes over', async () => {
    const bench = await listening();
    await invited(bench);
    bench.server.cut();
    bench.server.tell('ended', end('c9', 'cancelled'));
    bench.server.tell('invited', invitation('c7'));
    await bench.clock.advance(BACK_MS);
    const client = bench.takeOver();
    await client.soon();
    expect([bench.openings.length, client.alice.current, client.names, bench.server.all('signIn').length]).toEqual([1, expect.objectContaining({ phase: 'ringing', cid: 'c7' }), ['beCalling'], 1]);
  });

  test('and a connection that is lost when a client takes over: it rings at once, and the caller hears of it when the connection is back', async () => {
    const bench = await listening();
    await invited(bench);
    bench.server.cut();
    const client = bench.takeOver();
    expect([client.alice.current.phase, client.alice.connection, bench.server.all('ringing')]).toEqual(['ringing', 'connecting', []]);
    await bench.clock.advance(BACK_MS);
    expect([client.alice.current.phase, client.alice.connection, bench.server.all('ringing').length]).toEqual(['ringing', 'online', 1]);
  });

  test('is what a new snapshot says that comes while `open` runs', async () => {
    const bench = await listening();
    await invited(bench);
    Object.assign(bench.server, { resume: 'gap', snapshot: { calls: [inSnapshot({ cid: 'c7', callId: 'bob-c7' })], ended: [{ cid: 'c9', callId: 'bob-c9', reason: 'cancelled', account: BOB }] } });
    bench.server.cut();
    await bench.clock.advance(BACK_MS);
    const client = bench.takeOver();
    await client.soon();
    expect([bench.openings.length, client.alice.current, client.names]).toEqual([1, expect.objectContaining({ phase: 'ringing', cid: 'c7' }), ['beCalling']]);
  });

  test('beside another one: both are told in their order, and the second rings on when the first is declined', async () => {
    const bench = await listening({ busyPolicy: 'app' });
    await invited(bench);
    await invited(bench, 'c7', 'carol');
    const client = bench.takeOver();
    await client.soon();
    expect([bench.openings.length, client.heard('beCalling').map(({ caller }) => caller), client.alice.current]).toEqual([1, [BOB, 'carol'], expect.objectContaining({ cid: 'c9' })]);
    void client.alice.response(answerOf('c9', false));
    await client.soon();
    expect(client.alice.current).toMatchObject({ phase: 'ringing', cid: 'c7', peer: 'carol' });
    expect(bench.server.all('signIn')).toMatchObject([{ busyPolicy: 'app' }]);
  });

  test('ends at its own time: after 10 s of loading it rings for 20 s and the 3 s of grace', async () => {
    const bench = await listening();
    await invited(bench);
    await bench.clock.advance(10_000);
    const client = bench.takeOver();
    await bench.clock.advance(23_000 - 30);
    expect(client.alice.current.phase).toBe('ringing');
    await bench.clock.advance(30);
    expect(client.alice.current).toMatchObject({ phase: 'ended', reason: 'missed' });
  });

  test.each([
    ['an event', async (bench: Listening) => invited(bench)],
    ['a snapshot', async (bench: Listening) => {
      Object.assign(bench.server, { resume: 'gap', snapshot: { calls: [inSnapshot({ ringMsLeft: 30_000 })], ended: [] } });
      bench.server.cut();
      await bench.clock.advance(BACK_MS);
    }],
  ])('of %s, for its whole time without a client, does not ring when one takes over', async (_, rings) => {
    const bench = await listening();
    await rings(bench);
    expect(bench.openings).toHaveLength(1);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(30_000);
    const client = bench.takeOver();
    await client.soon();
    expect([client.alice.current.phase, client.heard('beCalling')]).toEqual(['idle', []]);
  });
});

describe('a call of before', () => {
  test('goes on: the client that takes over after 10 s knows since when it is connected, and what has changed in it', async () => {
    const bench = silent();
    const acceptedAtMs = bench.clock.nowMs - 60_000;
    bench.server.snapshot.calls = [inSnapshot({ phase: 'connected', mine: true, acceptedAtMs, ringMsLeft: 0 })];
    void bench.listener.login();
    await bench.soon();
    bench.server.tell('peerState', { cid: 'c9', account: BOB, state: 'reconnecting' });
    await bench.clock.advance(10_000);
    const client = bench.takeOver();
    await client.soon();
    expect([bench.openings.length, client.alice.current]).toEqual([1, expect.objectContaining({ phase: 'inCall', cid: 'c9', role: 'callee', peerLink: 'reconnecting' })]);
    expect(Math.abs((client.alice.current as { sinceMs: number }).sinceMs - acceptedAtMs)).toBeLessThanOrEqual(2);
  });

  test('with more than 100 events before a client takes over is told by a new snapshot, of which nothing is lost', async () => {
    const bench = silent();
    bench.server.snapshot.calls = [inSnapshot({ phase: 'connected', mine: true, acceptedAtMs: bench.clock.nowMs, ringMsLeft: 0 })];
    void bench.listener.login();
    await bench.soon();
    for (let count = 0; count < 100; count++) bench.server.tell('memberUpdated', { cid: 'c9', member });
    await bench.soon();
    expect(bench.server.all('signIn')).toHaveLength(1);
    bench.server.tell('memberUpdated', { cid: 'c9', member });
    await bench.clock.advance(BACK_MS);
    expect(bench.server.all('signIn')).toHaveLength(2);
    await invited(bench, 'c7', 'carol');
    const client = bench.takeOver();
    await client.soon();
    expect([client.alice.current, client.heard('beCalling')]).toEqual([expect.objectContaining({ phase: 'inCall', cid: 'c9' }), [expect.objectContaining({ cid: 'c7' })]]);
  });

  test('on another client is no concern: its events are not kept, and news of the account are asked for by the client that takes over', async () => {
    const bench = await listening();
    const record = { cid: 'c5', caller: BOB, callee: 'alice', media: 'audio', startedAtMs: 1, acceptedAtMs: null, endedAtMs: 2, durationMs: 0, reason: 'noAnswer', endedBy: null } as const;
    bench.server.tell('control', { cid: 'c5', account: BOB, command: 8 });
    bench.server.tell('recorded', { record });
    bench.server.answers.inbox = () => ({ records: [record], messages: [], now: bench.clock.nowMs });
    await bench.soon();
    const client = bench.takeOver();
    await client.soon();
    expect([bench.openings, client.names, client.heard('callRecord')]).toEqual([[], [], [{ record }]]);
  });
});

describe('a call of one\'s own', () => {
  test('waits for `open`, which `wake` runs once however often it is asked, and goes out when the client has taken over', async () => {
    const bench = await listening();
    const wakes = [bench.listener.wake(), bench.listener.wake()];
    expect(bench.openings).toHaveLength(1);
    const client = bench.takeOver();
    await Promise.all([...wakes, bench.listener.wake()]);
    const call = client.alice.call({ type: 2, callee: BOB });
    await client.soon();
    await call;
    bench.server.tell('accepted', answered);
    await client.soon();
    expect([client.phases(), bench.openings.length, bench.server.all('signIn').length]).toEqual([['placing', 'calling', 'inCall'], 1, 1]);
  });

  test('is refused when somebody has called while `open` ran: that call rings', async () => {
    const bench = await listening();
    const wake = bench.listener.wake();
    await invited(bench);
    expect(bench.openings).toHaveLength(1);
    const client = bench.takeOver();
    bench.openings[0]!.done();
    await wake;
    expect(await outcomeOf(client.alice.call({ type: 2, callee: 'carol' }))).toEqual({ code: 'ALREADY_IN_CALL' });
    expect(client.alice.current).toMatchObject({ phase: 'ringing', cid: 'c9' });
  });

  test('hears from `wake` why `open` failed, and the next `wake` runs it again', async () => {
    const bench = await listening();
    const wake = outcomeOf(bench.listener.wake());
    bench.openings[0]!.fail({ code: 'NO_PACKAGE' });
    expect(await wake).toEqual({ code: 'NO_PACKAGE' });
    await bench.clock.advance(60_000);
    expect([bench.openings.length, bench.errors]).toEqual([1, ['NO_PACKAGE']]);
    void bench.listener.wake();
    expect(bench.openings).toHaveLength(2);
  });
});
