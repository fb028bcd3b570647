import type { ListenerOptions } from 'netcall-sdk/listener';
import { makeListener } from 'netcall-sdk/listener';
import { answered, answerOf, BOB, end, inSnapshot, invitation, outcomeOf } from '../../support/sdk';
import { listening, silent, type Listening } from '../../support/listening';

const NOTHING_HELD = { timers: 0, sockets: 0, subscriptions: 0 };

/** Everything that a listener needs on a phone. */
const WISHES: ListenerOptions = { server: 'wss://call.example.com/ws', getToken: () => 'token', open: () => undefined };

async function invited(bench: Listening, cid = 'c9', caller = BOB): Promise<void> {
  bench.server.tell('invited', invitation(cid, caller));
  await bench.soon();
}

describe('`open`', () => {
  test('that fails runs again after 1, 2, 4, 8 and 8 s while the call rings, each failure is told, and the client that comes of it has the call', async () => {
    const bench = await listening();
    await invited(bench);
    for (const [index, waitMs] of [1_000, 2_000, 4_000, 8_000, 8_000].entries()) {
      bench.openings[index]!.fail({ code: `FAILED_${index}` });
      await bench.clock.advance(waitMs - 1);
      expect(bench.openings).toHaveLength(index + 1);
      await bench.clock.advance(1);
      expect(bench.openings).toHaveLength(index + 2);
    }
    expect(bench.errors).toEqual(['FAILED_0', 'FAILED_1', 'FAILED_2', 'FAILED_3', 'FAILED_4']);
    const client = bench.takeOver();
    bench.openings[5]!.done();
    await client.soon();
    expect(client.alice.current).toMatchObject({ phase: 'ringing', cid: 'c9' });
  });

  test('that fails is not tried again for a call that is over, and the next call begins with a wait of 1 s once a client was there', async () => {
    const bench = await listening();
    await invited(bench);
    bench.openings[0]!.fail({ code: 'FAILED' });
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.clock.advance(60_000);
    expect(bench.openings).toHaveLength(1);
    bench.takeOver().alice.destroy();
    await invited(bench, 'c7');
    bench.openings[1]!.fail({ code: 'FAILED' });
    await bench.clock.advance(999);
    expect(bench.openings).toHaveLength(2);
    await bench.clock.advance(1);
    expect(bench.openings).toHaveLength(3);
  });

  test('that throws has failed', async () => {
    const bench = await listening({
      open: () => {
        throw Object.assign(new Error('no such package'), { code: 'NO_PACKAGE' });
      },
    });
    await invited(bench);
    expect(bench.errors).toEqual(['NO_PACKAGE']);
    expect(bench.platform.lines).toContainEqual(expect.objectContaining({ level: 'warn', text: 'calls cannot be shown' }));
  });

  test('may make the client within its own turn', async () => {
    const bench = await listening({ open: () => void clients.push(bench.takeOver()) });
    const clients: ReturnType<Listening['takeOver']>[] = [];
    await invited(bench);
    expect([clients.length, clients[0]!.alice.current.phase, bench.server.all('ringing').length]).toEqual([1, 'ringing', 1]);
  });

  test('that takes 30 s has failed, and what comes of it later is no harm', async () => {
    const bench = await listening();
    const wake = outcomeOf(bench.listener.wake());
    await bench.clock.advance(29_999);
    expect(bench.errors).toEqual([]);
    await bench.clock.advance(1);
    expect([await wake, bench.errors]).toEqual([{ code: 'TIMEOUT', request: 'open' }, ['TIMEOUT']]);
    bench.openings[0]!.done();
    await invited(bench);
    expect([bench.openings.length, bench.takeOver().alice.current.phase]).toEqual([2, 'ringing']);
  });

  test('after which no client takes over within 3 s has failed: it runs again while a call rings', async () => {
    const bench = await listening();
    await invited(bench);
    bench.openings[0]!.done();
    await bench.clock.advance(2_999);
    expect(bench.errors).toEqual([]);
    await bench.clock.advance(1);
    expect([bench.errors, bench.openings.length]).toEqual([['BAD_STATE'], 1]);
    await bench.clock.advance(1_000);
    expect(bench.openings).toHaveLength(2);
  });

  test('after which a client takes over a little later has done its work', async () => {
    const bench = await listening();
    await invited(bench);
    bench.openings[0]!.done();
    await bench.clock.advance(2_999);
    const client = bench.takeOver();
    await bench.clock.advance(10_000);
    expect([client.alice.current.phase, bench.errors, bench.openings.length]).toEqual(['ringing', [], 1]);
  });
});

describe('the client that has taken over', () => {
  test('hears everything as one that has signed in itself, until it is destroyed: then the user stays signed in and the next call runs `open`', async () => {
    const bench = await listening();
    const client = bench.takeOver();
    const call = client.alice.call({ type: 2, callee: BOB });
    await client.soon();
    await call;
    bench.server.tell('accepted', answered);
    await client.soon();
    expect([client.alice.current.phase, bench.openings]).toEqual(['inCall', []]);
    client.alice.destroy();
    client.alice.destroy();
    await bench.soon();
    expect([bench.server.all('hangup'), bench.server.all('signOut'), bench.listener.connection]).toEqual([[expect.objectContaining({ cid: 'c1' })], [], 'online']);
    expect(await outcomeOf(client.alice.login())).toEqual({ code: 'CLOSED' });
    await invited(bench);
    const next = bench.takeOver();
    await next.soon();
    expect([bench.openings.length, next.alice.current.phase, next.names, client.names, bench.server.all('signIn').length]).toEqual([1, 'ringing', ['beCalling'], ['callAccepted', 'disconnect'], 1]);
  });

  test('is destroyed when the next one takes over, and does not give back what is no longer its own', async () => {
    const bench = await listening();
    const first = bench.takeOver();
    const second = bench.takeOver();
    first.alice.destroy();
    await invited(bench);
    await second.soon();
    expect([await outcomeOf(first.alice.records()), first.names, second.names, bench.openings]).toEqual([{ code: 'CLOSED' }, [], ['beCalling'], []]);
  });

  test('leaves a call that rings beside its own to the listener: a new sign-in tells of it, and `open` runs', async () => {
    const bench = await listening({ busyPolicy: 'app' });
    const client = bench.takeOver();
    await invited(bench);
    void client.alice.response(answerOf('c9', true));
    await client.soon();
    await invited(bench, 'c7', 'carol');
    bench.server.snapshot.calls = [inSnapshot({ cid: 'c7', callId: 'carol-c7', caller: 'carol' })];
    client.alice.destroy();
    await bench.soon();
    expect([new Set(bench.server.all('hangup').map(({ cid }) => cid)), bench.server.all('signIn').length, bench.openings.length]).toEqual([new Set(['c9']), 2, 1]);
    expect(bench.takeOver().alice.current).toMatchObject({ phase: 'ringing', cid: 'c7' });
  });

  test('signs in where nobody has, and waits for a sign-in that is under way', async () => {
    const bench = silent();
    const early = bench.takeOver();
    expect([early.alice.connection, early.alice.account]).toEqual(['offline', '']);
    const logins = [bench.listener.login(), early.alice.login(), bench.listener.login()];
    await bench.soon();
    expect([await Promise.all(logins), bench.server.all('signIn').length]).toEqual([Array(3).fill({ account: 'alice' }), 1]);
    expect([bench.listener.account, bench.listener.connection, early.alice.account, early.alice.connection]).toEqual(['alice', 'online', 'alice', 'online']);
  });

  test('signs out by its own `logout` or the listener\'s, and both may sign in again', async () => {
    const bench = await listening();
    const client = bench.takeOver();
    await invited(bench);
    await Promise.all([bench.listener.logout(), bench.soon()]);
    expect([client.alice.current.phase, bench.listener.connection, bench.server.all('signOut').length]).toEqual(['ended', 'offline', 1]);
    await Promise.all([bench.listener.login(), bench.soon()]);
    await Promise.all([client.alice.logout(), bench.soon()]);
    expect([bench.listener.connection, bench.server.all('signIn').length, bench.server.all('signOut').length]).toEqual(['offline', 2, 2]);
    await Promise.all([client.alice.login(), bench.soon()]);
    expect([bench.listener.connection, client.alice.connection]).toEqual(['online', 'online']);
  });

  test('hears it when the session has ended by itself, and the listener that has it back hears on after a new sign-in', async () => {
    const bench = await listening();
    const client = bench.takeOver();
    await invited(bench);
    bench.server.cut(4409);
    await client.soon();
    expect([client.alice.current.phase, client.heard('error'), bench.errors]).toEqual(['ended', [expect.objectContaining({ code: 'SESSION_EXPIRED' })], []]);
    client.alice.destroy();
    await Promise.all([bench.listener.login(), bench.soon()]);
    await invited(bench, 'c7');
    expect(bench.openings).toHaveLength(1);
  });
});

describe('a listener', () => {
  test('that is destroyed lets go of everything, its client too, and refuses what is asked of it then', async () => {
    const bench = await listening();
    await invited(bench);
    const client = bench.takeOver();
    await client.soon();
    bench.listener.destroy();
    bench.listener.destroy();
    await bench.soon();
    expect([client.alice.current.phase, client.names.at(-1), bench.server.all('signOut').length, bench.platform.held]).toEqual(['ended', 'disconnect', 1, NOTHING_HELD]);
    const outcomes = [bench.listener.login(), bench.listener.wake(), bench.takeOver().alice.login()].map(outcomeOf);
    expect(await Promise.all(outcomes)).toEqual(Array(3).fill({ code: 'CLOSED' }));
    await bench.listener.logout();
    expect(bench.platform.held).toEqual(NOTHING_HELD);
  });

  test.each(['logout', 'destroy'] as const)('forgets by %s what rings, and does not run `open` for it again', async (method) => {
    const bench = await listening();
    await invited(bench);
    bench.openings[0]!.fail({ code: 'FAILED' });
    await Promise.all([bench.listener[method](), bench.soon()]);
    await bench.clock.advance(60_000);
    expect([bench.openings.length, bench.platform.held, bench.takeOver().alice.current.phase]).toEqual([1, NOTHING_HELD, 'idle']);
  });

  test('whose session has ended by itself says so, and nothing rings any more', async () => {
    const bench = await listening();
    await invited(bench);
    bench.server.cut(4409);
    await bench.soon();
    expect([bench.errors, bench.listener.connection, bench.takeOver().alice.current.phase]).toEqual([['SESSION_EXPIRED'], 'offline', 'idle']);
  });

  test('rejects `login` with the refusal of the token, and signs in with the next one', async () => {
    const bench = silent();
    bench.server.refusals = 1;
    const refused = outcomeOf(bench.listener.login());
    await bench.soon();
    expect(await refused).toEqual({ code: 'UNAUTHENTICATED', reason: 'expired' });
    const login = bench.listener.login();
    await bench.soon();
    expect([await login, bench.server.all('signIn').map(({ busyPolicy }) => busyPolicy)]).toEqual([{ account: 'alice' }, ['server', 'server']]);
  });

  test.each<[field: string, options: object | undefined]>([
    ['options', undefined],
    ['open', { ...WISHES, open: undefined }],
    ['server', { ...WISHES, server: undefined }],
    ['getToken', { ...WISHES, getToken: undefined }],
    ['platform', WISHES],
  ])('without %s names it', (field, options) => {
    expect(() => makeListener(options as unknown as ListenerOptions)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field }) as object }) as Error);
  });
});
