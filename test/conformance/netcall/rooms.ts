import { RTMP, TEXT } from './matchers';
import { enter, failureOf, meet, thrownBy } from './play';
import type { RoomPerson } from './person';
import { section } from './row';
import type { Stage } from './stage';

const { both, dropIn, modern } = section('1.3');

/** What the room edition's joinChannel needs, in a room for two unless `more` says otherwise. */
const joined = ({ netcall }: RoomPerson, stage: Stage, accid: string, more: object = {}) =>
  netcall.joinChannel({ channelName: stage.named('daily'), scene: 0, accid: stage.named(accid), mode: 0, role: 0, ...more });

/** Section 1.3: rooms that are opened by name, and the stand-alone room edition. */
export const rooms = [
  both('createChannel', 'opens a room, with a text for all who enter; a second of that name rejects', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    expect(await alice.netcall.createChannel({ channelName: stage.named('daily'), custom: '站会' })).toBeUndefined();
    expect(await enter(stage, bob)).toMatchObject({ custom: '站会' });
    expect(await failureOf(bob.netcall.createChannel({ channelName: stage.named('daily') }))).toMatchObject({ code: 'ROOM_EXISTS' });
  }),
  dropIn('createChannel', 'custom is an empty text unless it is given', async (stage) => {
    const alice = await stage.dropIn('alice');
    await alice.netcall.createChannel({ channelName: stage.named('daily') });
    expect(await enter(stage, alice)).toMatchObject({ custom: '' });
  }),
  both('joinChannel', 'resolves with accountUidMap, uid, cid and account, whatever is to be recorded; a host gets a push URL', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice]);
    const entered = await enter(stage, bob, { recordAudio: 1, recordVideo: 1, rtmpRecord: 1, recordType: '0', isHostSpeaker: 1, liveEnable: 0 });
    expect(entered).toMatchObject({ accountUidMap: { [alice.account]: 1, [bob.account]: 2 }, uid: 2, cid: TEXT, account: bob.account });
    expect((await bob.heard('syncDone')).userlist).toMatchObject([{ uid: 1, role: 0, url: RTMP }, { uid: 2, role: 0, url: RTMP }]);
  }),
  both('joinChannel', 'the audience gets no push URL, and the others none to play', async (stage) => {
    const [alice, carol] = await stage.people('alice', 'carol');
    await meet(stage, [alice]);
    await enter(stage, carol, { role: 1 });
    expect((await carol.heard('syncDone')).userlist).toMatchObject([{ account: alice.account, url: RTMP }, { account: carol.account, role: 1, url: '' }]);
    expect(await alice.heard('clientJoin')).toMatchObject({ account: carol.account, role: 1, url: '' });
  }),
  both('joinChannel', 'takes sixteen; a seventeenth rejects, and enters when one has left', async (stage) => {
    const people = await Promise.all(Array.from({ length: 17 }, (_, index) => stage.person(`p${index}`)));
    const last = people[16]!;
    await meet(stage, people.slice(0, 16));
    expect(await failureOf(enter(stage, last))).toMatchObject({ code: 'ROOM_FULL' });
    await people[3]!.netcall.leaveChannel();
    expect(await enter(stage, last)).toMatchObject({ uid: 17 });
  }),
  both('joinChannel', 'of a room that is not open rejects', async (stage) => {
    expect(await failureOf(enter(stage, await stage.person('alice')))).toMatchObject({ code: 'ROOM_UNKNOWN' });
  }),
  dropIn('joinChannel', 'in a room rejects with 已经在房间中了', async (stage) => {
    const alice = await stage.dropIn('alice');
    await meet(stage, [alice]);
    expect(String(await failureOf(enter(stage, alice)))).toBe('已经在房间中了');
  }),
  modern('joinChannel', 'in a room rejects with ALREADY_IN_CALL', async (stage) => {
    const alice = await stage.modern('alice');
    await meet(stage, [alice]);
    expect(await failureOf(enter(stage, alice))).toMatchObject({ code: 'ALREADY_IN_CALL' });
  }),
  both('leaveChannel', 'leaves; the others hear clientLeave, and the room goes on', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice, bob]);
    expect(await bob.netcall.leaveChannel()).toBeUndefined();
    expect(await alice.heard('clientLeave')).toMatchObject({ account: bob.account, uid: 2 });
    expect(await bob.heard('disconnect')).toMatchObject({ code: '0' });
    expect(alice.netcall.getStatus()).toMatchObject({ onTheCall: true });
  }),
  dropIn('leaveChannel', 'without a room rejects with 未处于房间中', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    expect(String(await failureOf(netcall.leaveChannel()))).toBe('未处于房间中');
  }),
  modern('leaveChannel', 'without a room rejects with NOT_IN_ROOM', async (stage) => {
    const { netcall } = await stage.modern('alice');
    expect(await failureOf(netcall.leaveChannel())).toMatchObject({ code: 'NOT_IN_ROOM' });
  }),

  dropIn('NRTC createChannel', 'rejects: the first who enters opens the room', async (stage) => {
    expect(await failureOf((await stage.roomEdition()).netcall.createChannel())).toMatchObject({ code: 'BAD_STATE' });
  }),
  modern('NRTC createChannel', 'is not needed where joinChannel asks with create', async (stage) => {
    const alice = await stage.modern('alice');
    expect(await enter(stage, alice, { create: true })).toMatchObject({ uid: 1 });
  }),
  dropIn('NRTC joinChannel', 'signs in as accid in small letters, opens the room, and resolves with cid, code and uid', async (stage) => {
    const edition = await stage.roomEdition();
    expect(await joined(edition, stage, 'ALICE', { token: 'secret' })).toEqual({ cid: TEXT, code: 200, uid: 1 });
    expect(edition.asked).toEqual([[stage.named('ALICE').toLowerCase(), 'secret']]);
    expect((await edition.ear.heard('syncDone')).userlist).toMatchObject([{ account: stage.named('alice'), uid: 1, scene: 0 }]);
  }),
  dropIn('NRTC joinChannel', 'the two hear each other as in the other edition, and destroy leaves', async (stage) => {
    const [alice, bob] = [await stage.roomEdition(), await stage.roomEdition()];
    await joined(alice, stage, 'alice');
    const { cid } = await joined(bob, stage, 'bob', { mode: 1 });
    expect(await alice.ear.heard('clientJoin')).toMatchObject({ cid, account: stage.named('bob'), uid: 2, mode: 1, url: RTMP });
    await bob.netcall.switchMode(0);
    expect(await alice.ear.heard('clientUpdate')).toMatchObject({ uid: 2, mode: 0 });
    bob.netcall.destroy();
    expect(await alice.ear.heard('clientLeave')).toMatchObject({ cid, account: stage.named('bob'), uid: 2 });
    expect(await bob.ear.heard('disconnect')).toMatchObject({ code: '0' });
  }),
  dropIn('NRTC joinChannel', 'throws 参数缺失 for channelName, scene, accid, mode and role', async (stage) => {
    const { netcall } = await stage.roomEdition();
    const whole = { channelName: 'daily', scene: 0, accid: 'alice', mode: 0, role: 0 };
    for (const name of Object.keys(whole)) expect(thrownBy(() => netcall.joinChannel({ ...whole, [name]: undefined } as never))).toMatchObject({ message: `参数缺失 ${name}` });
  }),
  dropIn('NRTC joinChannel', 'rejects with 414 for another scene and for a refused token, with 600 for a third of two', async (stage) => {
    const [alice, bob, carol, dave] = [await stage.roomEdition(), await stage.roomEdition(), await stage.roomEdition(), await stage.roomEdition(() => Promise.resolve('no token'))];
    await joined(alice, stage, 'alice');
    expect(await failureOf(joined(carol, stage, 'carol', { scene: 1 }))).toMatchObject({ code: 414, desc: TEXT });
    expect(await failureOf(joined(dave, stage, 'dave'))).toMatchObject({ code: 414, desc: TEXT });
    await joined(bob, stage, 'bob');
    expect(await failureOf(joined(carol, stage, 'carol'))).toMatchObject({ code: 600, desc: TEXT });
  }),
  modern('NRTC joinChannel', 'takes scene and create; rejects with ROOM_MISMATCH and ROOM_FULL', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    for (const each of [alice, bob]) await enter(stage, each, { scene: 0, create: true });
    expect(await failureOf(enter(stage, carol, { scene: 1 }))).toMatchObject({ code: 'ROOM_MISMATCH' });
    expect(await failureOf(enter(stage, carol, { scene: 0 }))).toMatchObject({ code: 'ROOM_FULL' });
  }),
  dropIn('NRTC leaveChannel', 'leaves, and rejects with 不在房间中了，请勿重复离开 when there is no room', async (stage) => {
    const edition = await stage.roomEdition();
    const { netcall } = edition;
    expect(String(await failureOf(netcall.leaveChannel()))).toBe('不在房间中了，请勿重复离开');
    await joined(edition, stage, 'alice');
    expect(await netcall.leaveChannel()).toBeUndefined();
    expect(String(await failureOf(netcall.leaveChannel()))).toBe('不在房间中了，请勿重复离开');
  }),
  modern('NRTC leaveChannel', 'a second time rejects with NOT_IN_ROOM', async (stage) => {
    const { netcall } = await stage.modern('alice');
    await netcall.joinChannel({ channelName: stage.named('daily'), mode: 0, role: 0, create: true });
    await netcall.leaveChannel();
    expect(await failureOf(netcall.leaveChannel())).toMatchObject({ code: 'NOT_IN_ROOM' });
  }),
  dropIn('NRTC switchMode', 'rejects for what is no number', async (stage) => {
    const edition = await stage.roomEdition();
    await joined(edition, stage, 'alice');
    expect(String(await failureOf(edition.netcall.switchMode('1' as never)))).toBe('参数缺失 mode');
  }),
  modern('NRTC switchMode', 'is told in a room as in a call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice, bob]);
    await bob.netcall.switchMode(1);
    expect(await alice.heard('clientUpdate')).toMatchObject({ account: bob.account, mode: 1 });
  }),
];
