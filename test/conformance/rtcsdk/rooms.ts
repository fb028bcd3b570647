import { NUMBER, TEXT } from './matchers';
import { meet, since } from './play';
import { section } from './row';

const row = section('1.3');

/** A room number that nobody has. */
const NO_ROOM = 99_999_999;

/** Section 1.3: rooms. */
export const rooms = [
  ...row(['CreateMeeting', 'CreateMeetingSuccess'], 'makes a room with a number of 8 digits; the result hears it and the very cookie', async (stage) => {
    const alice = await stage.person('alice');
    const cookie = { done: () => undefined };
    expect(since(alice, () => expect(alice.rtcsdk.CreateMeeting(cookie)).toBeUndefined())).toEqual([]);
    const [meeting, given] = await alice.hears('CreateMeetingSuccess');
    expect(given).toBe(cookie);
    expect(meeting).toEqual({ ID: NUMBER, pswd: '', subject: TEXT, pubMeetUrl: TEXT, creator: alice.account, memberCount: 0, startTime: NUMBER });
    expect(String(meeting.ID)).toMatch(/^\d{8}$/);
    expect(Math.abs(meeting.startTime - Date.now() / 1000)).toBeLessThan(60);
  }),
  ...row('CreateMeetingFail', 'without a session it is 12, and the very cookie', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    const cookie = {};
    alice.rtcsdk.CreateMeeting(cookie);
    const [sdkErr, given] = await alice.hears('CreateMeetingFail');
    expect(sdkErr).toBe(12);
    expect(given).toBe(cookie);
  }),
  ...row(['DestroyMeeting', 'DestroyMeetingRslt', 'MeetingStopped'], 'ends the room: its maker hears 0 and the cookie, everybody else MeetingStopped', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    const cookie = { of: 'Destroy' };
    alice.rtcsdk.DestroyMeeting(ID, cookie);
    const [[sdkErr, given]] = await Promise.all([alice.hears('DestroyMeetingRslt'), bob.hears('MeetingStopped')]);
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    expect(bob.heards('MeetingStopped')).toEqual([[]]);
    expect([alice, bob].map((each) => each.rtcsdk.GetAllMembers())).toEqual([[], []]);
  }),
  ...row('DestroyMeetingRslt', 'a room that there is not is 800', async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.DestroyMeeting(NO_ROOM, 1);
    expect(await alice.hears('DestroyMeetingRslt')).toEqual([800, 1]);
  }),
  ...row(['EnterMeeting2', 'EnterMeetingRslt', 'GetAllMembers'], 'enters; the list is complete when the result is heard', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await alice.enter(ID);
    const seen: unknown[] = [];
    bob.rtcsdk.EnterMeetingRslt.callback = (...args: unknown[]) => void seen.push([args, bob.rtcsdk.GetAllMembers().map(({ userID }) => userID).sort()]);
    const cookie = { isFirst: true };
    bob.rtcsdk.EnterMeeting2(ID, bob.account, 'Bob', cookie);
    expect(await alice.hears('UserEnterMeeting')).toEqual([bob.account]);
    await bob.settled();
    expect(seen).toEqual([[[0, cookie], [alice.account, bob.account].sort()]]);
    expect((seen as [[number, unknown]][])[0]![0][1]).toBe(cookie);
    expect(bob.names).not.toContain('UserEnterMeeting'); // Nor for those who were there before.
  }),
  ...row('EnterMeeting', 'takes the password that no room has, and the number as a text', async (stage) => {
    const alice = await stage.person('alice');
    const { ID, pswd } = await alice.createMeeting();
    alice.rtcsdk.EnterMeeting(String(ID), pswd, alice.account, 'Alice', 'cookie');
    expect(await alice.hears('EnterMeetingRslt')).toEqual([0, 'cookie']);
  }),
  ...row('EnterMeeting3', 'takes number and cookie', async (stage) => {
    const alice = await stage.person('alice');
    const { ID } = await alice.createMeeting();
    alice.rtcsdk.EnterMeeting3(ID, undefined);
    expect(await alice.hears('EnterMeetingRslt')).toEqual([0, undefined]);
  }),
  ...row('EnterMeetingRslt', 'a room that there is not is 800; what is no number is 5 or 800', async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.EnterMeeting2(NO_ROOM, alice.account, 'Alice', 1);
    expect(await alice.hears('EnterMeetingRslt')).toEqual([800, 1]);
    alice.rtcsdk.EnterMeeting3('daily', 2);
    const [sdkErr, cookie] = await alice.hears('EnterMeetingRslt');
    expect([[5, 800].includes(sdkErr), cookie]).toEqual([true, 2]);
  }),
  ...row(['ExitMeeting', 'UserLeftMeeting'], 'leaves without a callback, whatever it is given; the others hear the UID; the room stays', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    const before = bob.names.length;
    bob.rtcsdk.ExitMeeting('hungup');
    expect((await alice.hears('UserLeftMeeting'))[0]).toBe(bob.account);
    expect([bob.rtcsdk.GetAllMembers(), alice.rtcsdk.GetAllMembers().map(({ userID }) => userID)]).toEqual([[], [alice.account]]);
    alice.rtcsdk.ExitMeeting();
    await alice.settled();
    expect(bob.names.slice(before)).toEqual([]);
    await bob.enter(ID);
  }),
  ...row('UserEnterMeeting', 'hears the UID of who comes later, who is in the list by then', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await alice.enter(ID);
    const known: unknown[] = [];
    alice.rtcsdk.UserEnterMeeting.callback = (UID: string) => void known.push(alice.rtcsdk.GetMemberInfo(UID));
    await bob.enter(ID);
    await alice.settled();
    expect(known).toEqual([{ userID: bob.account, nickname: `Dr ${bob.account}`, audioStatus: 2, videoStatus: 2 }]);
  }),
  ...row('MeetingDropped', 'falls out when the maker sends it out, and may enter again', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    alice.rtcsdk.Kickout(bob.account);
    await Promise.all([bob.hears('MeetingDropped'), alice.hears('UserLeftMeeting')]);
    expect(bob.rtcsdk.GetAllMembers()).toEqual([]);
    await bob.enter(ID);
  }),
  ...row(['GetAllMembers', 'GetMemberInfo'], 'give userID, nickname and both states; undefined for who is not there', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    expect([alice.rtcsdk.GetAllMembers(), alice.rtcsdk.GetMemberInfo(bob.account)]).toEqual([[], undefined]);
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    const info = { userID: bob.account, nickname: `Dr ${bob.account}`, audioStatus: 2, videoStatus: 2 };
    expect(alice.rtcsdk.GetMemberInfo(bob.account)).toEqual(info);
    expect(alice.rtcsdk.GetAllMembers()).toEqual(expect.arrayContaining([info, expect.objectContaining({ userID: alice.account })]));
    expect(alice.rtcsdk.GetMemberInfo(stage.named('carol'))).toBeUndefined();
  }),
  ...row('NotifyNickNameChanged', 'exists; names are those of the sign-in and do not change', async (stage) => {
    const alice = await stage.fresh('alice');
    expect(typeof alice.rtcsdk.NotifyNickNameChanged.trigger).toBe('function');
    alice.rtcsdk.NotifyNickNameChanged.trigger(alice.account, 'old', 'new');
    expect(alice.heards('NotifyNickNameChanged')).toEqual([[alice.account, 'old', 'new']]);
  }),
  ...row(['SendMeetingCustomMsg', 'SendMeetingCustomMsgRslt', 'NotifyMeetingCustomMsg'], 'tells a text to everybody in the room; the second argument is not looked at', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    const cookie = { of: 'Msg' };
    alice.rtcsdk.SendMeetingCustomMsg('{"hand":"up","名":"甲"}', undefined, cookie);
    for (const each of [alice, bob]) expect(await each.hears('NotifyMeetingCustomMsg')).toEqual([alice.account, '{"hand":"up","名":"甲"}']);
    const [sdkErr, given] = await alice.hears('SendMeetingCustomMsgRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
  }),
  ...row('SendMeetingCustomMsgRslt', 'outside of a room it is a failure with the cookie', async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.SendMeetingCustomMsg('hi', undefined, 'cookie');
    const [sdkErr, cookie] = await alice.hears('SendMeetingCustomMsgRslt');
    expect([sdkErr > 0, cookie]).toEqual([true, 'cookie']);
  }),
  ...row('Kickout', 'by somebody who has not made the room changes nothing', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob);
    bob.rtcsdk.Kickout(alice.account);
    await bob.settled();
    await alice.settled();
    expect(alice.names).not.toContain('MeetingDropped');
    expect(bob.rtcsdk.GetAllMembers()).toHaveLength(2);
  }),
  ...row('Kickout', 'by the maker sends somebody out, and the others see it go', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const { ID } = await alice.createMeeting();
    await meet(ID, alice, bob, carol);
    alice.rtcsdk.Kickout(bob.account);
    await Promise.all([bob.hears('MeetingDropped'), alice.hears('UserLeftMeeting'), carol.hears('UserLeftMeeting')]);
    expect(carol.rtcsdk.GetMemberInfo(bob.account)).toBeUndefined();
  }),
];
