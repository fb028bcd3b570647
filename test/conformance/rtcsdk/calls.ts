import { ID } from './matchers';
import { accept, ring, since, talk } from './play';
import { section } from './row';

const row = section('1.4');

/** Section 1.4: calls. */
export const calls = [
  ...row(['Call', 'CallSuccess', 'NotifyCallIn'], 'gives the callID at once; the caller hears that it rings, the callee room, caller and text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const meeting = await alice.createMeeting();
    const cookie = { peer: bob.account, then: () => undefined };
    let callID = '';
    expect(since(alice, () => void (callID = alice.rtcsdk.Call(bob.account, meeting, '{"video":true}', cookie)))).toEqual([]);
    expect(callID).toEqual(ID);
    const [id, given] = await alice.hears('CallSuccess');
    expect(id).toBe(callID);
    expect(given).toBe(cookie);
    expect(await bob.hears('NotifyCallIn')).toEqual([callID, { ...meeting }, alice.account, '{"video":true}']);
  }),
  ...row('Call', 'without a text the callee gets an empty one; without a room a falsy one', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const callID = alice.rtcsdk.Call(bob.account, null, undefined, undefined);
    const [id, meeting, caller, usrExtDat] = await bob.hears('NotifyCallIn');
    expect([id, Boolean(meeting), caller, usrExtDat]).toEqual([callID, false, alice.account, '']);
    expect(await alice.hears('CallSuccess')).toEqual([callID, undefined]);
  }),
  ...row('Call', 'gives a callID before Init too; CallFail follows, not before it has returned', async (stage) => {
    const alice = await stage.fresh('alice');
    let callID = '';
    expect(since(alice, () => void (callID = alice.rtcsdk.Call('bob', null, '', false)))).toEqual([]);
    const [id, sdkErr, cookie] = await alice.hears('CallFail');
    expect([id, cookie]).toEqual([callID, false]);
    expect([11, 12]).toContain(sdkErr);
  }),
  ...row('CallFail', '603: the callee is not signed in; the very cookie', async (stage) => {
    const alice = await stage.person('alice');
    const cookie = {};
    const callID = alice.rtcsdk.Call(stage.named('bob'), await alice.createMeeting(), '', cookie);
    const [id, sdkErr, given] = await alice.hears('CallFail');
    expect([id, sdkErr]).toEqual([callID, 603]);
    expect(given).toBe(cookie);
  }),
  ...row('CallFail', '602: the callee is in a call, or does not want to be disturbed; the callee hears nothing', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    await accept(bob, carol);
    const first = alice.rtcsdk.Call(bob.account, null, '', 1);
    expect(await alice.hears('CallFail')).toEqual([first, 602, 1]);
    const dave = await stage.person('dave');
    dave.rtcsdk.SetDNDStatus(1, 0);
    await dave.hears('SetDNDStatusSuccess');
    const second = alice.rtcsdk.Call(dave.account, null, '', 2);
    expect(await alice.hears('CallFail')).toEqual([second, 602, 2]);
    await dave.settled();
    expect([...bob.heards('NotifyCallIn'), ...dave.heards('NotifyCallIn')]).toEqual([]);
    expect(alice.names).not.toContain('NotifyCallRejected');
  }),
  ...row('CallFail', '601: the caller is in a call; that one goes on', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const { callID } = await accept(alice, bob);
    const second = alice.rtcsdk.Call(carol.account, null, '', 'second');
    expect(await alice.hears('CallFail')).toEqual([second, 601, 'second']);
    alice.rtcsdk.HungupCall(callID, '', 1);
    expect(await alice.hears('HungupCallSuccess')).toEqual([callID, 1]);
  }),
  ...row(['AcceptCall', 'AcceptCallSuccess', 'NotifyCallAccepted'], 'the caller hears callID, room and text; the callee callID and the very cookie', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID, meeting } = await ring(alice, bob);
    const cookie = { of: 'Accept' };
    expect(since(bob, () => expect(bob.rtcsdk.AcceptCall(callID, meeting, '{"by":"bob"}', cookie)).toBeUndefined())).toEqual([]);
    const [id, given] = await bob.hears('AcceptCallSuccess');
    expect(id).toBe(callID);
    expect(given).toBe(cookie);
    expect(await alice.hears('NotifyCallAccepted')).toEqual([callID, { ...meeting }, '{"by":"bob"}']);
  }),
  ...row(['AcceptCall', 'NotifyCallAccepted'], 'the callee may name the room: the caller hears of that one', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const callID = alice.rtcsdk.Call(bob.account, null, '', undefined);
    await bob.hears('NotifyCallIn');
    const meeting = await bob.createMeeting();
    bob.rtcsdk.AcceptCall(callID, { ID: meeting.ID }, undefined, undefined);
    const [id, told, usrExtDat] = await alice.hears('NotifyCallAccepted');
    expect([id, told?.ID, told?.creator, usrExtDat]).toEqual([callID, meeting.ID, bob.account, '']);
  }),
  ...row('AcceptCall', 'the room may be entered before AcceptCallSuccess, by either side first', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID, meeting } = await ring(alice, bob);
    bob.rtcsdk.AcceptCall(callID, meeting, '', 1);
    bob.rtcsdk.EnterMeeting2(meeting.ID, bob.account, 'Bob', 2);
    expect(await bob.hears('AcceptCallSuccess')).toEqual([callID, 1]);
    expect(await bob.hears('EnterMeetingRslt')).toEqual([0, 2]);
    await alice.hears('NotifyCallAccepted');
    await alice.enter(meeting.ID);
    expect(alice.rtcsdk.GetMemberInfo(bob.account)).toMatchObject({ userID: bob.account });
  }),
  ...row('AcceptCallFail', '600: no such call, or it is over; the very cookie', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID, meeting } = await ring(alice, bob);
    alice.rtcsdk.HungupCall(callID, '', undefined);
    await bob.hears('NotifyCallHungup');
    const cookie = {};
    bob.rtcsdk.AcceptCall(callID, meeting, '', cookie);
    const [id, sdkErr, given] = await bob.hears('AcceptCallFail');
    expect([id, sdkErr]).toEqual([callID, 600]);
    expect(given).toBe(cookie);
    bob.rtcsdk.AcceptCall('no call', meeting, '', 2);
    expect(await bob.hears('AcceptCallFail')).toEqual(['no call', 600, 2]);
  }),
  ...row(['RejectCall', 'RejectCallSuccess', 'NotifyCallRejected'], 'the caller hears callID, 606 and the text; the callee callID and the very cookie', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await ring(alice, bob);
    const cookie = { of: 'Reject' };
    expect(since(bob, () => expect(bob.rtcsdk.RejectCall(callID, '{"why":"later"}', cookie)).toBeUndefined())).toEqual([]);
    const [id, given] = await bob.hears('RejectCallSuccess');
    expect(id).toBe(callID);
    expect(given).toBe(cookie);
    expect(await alice.hears('NotifyCallRejected')).toEqual([callID, 606, '{"why":"later"}']);
  }),
  ...row('RejectCallFail', '600: no such call', async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.RejectCall('no call', '', true);
    expect(await alice.hears('RejectCallFail')).toEqual(['no call', 600, true]);
  }),
  ...row(['HungupCall', 'HungupCallSuccess', 'NotifyCallHungup'], 'ends a call: the other hears callID and text, and both are still in the room', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await talk(alice, bob);
    const cookie = { of: 'Hungup' };
    expect(since(alice, () => expect(alice.rtcsdk.HungupCall(callID, 'bye', cookie)).toBeUndefined())).toEqual([]);
    const [id, given] = await alice.hears('HungupCallSuccess');
    expect(id).toBe(callID);
    expect(given).toBe(cookie);
    expect(await bob.hears('NotifyCallHungup')).toEqual([callID, 'bye']);
    expect([alice, bob].map((each) => each.rtcsdk.GetAllMembers().length)).toEqual([2, 2]);
  }),
  ...row('HungupCall', 'while it rings takes the call back: the callee hears NotifyCallHungup', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await ring(alice, bob);
    alice.rtcsdk.HungupCall(callID, 'too late', 1);
    expect(await bob.hears('NotifyCallHungup')).toEqual([callID, 'too late']);
    expect(await alice.hears('HungupCallSuccess')).toEqual([callID, 1]);
    expect(alice.names).not.toContain('NotifyCallRejected');
  }),
  ...row('HungupCall', 'in the same turn as Call: both have their result, and nobody rings', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const meeting = await alice.createMeeting();
    const callID = alice.rtcsdk.Call(bob.account, meeting, '', 'call');
    alice.rtcsdk.HungupCall(callID, '', 'hang up');
    expect(await alice.hears('CallFail')).toEqual([callID, 600, 'call']);
    expect(await alice.hears('HungupCallSuccess')).toEqual([callID, 'hang up']);
    await bob.settled();
    expect(bob.heards('NotifyCallHungup')).toHaveLength(bob.heards('NotifyCallIn').length);
    await ring(bob, alice);
  }),
  ...row('HungupCall', 'of a callee whom it rings rejects the call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await ring(alice, bob);
    bob.rtcsdk.HungupCall(callID, 'no', 1);
    expect((await alice.hears('NotifyCallRejected')).slice(0, 2)).toEqual([callID, 606]);
    expect(await bob.hears('HungupCallSuccess')).toEqual([callID, 1]);
  }),
  ...row('HungupCall', 'and ExitMeeting in a row, without waiting', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await talk(alice, bob);
    alice.rtcsdk.HungupCall(callID, '', 1);
    alice.rtcsdk.ExitMeeting();
    await Promise.all([alice.hears('HungupCallSuccess'), bob.hears('NotifyCallHungup'), bob.hears('UserLeftMeeting')]);
    expect(bob.heards('NotifyCallHungup')).toHaveLength(1);
  }),
  ...row('HungupCallFail', '600: the other one has ended the call before; the other hears nothing more', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await talk(alice, bob);
    alice.rtcsdk.HungupCall(callID, '', 1);
    await bob.hears('NotifyCallHungup');
    bob.rtcsdk.HungupCall(callID, '', 'late');
    expect(await bob.hears('HungupCallFail')).toEqual([callID, 600, 'late']);
    alice.rtcsdk.HungupCall(callID, '', 'twice');
    expect(await alice.hears('HungupCallFail')).toEqual([callID, 600, 'twice']);
    await alice.settled();
    expect(alice.names).not.toContain('NotifyCallHungup');
  }),
];
