import { CallError } from 'netcall-protocol';
import { answer, entered, inRoom, memberOf, MEET_OBJ, ROOM, signedIn, tell } from '../../../support/rtcsdk';

const info = (account: string, audioStatus = 2, videoStatus = 2) => ({ userID: account, nickname: `Dr ${account}`, audioStatus, videoStatus });

test('CreateMeeting gives a room with its number, its maker and seconds', async () => {
  const bench = await signedIn();
  bench.sdk.CreateMeeting(false);
  expect(await bench.soon()).toEqual([['CreateMeetingSuccess', MEET_OBJ, false]]);
  answer(bench, 'createMeeting', () => new CallError('RATE_LIMITED'));
  bench.sdk.CreateMeeting('k');
  expect(await bench.soon()).toEqual([['CreateMeetingFail', 8, 'k']]);
});

test('an answer that makes no sense is a failure, never half a room', async () => {
  const bench = await signedIn();
  answer(bench, 'createMeeting', () => ({ meeting: { id: ROOM } }) as never);
  bench.sdk.CreateMeeting('k');
  expect(await bench.soon()).toEqual([['CreateMeetingFail', 8, 'k']]);
});

describe('EnterMeeting', () => {
  test('has all members before EnterMeetingRslt(0), of whom nobody enters once more', async () => {
    const bench = await signedIn();
    answer(bench, 'enterMeeting', () => entered([memberOf('bob', 2, { mode: 0 })]));
    const members: unknown[] = [];
    bench.sdk.EnterMeetingRslt.callback = (sdkErr, cookie) => members.push(sdkErr, cookie, bench.sdk.GetAllMembers());
    bench.sdk.EnterMeeting2(12345678, 'alice', 'Dr Alice', true);
    expect(await bench.soon()).toEqual([]);
    expect(members).toEqual([0, true, [info('alice'), info('bob', 3, 3)]]);
    expect(bench.server.all('enterMeeting')).toMatchObject([{ meeting: ROOM, mode: 3 }]);
    expect([bench.sdk.GetMemberInfo('bob'), bench.sdk.GetMemberInfo('carol')]).toEqual([info('bob', 3, 3), undefined]);
  });

  test('has three forms, and takes a number or its digits', async () => {
    const bench = await signedIn();
    bench.sdk.EnterMeeting(ROOM, 'pswd', 'alice', 'Dr Alice', 1);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 0, 1]]);
    bench.sdk.EnterMeeting2(ROOM, 'alice', 'Dr Alice', 2);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 0, 2]]);
    bench.sdk.EnterMeeting3(12345678, 3);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 0, 3]]);
  });

  test('fails with 800 for what can be no room, without asking, and for one that is not open; with 802 for a full one; with 12 before Login', async () => {
    const bench = await signedIn();
    for (const id of [0, '', 'room', 123, undefined as never]) bench.sdk.EnterMeeting3(id, id);
    expect(await bench.soon()).toEqual([0, '', 'room', 123, undefined].map((id) => ['EnterMeetingRslt', 800, id]));
    expect(bench.server.all('enterMeeting')).toEqual([]);
    answer(bench, 'enterMeeting', () => new CallError('ROOM_UNKNOWN'));
    bench.sdk.EnterMeeting3(ROOM, 1);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 800, 1]]);
    answer(bench, 'enterMeeting', () => new CallError('ROOM_FULL'));
    bench.sdk.EnterMeeting3(ROOM, 2);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 802, 2]]);
    bench.sdk.Logout();
    bench.sdk.EnterMeeting3(ROOM, 3);
    expect(await bench.soon()).toContainEqual(['EnterMeetingRslt', 12, 3]);
  });

  test('another room takes the place of the one before, which is left first', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    answer(bench, 'enterMeeting', () => entered([], 'm2g'));
    bench.sdk.EnterMeeting3(87654321, 'k');
    expect(bench.sdk.GetAllMembers()).toEqual([]);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 0, 'k']]);
    expect(bench.server.got.slice(-2)).toMatchObject([{ t: 'leave', cid: 'm1g' }, { t: 'enterMeeting', meeting: '87654321' }]);
    tell(bench, 'memberLeft', { cid: 'm1g', uid: 2, account: 'bob' });
    expect(await bench.soon()).toEqual([]);
  });

  test('of two at once only the newest comes about; the other hears 800', async () => {
    const bench = await signedIn();
    answer(bench, 'enterMeeting', ({ meeting }) => entered([], `m${meeting[0]}g`));
    bench.sdk.EnterMeeting3(12345678, 1);
    await bench.clock.advance(0);
    bench.sdk.EnterMeeting3(87654321, 2);
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 800, 1], ['EnterMeetingRslt', 0, 2]]);
    expect(bench.server.got.map(({ t, cid, meeting }) => [t, cid ?? meeting]).slice(1)).toEqual([['enterMeeting', '12345678'], ['leave', 'm1g'], ['enterMeeting', '87654321']]);
  });

  test('that is left before the server has answered is left there too', async () => {
    const bench = await signedIn();
    bench.sdk.EnterMeeting3(ROOM, 'k');
    await bench.clock.advance(0);
    bench.sdk.ExitMeeting();
    expect(await bench.soon()).toEqual([['EnterMeetingRslt', 800, 'k']]);
    expect(bench.server.all('leave')).toMatchObject([{ cid: 'm1g' }]);
    expect(bench.sdk.GetAllMembers()).toEqual([]);
  });

  test('without an answer in time asks for a snapshot, and a place that it shows is given up', async () => {
    const bench = await signedIn();
    answer(bench, 'enterMeeting', () => null);
    bench.server.snapshot.calls = [{ cid: 'm1g', callId: '', caller: 'alice', callee: '', media: 'video', phase: 'connected', mine: true, ringMsLeft: 0, acceptedAtMs: 1, uids: {}, channel: ROOM }];
    bench.sdk.EnterMeeting3(ROOM, 'k');
    await bench.clock.advance(11_000);
    expect(bench.take()).toEqual([['EnterMeetingRslt', 202, 'k']]);
    expect(bench.server.all('signIn')).toHaveLength(2);
    expect(bench.server.all('leave')).toMatchObject([{ cid: 'm1g' }]);
  });
});

describe('in a room', () => {
  test('others come, change and go', async () => {
    const bench = await inRoom();
    tell(bench, 'memberJoined', { cid: 'm1g', member: memberOf('bob', 2, { mode: 1 }) });
    tell(bench, 'memberJoined', { cid: 'm1g', member: memberOf('bob', 2, { mode: 1 }) });
    tell(bench, 'memberUpdated', { cid: 'm1g', member: memberOf('bob', 2, { mode: 2, nick: 'Bobby' }) });
    tell(bench, 'memberUpdated', { cid: 'other', member: memberOf('carol', 3) });
    tell(bench, 'peerState', { cid: 'm1g', account: 'bob', state: 'reconnecting' });
    expect(await bench.soon()).toEqual([
      ['UserEnterMeeting', 'bob'], ['NotifyNickNameChanged', 'bob', 'Dr bob', 'Bobby'], ['AudioStatusChanged', 'bob', 3, 2], ['VideoStatusChanged', 'bob', 2, 3],
    ]);
    expect(bench.sdk.GetMemberInfo('bob')).toEqual({ userID: 'bob', nickname: 'Bobby', audioStatus: 2, videoStatus: 3 });
    tell(bench, 'memberLeft', { cid: 'm1g', uid: 2, account: 'bob' });
    tell(bench, 'memberLeft', { cid: 'm1g', uid: 2, account: 'bob' });
    expect(await bench.soon()).toEqual([['UserLeftMeeting', 'bob']]);
  });

  test.each([['closed', ['MeetingStopped']], ['kicked', ['MeetingDropped', 10]], ['lost', ['MeetingDropped', 204]]] as const)('an end as %s is %j', async (reason, told) => {
    const bench = await inRoom([memberOf('bob', 2)]);
    tell(bench, 'ended', { cid: 'm1g', reason, account: 'bob', at: 1 });
    expect(await bench.soon()).toEqual([told]);
    expect(bench.sdk.GetAllMembers()).toEqual([]);
  });

  test('a text goes to everybody, its sender too', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    bench.sdk.SendMeetingCustomMsg('hello', undefined, 'k');
    expect(await bench.soon()).toEqual([['SendMeetingCustomMsgRslt', 0, 'k'], ['NotifyMeetingCustomMsg', 'alice', 'hello']]);
    expect(bench.server.all('control')).toMatchObject([{ cid: 'm1g', command: 200, custom: 'hello' }]);
    tell(bench, 'control', { cid: 'm1g', account: 'bob', command: 200, custom: 'hi' });
    tell(bench, 'control', { cid: 'm1g', account: 'bob', command: 8, custom: 'not ours' });
    expect(await bench.soon()).toEqual([['NotifyMeetingCustomMsg', 'bob', 'hi']]);
  });

  test('a text that the server refuses, or outside of a room, is a failure and heard by nobody', async () => {
    const bench = await signedIn();
    bench.sdk.SendMeetingCustomMsg('hello', undefined, 1);
    expect(await bench.soon()).toEqual([['SendMeetingCustomMsgRslt', 800, 1]]);
    await inRoom([], bench);
    bench.take();
    answer(bench, 'control', () => new CallError('BAD_MESSAGE'));
    bench.sdk.SendMeetingCustomMsg('hello', undefined, 2);
    expect(await bench.soon()).toEqual([['SendMeetingCustomMsgRslt', 5, 2]]);
  });

  test('DestroyMeeting ends it, here without another word', async () => {
    const bench = await inRoom();
    bench.sdk.DestroyMeeting(12345678, 'k');
    expect(await bench.soon()).toEqual([['DestroyMeetingRslt', 0, 'k']]);
    expect(bench.sdk.GetAllMembers()).toEqual([]);
    answer(bench, 'destroyMeeting', () => new CallError('ROOM_UNKNOWN'));
    bench.sdk.DestroyMeeting(ROOM, 1);
    bench.sdk.DestroyMeeting('none', 2);
    expect(await bench.soon()).toEqual([['DestroyMeetingRslt', 800, 2], ['DestroyMeetingRslt', 800, 1]]);
  });

  test('Kickout asks the server, and logs a refusal', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    answer(bench, 'kick', () => new CallError('CALL_UNKNOWN'));
    bench.sdk.Kickout('bob');
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('kick')).toMatchObject([{ cid: 'm1g', account: 'bob' }]);
    expect(bench.platform.lines).toMatchObject([{ level: 'warn', text: 'kick', facts: { sdkErr: 600 } }]);
  });
});

describe('after events were lost', () => {
  const stay = { cid: 'm1g', callId: '', caller: 'alice', callee: '', media: 'video', phase: 'connected', mine: true, ringMsLeft: 0, acceptedAtMs: 1, uids: {}, channel: ROOM } as const;

  test('the room goes on with who is there now, and the own stream is not begun anew', async () => {
    const bench = await inRoom([memberOf('bob', 2), memberOf('carol', 3)]);
    const { push } = bench.sdk.media.view;
    bench.server.resume = 'gap';
    bench.server.snapshot.calls = [{ ...stay, room: { uid: 1, members: [memberOf('alice', 1, { url: 'rtmp://relay/live/1_1_1?k=2' }), memberOf('carol', 3, { mode: 1 }), memberOf('dan', 4)] } }];
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['UserLeftMeeting', 'bob'], ['AudioStatusChanged', 'carol', 2, 3], ['UserEnterMeeting', 'dan']]);
    expect(bench.sdk.media.view.push).toEqual(push);
    expect(bench.server.all('leave')).toEqual([]);
  });

  test('a room of which the server has forgotten this user is entered anew without a word, with the devices as they were', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    bench.sdk.OpenMic('alice');
    await bench.soon();
    answer(bench, 'enterMeeting', ({ mode }) => ({ ...entered([memberOf('bob', 2)], 'm2g', 5), members: [memberOf('bob', 2), memberOf('alice', 5, { mode })] }));
    bench.server.resume = 'expired';
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([]);
    expect(bench.server.all('enterMeeting').at(-1)).toMatchObject({ meeting: ROOM, mode: 1 });
    expect(bench.sdk.media.view.push).toMatchObject({ url: 'rtmp://relay/live/1_5_1?k=1', mic: true });
    tell(bench, 'memberLeft', { cid: 'm2g', uid: 2, account: 'bob' });
    expect(await bench.soon()).toEqual([['UserLeftMeeting', 'bob']]);
  });

  test('a room that cannot be entered anew is MeetingDropped, one that was closed meanwhile MeetingStopped', async () => {
    const bench = await inRoom();
    answer(bench, 'enterMeeting', () => new CallError('ROOM_UNKNOWN'));
    bench.server.resume = 'gap';
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['MeetingDropped', 800]]);
    const other = await inRoom();
    other.server.resume = 'gap';
    other.server.snapshot.ended = [{ cid: 'm1g', callId: '', reason: 'closed', account: 'bob' }];
    other.server.cut();
    await other.clock.advance(1_000);
    expect(other.take()).toEqual([['MeetingStopped']]);
  });

  test('a room of before a restart of the application is left: it enters what it wants', async () => {
    const bench = await signedIn();
    bench.server.resume = 'gap';
    bench.server.snapshot.calls = [{ ...stay, cid: 'old' }];
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([]);
    expect(bench.server.all('leave')).toMatchObject([{ cid: 'old' }]);
  });
});
