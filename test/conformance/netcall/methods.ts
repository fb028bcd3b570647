import { RTMP, TEXT } from './matchers';
import { section } from './row';
import { accept, answer, failureOf, next, ring, talk, thrownBy } from './play';

const { both, dropIn, modern } = section('1.3');

const METHODS = [
  'call', 'response', 'startRtc', 'hangup', 'control', 'switchMode', 'createChannel', 'joinChannel', 'leaveChannel', 'setEncryptKey', 'setEncryptType', 'destroy',
  'getStatus', 'on', 'once', 'off', 'emit', 'eventReset',
];
/** Methods of the original that the modern face has no use for. */
const OF_DROP_IN = ['setEncryptKey', 'setEncryptType', 'emit', 'eventReset'];
const ABSENT = [
  'stopRtc', 'updateRtc', 'setRole', 'switchAudioToVideo', 'switchVideoToAudio', 'startDevice', 'notCurrentChannelId', 'changeRoleToHost', 'changeRoleToAudience', 'getUploadUserList',
];
const RECORDING = { recordAudio: 1, recordVideo: 1, rtmpRecord: 1, recordType: '0', isHostSpeaker: 1 };

const typeOf = (instance: object, name: string): string => typeof Reflect.get(instance, name);

/** Section 1.3: the methods of a call between two. */
export const methods = [
  dropIn('exactly these methods', 'the instance has all eighteen', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    expect(METHODS.filter((name) => typeOf(netcall, name) !== 'function')).toEqual([]);
  }),
  modern('exactly these methods', 'has all but four: on gives a function that removes, and nothing pretends to encrypt', async (stage) => {
    const { netcall } = await stage.modern('alice');
    expect(METHODS.filter((name) => typeOf(netcall, name) !== 'function').sort()).toEqual([...OF_DROP_IN].sort());
  }),
  both('methods that do not exist', 'are not there', async (stage) => {
    const { netcall } = await stage.person('alice');
    expect(ABSENT.filter((name) => name in netcall)).toEqual([]);
  }),

  both('call', 'resolves with the numbers by account, and the callee hears beCalling with type and custom, of pushConfig no more', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const pushConfig = { custom: '{"from":"shop"}', pushContent: 'not forwarded' };
    expect(await alice.netcall.call({ type: 1, callee: bob.account, pushConfig })).toEqual({ [alice.account]: 1, [bob.account]: 2 });
    expect(await bob.heard('beCalling')).toEqual({ caller: alice.account, cid: TEXT, type: 1, custom: pushConfig.custom });
  }),
  both('call', 'takes account for callee, and the type as a text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await alice.netcall.call({ type: '2', account: bob.account } as never);
    expect(await bob.heard('beCalling')).toMatchObject({ type: 2 });
  }),
  both('call', 'a list of callees makes a team call, which each of them hears', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    expect(await alice.netcall.call({ type: 1, callee: [bob.account, carol.account] })).toEqual({ [alice.account]: 1, [bob.account]: 2, [carol.account]: 3 });
    for (const each of [bob, carol]) expect(await each.heard('beCalling')).toMatchObject({ caller: alice.account, type: 1 });
  }),
  dropIn('call', 'in a call rejects with the words of the original, as an error that is as good as the text', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await ring(alice, bob);
    const failure = await failureOf(alice.netcall.call({ type: 2, callee: bob.account }));
    expect(failure).toMatchObject({ code: 'ALREADY_IN_CALL', event: { code: 500 } });
    expect([failure instanceof Error, String(failure)]).toEqual([true, '呼叫失败: 当前正在通话中']);
  }),
  modern('call', 'in a call with another rejects with ALREADY_IN_CALL; the same wish again gets the first answer', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    await ring(alice, bob);
    expect(await failureOf(alice.netcall.call({ type: 2, callee: stage.named('carol') }))).toMatchObject({ code: 'ALREADY_IN_CALL', event: { code: 500 } });
    expect(await alice.netcall.call({ type: 2, callee: bob.account })).toHaveProperty(bob.account);
    await bob.settled();
    expect(bob.all('beCalling')).toHaveLength(1);
  }),
  both('call', 'to somebody who is offline rejects with event.code 11001, resets itself, and disconnect follows', async (stage) => {
    const alice = await stage.person('alice');
    expect(await failureOf(alice.netcall.call({ type: 2, callee: stage.named('nobody') }))).toMatchObject({ code: 'CALLEE_OFFLINE', event: { code: 11_001 } });
    expect(alice.names).toEqual([]);
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
    expect(alice.netcall.getStatus()).toMatchObject({ calling: false });
  }),
  both('call', 'with forceKeepCalling rings when the callee signs in later', async (stage) => {
    const alice = await stage.person('alice');
    await alice.netcall.call({ type: 2, callee: stage.named('bob'), forceKeepCalling: true });
    const bob = await stage.person('bob');
    expect(await bob.heard('beCalling')).toMatchObject({ caller: alice.account });
  }),

  both('response', 'accepts, and resolves with undefined; type and cid may be texts', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    expect(await bob.netcall.response({ caller: alice.account, accepted: true, type: '2', cid })).toBeUndefined();
    expect(await alice.heard('callAccepted')).toMatchObject({ cid });
  }),
  both('response', 'declines, and resolves with undefined', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    expect(await answer(bob, alice, cid, false)).toBeUndefined();
    expect(await alice.heard('callRejected')).toMatchObject({ cid });
  }),
  both('response', 'of a call that is over, or unknown, rejects', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    await alice.netcall.hangup();
    await bob.heard('hangup');
    expect(await failureOf(answer(bob, alice, cid))).toMatchObject({ code: 'CALL_ENDED' });
    expect(await failureOf(answer(bob, alice, 'unknown'))).toMatchObject({ code: 'CALL_UNKNOWN' });
  }),

  both('startRtc', 'resolves with uid, cid and the own account before syncDone, whatever is to be recorded', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await accept(alice, bob);
    const started = await alice.netcall.startRtc({ mode: 0, ...RECORDING });
    expect(started).toEqual({ uid: 1, cid, account: alice.account });
    expect(alice.all('syncDone')).toEqual([]);
    expect((await alice.heard('syncDone')).userlist).toMatchObject([{ account: alice.account, uid: 1 }]);
  }),
  dropIn('startRtc', 'before any call throws a TypeError at once', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    expect(thrownBy(() => netcall.startRtc({ mode: 0 }))).toBeInstanceOf(TypeError);
  }),
  modern('startRtc', 'before any call rejects with BAD_STATE', async (stage) => {
    expect(await failureOf((await stage.modern('alice')).netcall.startRtc({ mode: 0 }))).toMatchObject({ code: 'BAD_STATE' });
  }),
  both('startRtc', 'tells the mode 0 to 3, which stops no media; another one rejects', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await accept(alice, bob);
    await bob.netcall.startRtc({ mode: 0 });
    for (const mode of [0, 1, 2, 3]) {
      await alice.netcall.startRtc({ mode });
      const { userlist } = await alice.heard('syncDone');
      expect(userlist.find(({ account }) => account === alice.account)).toMatchObject({ mode, url: RTMP });
    }
    expect(await failureOf(alice.netcall.startRtc({ mode: 4 }))).toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'mode' } });
  }),

  both('hangup', 'resolves with undefined when idle, and nothing is heard', async (stage) => {
    const alice = await stage.person('alice');
    expect(await alice.netcall.hangup()).toBeUndefined();
    await alice.settled();
    expect(alice.names).toEqual([]);
  }),
  both('hangup', 'before acceptance cancels the call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await ring(alice, bob);
    expect(await alice.netcall.hangup()).toBeUndefined();
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'cancelled' });
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
  }),
  dropIn('hangup', 'resolves first, then disconnect with code 0 comes, however slow the network is', async (stage) => {
    const [bob, { url, mute }] = [await stage.dropIn('bob'), await stage.silence()];
    const alice = await stage.dropIn('alice', { url });
    await talk(alice, bob);
    mute(true);
    const order: unknown[] = [];
    const over = next(alice, 'disconnect').then((payload) => order.push(payload));
    await alice.netcall.hangup().then(() => order.push('resolved'));
    await over;
    expect(order).toEqual(['resolved', { code: '0', desc: 'hungUp' }]);
  }),
  modern('hangup', 'resolves when the server has heard it; disconnect with code 0 does not wait for that', async (stage) => {
    const [bob, { url, mute }] = [await stage.modern('bob'), await stage.silence()];
    const alice = await stage.modern('alice', { url });
    for (const isMuted of [false, true]) {
      await talk(alice, bob);
      mute(isMuted);
      let isResolved = false;
      const hungUp = alice.netcall.hangup().then(() => (isResolved = true));
      if (!isMuted) await hungUp;
      expect(await alice.heard('disconnect')).toEqual({ code: '0', desc: 'hungUp' });
      await bob.heard('disconnect');
      expect(isResolved).toBe(!isMuted);
    }
  }),
  both('hangup', 'after a rejected incoming call resolves and does nothing', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await answer(bob, alice, await ring(alice, bob), false);
    expect(await bob.netcall.hangup()).toBeUndefined();
    await bob.settled();
    expect(bob.names).toEqual(['beCalling', 'disconnect']);
  }),

  both('control', 'takes each of the twelve commands to the peer, with and without cid, and changes nothing in what it was given', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    for (let command = 1; command <= 12; command++) {
      const given = Object.freeze(command % 2 === 0 ? { command, cid } : { command });
      await alice.netcall.control(given);
      expect(await bob.heard('control')).toEqual({ cid, account: alice.account, command });
    }
  }),
  both('control', 'without a call rejects, as an error', async (stage) => {
    const failure = await failureOf((await stage.person('alice')).netcall.control({ command: 1 }));
    expect([failure instanceof Error, failure.code]).toEqual([true, 'BAD_STATE']);
  }),

  both('switchMode', 'takes 0 to 3, and the peer hears clientUpdate with the mode while they talk', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    for (const mode of [1, 2, 3, 0]) {
      expect(await alice.netcall.switchMode(mode)).toBeUndefined();
      expect(await bob.heard('clientUpdate')).toMatchObject({ cid, account: alice.account, uid: 1, mode });
    }
  }),
  both('switchMode', 'rejects for a number outside 0 to 3', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await talk(alice, bob);
    for (const mode of [-1, 4, 1.5]) expect((await failureOf(alice.netcall.switchMode(mode))).code).toMatch(/^BAD_/);
  }),
  dropIn('switchMode', 'throws at once for what is no number, and a TypeError before startRtc', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    expect(thrownBy(() => alice.netcall.switchMode(0))).toBeInstanceOf(TypeError);
    await accept(alice, bob);
    expect(thrownBy(() => alice.netcall.switchMode(0))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => alice.netcall.switchMode('0' as never))).toMatchObject({ message: '参数缺失 mode' });
  }),
  modern('switchMode', 'takes the number as a text too, and rejects with NOT_IN_ROOM before startRtc', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    expect(await failureOf(alice.netcall.switchMode(0))).toMatchObject({ code: 'NOT_IN_ROOM' });
    expect(thrownBy(() => alice.netcall.switchMode(undefined as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
    await talk(alice, bob);
    await alice.netcall.switchMode('1');
    expect(await bob.heard('clientUpdate')).toMatchObject({ mode: 1 });
  }),
];
