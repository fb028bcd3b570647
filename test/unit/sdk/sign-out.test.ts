import { Netcall, type NetcallOptions } from 'netcall-sdk';
import { listening, type Listening } from '../../support/listening';
import { answerOf, BOB, inCall, inSnapshot, invitation, online, outcomeOf, type Bench } from '../../support/sdk';

const NOTHING_HELD = { timers: 0, sockets: 0, subscriptions: 0 };
const ALICE = { value: { account: 'alice' } };

/** Who signs in and out, and what is around. */
const signedIn = {
  client: async () => {
    const bench = await online();
    return { bench, user: bench.alice };
  },
  listener: async () => {
    const bench = await listening();
    return { bench, user: bench.listener };
  },
} as const;

/** Bob rings beside the call in which Alice is. */
async function besideACall(): Promise<{ readonly bench: Listening; readonly client: Bench }> {
  const bench = await listening({ busyPolicy: 'app' });
  const client = bench.takeOver();
  await inCall(client);
  bench.server.tell('invited', invitation('c7', 'carol'));
  await bench.soon();
  return { bench, client };
}

describe.each(['client', 'listener'] as const)('a %s', (kind) => {
  test('that signs in while its sign-out is under way is signed out first, then signed in once for all who have asked', async () => {
    const { bench, user } = await signedIn[kind]();
    const [out, first, second] = [user.logout(), outcomeOf(user.login()), outcomeOf(user.login())];
    await bench.soon();
    await out;
    expect([await first, await second, user.connection]).toEqual([ALICE, ALICE, 'online']);
    expect(bench.server.all('signIn')).toHaveLength(2); // One of before.
  });

  test('that is destroyed meanwhile stays out, and lets go of everything', async () => {
    const { bench, user } = await signedIn[kind]();
    const [out, back] = [user.logout(), outcomeOf(user.login())];
    user.destroy();
    await Promise.all([out, bench.soon()]);
    expect([await back, user.connection, bench.platform.held]).toEqual([{ code: 'CLOSED' }, 'offline', NOTHING_HELD]);
  });
});

describe('a listener', () => {
  test('does not run `open` for a call that rings while the sign-out is under way, and keeps nothing of it', async () => {
    const bench = await listening();
    const out = bench.listener.logout();
    bench.server.tell('invited', invitation());
    await Promise.all([out, bench.soon()]);
    expect([bench.openings.length, bench.takeOver().alice.current.phase]).toEqual([0, 'idle']);
  });

  test('that is destroyed while a call rings beside the current one signs out all the same', async () => {
    const { bench } = await besideACall();
    bench.listener.destroy();
    await bench.soon();
    expect([bench.server.all('signOut').length, bench.platform.held]).toEqual([1, NOTHING_HELD]);
  });

  test('that is destroyed while `open` runs waits for nothing, tells no failure, and rejects who has waked it', async () => {
    const bench = await listening();
    const wake = outcomeOf(bench.listener.wake());
    bench.listener.destroy();
    await bench.soon();
    expect([await wake, bench.platform.held]).toEqual([{ code: 'CLOSED' }, NOTHING_HELD]);
    bench.openings[0]!.fail({ code: 'FAILED' });
    await bench.soon();
    expect(bench.errors).toEqual([]);
  });
});

describe('a call that the client has left without a connection', () => {
  const connected = inSnapshot({ cid: 'c1', callId: 'alice-c1', caller: 'alice', callee: BOB, phase: 'connected', mine: true, acceptedAtMs: 1 });

  /** Alice's client is destroyed while the network is lost; what was missed comes as a snapshot, from before her hang-up. */
  async function lostAndDestroyed(): Promise<Listening> {
    const bench = await listening();
    const client = bench.takeOver();
    await inCall(client);
    Object.assign(bench.server, { resume: 'gap' }).snapshot.calls = [connected];
    bench.server.cut(1006);
    client.alice.destroy();
    return bench;
  }

  test('does not make the listener run `open` when the network is back', async () => {
    const bench = await lostAndDestroyed();
    await bench.clock.advance(9_000);
    expect([bench.listener.connection, bench.openings.length, bench.server.all('hangup').length, bench.takeOver().alice.current.phase]).toEqual(['online', 0, 1, 'idle']);
  });

  test('is not taken up by the next client', async () => {
    const bench = await lostAndDestroyed();
    const next = bench.takeOver();
    await bench.clock.advance(9_000);
    expect([bench.listener.connection, next.alice.current.phase, next.phases(), bench.server.all('hangup').length]).toEqual(['online', 'idle', [], 1]);
  });

  test('does not ring again there when it was declined', async () => {
    const bench = await listening();
    const client = bench.takeOver();
    bench.server.tell('invited', invitation());
    await bench.soon();
    Object.assign(bench.server, { resume: 'gap' }).snapshot.calls = [inSnapshot()];
    bench.server.cut(1006);
    void client.alice.response(answerOf('c9', false));
    client.alice.destroy();
    await bench.clock.advance(9_000);
    expect([bench.listener.connection, bench.openings.length, bench.server.all('reject').length]).toEqual(['online', 0, 1]);
  });
});

test('a client of a listener that is none names the option', () => {
  expect(() => new Netcall({ listener: {} } as unknown as NetcallOptions)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: { field: 'listener', expected: 'an object' } }) as Error);
});
