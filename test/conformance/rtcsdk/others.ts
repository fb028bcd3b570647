import { section } from './row';

const row = section('2');

/** "Feature off": what recordings and mixers are refused with. */
const NOT_OFFERED = 806;

/** Callbacks of what is not offered: they exist, so that applications can assign to them, and are never heard. */
const SILENT = [
  'NotifyMediaStart', 'NotifyMediaPause', 'NotifyMediaStop', 'NotifyScreenShareStarted', 'NotifyScreenShareStopped', 'CloudMixerStateChanged', 'CloudMixerOutputInfoChanged',
] as const;

/** Section 2: what applications use beside section 1. */
export const others = [
  ...row(['GetMediaInfo', 'GetMediaInfoRslt'], '0, state 2: nobody shows media; the UID under both of its names; the very cookie', async (stage) => {
    const alice = await stage.person('alice');
    const cookie = { of: 'Media' };
    alice.rtcsdk.GetMediaInfo(cookie);
    const [sdkErr, info, given] = await alice.hears('GetMediaInfoRslt');
    expect([sdkErr, info]).toEqual([0, { state: 2, userID: '', userId: '' }]);
    expect(given).toBe(cookie);
  }),
  ...row('GetScreenInfo', 'null: nobody shares a screen', async (stage) => {
    const { rtcsdk } = await stage.person('alice');
    expect(rtcsdk.GetScreenInfo()).toBeNull();
  }),
  ...row('GetAllCloudMixerInfo', 'an empty list: there are no mixers', async (stage) => {
    const { rtcsdk } = await stage.person('alice');
    expect(rtcsdk.GetAllCloudMixerInfo()).toEqual([]);
  }),
  ...row(['CreateCloudMixer', 'CreateCloudMixerFailed'], `is not supported: CreateCloudMixerFailed hears ${NOT_OFFERED}, not before the method has returned`, async (stage) => {
    const alice = await stage.person('alice');
    const before = alice.names.length;
    const mixerID: unknown = alice.rtcsdk.CreateCloudMixer({ mode: 0 });
    expect(alice.names.slice(before)).toEqual([]);
    const [id, sdkErr] = await alice.hears('CreateCloudMixerFailed');
    expect([id, sdkErr]).toEqual([mixerID, NOT_OFFERED]);
  }),
  ...row('UpdateCloudMixerContent', `is not supported: its result hears ${NOT_OFFERED}`, async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.UpdateCloudMixerContent('mixer', {}, 'cookie');
    expect((await alice.hears('UpdateCloudMixerContentRslt'))[0]).toBe(NOT_OFFERED);
  }),
  ...row('DestroyCloudMixer', `is not supported: its result hears ${NOT_OFFERED}`, async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.DestroyCloudMixer('mixer', 'cookie');
    expect((await alice.hears('DestroyCloudMixerRslt'))[0]).toBe(NOT_OFFERED);
  }),
  ...row('StopSvrMixer', `is not supported: its result hears ${NOT_OFFERED}`, async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.StopSvrMixer('cookie');
    expect((await alice.hears('StopSvrMixerRslt'))[0]).toBe(NOT_OFFERED);
  }),
  ...SILENT.flatMap((name) => row(name, 'exists and is never heard: nothing of the kind is offered; null is as good as a function', async (stage) => {
    const { rtcsdk } = await stage.fresh('alice');
    const slot = rtcsdk[name] as unknown as { callback: ((...args: unknown[]) => void) | null; trigger(...args: unknown[]): void };
    const heard: unknown[][] = [];
    slot.callback = (...args) => void heard.push(args);
    slot.trigger('UID', 1);
    expect(heard).toEqual([['UID', 1]]);
    slot.callback = null;
    expect(() => slot.trigger('UID', 1)).not.toThrow();
  })),
  ...row('StopMeetingRslt', `is not supported: hears ${NOT_OFFERED} when StopMeeting was called; DestroyMeeting ends a room`, async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.StopMeeting('cookie');
    expect(await alice.hears('StopMeetingRslt')).toEqual([NOT_OFFERED, 'cookie']);
  }),
  ...row('SendIMMsgRslt', `is not supported: hears ${NOT_OFFERED} when SendIMMsg was called`, async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.SendIMMsg('hi', 'bob', 'cookie');
    expect(await alice.hears('SendIMMsgRslt')).toEqual([NOT_OFFERED, 'cookie']);
  }),
  ...row('console.crlog', 'writes a line to the log, once the SDK was loaded', async (stage) => {
    await stage.fresh('alice');
    const { crlog } = console as unknown as { crlog: unknown };
    expect(typeof crlog).toBe('function');
  }),
];
