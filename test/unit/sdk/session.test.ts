import { CallError } from 'netcall-sdk';
import { BOB, inCall, inRoom, offline, online, outcomeOf, ringing, type Bench } from '../../support/sdk';

const video = { type: 2, callee: BOB };

/** Long enough for every wait before a first reconnect, and the reconnect itself. */
const BACK_MS = 600;

async function cutAndBack(bench: Bench): Promise<void> {
  bench.server.cut();
  await bench.clock.advance(BACK_MS);
}

describe('a socket that is dead without a word', () => {
  test('is noticed by the first missed heartbeat, and opened anew at once', async () => {
    const bench = await online();
    await bench.clock.advance(20_000);
    expect(bench.server.all('ping')).toHaveLength(1);
    bench.server.freeze();
    await bench.clock.advance(30_000);
    expect(bench.platform.sockets).toHaveLength(2);
    expect(bench.alice.connection).toBe('online');
    expect(bench.platform.held.sockets).toBe(1);
  });

  test('row 24: a changed network opens a new one at once, and no network waits for one', async () => {
    const bench = await online();
    bench.platform.chance = 0.999;
    bench.platform.networkListeners.forEach((tell) => tell(true));
    await bench.soon();
    expect(bench.server.all('resume')).toHaveLength(1);
    bench.server.reachable = false;
    bench.platform.networkListeners.forEach((tell) => tell(false));
    await bench.clock.advance(8_000);
    bench.server.reachable = true;
    bench.platform.networkListeners.forEach((tell) => tell(true));
    await bench.soon();
    expect(bench.alice.connection).toBe('online');
    expect(bench.platform.held.sockets).toBe(1);
  });

  test('row 24: a changed network does not wait for the answer, the heartbeat or the backoff that the old one owes', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.platform.chance = 0.999;
    bench.server.freeze(); // The old network swallows everything without a word.
    const mode = bench.alice.switchMode(1);
    await bench.clock.advance(100);
    const before = bench.platform.sockets.length;
    bench.platform.networkListeners.forEach((tell) => tell(true));
    await bench.soon();
    expect(await mode).toBeUndefined();
    expect([bench.platform.sockets.length - before, bench.platform.held.sockets, bench.alice.connection]).toEqual([1, 1, 'online']);
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(60_000);
    bench.server.reachable = true;
    bench.platform.networkListeners.forEach((tell) => tell(true));
    await bench.soon();
    expect(bench.alice.connection).toBe('online');
    expect(bench.alice.current.phase).toBe('inCall');
  });

  test('row 25: when the app is shown again after a missed heartbeat, a new one is opened at once', async () => {
    const bench = await online();
    bench.server.freeze();
    bench.clock.nowMs += 25_000; // The app was hidden: its timers stood still.
    bench.platform.visibilityListeners.forEach((tell) => tell(true));
    await bench.clock.advance(10);
    expect(bench.alice.connection).toBe('online');
    expect(bench.platform.held.sockets).toBe(1);
  });

  test('row 25: when the app is shown again after a moment, the socket has 3 s to prove that it lives', async () => {
    const bench = await online();
    bench.platform.visibilityListeners.forEach((tell) => tell(false));
    bench.platform.visibilityListeners.forEach((tell) => tell(true));
    await bench.soon();
    expect(bench.platform.sockets).toHaveLength(1);
    bench.server.freeze();
    bench.platform.visibilityListeners.forEach((tell) => tell(true));
    await bench.clock.advance(3_010);
    expect(bench.platform.sockets).toHaveLength(2);
    expect(bench.alice.connection).toBe('online');
  });

  test('a request that gets no answer in time rejects with TIMEOUT and the socket is given up', async () => {
    const bench = await online();
    bench.server.freeze();
    const records = outcomeOf(bench.alice.records());
    await bench.clock.advance(10_010);
    expect(await records).toEqual({ code: 'TIMEOUT', request: 'records' });
    expect(bench.platform.sockets).toHaveLength(2);
  });
});

describe('signing in', () => {
  test('keeps the device over a restart and gives the account', async () => {
    const bench = offline();
    const login = bench.alice.login();
    expect(bench.alice.login()).toBe(login);
    expect(bench.alice.connection).toBe('connecting');
    await bench.soon();
    expect(await login).toEqual({ account: 'alice' });
    expect(await bench.alice.login()).toEqual({ account: 'alice' });
    expect(bench.server.all('signIn')).toMatchObject([{ token: 'token', device: { id: 'alice-1', type: 'wechat' }, busyPolicy: 'server' }]);
    void bench.alice.logout();
    await bench.soon();
    void bench.alice.login();
    await bench.soon();
    expect(bench.server.all('signIn')[1]).toMatchObject({ device: { id: 'alice-1' } });
  });

  test('row 37: rejects at once when the token is refused, with the reason', async () => {
    const bench = offline();
    bench.server.refusals = 1;
    const login = outcomeOf(bench.alice.login());
    await bench.soon();
    expect(await login).toEqual({ code: 'UNAUTHENTICATED', reason: 'expired' });
    expect(bench.alice.connection).toBe('offline');
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test.each([
    ['throws', () => { throw new Error('no'); }],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('rejects when getToken %s, with its error as the cause', async (_, getToken) => {
    const bench = offline({ getToken });
    const login = bench.alice.login().catch((error: unknown) => error);
    await bench.soon();
    expect(await login).toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason: 'getToken' }, cause: new Error('no') });
  });

  test('passes a CallError of getToken on as it is', async () => {
    const bench = offline({ getToken: () => Promise.reject(new CallError('NOT_CONNECTED')) });
    const login = outcomeOf(bench.alice.login());
    await bench.soon();
    expect(await login).toEqual({ code: 'NOT_CONNECTED' });
  });

  test('tries again for 10 s while the server cannot be reached, then rejects and stops', async () => {
    const bench = offline();
    bench.server.reachable = false;
    const login = outcomeOf(bench.alice.login());
    await bench.clock.advance(9_999);
    expect(bench.alice.connection).toBe('connecting');
    await bench.clock.advance(1);
    expect(await login).toEqual({ code: 'NOT_CONNECTED' });
    await bench.soon();
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('succeeds when the server appears meanwhile', async () => {
    const bench = offline();
    bench.server.reachable = false;
    const login = bench.alice.login();
    await bench.clock.advance(2_000);
    bench.server.reachable = true;
    await bench.clock.advance(8_000);
    expect(await login).toEqual({ account: 'alice' });
  });

  test('happens anew, with a new token, when the session has expired', async () => {
    let tokens = 0;
    const bench = await online({ getToken: () => `token ${++tokens}` });
    bench.server.resume = 'expired';
    await cutAndBack(bench);
    expect(bench.server.all('signIn').map(({ token }) => token)).toEqual(['token 1', 'token 2']);
    expect(bench.platform.sockets).toHaveLength(2);
    expect(bench.alice.connection).toBe('online');
  });

  test('row 37: happens anew, with a new token, after close code 4401', async () => {
    let tokens = 0;
    const bench = await online({ getToken: () => `token ${++tokens}` });
    bench.server.cut(4401);
    await bench.clock.advance(BACK_MS);
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn', 'signIn']);
    expect(tokens).toBe(2);
  });

  test('row 37: is given up when two new tokens in a row are refused: error tells it and the call is lost', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.refusals = 2;
    bench.server.cut(4401);
    await bench.clock.advance(5_000);
    expect(bench.heard('error')).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    expect(bench.alice.connection).toBe('offline');
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'lost' });
  });

  test('row 39: after close code 4408 the session is resumed, and nothing of the call is lost', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.cut(4408);
    bench.server.tell('control', { cid: 'c1', account: BOB, command: 5 });
    await bench.clock.advance(BACK_MS);
    expect(bench.server.got.filter(({ t }) => t === 'signIn' || t === 'resume').map(({ t }) => t)).toEqual(['signIn', 'resume']);
    expect(bench.heard('control')).toMatchObject([{ command: 5 }]);
    expect(bench.alice.current.phase).toBe('inCall');
  });

  test('close code 4409 is final: the same device is signed in elsewhere', async () => {
    const bench = await online();
    await inCall(bench);
    bench.server.cut(4409);
    await bench.clock.advance(60_000);
    expect(bench.platform.sockets).toHaveLength(1);
    expect(bench.heard('error')).toMatchObject([{ code: 'SESSION_EXPIRED' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'lost' });
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });
});

describe('row 27: leaving', () => {
  test('by logout ends the call, signs out, and leaves no timer, socket or subscription', async () => {
    const bench = await online();
    await inRoom(bench);
    const logout = bench.alice.logout();
    await bench.soon();
    await logout;
    expect(bench.server.got.slice(-2).map(({ t }) => t)).toEqual(['hangup', 'signOut']);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'hungUp' });
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
    expect(bench.heard('connection').at(-1)).toEqual({ state: 'offline' });
  });

  test('by logout and then login receives calls again', async () => {
    const bench = await online();
    void bench.alice.logout();
    await bench.soon();
    expect(await outcomeOf(bench.alice.call(video))).toEqual({ code: 'NOT_CONNECTED' });
    void bench.alice.login();
    await bench.soon();
    await ringing(bench);
    expect(bench.heard('beCalling')).toHaveLength(1);
  });

  test('by logout without a connection resolves at once', async () => {
    const bench = await online();
    bench.server.cut();
    await bench.alice.logout();
    await bench.soon();
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('by destroy hangs up, tells disconnect last, and leaves no timer, socket, subscription or listener', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.alice.destroy();
    bench.alice.destroy();
    await bench.soon();
    expect(bench.names.at(-1)).toBe('disconnect');
    expect(bench.heard('disconnect')).toHaveLength(1);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
    expect(await outcomeOf(bench.alice.records())).toEqual({ code: 'CLOSED' });
    expect(await outcomeOf(bench.alice.login())).toEqual({ code: 'CLOSED' });
    await bench.alice.hangup();
  });

  test('by destroy while it connects and while it rings leaves nothing either', async () => {
    const connecting = offline();
    const login = outcomeOf(connecting.alice.login());
    connecting.alice.destroy();
    await connecting.soon();
    expect(await login).toEqual({ code: 'CLOSED' });
    expect(connecting.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
    const rings = await online();
    await ringing(rings);
    rings.alice.destroy();
    await rings.soon();
    expect(rings.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });
});
