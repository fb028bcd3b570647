import { Linter } from 'eslint';
import { buildPreview } from '../../../preview/src/index';
import { filesBelow, textOf } from '../../support/repo';
import { RTCSDK_APP_ROOTS } from '../../support/rtcsdk-app';

const FOLDER = 'test/apps/rtcsdk';
const scripts = filesBelow(FOLDER).filter((file) => file.endsWith('.js'));

/** Section 2 of the reference: names that applications assign to when they are loaded. */
const ASSIGNED = `
  MeetingStopped StopMeetingRslt SendIMMsgRslt UserEnterMeeting UserLeftMeeting VideoStatusChanged AudioStatusChanged CreateCloudMixerFailed CloudMixerStateChanged
  CloudMixerOutputInfoChanged MeetingDropped EnterMeetingRslt CreateMeetingSuccess CreateMeetingFail OpenMicFailRslt OpenVideoFailRslt InitQueueDatRslt GetClientStatusRslt
  GetServingStatusRslt GetQueueStatusRslt StartQueuingRslt StopQueuingRslt QueuingInfoChanged QueueStatusChanged NotifyCallIn AcceptCallSuccess AcceptCallFail StartServiceRslt
  StopServiceRslt AutoAssignUser ReqAssignUserRslt CallSuccess CallFail NotifyCallAccepted NotifyCallRejected SetDNDStatusSuccess SetDNDStatusFail CancelAssignUser
  NotifyCallHungup GetMediaInfoRslt NotifyMediaStart NotifyMediaPause NotifyMediaStop NotifyScreenShareStarted NotifyScreenShareStopped LoginSuccess LoginFail LineOff
  NotifyTokenWillExpire NotifyCmdData NotifyBufferData`.trim().split(/\s+/);

test('the application for CloudRoom is written in ES5', () => {
  const linter = new Linter();
  const faultsOf = (code: string): unknown[] => linter.verify(code, { languageOptions: { ecmaVersion: 5, sourceType: 'commonjs' } });
  expect(faultsOf('const later = () => 1;')).not.toEqual([]);
  expect(scripts.flatMap((file) => faultsOf(textOf(file)).map((fault) => [file, fault]))).toEqual([]);
});

test('the application for CloudRoom assigns all 51 callbacks at load, and needs one more', () => {
  const assigned = scripts.flatMap((file) => [...textOf(file).matchAll(/^RTCSDK\.(\w+)\.callback = function/gm)].map(([, name]) => name));
  expect(ASSIGNED).toHaveLength(51);
  expect(assigned.sort()).toEqual([...ASSIGNED, 'HungupCallSuccess'].sort());
});

test('the application for CloudRoom knows our package in its one vendor file and as its three components only', () => {
  const files = filesBelow(FOLDER).filter((file) => textOf(file).includes('netcall'));
  expect(files.sort()).toEqual([`${FOLDER}/pages/call/call.json`, `${FOLDER}/vendors/RTC_Miniapp_SDK.js`]);
  const { usingComponents } = JSON.parse(textOf(`${FOLDER}/pages/call/call.json`)) as { usingComponents: Record<string, string> };
  expect(usingComponents).toEqual(Object.fromEntries(['RTCVideoPusher', 'RTCVideoPlayer', 'RTCAudioPlayer'].map((name) => [name, `netcall-sdk/rtcsdk-components/${name}/index`])));
});

test('the application for CloudRoom is built as a mini-program, from our package as it is published', async () => {
  const files = await buildPreview(RTCSDK_APP_ROOTS);
  const { sources } = JSON.parse(Buffer.from(files.get('phone.js.map')!.body).toString()) as { sources: string[] };
  const ours = sources.filter((source) => source.includes('/sdk/') || source.includes('netcall-sdk')).map((source) => source.replace(/^(\.\.\/)+/, ''));
  expect(ours).toContain('sdk/miniprogram_dist/rtcsdk.js');
  expect(ours.filter((source) => !source.startsWith('sdk/miniprogram_dist/'))).toEqual([]);
});
