import { CallError, ERROR_CODES } from 'netcall-protocol';
import { numberOf } from '../../../../sdk/src/rtcsdk/errors';
import { md5 } from '../../../../sdk/src/rtcsdk/md5';
import { answer, atLoad, inRoom, mine, signedIn, type RtcBench } from '../../../support/rtcsdk';

/** A token that says when it expires, milliseconds since 1970. */
const tokenUntil = (ms: number): string => `head.${Buffer.from(JSON.stringify({ sub: 'alice', name: '爱丽丝', exp: ms / 1000 })).toString('base64url')}.sign`;

async function withToken(lifeMs: number): Promise<RtcBench> {
  const bench = atLoad();
  bench.sdk.Init();
  bench.sdk.LoginByToken(tokenUntil(bench.clock.nowMs + lifeMs), 'Dr Alice', 'alice', '', 'k');
  await bench.soon();
  return bench;
}

describe('Login', () => {
  test('signs in as the one device of this face, with the name that others see; the address of the options goes first', async () => {
    const bench = atLoad();
    expect(bench.sdk.Init({ isCallSer: true })).toBe(0);
    bench.sdk.SetServerAddr('other.example.com');
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', 'x', { my: 'cookie' });
    expect(bench.heard).toEqual([]);
    expect(await bench.soon()).toEqual([['LoginSuccess', 'alice', { my: 'cookie' }]]);
    expect(bench.server.all('signIn')).toMatchObject([{ token: 'alice md5', device: { id: 'rtcsdk', type: 'wechat' }, rtc: { nick: 'Dr Alice' } }]);
  });

  test.each([
    ['call.example.com', 'wss://call.example.com/ws'], ['call.example.com:8443', 'wss://call.example.com:8443/ws'], ['http://10.0.0.1:8080', 'ws://10.0.0.1:8080/ws'],
    ['https://call.example.com/', 'wss://call.example.com/ws'], ['wss://call.example.com/here', 'wss://call.example.com/here'],
  ])('SetServerAddr(%s) is %s', async (addr, url) => {
    const bench = atLoad({ server: '' });
    const opened: string[] = [];
    const { openSocket } = bench.platform;
    bench.platform.openSocket = (address, events) => {
      opened.push(address);
      return openSocket(address, events);
    };
    bench.sdk.Init();
    bench.sdk.SetServerAddr(addr);
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice');
    await bench.soon();
    expect(opened).toEqual([url]);
  });

  test('fails with 11 before Init, 201 without an address, 15 without getToken, 9 when somebody is signed in', async () => {
    const { sdk, soon } = atLoad({ server: '' });
    sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 1);
    sdk.Init();
    sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 2);
    expect(await soon()).toEqual([['LoginFail', 11, 1], ['LoginFail', 201, 2]]);
    const bare = atLoad({ getToken: undefined as never });
    bare.sdk.Init();
    bare.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 3);
    expect(await bare.soon()).toEqual([['LoginFail', 15, 3]]);
    const second = await signedIn();
    second.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 4);
    expect(await second.soon()).toEqual([['LoginFail', 9, 4]]);
  });

  test.each([
    ['getToken fails', () => Promise.reject(new Error('no')), 7], ['getToken chooses a number', () => Promise.reject(Object.assign(new Error('no'), { sdkErr: 17 })), 17],
  ])('fails when %s', async (_, getToken, number) => {
    const bench = atLoad({ getToken });
    bench.sdk.Init();
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'k');
    expect(await bench.soon()).toEqual([['LoginFail', number, 'k']]);
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'again');
    expect(await bench.soon()).toEqual([['LoginFail', number, 'again']]);
  });

  test('fails with 18 for a token that has expired, 204 for a server that is not there, 19 for a token of another user', async () => {
    const expired = atLoad();
    expired.server.refusals = 9;
    const away = atLoad();
    away.server.reachable = false;
    const other = atLoad();
    other.server.account = 'mallory';
    for (const { sdk } of [expired, away, other]) {
      sdk.Init();
      sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'k');
    }
    expect(await expired.soon()).toEqual([['LoginFail', 18, 'k']]);
    expect(await other.soon()).toEqual([['LoginFail', 19, 'k']]);
    await away.clock.advance(10_000);
    expect(away.take()).toEqual([['LoginFail', 204, 'k']]);
    [expired, away, other].forEach(({ platform }) => expect(platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 }));
  });
});

describe('the end of a session', () => {
  test('is LineOff(10) when the same user has signed in elsewhere; requests fail first, the room is gone, a new login works', async () => {
    const bench = await inRoom();
    answer(bench, 'createMeeting', () => null);
    bench.sdk.CreateMeeting('k');
    await bench.clock.advance(5);
    bench.server.cut(4409);
    expect(await bench.soon()).toEqual([['CreateMeetingFail', 10, 'k'], ['LineOff', 10]]);
    expect(bench.sdk.GetAllMembers()).toEqual([]);
    expect(bench.sdk.media.view).toEqual({ push: null, play: [] });
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'again');
    expect(await bench.soon()).toEqual([['LoginSuccess', 'alice', 'again']]);
  });

  test('is LineOff(204) when the connection stays lost for 120 s, and nothing before', async () => {
    const bench = await signedIn();
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(119_000);
    expect(bench.take()).toEqual([]);
    await bench.clock.advance(1_100);
    expect(bench.take()).toEqual([['LineOff', 204]]);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('gives an application that comes back from the background all of that time anew', async () => {
    const bench = await signedIn({ lostMs: 5_000 });
    bench.server.reachable = false;
    bench.server.cut();
    await bench.clock.advance(4_000);
    bench.platform.visibilityListeners.forEach((listener) => listener(true));
    await bench.clock.advance(4_900);
    expect(bench.take()).toEqual([]);
    await bench.clock.advance(200);
    expect(bench.take()).toEqual([['LineOff', 204]]);
  });

  test('is not told of a connection that comes back in time', async () => {
    const bench = await signedIn();
    bench.server.cut();
    await bench.clock.advance(300_000);
    expect(bench.take()).toEqual([]);
  });

  test('by Logout hangs up and is LogoutSuccess; a second one is LogoutFail 12', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    expect(await bench.soon()).toEqual([['CallSuccess', callID, undefined]]);
    bench.sdk.Logout('k');
    bench.sdk.Logout('again');
    expect(await bench.soon()).toEqual([['LogoutFail', 12, 'again'], ['LogoutSuccess', 'k']]);
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn', 'call', 'hangup', 'signOut']);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('by UnInit leaves nothing behind, and undoes Init', async () => {
    const bench = await inRoom();
    bench.sdk.UnInit();
    bench.sdk.CreateMeeting('k');
    expect(await bench.soon()).toEqual([['CreateMeetingFail', 11, 'k']]);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });
});

describe('a token of LoginByToken', () => {
  test('is announced 30 s before it expires, and ends the session with 18 when it has', async () => {
    const bench = await withToken(100_000);
    await bench.clock.advance(69_900);
    expect(bench.take()).toEqual([]);
    await bench.clock.advance(100);
    expect(bench.take()).toEqual([['NotifyTokenWillExpire']]);
    await bench.clock.advance(29_900);
    expect(bench.take()).toEqual([]);
    await bench.clock.advance(100);
    expect(bench.take()).toEqual([['LineOff', 18]]);
    expect(bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  });

  test('is replaced by UpdateToken, which later sign-ins use and whose end counts', async () => {
    const bench = await withToken(40_000);
    await bench.clock.advance(20_000);
    expect(bench.take()).toEqual([['NotifyTokenWillExpire']]);
    const renewed = tokenUntil(bench.clock.nowMs + 3_600_000);
    bench.sdk.UpdateToken(renewed);
    bench.server.resume = 'expired';
    bench.server.cut();
    await bench.clock.advance(60_000);
    expect(bench.take()).toEqual([]);
    expect(bench.server.all('signIn').at(-1)).toMatchObject({ token: renewed });
    await bench.clock.advance(3_600_000);
    expect(bench.take()).toEqual([['NotifyTokenWillExpire'], ['LineOff', 18]]);
  });

  test('that is good for longer than any timer is not taken for expired', async () => {
    const bench = await withToken(60 * 86_400_000);
    await bench.clock.advance(3 * 86_400_000);
    expect(bench.take()).toEqual([]);
  });

  test('that is none is for the server to judge', async () => {
    const bench = atLoad();
    bench.sdk.Init();
    bench.sdk.LoginByToken('rubbish', 'Dr Alice', 'alice', '', 'k');
    expect(await bench.soon()).toEqual([['LoginSuccess', 'alice', 'k']]);
    expect(bench.server.all('signIn')).toMatchObject([{ token: 'rubbish' }]);
  });
});

test('a call of before a restart is there again for GetClientStatus', async () => {
  const bench = atLoad();
  bench.server.snapshot.calls = [mine()];
  bench.sdk.Init();
  bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice');
  await bench.soon();
  bench.sdk.GetClientStatus('s');
  expect(await bench.soon()).toEqual([
    ['GetClientStatusRslt', 0, { callInfo: { callID: 'k1', peerID: 'bob', peerName: 'Dr Bob', callState: 1, meetInfo: { ID: 12345678, pswd: '', subject: '', pubMeetUrl: '', creator: 'alice', memberCount: 0, startTime: 5_000 }, duration: 10 } }, 's'],
  ]);
  bench.sdk.HungupCall('k1', '', 'h');
  expect(await bench.soon()).toEqual([['HungupCallSuccess', 'k1', 'h']]);
});

describe('numbers', () => {
  test.each([
    ['ALREADY_IN_CALL', 601], ['ALREADY_QUEUING', 404], ['ANSWERED_ELSEWHERE', 600], ['BAD_ARGUMENT', 5], ['BAD_MESSAGE', 5], ['BAD_STATE', 9], ['CALLEE_BUSY', 602],
    ['CALLEE_OFFLINE', 603], ['CALL_ENDED', 600], ['CALL_UNKNOWN', 600], ['CLOSED', 1], ['INTERNAL', 8], ['INVALID_CALLEE', 605], ['INVITE_UNKNOWN', 600], ['NOT_CONNECTED', 204],
    ['NOT_IN_ROOM', 800], ['NOT_OFFERED', 402], ['NOT_QUEUING', 401], ['NOT_SERVING', 403], ['QUEUE_EMPTY', 401], ['QUEUE_UNKNOWN', 400], ['RATE_LIMITED', 8], ['ROOM_EXISTS', 1],
    ['ROOM_FULL', 802], ['ROOM_MISMATCH', 1], ['ROOM_UNKNOWN', 800], ['SESSION_EXPIRED', 204], ['TIMEOUT', 202], ['UNAUTHENTICATED', 21],
  ] as const)('%s is %i', (code, number) => {
    expect(numberOf(new CallError(code))).toBe(number);
  });

  test('each of our codes is in the list above', () => {
    expect(ERROR_CODES).toHaveLength(29);
  });

  test.each([['expired', 18], ['malformed', 19], ['app', 20], ['signature', 21], ['notYetValid', 21], ['getToken', 7]])('a token that is refused as %s is %i', (reason, number) => {
    expect(numberOf(new CallError('UNAUTHENTICATED', { reason }))).toBe(number);
  });
});

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'], ['abc', '900150983cd24fb0d6963f7d28e17f72'], ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'], ['\0', '93b885adfe0da089cdf634904fd59f71'],
  ['密码', 'a8105204604a0b11e916f3879aae3b0b'], ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', '57edf4a22be3c955ac49da2e2107b67a'],
  ['a'.repeat(55), 'ef1772b6dff9a122358552954ad0df65'], ['a'.repeat(56), '3b0c8ac703f828b04c6c197006d17218'], ['a'.repeat(64), '014842d480b571495a4a0363793f7367'],
])('the MD5 of %j is that of RFC 1321', (text, digest) => {
  expect(md5(text)).toBe(digest);
});
