import { accept as answer, connect, type Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { accept, meet, ring, talk } from '../conformance/rtcsdk/play';
import { Stage, type Player } from '../conformance/rtcsdk/stage';

const stack = useStack();
let stage: Stage;
let tests = 0;
beforeEach(() => {
  tests += 1;
  stage = new Stage(stack(), tests);
});
afterEach(() => stage.close());

const VIDEO = 2;
const AUDIO = 1;
/** A room number as CloudRoom's applications check it. */
const EIGHT_DIGITS = /^\d{8}$/;

/** A netcall user calls an RTCSDK user. */
async function callIn(caller: Phone, callee: Player, type = VIDEO) {
  await caller.netcall.call({ type, callee: callee.account });
  const [callID, meetObj, callerUID, usrExtDat] = await callee.hears('NotifyCallIn');
  expect([callerUID, usrExtDat]).toEqual([caller.account, '']);
  return { callID, meetObj: meetObj! };
}

/** An RTCSDK user calls a netcall user, in a room of its own. */
async function callOut(caller: Player, callee: Phone) {
  const meeting = await caller.createMeeting();
  const callID = caller.rtcsdk.Call(callee.account, meeting, 'not for netcall', undefined);
  const [call] = await Promise.all([callee.heard('beCalling'), caller.hears('CallSuccess')]);
  return { callID, meeting, cid: call.cid, call };
}

/** Both are in the room with open devices, and each has the other's stream. */
async function bothPlay(phone: Phone, player: Player): Promise<void> {
  player.rtcsdk.OpenMic(player.account);
  player.rtcsdk.OpenVideo(player.account);
  await phone.netcall.startRtc({ mode: 0 });
  const { userlist } = await phone.heard('syncDone');
  await player.until(`${player.account} has the stream of ${phone.account}`, () => player.rtcsdk.media.view.play.length === 1);
  const [mine, theirs] = [userlist.find(({ account }) => account === phone.account), userlist.find(({ account }) => account === player.account)];
  const { push, play: [play] } = player.rtcsdk.media.view;
  expect([mine, theirs, push, play].map((each) => each?.url)).toEqual(Array(4).fill(expect.stringMatching(/^rtmp:\/\/.+\?.+/)));
  expect(streamOf(theirs!.url)).toBe(streamOf(push!.url));
  expect(streamOf(play!.url)).toBe(streamOf(mine!.url));
  expect(play!.userID).toBe(phone.account);
}

/** The stream that an address pushes or plays. */
const streamOf = (url: string): string => url.replace(/\?.*$/, '');

describe('the eight decisions', () => {
  test('decision 2: a second call to an RTCSDK user is answered busy for both faces, by the server', async () => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const dave = await stage.phone('dave');
    await accept(alice, bob);
    carol.rtcsdk.Call(bob.account, null, '', 1);
    expect((await carol.hears('CallFail')).slice(1)).toEqual([602, 1]);
    await dave.netcall.call({ type: VIDEO, callee: bob.account });
    expect(await dave.heard('callRejected')).toMatchObject({ reason: 'busy' });
    expect(bob.heards('NotifyCallIn')).toHaveLength(1);
  });

  test('decision 2: a second call to a netcall user is 602, unless that one has asked to decide itself', async () => {
    const [alice, bob, carol] = [await stage.phone('alice'), await stage.phone('bob'), await stage.person('carol')];
    await connect(alice, bob);
    carol.rtcsdk.Call(bob.account, null, '', 1);
    expect((await carol.hears('CallFail')).slice(1)).toEqual([602, 1]);
    const [dave, erin] = [await stage.phone('dave', { busyPolicy: 'app' }), await stage.phone('erin')];
    await connect(erin, dave);
    const { call } = await callOut(carol, dave);
    expect(call).toMatchObject({ caller: carol.account, type: VIDEO });
    await dave.netcall.response({ accepted: false, caller: carol.account, type: VIDEO, cid: call.cid });
    expect((await carol.hears('NotifyCallRejected')).slice(1)).toEqual([606, '']);
  });

  test('decision 3: a call of RTCSDK is video for netcall, and a netcall call of sound alone is delivered like any other', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob, AUDIO);
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    await Promise.all([bob.hears('AcceptCallSuccess'), alice.heard('callAccepted')]);
    await alice.netcall.hangup();
    await bob.hears('NotifyCallHungup');
    expect((await callOut(bob, alice)).call).toMatchObject({ caller: bob.account, type: VIDEO });
  });

  test('decision 4: the server makes the room of a netcall caller, and both meet in it as 1 and 2', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob);
    expect(String(meetObj.ID)).toMatch(EIGHT_DIGITS);
    expect(meetObj.creator).toBe(alice.account);
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    await alice.heard('callAccepted');
    await bob.enter(meetObj.ID);
    const { uid } = await alice.netcall.startRtc({ mode: 0 });
    const { userlist } = await alice.heard('syncDone');
    expect([uid, userlist.map(({ account, uid: number }) => [account, number]).sort()]).toEqual([1, [[alice.account, 1], [bob.account, 2]]]);
  });

  test('decision 4: an RTCSDK caller without a room gets one with the answer of a netcall callee', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    const callID = alice.rtcsdk.Call(bob.account, null, '', undefined);
    await answer(bob);
    const [id, meetObj] = await alice.hears('NotifyCallAccepted');
    expect([id, String(meetObj?.ID)]).toEqual([callID, expect.stringMatching(EIGHT_DIGITS)]);
    await alice.enter(meetObj!.ID);
    await bothPlay(bob, alice);
  });

  test('decision 4: an RTCSDK callee of a call without a room names it', async () => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const callID = alice.rtcsdk.Call(bob.account, undefined, '', undefined);
    expect((await bob.hears('NotifyCallIn'))[1]).toBeFalsy();
    const meeting = await bob.createMeeting();
    bob.rtcsdk.AcceptCall(callID, meeting, '', undefined);
    expect((await alice.hears('NotifyCallAccepted'))[1]).toMatchObject({ ID: meeting.ID });
    await meet(meeting.ID, bob, alice);
  });

  test('decision 5: a second RTCSDK session of an account ends the first; netcall devices of it stay, and ring', async () => {
    const [tablet, first] = [await stage.phone('bob'), await stage.person('bob')];
    const [second, alice] = [await stage.person('bob'), await stage.person('alice')];
    expect(await first.hears('LineOff')).toEqual([10]);
    const { callID } = await ring(alice, second);
    const { cid, type } = await tablet.heard('beCalling');
    await tablet.netcall.response({ accepted: true, caller: alice.account, type, cid });
    expect(await second.hears('NotifyCallHungup')).toEqual([callID, '']);
    expect((await alice.hears('NotifyCallAccepted'))[0]).toBe(callID);
    expect(first.names).not.toContain('NotifyCallIn');
  });

  test('decision 5: when the RTCSDK session answers, the netcall device of the account hears callerAckSync', async () => {
    const [tablet, bob, alice] = [await stage.phone('bob'), await stage.person('bob'), await stage.phone('alice')];
    const { callID, meetObj } = await callIn(alice, bob);
    const { cid } = await tablet.heard('beCalling');
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    expect(await tablet.heard('callerAckSync')).toMatchObject({ cid, accepted: true });
  });

  test('decision 6: the room may be entered before the call is accepted, by caller or callee first', async () => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID, meeting } = await ring(alice, bob);
    await alice.enter(meeting.ID);
    bob.rtcsdk.AcceptCall(callID, meeting, '', 'accepted');
    bob.rtcsdk.EnterMeeting2(meeting.ID, bob.account, 'Bob', 'entered');
    expect(await bob.hears('EnterMeetingRslt')).toEqual([0, 'entered']);
    expect(await bob.hears('AcceptCallSuccess')).toEqual([callID, 'accepted']);
    const [carol, dave] = [await stage.person('carol'), await stage.phone('dave')];
    const { callID: second, meetObj } = await callIn(dave, carol);
    await carol.enter(meetObj.ID);
    carol.rtcsdk.AcceptCall(second, meetObj, '', undefined);
    await dave.heard('callAccepted');
    await bothPlay(dave, carol);
  });

  test('decision 7: hanging up what the other one has ended is 600, and the other one hears nothing again', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob);
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    await alice.heard('callAccepted');
    await alice.netcall.hangup();
    await bob.hears('NotifyCallHungup');
    bob.rtcsdk.HungupCall(callID, '', 'late');
    expect(await bob.hears('HungupCallFail')).toEqual([callID, 600, 'late']);
    await alice.settled();
    expect(alice.all('hangup')).toEqual([]);
    const { callID: second } = await callOut(bob, alice);
    await answerLast(alice);
    await bob.hears('NotifyCallAccepted');
    bob.rtcsdk.HungupCall(second, '', undefined);
    bob.rtcsdk.HungupCall(second, '', 'twice');
    expect(await bob.hears('HungupCallFail')).toEqual([second, 600, 'twice']);
    await alice.settled();
    expect(alice.all('hangup')).toHaveLength(1);
  });

  test('decision 8: a result comes before what it causes, and the list of members before the result of entering', async () => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID, meeting } = await ring(alice, bob);
    await alice.enter(meeting.ID);
    bob.rtcsdk.AcceptCall(callID, meeting, '', undefined);
    await alice.hears('NotifyCallAccepted');
    const lists: string[][] = [];
    bob.rtcsdk.EnterMeetingRslt.callback = () => void lists.push(bob.rtcsdk.GetAllMembers().map(({ userID }) => userID).sort());
    bob.rtcsdk.EnterMeeting3(meeting.ID, undefined);
    await alice.hears('UserEnterMeeting');
    await bob.settled();
    expect(lists).toEqual([[alice.account, bob.account].sort()]);
    bob.rtcsdk.HungupCall(callID, '', undefined);
    await Promise.all([bob.hears('HungupCallSuccess'), alice.hears('NotifyCallHungup')]);
    const story = ['CallSuccess', 'EnterMeetingRslt', 'NotifyCallAccepted', 'UserEnterMeeting', 'NotifyCallHungup'];
    expect(alice.names.filter((name) => story.includes(name))).toEqual(story);
  });
});

/** Answers the call that rings now. */
async function answerLast(phone: Phone): Promise<void> {
  const { cid, caller, type } = phone.all('beCalling').at(-1)!;
  await phone.netcall.response({ accepted: true, cid, caller, type });
}

describe('the tables: netcall calls RTCSDK', () => {
  test('accept: call resolves, callAccepted; both have each other\'s streams; the netcall side hangs up', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob);
    bob.rtcsdk.AcceptCall(callID, meetObj, 'not for netcall', 'cookie');
    expect(await bob.hears('AcceptCallSuccess')).toEqual([callID, 'cookie']);
    expect(await alice.heard('callAccepted')).toMatchObject({ type: VIDEO });
    await bob.enter(meetObj.ID);
    await bothPlay(alice, bob);
    await alice.netcall.hangup();
    expect(await bob.hears('NotifyCallHungup')).toEqual([callID, '']);
    expect(await bob.hears('UserLeftMeeting')).toEqual([alice.account]);
    bob.rtcsdk.ExitMeeting();
    expect(bob.rtcsdk.GetAllMembers()).toEqual([]);
  });

  test('accept, and the RTCSDK side hangs up: hangup with cid and account', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob);
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    await alice.heard('callAccepted');
    await bob.enter(meetObj.ID);
    await bothPlay(alice, bob);
    bob.rtcsdk.HungupCall(callID, '', 1);
    expect(await bob.hears('HungupCallSuccess')).toEqual([callID, 1]);
    expect(await alice.heard('hangup')).toMatchObject({ account: bob.account });
  });

  test('reject: callRejected', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID } = await callIn(alice, bob);
    bob.rtcsdk.RejectCall(callID, '', 1);
    expect(await bob.hears('RejectCallSuccess')).toEqual([callID, 1]);
    expect(await alice.heard('callRejected')).toMatchObject({ reason: 'rejected' });
  });

  test('cancel: the RTCSDK callee hears NotifyCallHungup', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID } = await callIn(alice, bob);
    await alice.netcall.hangup();
    expect(await bob.hears('NotifyCallHungup')).toEqual([callID, '']);
    bob.rtcsdk.AcceptCall(callID, null, '', 'late');
    expect(await bob.hears('AcceptCallFail')).toEqual([callID, 600, 'late']);
  });

  test('do-not-disturb: call resolves, then callRejected; the RTCSDK callee hears nothing', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    bob.rtcsdk.SetDNDStatus(1, undefined);
    await bob.hears('SetDNDStatusSuccess');
    await alice.netcall.call({ type: VIDEO, callee: bob.account });
    await alice.heard('callRejected');
    await bob.settled();
    expect(bob.names).not.toContain('NotifyCallIn');
  });

  test('offline: call rejects once the RTCSDK user has signed out', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    bob.rtcsdk.Logout();
    await bob.hears('LogoutSuccess');
    await expect(alice.netcall.call({ type: VIDEO, callee: bob.account })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
  });

  test('devices: switchMode is Audio- and VideoStatusChanged, and OpenMic and CloseVideo are clientUpdate', async () => {
    const [alice, bob] = [await stage.phone('alice'), await stage.person('bob')];
    const { callID, meetObj } = await callIn(alice, bob);
    bob.rtcsdk.AcceptCall(callID, meetObj, '', undefined);
    await alice.heard('callAccepted');
    await bob.enter(meetObj.ID);
    await bothPlay(alice, bob);
    await alice.netcall.switchMode(1);
    expect(await bob.hears('VideoStatusChanged', (UID, _old, now) => UID === alice.account && now === 2)).toEqual([alice.account, 3, 2]);
    await alice.netcall.switchMode(2);
    await Promise.all([bob.hears('AudioStatusChanged', (UID, _old, now) => UID === alice.account && now === 2), bob.hears('VideoStatusChanged', (UID, _old, now) => UID === alice.account && now === 3)]);
    bob.rtcsdk.CloseVideo(bob.account);
    for (let mode = 0; mode !== 1; ({ mode = 0 } = await alice.heard('clientUpdate')));
  });
});

describe('the tables: RTCSDK calls netcall', () => {
  test('accept: CallSuccess, NotifyCallAccepted with the caller\'s room; both have each other\'s streams; the RTCSDK side hangs up', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    const { callID, meeting, cid } = await callOut(alice, bob);
    await answerLast(bob);
    const [id, meetObj, usrExtDat] = await alice.hears('NotifyCallAccepted');
    expect([id, meetObj?.ID, usrExtDat]).toEqual([callID, meeting.ID, '']);
    await alice.enter(meeting.ID);
    await bothPlay(bob, alice);
    expect(await alice.hears('UserEnterMeeting')).toEqual([bob.account]);
    alice.rtcsdk.HungupCall(callID, '', undefined);
    expect(await bob.heard('hangup')).toMatchObject({ cid, account: alice.account });
    expect(await alice.hears('UserLeftMeeting')).toEqual([bob.account]); // The netcall side leaves with the call, the RTCSDK side stays.
    expect(alice.rtcsdk.GetAllMembers().map(({ userID }) => userID)).toEqual([alice.account]);
  });

  test('accept, and the netcall side hangs up: NotifyCallHungup', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    const { callID, meeting } = await callOut(alice, bob);
    await answerLast(bob);
    await alice.hears('NotifyCallAccepted');
    await alice.enter(meeting.ID);
    await bothPlay(bob, alice);
    await bob.netcall.hangup();
    expect(await alice.hears('NotifyCallHungup')).toEqual([callID, '']);
  });

  test('reject: NotifyCallRejected 606', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    const { callID, cid } = await callOut(alice, bob);
    await bob.netcall.response({ accepted: false, caller: alice.account, type: VIDEO, cid });
    expect(await alice.hears('NotifyCallRejected')).toEqual([callID, 606, '']);
  });

  test('cancel: the netcall callee hears hangup, and its late answer rejects', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    const { callID, cid } = await callOut(alice, bob);
    alice.rtcsdk.HungupCall(callID, '', undefined);
    await alice.hears('HungupCallSuccess');
    expect(await bob.heard('hangup')).toMatchObject({ cid, account: alice.account });
    await expect(bob.netcall.response({ accepted: true, caller: alice.account, type: VIDEO, cid })).rejects.toMatchObject({ code: expect.stringMatching(/^CALL_/) as unknown });
  });

  test('offline: CallFail 603 once the netcall user has signed out', async () => {
    const [alice, bob] = [await stage.person('alice'), await stage.phone('bob')];
    await bob.netcall.logout();
    const callID = alice.rtcsdk.Call(bob.account, null, '', 'cookie');
    expect(await alice.hears('CallFail')).toEqual([callID, 603, 'cookie']);
  });

  test('a caller in a call: CallFail 601, and call rejects with ALREADY_IN_CALL', async () => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const [dave, erin] = [await stage.phone('dave'), await stage.phone('erin')];
    await talk(alice, bob);
    const callID = alice.rtcsdk.Call(dave.account, null, '', undefined);
    expect(await alice.hears('CallFail')).toEqual([callID, 601, undefined]);
    await connect(dave, erin);
    await expect(dave.netcall.call({ type: VIDEO, callee: carol.account })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  });
});
