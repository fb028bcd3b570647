import { CallError, Netcall, type CallOptions, type ChannelOptions, type ControlOptions, type JoinOptions, type NetcallOptions, type ResponseOptions, type StartOptions } from 'netcall-sdk';
import type { FakeClock } from '../../support/fake-clock';
import { answerOf, BOB, end, inCall, inRoom, offline, online, outcomeOf, ringing } from '../../support/sdk';

const NativePromise = globalThis.Promise;

/** A Promise like that of WeChat on iOS 15 and older: every `then` costs a turn of the timer. */
function slowPromise(clock: FakeClock) {
  return class SlowPromise<T> {
    private readonly inner: Promise<T>;

    constructor(start: (resolve: (value: T) => void, reject: (reason: Error) => void) => void) {
      this.inner = new NativePromise(start);
    }

    then<R>(use: (value: T) => R): SlowPromise<R> {
      return new SlowPromise<R>((resolve, reject) => {
        this.inner.then((value) => clock.startTimer(() => resolve(use(value)), 0), reject);
      });
    }
  };
}

/** The error that a function throws at once. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error instanceof CallError ? [error.code, error.detail['field']] : error;
  }
  return 'nothing';
}

describe('events', () => {
  test('leave at least two timer turns after the promise that they follow, where Promise is built on timers', async () => {
    const bench = await online();
    await inCall(bench);
    const order: string[] = [];
    bench.alice.on('syncDone', () => order.push('syncDone'));
    globalThis.Promise = slowPromise(bench.clock) as unknown as PromiseConstructor;
    try {
      void bench.alice.startRtc({ mode: 0 }).then(() => order.push('first turn')).then(() => order.push('second turn'));
    } finally {
      globalThis.Promise = NativePromise;
    }
    await bench.soon();
    expect(order).toEqual(['first turn', 'second turn', 'syncDone']);
  });

  test('come after the promise, also after one that rejects', async () => {
    const bench = await online();
    bench.server.answers.call = () => new CallError('CALLEE_OFFLINE');
    const order: string[] = [];
    bench.alice.on('disconnect', () => order.push('disconnect'));
    void bench.alice.call({ type: 2, callee: BOB }).catch(() => order.push('rejected'));
    await bench.soon();
    expect(order).toEqual(['rejected', 'disconnect']);
  });

  test('are heard by every listener, once by those of once, and no more after off or the returned function', async () => {
    const bench = await online();
    const heard: string[] = [];
    const { alice } = bench;
    const stop = alice.on('beCalling', () => heard.push('first'));
    const third = (): number => heard.push('third');
    alice.on('beCalling', () => heard.push('second'));
    alice.on('beCalling', third);
    alice.once('beCalling', () => heard.push('once'));
    await ringing(bench, 'a');
    expect(heard.splice(0)).toEqual(['once', 'first', 'second', 'third']);
    stop();
    alice.off('beCalling', third);
    bench.server.tell('ended', end('a', 'cancelled'));
    await ringing(bench, 'b');
    expect(heard.splice(0)).toEqual(['second']);
    alice.off('beCalling');
    bench.server.tell('ended', end('b', 'cancelled'));
    await ringing(bench, 'c');
    expect(heard).toEqual([]);
  });

  test('reach the other listeners when one throws, and error tells of it', async () => {
    const bench = await online();
    const heard: string[] = [];
    bench.alice.on('beCalling', () => { throw new Error('broken'); });
    bench.alice.on('beCalling', () => heard.push('beCalling'));
    bench.alice.on('error', () => { throw new Error('broken too'); });
    await ringing(bench);
    await bench.soon();
    expect(heard).toEqual(['beCalling']);
    expect(bench.heard('error')).toEqual([{ code: 'LISTENER', desc: 'beCalling: Error: broken' }]);
  });

  test('need a function', () => {
    expect(thrownBy(() => offline().alice.on('hangup', undefined as unknown as () => void))).toEqual(['BAD_ARGUMENT', 'listener']);
  });
});

describe('a wrong argument throws at once and names the field', () => {
  const { alice } = offline();
  test.each<[string, Partial<CallOptions> & { account?: string }]>([
    ['type', { callee: BOB }], ['type', { type: 3, callee: BOB }], ['callee', { type: 1 }], ['callee', { type: 1, callee: [{}] as unknown as string[] }],
  ])('%s of call(%j)', (field, options) => {
    expect(thrownBy(() => alice.call(options as CallOptions))).toEqual(['BAD_ARGUMENT', field]);
  });

  const response = { accepted: true, caller: BOB, type: 2, cid: 'c9' };
  test.each<[string, Partial<ResponseOptions>]>([
    ['accepted', { accepted: undefined as unknown as boolean }], ['accepted', { accepted: 'yes' as unknown as boolean }],
    ['caller', { caller: undefined as unknown as string }], ['type', { type: undefined as unknown as number }], ['type', { type: 'x' }],
    ['cid', { cid: undefined as unknown as string }],
  ])('%s of response', (field, change) => {
    expect(thrownBy(() => alice.response({ ...response, ...change }))).toEqual(['BAD_ARGUMENT', field]);
  });

  test.each<[string, () => unknown]>([
    ['mode', () => alice.startRtc({} as StartOptions)], ['mode', () => alice.switchMode(undefined as unknown as number)], ['options', () => alice.startRtc(undefined as unknown as StartOptions)],
    ['command', () => alice.control({} as ControlOptions)], ['channelName', () => alice.createChannel({} as ChannelOptions)],
    ['channelName', () => alice.joinChannel({ mode: 0, role: 0 } as unknown as JoinOptions)], ['role', () => alice.joinChannel({ channelName: 'c', mode: 0 } as unknown as JoinOptions)],
    ['mode', () => alice.joinChannel({ channelName: 'c', role: 0 } as unknown as JoinOptions)],
    ['server', () => new Netcall({ getToken: () => '' } as unknown as NetcallOptions)],
    ['getToken', () => new Netcall({ server: 'wss://x' } as unknown as NetcallOptions)],
    ['options', () => new Netcall(undefined as unknown as NetcallOptions)],
    ['platform', () => new Netcall({ server: 'wss://x', getToken: () => '' })],
  ])('%s of %s', (field, run) => {
    expect(thrownBy(run)).toEqual(['BAD_ARGUMENT', field]);
  });

  test.each<[string, (alice: Netcall) => Promise<unknown>]>([
    ['ringMs', (each) => each.call({ type: 1, callee: BOB, ringMs: 4_999 })], ['ringMs', (each) => each.call({ type: 1, callee: BOB, ringMs: 120_001 })],
    ['custom', (each) => each.call({ type: 1, callee: BOB, pushConfig: { custom: 'x'.repeat(4_097) } })],
    ['callee', (each) => each.call({ type: 1, callee: '' })], ['callee', (each) => each.call({ type: 1, callee: 'x'.repeat(513) })],
  ])('what is out of its range rejects, and names %s', async (field, ask) => {
    const bench = await online();
    const asked = outcomeOf(ask(bench.alice));
    await bench.soon();
    expect(await asked).toMatchObject({ code: 'BAD_MESSAGE', field });
  });

  test.each<[string, (alice: Netcall) => Promise<unknown>]>([
    ['mode', (each) => each.startRtc({ mode: 4 })], ['mode', (each) => each.switchMode(-1)], ['mode', (each) => each.switchMode('both')],
    ['command', (each) => each.control({ command: 256 })], ['command', (each) => each.control({ command: 1.5 })],
    ['custom', (each) => each.control({ command: 1, custom: 'x'.repeat(4_097) })],
  ])('in a call too: %s of %s', async (field, ask) => {
    const bench = await online();
    await inRoom(bench);
    const asked = outcomeOf(ask(bench.alice));
    await bench.soon();
    expect(await asked).toMatchObject({ code: 'BAD_MESSAGE', field });
    expect(bench.alice.current).toMatchObject({ phase: 'inCall' });
  });

  test('account is another name of callee, and 120,000 ms and 4,096 bytes are allowed', async () => {
    const bench = await online();
    const options = { type: '2', account: BOB, ringMs: 120_000, pushConfig: { custom: 'x'.repeat(4_096) } } as unknown as CallOptions;
    void bench.alice.call(options);
    await bench.soon();
    expect(bench.server.all('call')).toMatchObject([{ callee: BOB, ringMs: 120_000 }]);
  });

  test('row 41: an account of emoji, combining marks, __proto__ or 128 characters is called as it is', async () => {
    for (const callee of ['👩‍👩‍👧', 'é\u0301', '__proto__', '語'.repeat(128)]) {
      const bench = await online();
      void bench.alice.call({ type: 1, callee });
      await bench.soon();
      expect(bench.server.all('call')).toMatchObject([{ callee }]);
      expect(bench.alice.current).toMatchObject({ phase: 'calling', peer: callee });
    }
  });
});

test('row 41: a name that the server refuses rejects with the field', async () => {
  const bench = await online();
    const call = outcomeOf(bench.alice.call({ type: 1, callee: 'bob\u202e' }));
  await bench.soon();
  expect(await call).toMatchObject({ code: 'BAD_MESSAGE', field: 'callee' });
});

describe('the instance', () => {
  test('has the 33 constants of netcall 7.7.0 as properties', () => {
    const { alice } = offline();
    const values = Object.fromEntries(Object.entries(alice).filter(([name]) => /^[A-Z][A-Z0-9_]+$/.test(name)));
    expect(values).toMatchInlineSnapshot(`
{
  "LIVE_ENABLE_CLOSE": 0,
  "LIVE_ENABLE_OPEN": 1,
  "MEETING": 1,
  "NETCALL_CONTROL_COMMAND_BUSY": 9,
  "NETCALL_CONTROL_COMMAND_NOTIFY_AUDIO_OFF": 2,
  "NETCALL_CONTROL_COMMAND_NOTIFY_AUDIO_ON": 1,
  "NETCALL_CONTROL_COMMAND_NOTIFY_VIDEO_OFF": 4,
  "NETCALL_CONTROL_COMMAND_NOTIFY_VIDEO_ON": 3,
  "NETCALL_CONTROL_COMMAND_SELF_CAMERA_INVALID": 10,
  "NETCALL_CONTROL_COMMAND_SELF_ON_BACKGROUND": 11,
  "NETCALL_CONTROL_COMMAND_START_NOTIFY_RECEIVED": 12,
  "NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO": 5,
  "NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_AGREE": 6,
  "NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_REJECT": 7,
  "NETCALL_CONTROL_COMMAND_SWITCH_VIDEO_TO_AUDIO": 8,
  "NETCALL_MODE_AUDIO_VIDEO": 0,
  "NETCALL_MODE_NOAUDIO_NOVIDEO": 3,
  "NETCALL_MODE_ONLY_AUDIO": 1,
  "NETCALL_MODE_ONLY_VIDEO": 2,
  "NETCALL_TYPE_AUDIO": 1,
  "NETCALL_TYPE_VIDEO": 2,
  "P2P": 0,
  "RECORD_AUDIO_CLOSE": 0,
  "RECORD_AUDIO_OPEN": 1,
  "RECORD_TYPE_MIX_SINGLE": "0",
  "RECORD_TYPE_ONLY_MIX": "1",
  "RECORD_TYPE_ONLY_SINGLE": "2",
  "RECORD_VIDEO_CLOSE": 0,
  "RECORD_VIDEO_OPEN": 1,
  "ROLE_AUDIENCE": 1,
  "ROLE_HOST": 0,
  "RTMP_RECORD_CLOSE": 0,
  "RTMP_RECORD_OPEN": 1,
}
`);
    expect(Object.keys(values)).toHaveLength(33);
  });

  test('tells who is signed in', async () => {
    const bench = await online();
    const presence = bench.alice.presence([BOB, 'carol']);
    await bench.soon();
    expect(await presence).toEqual([BOB, 'carol']);
  });

  test.each([
    ['accounts', (alice: Netcall) => alice.presence(Array.from({ length: 100 }, () => '語'.repeat(100)))],
    ['control characters', (alice: Netcall) => alice.call({ type: 1, callee: BOB, pushConfig: { custom: '\u0001'.repeat(4_096) } })],
  ])('refuses a frame that is too big for its %s, and keeps its socket', async (_, ask) => {
    const bench = await online();
    expect(await outcomeOf(ask(bench.alice))).toMatchObject({ code: 'BAD_ARGUMENT' });
    await bench.soon();
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn']);
    expect(bench.platform.sockets).toHaveLength(1);
  });

  test('gives the call history page by page', async () => {
    const bench = await online();
    bench.server.answers.records = () => ({ records: [], next: 'c5' });
    const page = bench.alice.records({ before: 'c9', limit: 50 });
    await bench.soon();
    expect(await page).toEqual({ records: [], next: 'c5' });
    expect(bench.server.all('records')).toMatchObject([{ before: 'c9', limit: 50 }]);
  });

  test('tells its status in plain words', async () => {
    const bench = await online();
    expect(bench.alice.getStatus()).toEqual({ signalInited: true, calling: false, onTheCall: false, isCaller: false });
    await ringing(bench);
    expect(bench.alice.getStatus()).toMatchObject({ calling: true, isCaller: false });
    void bench.alice.response(answerOf('c9', false));
    await inRoom(bench);
    expect(bench.alice.getStatus()).toMatchObject({ calling: false, onTheCall: true, isCaller: true });
  });
});

describe('row 35: what is not of this protocol', () => {
  const DEEP = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  test.each([
    '', '{', 'null', '[]', '1', '"x"', '{}', '{"t":1}', '{"t":"__proto__","s":9}', '{"t":"ack"}', '{"t":"ack","id":"x"}', '{"t":"ack","id":99,"ok":{}}',
    '{"t":"ended","s":"x"}', '{"t":"invited","cid":"c"}', '{"t":"ack","id":1,"err":7}', `{"t":"ringing","cid":${DEEP}}`, DEEP,
  ])('%.40s changes nothing', async (text) => {
    const bench = await online();
    bench.server.send(text);
    await bench.soon();
    expect(bench.alice.connection).toBe('online');
    expect(bench.alice.current).toEqual({ phase: 'idle' });
    await ringing(bench);
    expect(bench.heard('beCalling')).toHaveLength(1);
  });

  test.each(['{"t":"tomorrow","s":1}', '{"t":"ended","s":1,"cid":7}'])('%s counts as seen, so that the next event is no gap', async (text) => {
    const bench = await online();
    bench.server.send(text);
    bench.server.loseEvent('ended', end('x', 'lost'));
    await ringing(bench);
    expect(bench.heard('beCalling')).toHaveLength(1);
    expect(bench.platform.sockets).toHaveLength(1);
  });

  test('in an answer rejects the request and names the field', async () => {
    const bench = await online();
    bench.server.answers.records = () => ({ records: 'none' }) as never;
    const records = bench.alice.records().catch((error: unknown) => error);
    await bench.soon();
    expect(await records).toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'ok.records' } });
  });

  test('row 36: CALL_UNKNOWN about a call of others reaches the application', async () => {
    const bench = await online();
    await inRoom(bench);
    bench.server.answers.control = () => new CallError('CALL_UNKNOWN');
    const control = bench.alice.control({ command: 1, cid: 'theirs' }).catch((error: unknown) => error);
    await bench.soon();
    expect(await control).toMatchObject({ code: 'CALL_UNKNOWN' });
  });
});
