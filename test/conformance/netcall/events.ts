import { NUMBER, RTMP, TEXT, TIMETAG } from './matchers';
import { accept, answer, enter, failureOf, meet, ring, talk } from './play';
import { section } from './row';

const { both, dropIn, modern } = section('1.5');

/** Events that samples subscribe to and that nobody delivers, and those that WeChat's edition never had. */
const NEVER = ['open', 'sessionDuration'];
const ABSENT = ['userLeave', 'reconnected', 'willRoomDestroy', 'notifyUserReport', 'pushStreamStatus'];

/** Section 1.5: each event with its payload and its moment, in calls and rooms whose connections hold. */
export const events = [
  both('beCalling', 'has caller, cid and type, with custom when the caller set it, and comes once for each call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    await alice.netcall.hangup();
    await bob.heard('hangup');
    await ring(alice, bob, { pushConfig: { custom: 'hi' } });
    await bob.settled();
    expect(bob.all('beCalling')).toEqual([{ cid, caller: alice.account, type: 2 }, { cid: TEXT, caller: alice.account, type: 2, custom: 'hi' }]);
  }),
  both('beCalling', 'does not come while busy: the server answers, and the caller hears callRejected', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    await talk(alice, bob);
    await carol.netcall.call({ type: 2, callee: bob.account });
    expect(await carol.heard('callRejected')).toMatchObject({ account: bob.account, reason: 'busy' });
    await bob.settled();
    expect(bob.all('beCalling')).toHaveLength(1);
  }),
  both('beCalling', 'comes while busy, as in the original, where the application decides itself', async (stage) => {
    const bob = await stage.person('bob', { busyPolicy: 'app' });
    const [alice, carol] = await stage.people('alice', 'carol');
    await talk(alice, bob);
    const cid = await ring(carol, bob);
    await answer(bob, carol, cid, false);
    expect(await carol.heard('callRejected')).toMatchObject({ cid, reason: 'rejected' });
    expect(bob.netcall.getStatus()).toMatchObject({ onTheCall: true });
  }),
  both('callAccepted', 'has cid, the callee and the type, for the own call alone', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    await answer(bob, alice, cid);
    expect(await alice.heard('callAccepted')).toEqual({ cid, account: bob.account, type: 2 });
    expect(bob.all('callAccepted')).toEqual([]);
  }),
  both('callRejected', 'has the same, and the reason; disconnect with code 0 follows', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    await answer(bob, alice, cid, false);
    expect(await alice.heard('callRejected')).toEqual({ cid, account: bob.account, type: 2, reason: 'rejected' });
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
    expect(alice.names.slice(-2)).toEqual(['callRejected', 'disconnect']);
  }),
  both('callerAckSync', 'another device has answered: timetag, cid, type, accepted, fromClientType; then disconnect with code 0', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const tablet = await stage.person('bob');
    for (const accepted of [false, true]) {
      const [cid] = await Promise.all([ring(alice, bob), tablet.heard('beCalling')]);
      await answer(bob, alice, cid, accepted);
      expect(await tablet.heard('callerAckSync')).toEqual({ timetag: TIMETAG, cid, type: 2, accepted, fromClientType: NUMBER });
      expect(await tablet.heard('disconnect')).toMatchObject({ code: '0' });
      if (!accepted) await alice.heard('disconnect');
    }
  }),
  both('fromClientType', 'is a number of the companion: 32 for a server, as Node signs in', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const tablet = await stage.person('bob');
    await answer(bob, alice, await ring(alice, bob));
    expect(await tablet.heard('callerAckSync')).toMatchObject({ fromClientType: 32 });
  }),
  both('hangup', 'has cid, timetag and the peer, and the reason; disconnect follows', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    await alice.netcall.hangup();
    expect(await bob.heard('hangup')).toEqual({ cid, timetag: TIMETAG, account: alice.account, reason: 'hungUp' });
    expect(await bob.heard('disconnect')).toMatchObject({ code: '0' });
  }),
  both('hangup', 'of a call that rings beside the own one leaves the own one alone', async (stage) => {
    const bob = await stage.person('bob', { busyPolicy: 'app' });
    const [alice, carol] = await stage.people('alice', 'carol');
    await talk(alice, bob);
    const cid = await ring(carol, bob);
    await carol.netcall.hangup();
    expect(await bob.heard('hangup')).toMatchObject({ cid, account: carol.account });
    expect(bob.netcall.getStatus()).toMatchObject({ onTheCall: true });
    expect(bob.all('disconnect')).toEqual([]);
  }),
  both('control', 'has cid, account and command, and both ways work', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    await bob.netcall.control({ cid, command: 5 });
    expect(await alice.heard('control')).toEqual({ cid, account: bob.account, command: 5 });
    await alice.netcall.control({ command: 6 });
    expect(await bob.heard('control')).toEqual({ cid, account: alice.account, command: 6 });
  }),
  both('control', 'in a room reaches all others', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    await meet(stage, [alice, bob, carol]);
    const { cid } = await alice.heard('joinChannel');
    await carol.netcall.control({ command: 4 });
    for (const each of [alice, bob]) expect(await each.heard('control')).toEqual({ cid, account: carol.account, command: 4 });
  }),
  both('control', 'needs an accepted call: while it rings it rejects', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    for (const each of [alice, bob]) expect(await failureOf(each.netcall.control({ cid, command: 12 }))).toMatchObject({ code: 'BAD_STATE' });
  }),
  both('control', 'of a call that this client is not in is refused to the sender', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const cid = await talk(alice, bob);
    expect((await failureOf(carol.netcall.control({ cid, command: 1 }))).code).toMatch(/^CALL_UNKNOWN$/);
    await bob.settled();
    expect(bob.all('control')).toEqual([]);
  }),
  both('joinChannel', 'tells uid, account and cid of each other member, once, before syncDone and clientJoin', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice, bob]);
    const { cid } = await alice.heard('joinChannel');
    expect(alice.all('joinChannel')).toEqual([{ uid: 2, account: bob.account, cid }]);
    expect(bob.all('joinChannel')).toEqual([{ uid: 1, account: alice.account, cid }]);
    await alice.heard('clientJoin');
    expect([alice.names, bob.names]).toEqual([['syncDone', 'joinChannel', 'clientJoin'], ['joinChannel', 'syncDone']]);
  }),
  both('joinChannel', 'comes in a team call too', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await alice.netcall.call({ type: 2, callee: [bob.account] });
    const { cid } = await bob.heard('beCalling');
    await answer(bob, alice, cid);
    await alice.heard('callAccepted');
    for (const each of [alice, bob]) await each.netcall.startRtc({ mode: 0 });
    expect(await bob.heard('joinChannel')).toEqual({ uid: 1, account: alice.account, cid });
    expect(await alice.heard('joinChannel')).toEqual({ uid: 2, account: bob.account, cid });
  }),
  both('syncDone', 'has code, errmsg, connectCount and the users with account, mode, pusher_secret, scene, uid and url', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await accept(alice, bob);
    await alice.netcall.startRtc({ mode: 0 });
    await bob.netcall.startRtc({ mode: 1 });
    const user = { pusher_secret: '', scene: 0, url: RTMP };
    expect(await bob.heard('syncDone')).toEqual({
      code: 200, errmsg: '', connectCount: 0, userlist: [{ ...user, account: alice.account, mode: 0, uid: 1 }, { ...user, account: bob.account, mode: 1, uid: 2 }],
    });
  }),
  both('clientJoin', 'has account, cid, mode, uid and url of who enters later', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await accept(alice, bob);
    await alice.netcall.startRtc({ mode: 0 });
    await bob.netcall.startRtc({ mode: 2 });
    expect(await alice.heard('clientJoin')).toEqual({ account: bob.account, cid, mode: 2, uid: 2, url: RTMP });
    await bob.settled();
    expect(bob.all('clientJoin')).toEqual([]);
  }),
  both('clientLeave', 'has account, uid and cid of who leaves a room that goes on', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    await meet(stage, [alice, bob, carol]);
    const { cid } = await alice.heard('joinChannel');
    await bob.netcall.leaveChannel();
    for (const each of [alice, carol]) expect(await each.heard('clientLeave')).toEqual({ account: bob.account, uid: 2, cid });
  }),
  both('clientLeave', 'does not come in a call between two that ends: hangup does', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await talk(alice, bob);
    await alice.netcall.hangup();
    await bob.heard('disconnect');
    expect([bob.all('clientLeave'), bob.all('hangup').length]).toEqual([[], 1]);
  }),
  both('clientUpdate', 'has the whole user with its new mode', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    await bob.netcall.switchMode(1);
    expect(await alice.heard('clientUpdate')).toEqual({ account: bob.account, cid, mode: 1, uid: 2, url: RTMP });
    await bob.settled();
    expect(bob.all('clientUpdate')).toEqual([]);
  }),
  both('clientUpdate', 'tells the new URL of one who starts anew', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await accept(alice, bob);
    await bob.netcall.startRtc({ mode: 0 });
    await alice.netcall.startRtc({ mode: 0 });
    const { url } = await bob.heard('clientJoin');
    await alice.netcall.startRtc({ mode: 0 });
    const updated = await bob.heard('clientUpdate');
    expect(updated).toMatchObject({ account: alice.account, uid: 1, url: RTMP });
    expect(updated.url.split('?')[0]).not.toBe(url.split('?')[0]);
  }),
  both('liveRoomClose', 'comes when the maker of a live room leaves; disconnect with code 0 follows', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice, bob], { liveEnable: 1 });
    const { cid } = await alice.heard('joinChannel');
    await alice.netcall.leaveChannel();
    expect(await bob.heard('liveRoomClose')).toEqual({ cid });
    expect(await bob.heard('disconnect')).toMatchObject({ code: '0' });
    expect(await failureOf(enter(stage, alice))).toMatchObject({ code: 'ROOM_UNKNOWN' });
  }),
  both('kicked', 'has cid and the reason when another device of the account takes the place; disconnect with code 405 follows', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await meet(stage, [alice, bob]);
    const { cid } = await alice.heard('joinChannel');
    const tablet = await stage.person('bob');
    expect(await enter(stage, tablet)).toMatchObject({ cid, uid: 2 });
    expect(await bob.heard('kicked')).toEqual({ cid, reason: 'kicked' });
    expect(await bob.heard('disconnect')).toMatchObject({ code: '405' });
    expect(alice.all('clientLeave')).toEqual([]);
  }),
  both('disconnect', 'has a text as its code: 0 in the ordinary way, 406 when a room does not let in', async (stage) => {
    const alice = await stage.person('alice');
    await enter(stage, alice).catch(() => undefined);
    expect(await alice.heard('disconnect')).toEqual({ code: '406', desc: 'error' });
    await meet(stage, [alice]);
    await alice.netcall.leaveChannel();
    expect(await alice.heard('disconnect')).toEqual({ code: '0', desc: 'hungUp' });
  }),
  both('events that nobody delivers', 'may be subscribed to and never come: open and sessionDuration', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const heard: string[] = [];
    for (const name of NEVER) alice.netcall.on(name as never, () => void heard.push(name));
    await talk(alice, bob);
    await bob.netcall.hangup();
    await alice.heard('disconnect');
    expect(heard).toEqual([]);
  }),
  both('events that do not exist', 'never come, with a reconnect neither', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const heard: string[] = [];
    for (const name of ABSENT) alice.netcall.on(name as never, () => void heard.push(name));
    await talk(alice, bob);
    alice.wire.cutOnce();
    await alice.heard('willreconnect');
    await alice.is('online');
    await bob.netcall.hangup();
    await alice.heard('disconnect');
    expect(heard).toEqual([]);
  }),
  dropIn('error', 'has code and desc; the end of the sign-in tells it', async (stage) => {
    const storage = new Map<string, string>();
    const alice = await stage.dropIn('alice', { storage });
    await stage.dropIn('alice', { storage });
    expect(await alice.heard('error')).toEqual({ code: 'SESSION_EXPIRED', desc: TEXT });
    expect(alice.disconnections).toMatchObject([{ code: 'kicked' }]);
  }),
  modern('error', 'has code and desc: the end of the sign-in tells it, and a listener that throws', async (stage) => {
    const storage = new Map<string, string>();
    const alice = await stage.modern('alice', { storage });
    alice.netcall.once('connection', () => { throw new Error('broken'); });
    await stage.modern('alice', { storage });
    expect([await alice.heard('error'), await alice.heard('error')].map(({ code }) => code).sort()).toEqual(['LISTENER', 'SESSION_EXPIRED']);
  }),
];
