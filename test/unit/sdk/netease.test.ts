import { CallError } from 'netcall-sdk';
import type { NimInstance } from 'netcall-sdk/netease';
import { dropIn, signedIn } from '../../support/netease';
import { answered, answerOf, BOB, end, inSnapshot, invitation } from '../../support/sdk';

type Bench = Awaited<ReturnType<typeof signedIn>>;

/** What a function throws at once. */
function thrownBy(run: () => unknown): { code?: unknown; message?: unknown; name?: unknown } | null {
  try {
    run();
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** What a promise rejects with. */
async function failureOf(bench: Pick<Bench, 'soon'>, promise: Promise<unknown>): Promise<Error & { code: unknown; event?: { code: number } }> {
  const failure = promise.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error);
  await bench.soon();
  return (await failure) as never;
}

/** Alice calls Bob, he answers, she enters the room. */
async function inRoom(bench: Bench): Promise<void> {
  void bench.netcall.call({ type: 2, callee: BOB });
  await bench.soon();
  bench.server.tell('accepted', answered);
  await bench.soon();
  void bench.netcall.startRtc({ mode: 0 });
  await bench.soon();
  bench.names();
}

describe('the class for calls', () => {
  test('has the three statics install, getInstance and destroy, and no other', () => {
    const { Netcall } = dropIn();
    const own = Object.getOwnPropertyNames(Netcall).filter((name) => !['length', 'name', 'prototype'].includes(name));
    expect(own.sort()).toEqual(['destroy', 'getInstance', 'install']);
  });

  test('throws 参数缺失 appkey at once with neither nim nor appkey, and destroys in peace what is not there', () => {
    const { Netcall } = dropIn();
    Netcall.destroy();
    expect(thrownBy(() => Netcall.getInstance({ debug: true } as never))).toMatchObject({ code: 'BAD_ARGUMENT', message: '参数缺失 appkey' });
  });

  test('gives one instance, whatever the options, until it is destroyed', async () => {
    const { Netcall, nim } = await signedIn();
    const first = Netcall.getInstance({ nim });
    expect(Netcall.getInstance({ appkey: 'other' })).toBe(first);
    Netcall.destroy();
    const second = Netcall.getInstance({ nim });
    expect(second).not.toBe(first);
    second.destroy();
    expect(Netcall.getInstance({ nim })).not.toBe(second);
  });

  test('needs server and getToken', () => {
    expect(thrownBy(() => dropIn({ server: undefined as unknown as string }))).toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'server' } });
    expect(thrownBy(() => dropIn({ getToken: undefined as never }))).toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'getToken' } });
  });

  test('signs in by itself for a companion of another make, of which only account is read, and signs out with the instance', async () => {
    const bench = dropIn();
    const netcall = bench.Netcall.getInstance({ nim: { account: 'alice' } });
    bench.listen(netcall);
    await bench.soon();
    expect(bench.server.all('signIn')).toMatchObject([{ token: 'alice ' }]);
    expect(netcall.getStatus()).toMatchObject({ signalInited: true, RTC: true, NRTC: false });
    bench.Netcall.destroy();
    await bench.soon();
    expect(bench.names()).toEqual(['disconnect']);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('tells a sign-in that fails where no companion does', async () => {
    const bench = dropIn();
    bench.server.refusals = 9;
    bench.listen(bench.Netcall.getInstance({ nim: { account: 'alice' } }));
    await bench.soon();
    expect(bench.heard).toMatchObject([['error', { code: 'UNAUTHENTICATED' }]]);
  });
});

describe('a new instance in onconnect', () => {
  test('comes before the invitation of a call that rings at sign-in, and hears it once', async () => {
    const bench = dropIn();
    bench.server.snapshot.calls = [inSnapshot()];
    const nim: NimInstance = bench.NIM.getInstance({ account: 'alice', onconnect: () => bench.listen(bench.Netcall.getInstance({ nim })) });
    await bench.soon();
    expect(bench.heard).toEqual([['beCalling', { cid: 'c9', caller: BOB, type: 2 }]]);
  });

  test('that is made late still hears of a call that rings', async () => {
    const bench = dropIn();
    bench.server.snapshot.calls = [inSnapshot()];
    const nim = bench.NIM.getInstance({ account: 'alice' });
    await bench.clock.advance(1_000);
    bench.listen(bench.Netcall.getInstance({ nim }));
    await bench.soon();
    expect(bench.names()).toEqual(['beCalling']);
  });

  test('is not asked for while a call goes on: onconnect comes when the call is over', async () => {
    const bench = await signedIn();
    await inRoom(bench);
    const { netcall } = bench;
    bench.server.cut();
    await bench.clock.advance(2_000);
    expect(bench.netcall).toBe(netcall);
    expect(bench.connects).toHaveLength(1);
    expect(netcall.getStatus()).toMatchObject({ onTheCall: true });
    void netcall.hangup();
    await bench.soon();
    expect(bench.connects).toEqual([{ account: 'alice' }, { account: 'alice' }]);
    expect(bench.netcall).not.toBe(netcall);
  });

  test('comes at once after a loss without a call, and hears nothing twice', async () => {
    const bench = await signedIn();
    bench.server.cut();
    await bench.clock.advance(2_000);
    expect(bench.connects).toHaveLength(2);
    expect(bench.names()).toEqual(['disconnect']);
    bench.server.tell('invited', invitation());
    await bench.soon();
    expect(bench.names()).toEqual(['beCalling']);
  });

  test('does not hear the end of the call that the one before has left', async () => {
    const bench = await signedIn();
    await inRoom(bench);
    bench.Netcall.destroy();
    bench.listen(bench.netcall);
    await bench.soon();
    expect(bench.names()).toEqual(['disconnect']);
    expect(bench.server.all('hangup')).toHaveLength(1);
    await inRoom(bench);
    void bench.netcall.hangup();
    await bench.soon();
    expect(bench.names()).toEqual(['disconnect']);
  });
});

describe('a lost connection in a room', () => {
  test('is told by willreconnect and, though nothing was missed, by another syncDone that counts', async () => {
    const bench = await signedIn();
    await inRoom(bench);
    for (const connectCount of [1, 2]) {
      bench.server.cut();
      await bench.clock.advance(2_000);
      expect(bench.heard.splice(0)).toMatchObject([
        ['willreconnect', { count: 1 }], ['syncDone', { connectCount, userlist: [{ account: 'alice', url: 'rtmp://relay/live/1_1_1?fresh', scene: 0, pusher_secret: '' }] }],
      ]);
    }
  });

  test('that lost events brings one syncDone, not two', async () => {
    const bench = await signedIn();
    await inRoom(bench);
    bench.server.resume = 'gap';
    bench.server.snapshot.calls = [inSnapshot({
      cid: 'c1', callId: 'alice-2', caller: 'alice', callee: BOB, phase: 'connected', mine: true, acceptedAtMs: 0,
      room: { uid: 1, members: [{ uid: 1, account: 'alice', mode: 0, url: 'new' }] },
    })];
    bench.server.cut();
    await bench.clock.advance(2_000);
    expect(bench.heard).toMatchObject([['willreconnect', { count: 1 }], ['syncDone', { connectCount: 1, userlist: [{ url: 'new' }] }]]);
  });

  test('outside of a room is the companion\'s business alone', async () => {
    const counts: number[] = [];
    const bench = await signedIn();
    bench.NIM.getInstance({ account: 'alice', onwillreconnect: ({ retryCount }) => counts.push(retryCount) });
    bench.server.cut();
    await bench.soon();
    expect([bench.names(), counts]).toEqual([[], [1]]);
  });
});

describe('methods', () => {
  test.each<[string, string, (netcall: Bench['netcall']) => unknown]>([
    ['type', 'call', (netcall) => netcall.call({ callee: BOB } as never)],
    ['callee', 'call', (netcall) => netcall.call({ type: 1 } as never)],
    ['type', 'call without options', (netcall) => netcall.call(undefined as never)],
    ['caller', 'response', (netcall) => netcall.response({ accepted: true, cid: 'c', type: 1 } as never)],
    ['accepted', 'response', (netcall) => netcall.response({ caller: BOB, cid: 'c', type: 1 } as never)],
    ['type', 'response', (netcall) => netcall.response({ caller: BOB, accepted: true, cid: 'c' } as never)],
    ['cid', 'response', (netcall) => netcall.response({ caller: BOB, accepted: true, type: 1 } as never)],
    ['mode', 'startRtc', (netcall) => netcall.startRtc({} as never)],
    ['command', 'control', (netcall) => netcall.control({} as never)],
    ['mode', 'switchMode', (netcall) => netcall.switchMode('1' as never)],
    ['channelName', 'createChannel', (netcall) => netcall.createChannel({} as never)],
    ['channelName', 'joinChannel', (netcall) => netcall.joinChannel({ mode: 0, role: 0 } as never)],
    ['mode', 'joinChannel', (netcall) => netcall.joinChannel({ channelName: 'x', role: 0 } as never)],
    ['role', 'joinChannel', (netcall) => netcall.joinChannel({ channelName: 'x', mode: 0 } as never)],
  ])('throw 参数缺失 %s at once (%s)', async (field, _, run) => {
    const { netcall } = await signedIn();
    const thrown = thrownBy(() => run(netcall));
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject({ code: 'BAD_ARGUMENT', message: `参数缺失 ${field}` });
  });

  test('a second call is refused with the text of the original, as an error with a code that is as good as the text', async () => {
    const bench = await signedIn();
    void bench.netcall.call({ type: 2, callee: BOB });
    await bench.soon();
    const failure = await failureOf(bench, bench.netcall.call({ type: 2, callee: BOB }));
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ code: 'ALREADY_IN_CALL', message: '呼叫失败: 当前正在通话中', event: { code: 500 } });
    // eslint-disable-next-line eqeqeq -- this is how an application may compare what was a text in the original
    expect((failure as unknown) == '呼叫失败: 当前正在通话中').toBe(true);
    expect([`${String(failure)}`, `${failure as unknown as string}!`]).toEqual(['呼叫失败: 当前正在通话中', '呼叫失败: 当前正在通话中!']);
    expect(bench.names()).toEqual([]);
  });

  test('an offline callee is event.code 11001, and disconnect follows', async () => {
    const bench = await signedIn();
    bench.server.answers.call = () => new CallError('CALLEE_OFFLINE');
    expect((await failureOf(bench, bench.netcall.call({ type: 1, callee: BOB }))).event).toEqual({ code: 11_001 });
    expect(bench.heard).toMatchObject([['disconnect', { code: '0' }]]);
  });

  test('row 31: a call rings for 60 s unless createNetease says otherwise, since applications run their own timer', async () => {
    for (const [options, ringMs] of [[{}, 60_000], [{ ringMs: 5_000 }, 5_000]] as const) {
      const bench = await signedIn(options);
      void bench.netcall.call({ type: 1, account: BOB } as never);
      await bench.soon();
      expect(bench.server.all('call')).toMatchObject([{ callee: BOB, ringMs }]);
    }
  });

  test('startRtc and switchMode throw a TypeError before there is anything to work on', async () => {
    const bench = await signedIn();
    expect(thrownBy(() => bench.netcall.startRtc({ mode: 0 }))).toMatchObject({ name: 'TypeError', code: 'BAD_STATE' });
    expect(thrownBy(() => bench.netcall.switchMode(0))).toMatchObject({ name: 'TypeError', code: 'NOT_IN_ROOM' });
    void bench.netcall.call({ type: 2, callee: BOB });
    await bench.soon();
    bench.server.tell('accepted', answered);
    await bench.soon();
    expect(thrownBy(() => bench.netcall.switchMode(0))).toMatchObject({ name: 'TypeError', code: 'NOT_IN_ROOM' });
  });

  test('switchMode takes 0 to 3 and rejects other numbers', async () => {
    const bench = await signedIn();
    await inRoom(bench);
    for (const mode of [4, -1, 1.5, NaN]) expect(await failureOf(bench, bench.netcall.switchMode(mode))).toMatchObject({ code: 'BAD_ARGUMENT' });
    void bench.netcall.switchMode(3);
    await bench.soon();
    expect(bench.server.all('setMode')).toMatchObject([{ mode: 3 }]);
  });

  test('after a rejected call that rang, hangup resolves and does nothing', async () => {
    const bench = await signedIn();
    bench.server.tell('invited', invitation());
    await bench.soon();
    void bench.netcall.response({ ...answerOf('c9', false), type: '2' });
    await bench.soon();
    const idle = bench.netcall.hangup();
    await bench.soon();
    await expect(idle).resolves.toBeUndefined();
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn', 'ringing', 'reject']);
  });

  test('an encryption type is checked, asks for a key, and does not encrypt', async () => {
    const bench = await signedIn();
    const { netcall } = bench;
    for (const type of [1, 7, -1, '2' as never]) expect(thrownBy(() => netcall.setEncryptType(type))).toMatchObject({ code: 'BAD_ARGUMENT' });
    expect(thrownBy(() => netcall.setEncryptKey(1 as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
    await inRoom(bench);
    for (const type of [2, 3, 4, 5, 6]) {
      netcall.setEncryptType(type);
      expect(await failureOf(bench, netcall.startRtc({ mode: 0 }))).toMatchObject({ code: 'BAD_ARGUMENT' });
      expect(await failureOf(bench, netcall.joinChannel({ channelName: 'x', mode: 0, role: 0 }))).toMatchObject({ code: 'BAD_ARGUMENT' });
    }
    netcall.setEncryptKey('key');
    void netcall.startRtc({ mode: 0 });
    await bench.soon();
    expect(bench.server.all('join')).toHaveLength(2);
  });

  test('after destroy everything is CLOSED, hangup resolves, and disconnect was the last event', async () => {
    const bench = await signedIn();
    const { netcall } = bench;
    await inRoom(bench);
    expect(netcall.destroy()).toBeUndefined();
    netcall.destroy();
    await bench.soon();
    expect(bench.heard).toEqual([['disconnect', { code: '0', desc: 'destroyed' }]]);
    expect(await failureOf(bench, netcall.call({ type: 1, callee: BOB }))).toMatchObject({ code: 'CLOSED' });
    await expect(netcall.hangup()).resolves.toBeUndefined();
  });

  test('getStatus has the flags that applications look at', async () => {
    const bench = await signedIn();
    expect(bench.netcall.getStatus()).toEqual({
      RTC: true, NRTC: false, signalInited: true, calling: false, isCaller: false, onTheCall: false, isTeamCall: false, closeEvent: null, role: 0, rtmpPushAddress: '',
    });
    await inRoom(bench);
    expect(bench.netcall.getStatus()).toMatchObject({ onTheCall: true, isCaller: true, rtmpPushAddress: 'rtmp://relay/live/1_1_1' });
    bench.server.tell('ended', end('c1', 'hungUp'));
    await bench.soon();
    expect(bench.netcall.getStatus()).toMatchObject({ onTheCall: false, closeEvent: { code: '0', desc: 'hungUp' } });
  });
});

describe('listeners', () => {
  const say = async (bench: Bench): Promise<void> => {
    bench.netcall.emit('hello', 1);
    await bench.soon();
  };

  test('are one of on and one of once for each event: a second takes the place of the first, and that of once comes first', async () => {
    const bench = await signedIn();
    const { netcall } = bench;
    const heard: string[] = [];
    const note = (what: string) => () => void heard.push(what);
    expect([netcall.on('hello', note('on 1')), netcall.on('hello', note('on 2'))]).toEqual([undefined, undefined]);
    netcall.once('hello', note('once 1'));
    netcall.once('hello', note('once 2'));
    await say(bench);
    await say(bench);
    expect(heard).toEqual(['once 2', 'on 2', 'on 2']);
  });

  test('hear one argument, later, and go on when one of them throws', async () => {
    const bench = await signedIn();
    const heard: unknown[][] = [];
    bench.netcall.once('hello', () => { throw new Error('broken'); });
    bench.netcall.on('hello', (...all: unknown[]) => void heard.push(all));
    (bench.netcall.emit as (...all: unknown[]) => void)('hello', 1, 2);
    expect(heard).toEqual([]);
    await bench.soon();
    expect(heard).toEqual([[1]]);
    expect(bench.platform.lines).toContainEqual({ level: 'error', text: 'listener failed', facts: { desc: 'hello: Error: broken' } });
    expect(bench.names()).toEqual([]);
  });

  test('are forgotten by off, both of them, and all by eventReset', async () => {
    const bench = await signedIn();
    const heard: string[] = [];
    const listen = (): void => {
      bench.netcall.on('hello', () => void heard.push('on'));
      bench.netcall.once('hello', () => void heard.push('once'));
    };
    listen();
    expect(bench.netcall.off('hello')).toBeUndefined();
    await say(bench);
    listen();
    bench.netcall.eventReset();
    await say(bench);
    expect(heard).toEqual([]);
  });

  test('off throws for a name that no event has and nobody has listened to; on and once throw without a function', async () => {
    const { netcall } = await signedIn();
    expect(thrownBy(() => netcall.off('nobody'))).toMatchObject({ code: 'BAD_ARGUMENT' });
    for (const name of ['open', 'sessionDuration', 'beCalling']) expect(thrownBy(() => netcall.off(name))).toBeNull();
    expect(thrownBy(() => netcall.on('hello', undefined as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
    expect(thrownBy(() => netcall.once('hello', 7 as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
