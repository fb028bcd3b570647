import { CallError } from 'netcall-protocol';
import { answer, atLoad, inRoom, invitation, MEET_OBJ, MEETING, mine, signedIn, tell } from '../../../support/rtcsdk';

describe('Call', () => {
  test('gives the id at once; the same cookie comes back with CallSuccess, and the acceptance brings the room of AcceptCall', async () => {
    const bench = await signedIn();
    const cookie = { deep: () => undefined };
    const callID = bench.sdk.Call('bob', MEET_OBJ, '{"a":1}', cookie);
    expect(callID).toMatch(/^alice-\d+$/);
    expect(bench.heard).toEqual([]);
    const [success, ...rest] = await bench.soon();
    expect(success).toEqual(['CallSuccess', callID, cookie]);
    expect(success?.[2]).toBe(cookie);
    expect(rest).toEqual([]);
    expect(bench.server.all('call')).toMatchObject([{ callId: callID, callee: 'bob', media: 'video', ringMs: 30_000, custom: '{"a":1}', meeting: '12345678' }]);
    tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 }, custom: 'come', meeting: { ...MEETING, id: '87654321' } });
    expect(await bench.soon()).toEqual([['NotifyCallAccepted', callID, { ...MEET_OBJ, ID: 87654321 }, 'come']]);
  });

  test('leaves a cookie that was not given undefined, and gives extended data that was not given as an empty text', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    expect(await bench.soon()).toEqual([['CallSuccess', callID, undefined]]);
    expect(Object.keys(bench.server.all('call')[0]!).sort()).toEqual(['callId', 'callee', 'id', 'media', 'ringMs', 't']);
    tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 } });
    expect(await bench.soon()).toEqual([['NotifyCallAccepted', callID, null, '']]);
  });

  test.each([
    ['CALLEE_OFFLINE', 603], ['ALREADY_IN_CALL', 601], ['ROOM_UNKNOWN', 800], ['RATE_LIMITED', 8], ['INVALID_CALLEE', 605],
  ] as const)('%s of the server is CallFail with %i', async (code, number) => {
    const bench = await signedIn();
    answer(bench, 'call', () => new CallError(code));
    const callID = bench.sdk.Call('bob', MEET_OBJ, '', true);
    expect(await bench.soon()).toEqual([['CallFail', callID, number, true]]);
  });

  test('to somebody who is busy is CallFail 602 and nothing else, and the next one may begin in that callback', async () => {
    const bench = await signedIn();
    answer(bench, 'call', () => ({ cid: 'c1', uids: { alice: 1, bob: 2 }, busy: true }));
    const callID = bench.sdk.Call('bob', MEET_OBJ, '', 'k');
    let second = '';
    bench.sdk.CallFail.callback = () => {
      second = bench.sdk.Call('carol');
    };
    await bench.clock.advance(5);
    tell(bench, 'ended', { cid: 'c1', reason: 'busy', account: 'bob', at: 1 });
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('call').map(({ callId }) => callId)).toEqual([callID, second]);
  });

  test.each([['rejected', 606], ['noAnswer', 604], ['lost', 204]] as const)('that ends as %s is NotifyCallRejected with %i and what the other has sent', async (reason, number) => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    await bench.soon();
    tell(bench, 'ended', { cid: 'c1', reason, account: 'bob', at: 1, custom: 'no' });
    expect(await bench.soon()).toEqual([['NotifyCallRejected', callID, number, 'no']]);
    bench.sdk.HungupCall(callID, '', 'h');
    expect(await bench.soon()).toEqual([['HungupCallFail', callID, 600, 'h']]);
  });

  test('during a call is CallFail 601 without asking the server', async () => {
    const bench = await signedIn();
    bench.sdk.Call('bob');
    await bench.soon();
    const second = bench.sdk.Call('carol', null, '', false);
    expect(await bench.soon()).toEqual([['CallFail', second, 601, false]]);
    expect(bench.server.all('call')).toHaveLength(1);
  });

  test('while both call is an accepted call under the id of each: no ring, success before acceptance', async () => {
    const bench = await signedIn();
    answer(bench, 'call', () => ({ cid: 'c9', uids: { alice: 2, bob: 1 }, glare: true, meeting: MEETING }));
    const callID = bench.sdk.Call('bob', null, '', 1);
    tell(bench, 'invited', invitation());
    expect(await bench.soon()).toEqual([['CallSuccess', callID, 1], ['NotifyCallAccepted', callID, MEET_OBJ, '']]);
    bench.sdk.HungupCall(callID, 'bye', 2);
    expect(await bench.soon()).toEqual([['HungupCallSuccess', callID, 2]]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c9', custom: 'bye' }]);
  });

  test('hung up before the server has answered fails with 600, then the hang-up succeeds; nothing more comes', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob', null, '', 'c');
    bench.sdk.HungupCall(callID, '', 'h');
    expect(await bench.soon()).toEqual([['CallFail', callID, 600, 'c'], ['HungupCallSuccess', callID, 'h']]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });
});

describe('a call that comes in', () => {
  test('is told with its room, and answered with another one: the caller meets there', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation({ custom: 'hi', meeting: MEETING }));
    expect(await bench.soon()).toEqual([['NotifyCallIn', 'bobs', MEET_OBJ, 'bob', 'hi']]);
    bench.sdk.AcceptCall('bobs', { ID: '87654321' }, 'yes', false);
    expect(await bench.soon()).toEqual([['AcceptCallSuccess', 'bobs', false]]);
    expect(bench.server.all('accept')).toMatchObject([{ cid: 'c9', custom: 'yes', meeting: '87654321' }]);
    bench.sdk.GetClientStatus();
    expect(await bench.soon()).toMatchObject([['GetClientStatusRslt', 0, { callInfo: { callID: 'bobs', peerID: 'bob', callState: 1, meetInfo: { ID: 87654321 } } }, undefined]]);
  });

  test('without a room and extended data is told with null and an empty text', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    expect(await bench.soon()).toEqual([['NotifyCallIn', 'bobs', null, 'bob', '']]);
  });

  test('lets its callee enter the room before AcceptCallSuccess', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation({ meeting: MEETING }));
    bench.sdk.NotifyCallIn.callback = (callID, meetObj) => {
      bench.sdk.AcceptCall(callID, meetObj);
      bench.sdk.EnterMeeting2(meetObj!.ID, 'alice', 'Dr Alice', 'k');
    };
    expect(await bench.soon()).toEqual([['AcceptCallSuccess', 'bobs', undefined], ['EnterMeetingRslt', 0, 'k']]);
  });

  test('is rejected: the caller hears of it, and it is over here', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    await bench.soon();
    bench.sdk.RejectCall('bobs', 'busy', 0);
    bench.sdk.AcceptCall('bobs', null, '', 1);
    expect(await bench.soon()).toEqual([['AcceptCallFail', 'bobs', 600, 1], ['RejectCallSuccess', 'bobs', 0]]);
    expect(bench.server.all('reject')).toMatchObject([{ cid: 'c9', custom: 'busy' }]);
  });

  test('is rejected by HungupCall while it rings', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    await bench.soon();
    bench.sdk.HungupCall('bobs', 'no', 'h');
    expect(await bench.soon()).toEqual([['HungupCallSuccess', 'bobs', 'h']]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c9', custom: 'no' }]);
  });

  test.each(['cancelled', 'noAnswer'] as const)('that ends as %s while it rings is NotifyCallHungup, and a late answer fails with 600', async (reason) => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    await bench.soon();
    tell(bench, 'ended', { cid: 'c9', reason, account: 'bob', at: 1, custom: 'sorry' });
    expect(await bench.soon()).toEqual([['NotifyCallHungup', 'bobs', 'sorry']]);
    bench.sdk.AcceptCall('bobs', null, '', 'k');
    expect(await bench.soon()).toEqual([['AcceptCallFail', 'bobs', 600, 'k']]);
  });

  test('that another device has answered is NotifyCallHungup with an empty text', async () => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    await bench.soon();
    tell(bench, 'answeredElsewhere', { cid: 'c9', media: 'video', accepted: true, clientType: 'web', at: 1 });
    expect(await bench.soon()).toEqual([['NotifyCallHungup', 'bobs', '']]);
  });

  test.each(['CALL_ENDED', 'ANSWERED_ELSEWHERE', 'CALL_UNKNOWN'] as const)('fails with 600 when the server refuses the answer with %s', async (code) => {
    const bench = await signedIn();
    tell(bench, 'invited', invitation());
    await bench.soon();
    answer(bench, 'accept', () => new CallError(code));
    bench.sdk.AcceptCall('bobs', null, '', {});
    expect(await bench.soon()).toEqual([['AcceptCallFail', 'bobs', 600, {}]]);
  });
});

describe('the end of a talk', () => {
  async function talking() {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    await bench.soon();
    tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 } });
    await bench.soon();
    return { ...bench, callID };
  }

  test('by this user leaves no room, and a second hang-up is 600', async () => {
    const bench = await inRoom([], await talking());
    const { callID } = bench as Awaited<ReturnType<typeof talking>>;
    bench.sdk.HungupCall(callID, 'bye', 1);
    bench.sdk.HungupCall(callID, '', 2);
    expect(await bench.soon()).toEqual([['HungupCallFail', callID, 600, 2], ['HungupCallSuccess', callID, 1]]);
    expect(bench.server.all('leave')).toEqual([]);
    expect(bench.sdk.GetAllMembers()).toHaveLength(1);
  });

  test('by the other one is NotifyCallHungup with its text, and this user hanging up then is 600, whichever comes first', async () => {
    const bench = await talking();
    tell(bench, 'ended', { cid: 'c1', reason: 'hungUp', account: 'bob', at: 1, custom: 'bye' });
    expect(await bench.soon()).toEqual([['NotifyCallHungup', bench.callID, 'bye']]);
    bench.sdk.HungupCall(bench.callID, '', true);
    expect(await bench.soon()).toEqual([['HungupCallFail', bench.callID, 600, true]]);
    expect(bench.server.all('hangup')).toEqual([]);
  });

  test('by both at once succeeds here and is told once', async () => {
    const bench = await talking();
    bench.sdk.HungupCall(bench.callID, '', 'k');
    tell(bench, 'ended', { cid: 'c1', reason: 'hungUp', account: 'bob', at: 1 });
    expect(await bench.soon()).toEqual([['HungupCallSuccess', bench.callID, 'k']]);
  });

  test.each(['HungupCall then ExitMeeting', 'ExitMeeting then HungupCall'])('%s in a row both work', async (order) => {
    const bench = await inRoom([], await talking());
    const { callID } = bench as Awaited<ReturnType<typeof talking>>;
    const steps = [() => bench.sdk.HungupCall(callID, '', 'k'), () => bench.sdk.ExitMeeting('reason')];
    (order.startsWith('H') ? steps : steps.reverse()).forEach((step) => step());
    expect(await bench.soon()).toEqual([['HungupCallSuccess', callID, 'k']]);
    expect([bench.server.all('hangup'), bench.server.all('leave')]).toMatchObject([[{ cid: 'c1' }], [{ cid: 'm1g' }]]);
    expect(bench.sdk.GetAllMembers()).toEqual([]);
  });
});

describe('without a session', () => {
  test('every command about calls fails later with 11 before Init and with 12 before Login, and Call gives an id all the same', async () => {
    const bench = atLoad();
    const all = (): string => {
      bench.sdk.AcceptCall('x', null, '', 'a');
      bench.sdk.RejectCall('x', '', 'r');
      bench.sdk.HungupCall('x', '', 'h');
      return bench.sdk.Call('bob', MEET_OBJ, '', 'c');
    };
    const expected = (callID: string, number: number) => [['AcceptCallFail', 'x', number, 'a'], ['RejectCallFail', 'x', number, 'r'], ['HungupCallFail', 'x', number, 'h'], ['CallFail', callID, number, 'c']];
    const first = all();
    expect(bench.heard).toEqual([]);
    expect(await bench.soon()).toEqual(expected(first, 11));
    bench.sdk.Init();
    const second = all();
    expect(await bench.soon()).toEqual(expected(second, 12));
    expect(second).not.toBe(first);
  });

  test('a room whose number can be none is refused with 5', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob', { ID: 'twelve' }, '', 'k');
    expect(await bench.soon()).toEqual([['CallFail', callID, 5, 'k']]);
  });
});

describe('after events were lost', () => {
  test('a call that is not in the snapshot is over, and one that was accepted meanwhile goes on', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    await bench.soon();
    bench.server.resume = 'gap';
    bench.server.snapshot.calls = [mine({ callId: callID, acceptedAtMs: 1_000_000 })];
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['NotifyCallAccepted', callID, MEET_OBJ, '']]);
    bench.server.snapshot = { calls: [], ended: [{ cid: 'c1', callId: callID, reason: 'hungUp', account: 'bob' }] };
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['NotifyCallHungup', callID, '']]);
  });

  test('a call of which the server has the answer only now is not asked for twice', async () => {
    const bench = await signedIn();
    bench.server.freeze();
    const callID = bench.sdk.Call('bob', null, '', 'k');
    await bench.clock.advance(2);
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.take()).toEqual([['CallSuccess', callID, 'k']]);
    expect(bench.server.all('call').map(({ callId }) => callId)).toEqual([callID]);
  });

  test('a call that rang when the application was started anew rings again, after LoginSuccess', async () => {
    const bench = atLoad();
    bench.server.snapshot.calls = [mine({ cid: 'c9', callId: 'bobs', caller: 'bob', callee: 'alice', phase: 'ringing', mine: false, ringMsLeft: 9_000, acceptedAtMs: null, custom: 'hi' })];
    bench.sdk.Init();
    bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'k');
    expect(await bench.soon()).toEqual([['LoginSuccess', 'alice', 'k'], ['NotifyCallIn', 'bobs', MEET_OBJ, 'bob', 'hi']]);
  });
});

describe('an invitation', () => {
  test('goes out under an id that is given at once, and each answer comes back', async () => {
    const bench = await signedIn();
    const inviteID = bench.sdk.Invite('bob', 'come', { c: 1 });
    expect(await bench.soon()).toEqual([['InviteSuccess', inviteID, { c: 1 }]]);
    expect(bench.server.all('invite')).toMatchObject([{ inviteId: inviteID, to: 'bob', custom: 'come' }]);
    tell(bench, 'inviteAnswered', { inviteId: inviteID, answer: 'accepted', custom: 'yes' });
    tell(bench, 'inviteAnswered', { inviteId: inviteID, answer: 'rejected', custom: 'no' });
    tell(bench, 'inviteAnswered', { inviteId: inviteID, answer: 'noAnswer', custom: '' });
    expect(await bench.soon()).toEqual([
      ['NotifyInviteAccepted', inviteID, 'yes'], ['NotifyInviteRejected', inviteID, 606, 'no'], ['NotifyInviteRejected', inviteID, 604, ''],
    ]);
    bench.sdk.CancelInvite(inviteID, 'never mind', 'k');
    expect(await bench.soon()).toEqual([['CancelInviteSuccess', inviteID, 'k']]);
  });

  test('comes in, is answered, taken back, or over', async () => {
    const bench = await signedIn();
    tell(bench, 'inviteIn', { inviteId: 'i1', from: 'bob', custom: 'come' });
    tell(bench, 'inviteCancelled', { inviteId: 'i1', reason: 'cancelled', custom: 'x' });
    tell(bench, 'inviteCancelled', { inviteId: 'i1', reason: 'noAnswer', custom: '' });
    expect(await bench.soon()).toEqual([['NotifyInviteIn', 'i1', 'bob', 'come'], ['NotifyInviteCanceled', 'i1', 0, 'x'], ['NotifyInviteCanceled', 'i1', 604, '']]);
    bench.sdk.AcceptInvite('i1', 'yes', 'a');
    bench.sdk.RejectInvite('i1', '', 'r');
    expect(await bench.soon()).toEqual([['AcceptInviteSuccess', 'i1', 'a'], ['RejectInviteSuccess', 'i1', 'r']]);
    expect(bench.server.all('answerInvite')).toMatchObject([{ accepted: true, custom: 'yes' }, { accepted: false }]);
  });

  test.each([['Invite', 'invite', 'CALLEE_OFFLINE', 603], ['AcceptInvite', 'answerInvite', 'INVITE_UNKNOWN', 600], ['RejectInvite', 'answerInvite', 'INVITE_UNKNOWN', 600], ['CancelInvite', 'cancelInvite', 'INVITE_UNKNOWN', 600]] as const)(
    '%s fails with the number', async (method, request, code, number) => {
      const bench = await signedIn();
      answer(bench, request, () => new CallError(code));
      const id = bench.sdk[method]('bob', '', 7) ?? 'bob';
      expect(await bench.soon()).toEqual([[`${method}Fail`, id, number, 7]]);
    });
});
