import { answer, atLoad, entered, inRoom, invitation, memberOf, MEET_OBJ, MEETING, mine, ROOM, signedIn, tell } from '../../../support/rtcsdk';

describe('Login', () => {
  test('signs in as the one device of this face, with the name that others see', async () => {
    const bench = atLoad();
    expect(bench.sdk.Init({ isCallSer: true })).toBe(0);
    bench.sdk.SetServerAddr('other.example.com');
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', 'x', { my: 'cookie' });
    expect(await bench.soon()).toEqual([['LoginSuccess', 'alice', { my: 'cookie' }]]);
    expect(bench.server.all('signIn')).toMatchObject([{ token: 'alice md5', device: { id: 'rtcsdk', type: 'wechat' }, rtc: { nick: 'Dr Alice' } }]);
  });
});

describe('a room', () => {
  test('has all its members before EnterMeetingRslt(0)', async () => {
    const bench = await signedIn();
    answer(bench, 'enterMeeting', () => entered([memberOf('bob', 2, { mode: 0 })]));
    const members: unknown[] = [];
    bench.sdk.EnterMeetingRslt.callback = (sdkErr, cookie) => members.push(sdkErr, cookie, bench.sdk.GetAllMembers());
    bench.sdk.EnterMeeting2(12345678, 'alice', 'Dr Alice', true);
    await bench.soon();
    expect(members).toEqual([0, true, [
      { userID: 'alice', nickname: 'Dr alice', audioStatus: 2, videoStatus: 2 }, { userID: 'bob', nickname: 'Dr bob', audioStatus: 3, videoStatus: 3 },
    ]]);
    expect(bench.server.all('enterMeeting')).toMatchObject([{ meeting: ROOM, mode: 3 }]);
  });
});

test('a call of before a restart is there again for GetClientStatus', async () => {
  const bench = atLoad();
  bench.server.snapshot.calls = [mine()];
  bench.sdk.Init();
  bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice');
  await bench.soon();
  bench.sdk.GetClientStatus('s');
  expect(await bench.soon()).toEqual([['GetClientStatusRslt', 0, { callInfo: { callID: 'k1', peerID: 'bob', peerName: 'Dr Bob', callState: 1, meetInfo: MEET_OBJ, duration: 10 } }, 's']]);
});
