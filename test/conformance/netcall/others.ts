import { RTMP } from './matchers';
import { enter, failureOf, talk, thrownBy } from './play';
import type { Person } from './person';
import { section } from './row';

const { both, dropIn, modern } = section('1.3');

/** Methods with what they need. */
const REQUIRED: readonly (readonly [name: 'call' | 'response' | 'startRtc' | 'control' | 'createChannel' | 'joinChannel', options: Readonly<Record<string, unknown>>])[] = [
  ['call', { type: 1, callee: 'bob' }], ['response', { caller: 'bob', accepted: true, type: 1, cid: 'c' }], ['startRtc', { mode: 0 }], ['control', { command: 1 }],
  ['createChannel', { channelName: 'daily' }], ['joinChannel', { channelName: 'daily', mode: 0, role: 0 }],
];

/** What is thrown when one option after the other is missing, by method and option. */
function thrownWithout({ netcall }: Person): [what: string, thrown: unknown][] {
  return REQUIRED.flatMap(([method, options]) =>
    Object.keys(options).map((name): [string, unknown] => [`${method} ${name}`, thrownBy(() => netcall[method]({ ...options, [name]: undefined } as never))]),
  );
}

/** Section 1.3: conventions, encryption, the end and the state of an instance. Its listeners are section 1.4. */
export const others = [
  dropIn('a missing option throws', 'at once, an Error with the words 参数缺失 and its name', async (stage) => {
    const thrown = thrownWithout(await stage.dropIn('alice'));
    expect(thrown).toHaveLength(12);
    for (const [what, error] of thrown) expect([what, String(error), error instanceof Error]).toEqual([what, `参数缺失 ${what.split(' ')[1]}`, true]);
  }),
  modern('a missing option throws', 'at once, a CallError with code BAD_ARGUMENT that names the option', async (stage) => {
    for (const [what, error] of thrownWithout(await stage.modern('alice'))) expect([what, error]).toMatchObject([what, { code: 'BAD_ARGUMENT', detail: { field: what.split(' ')[1] } }]);
  }),
  dropIn('rejections that are strings', 'are errors with a code here that give the text wherever a text is expected', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    const failure = await failureOf(netcall.leaveChannel());
    expect([failure instanceof Error, `${failure as unknown as string}`, failure.message, failure.code]).toEqual([true, '未处于房间中', '未处于房间中', 'NOT_IN_ROOM']);
    // eslint-disable-next-line eqeqeq -- this is how an application may compare what was a text in the original
    expect((failure as unknown) == '未处于房间中').toBe(true);
  }),
  modern('rejections that are strings', 'are CallErrors with a code and facts', async (stage) => {
    const { netcall } = await stage.modern('alice');
    const failure = await failureOf(netcall.leaveChannel());
    expect([failure instanceof Error, failure.name, failure.code]).toEqual([true, 'CallError', 'NOT_IN_ROOM']);
  }),

  dropIn('setEncryptType', 'takes 0 and 2 to 6 and throws for others; without a key joinChannel rejects', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    const join = () => netcall.joinChannel({ channelName: stage.named('daily'), mode: 0, role: 0 });
    for (const type of [1, 7, -1, '2']) expect(thrownBy(() => netcall.setEncryptType(type as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
    for (const type of [2, 3, 4, 5, 6]) {
      expect(netcall.setEncryptType(type)).toBeUndefined();
      expect(await failureOf(join())).toMatchObject({ message: '参数缺失 encryptKey' });
    }
    netcall.setEncryptType(0);
    expect(await failureOf(join())).toMatchObject({ code: 'ROOM_UNKNOWN' });
  }),
  modern('setEncryptType', 'is not there: nothing pretends to encrypt media', async (stage) => {
    expect((await stage.modern('alice')).netcall).not.toHaveProperty('setEncryptType');
  }),
  dropIn('setEncryptKey', 'takes a text; with it the call goes on, and media is as it was', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await talk(alice, bob);
    expect(thrownBy(() => alice.netcall.setEncryptKey(1 as never))).toMatchObject({ code: 'BAD_ARGUMENT' });
    alice.netcall.setEncryptType(2);
    expect(await failureOf(alice.netcall.startRtc({ mode: 0 }))).toMatchObject({ message: '参数缺失 encryptKey' });
    expect(alice.netcall.setEncryptKey('key')).toBeUndefined();
    expect(await alice.netcall.startRtc({ mode: 0 })).toMatchObject({ uid: 1 });
  }),
  modern('setEncryptKey', 'is not there', async (stage) => {
    expect((await stage.modern('alice')).netcall).not.toHaveProperty('setEncryptKey');
  }),

  both('destroy', 'returns undefined and leaves the call: the peer hears hangup, and disconnect with code 0 is the last event here', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    expect(alice.netcall.destroy()).toBeUndefined();
    expect(await bob.heard('hangup')).toMatchObject({ cid, account: alice.account });
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
    expect(alice.names.at(-1)).toBe('disconnect');
    expect(await failureOf(alice.netcall.call({ type: 1, callee: bob.account }))).toMatchObject({ code: 'CLOSED' });
  }),

  dropIn('getStatus', 'has the ten flags, from idle to the call and after it', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    expect(alice.netcall.getStatus()).toEqual({
      RTC: true, NRTC: false, calling: false, isCaller: false, onTheCall: false, isTeamCall: false, signalInited: true, closeEvent: null, role: 0, rtmpPushAddress: '',
    });
    await talk(alice, bob);
    expect(alice.netcall.getStatus()).toMatchObject({ onTheCall: true, isCaller: true, rtmpPushAddress: RTMP, closeEvent: null });
    expect(bob.netcall.getStatus()).toMatchObject({ onTheCall: true, isCaller: false });
    await bob.netcall.hangup();
    const closeEvent = await alice.heard('disconnect');
    expect(alice.netcall.getStatus()).toMatchObject({ onTheCall: false, rtmpPushAddress: '', closeEvent });
  }),
  dropIn('getStatus', 'closeEvent is the last disconnect, whatever its code', async (stage) => {
    const alice = await stage.dropIn('alice');
    await enter(stage, alice).catch(() => undefined);
    const closeEvent = await alice.heard('disconnect');
    expect([closeEvent, alice.netcall.getStatus().closeEvent]).toEqual([{ code: '406', desc: 'error' }, closeEvent]);
  }),
  modern('getStatus', 'has signalInited, calling, onTheCall and isCaller; all else is in current', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    expect(alice.netcall.getStatus()).toEqual({ signalInited: true, calling: false, onTheCall: false, isCaller: false });
    const cid = await talk(alice, bob);
    expect(alice.netcall.getStatus()).toEqual({ signalInited: true, calling: false, onTheCall: true, isCaller: true });
    expect(alice.netcall.current).toMatchObject({ phase: 'inCall', cid, role: 'caller', room: { uid: 1 } });
    await bob.netcall.hangup();
    await alice.heard('disconnect');
    expect(alice.netcall.current).toMatchObject({ phase: 'ended', cid, reason: 'hungUp', endedBy: bob.account });
  }),
  dropIn('getStatus', 'tells of the room edition, of the audience, and of a team call', async (stage) => {
    const edition = await stage.roomEdition();
    expect(edition.netcall.getStatus()).toMatchObject({ RTC: false, NRTC: true, signalInited: false });
    const [alice, carol] = [await stage.dropIn('alice'), await stage.dropIn('carol')];
    await alice.netcall.createChannel({ channelName: stage.named('daily') });
    await enter(stage, carol, { role: 1 });
    expect(carol.netcall.getStatus()).toMatchObject({ role: 1, rtmpPushAddress: '', isTeamCall: false });
    await alice.netcall.call({ type: 1, callee: [stage.named('dave')], forceKeepCalling: true });
    expect(alice.netcall.getStatus()).toMatchObject({ calling: true, isCaller: true, isTeamCall: true });
  }),
];
