import { NOTIFICATIONS, Slot } from '../../../../sdk/src/rtcsdk/callbacks';
import { textOf } from '../../../support/repo';
import { atLoad, callbackNames, signedIn } from '../../../support/rtcsdk';

/** What applications assign at load time, and what the manual names beside it. */
const CALLBACKS = `MeetingStopped StopMeetingRslt SendIMMsgRslt UserEnterMeeting UserLeftMeeting VideoStatusChanged AudioStatusChanged CreateCloudMixerFailed
  CloudMixerStateChanged CloudMixerOutputInfoChanged MeetingDropped EnterMeetingRslt CreateMeetingSuccess CreateMeetingFail OpenMicFailRslt OpenVideoFailRslt InitQueueDatRslt
  GetClientStatusRslt GetServingStatusRslt GetQueueStatusRslt StartQueuingRslt StopQueuingRslt QueuingInfoChanged QueueStatusChanged NotifyCallIn AcceptCallSuccess AcceptCallFail
  StartServiceRslt StopServiceRslt AutoAssignUser ReqAssignUserRslt CallSuccess CallFail NotifyCallAccepted NotifyCallRejected SetDNDStatusSuccess SetDNDStatusFail
  CancelAssignUser NotifyCallHungup GetMediaInfoRslt NotifyMediaStart NotifyMediaPause NotifyMediaStop NotifyScreenShareStarted NotifyScreenShareStopped LoginSuccess LoginFail
  LineOff NotifyTokenWillExpire NotifyCmdData NotifyBufferData LogoutSuccess LogoutFail DestroyMeetingRslt NotifyNickNameChanged SendMeetingCustomMsgRslt NotifyMeetingCustomMsg
  RejectCallSuccess RejectCallFail HungupCallSuccess HungupCallFail InviteSuccess InviteFail AcceptInviteSuccess AcceptInviteFail RejectInviteSuccess RejectInviteFail
  CancelInviteSuccess CancelInviteFail NotifyInviteIn NotifyInviteAccepted NotifyInviteRejected NotifyInviteCanceled GetUserStatusSuccess GetUserStatusFail
  StartUserStatusNotifyRslt StopUserStatusNotifyRslt NotifyUserStatus SendCmdRlst SendProgress SendBufferRslt ResponseAssignUserRslt NotifyAllAudioClose VideoDevChanged
  MicEnergyUpdate UpdateCloudMixerContentRslt DestroyCloudMixerRslt StopSvrMixerRslt`.split(/\s+/);

const METHODS = `MD5 EnableLog2File Init UnInit SetServerAddr Login LoginByToken UpdateToken Logout CreateMeeting DestroyMeeting EnterMeeting EnterMeeting2 EnterMeeting3 ExitMeeting
  GetAllMembers GetMemberInfo SendMeetingCustomMsg Kickout Call AcceptCall RejectCall HungupCall Invite AcceptInvite RejectInvite CancelInvite SetDNDStatus GetUserStatus
  StartUserStatusNotify StopUserStatusNotify SendCmd SendBuffer InitQueueDat GetAllQueueInfo GetQueueStatus RefreshAllQueueStatus GetClientStatus GetServingStatus StartQueuing
  StopQueuing StartService StopService ReqAssignUser AcceptAssignUser RejectAssignUser OpenMic CloseMic OpenVideo CloseVideo SetAllAudioClose GetAllVideoInfo GetDefaultVideo
  SetDefaultVideo GetWatchableVideos GetScreenInfo GetMediaInfo GetAllCloudMixerInfo CreateCloudMixer UpdateCloudMixerContent DestroyCloudMixer StopSvrMixer`.split(/\s+/);

test('every callback is an object with its name, a callback that can be called, and trigger, from the moment of loading', () => {
  const { sdk } = atLoad();
  expect([...callbackNames(sdk)].sort()).toEqual([...CALLBACKS].sort());
  const fresh = new Slot('LineOff');
  expect(Object.keys(fresh).sort()).toEqual(['callback', 'name']);
  expect(() => fresh.callback?.()).not.toThrow();
  expect(CALLBACKS.map((name) => sdk[name as 'LineOff'].name)).toEqual(CALLBACKS);
});

test('every method is a function, and can be taken off the object', () => {
  const { sdk } = atLoad();
  expect(METHODS.filter((name) => typeof sdk[name as 'Init'] !== 'function')).toEqual([]);
  const { Init, Logout } = sdk;
  expect(Init()).toBe(0);
  expect(() => Logout()).not.toThrow();
  expect(typeof sdk.sdkver).toBe('string');
});

test('the places of the notifications are those of their names', () => {
  const [, list = ''] = /const enum On \{([^}]*)\}/.exec(textOf('sdk/src/rtcsdk/callbacks.ts')) ?? [];
  const places = list.match(/\w+/g) ?? [];
  expect(places.length).toBeGreaterThan(30);
  expect(places).toEqual(NOTIFICATIONS.slice(0, places.length));
});

test('SendCmdRslt is another name of SendCmdRlst', () => {
  const { sdk } = atLoad();
  expect(sdk.SendCmdRslt).toBe(sdk.SendCmdRlst);
});

test('a function under `call` is taken where no callback was assigned, and only there', () => {
  const heard: unknown[] = [];
  const slot = new Slot<[number]>('NotifyCallRejected');
  slot.call = (...args) => heard.push(['call', ...args]);
  slot.trigger(1);
  slot.callback?.(2);
  slot.callback = (...args) => heard.push(['callback', ...args]);
  slot.trigger(3);
  expect(heard).toEqual([['call', 1], ['call', 2], ['callback', 3]]);
});

test('a callback of null is as good as none, and one that throws harms none of the others', async () => {
  const bench = await signedIn();
  bench.sdk.CreateMeetingSuccess.callback = () => {
    throw new Error('the application is broken');
  };
  bench.sdk.SetDNDStatusSuccess.callback = null;
  bench.sdk.CreateMeeting('a');
  bench.sdk.SetDNDStatus(1, 'b');
  bench.sdk.GetMediaInfo('c');
  expect(await bench.soon()).toEqual([['GetMediaInfoRslt', 0, { state: 2, userID: '', userId: '' }, 'c']]);
  expect(bench.platform.lines).toMatchObject([{ level: 'error', facts: { error: { message: 'the application is broken' } } }]);
});

test('the SDK stands at wx.RTCSDK, and console.crlog is there', () => {
  const host = globalThis as { wx?: { RTCSDK?: unknown } };
  host.wx = {};
  const { sdk } = atLoad();
  expect(host.wx.RTCSDK).toBe(sdk);
  delete host.wx;
  expect(typeof (console as unknown as { crlog: unknown }).crlog).toBe('function');
});

test('what the cloud does is refused with 806, never in silence, and what asks whether there is any hears that there is none', async () => {
  const { sdk, soon, heard } = atLoad();
  expect([sdk.GetScreenInfo(), sdk.GetAllCloudMixerInfo()]).toEqual([null, []]);
  const cookie = {};
  const mixerID = sdk.CreateCloudMixer({}, cookie);
  expect([sdk.UpdateCloudMixerContent('m', {}, cookie), sdk.DestroyCloudMixer('m', cookie), sdk.StopSvrMixer(cookie), sdk.SendIMMsg('hi', 'bob', cookie), sdk.StopMeeting(cookie)]).toEqual([806, 806, 806, 806, 806]);
  expect(heard).toEqual([]);
  const told = await soon();
  expect(told).toEqual([
    ['CreateCloudMixerFailed', mixerID, 806, cookie], ['UpdateCloudMixerContentRslt', 806, cookie], ['DestroyCloudMixerRslt', 806, cookie], ['StopSvrMixerRslt', 806, cookie],
    ['SendIMMsgRslt', 806, cookie], ['StopMeetingRslt', 806, cookie],
  ]);
  told.forEach((each) => expect(each.at(-1)).toBe(cookie));
});

test('what is wrong with the options is said at once', () => {
  expect(() => atLoad({ getToken: 'secret' as never })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field: 'getToken' }) as object }) as Error);
  expect(() => atLoad({ server: {} as never })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field: 'server' }) as object }) as Error);
});
