import 'miniprogram-simulate';
import { asked, buttonsOf, freshModules, heard, refusals, render, rendered, textOf } from './support/render';
import type { Rendered } from './support/render';

/** What WeChat says in these tests. */
const facts = { platform: 'android', settings: {} as Record<string, boolean>, wechat: 'authorized', opened: [] as string[] };

beforeEach(() => {
  freshModules();
  Object.assign(facts, { platform: 'android', settings: { 'scope.camera': true, 'scope.record': true }, wechat: 'authorized', opened: [] });
  const open = (name: string) => ({ complete }: { complete: () => void }) => (facts.opened.push(name), complete());
  Object.assign(wx, {
    canIUse: () => true,
    getSystemInfoSync: () => ({ SDKVersion: '3.8.12', language: 'en', platform: facts.platform }),
    getSetting: ({ success }: { success: (given: object) => void }) => success({ authSetting: facts.settings }),
    getAppAuthorizeSetting: () => ({ cameraAuthorized: facts.wechat, microphoneAuthorized: 'authorized' }),
    getPrivacySetting: ({ success }: { success: (given: object) => void }) => success({ needAuthorization: false }),
    getNetworkType: ({ success }: { success: (given: object) => void }) => success({ networkType: 'wifi' }),
    getSystemSetting: () => ({ wifiEnabled: true }),
    openSetting: open('openSetting'), openAppAuthorizeSetting: open('openAppAuthorizeSetting'),
  });
});

/** The component on a page, after everything that WeChat and the checks tell at once. */
async function shown(properties: object = {}): Promise<{ check: Rendered; ready: unknown[]; missing: unknown[] }> {
  const check = render('call-check', properties);
  const told = { check, ready: heard(check, 'ready'), missing: heard(check, 'missing') };
  await rendered(); // The pusher that is there from the start becomes ready by itself.
  return told;
}

/** live-pusher as the check has it; absent while the camera is not to be open. */
const pusherOf = (check: Rendered) => check.querySelector('.live');

test('opens camera and microphone without pushing, and is ready when nothing is missing', async () => {
  const { check, ready, missing } = await shown();
  expect([asked, pusherOf(check)!.data]).toEqual([['pusher startPreview'], expect.objectContaining({ url: '', preview: true, enableCamera: true })]);
  expect([ready.length, missing]).toEqual([1, []]);
  expect(textOf(check)).toContain('Camera and microphone are ready');
  expect(buttonsOf(check)).toEqual(['Check again']);
});

test('for an audio call the camera stays closed, and its refusal is not missed', async () => {
  facts.settings = { 'scope.camera': false, 'scope.record': true };
  const { check, ready } = await shown({ media: 'audio' });
  expect([pusherOf(check)!.data['enableCamera'], ready.length]).toEqual([false, 1]);
});

test('shows how loud the microphone is, between 0 and 100', async () => {
  const { check } = await shown();
  for (const [volume, level] of [[37.4, 37], [250, 100], [-3, 0]]) {
    pusherOf(check)!.querySelector('#pusher')!.instance.triggerEvent('audiovolumenotify', { volume });
    await rendered();
    expect([check.data['level'], check.querySelector('#level')!.dom.innerHTML]).toEqual([level, expect.stringContaining(`width: ${level}%`)]);
  }
});

test.each([
  [{ 'scope.camera': false, 'scope.record': true }, 'authorized', 'CAMERA_APP', 'openSetting'],
  [{ 'scope.camera': true, 'scope.record': false }, 'authorized', 'MICROPHONE_APP', 'openSetting'],
  [{ 'scope.camera': true, 'scope.record': true }, 'denied', 'CAMERA_WECHAT', 'openAppAuthorizeSetting'],
])('says what is missing with settings %j and WeChat %s, opens what helps, and looks again', async (settings, wechat, code, page) => {
  Object.assign(facts, { settings, wechat });
  const { check, ready, missing } = await shown();
  expect([ready, missing]).toEqual([[], [{ findings: [expect.objectContaining({ code, severity: 'error', action: page })] }]]);
  expect(buttonsOf(check)).toEqual(['Open settings', 'Check again']);
  Object.assign(facts, { settings: { 'scope.camera': true, 'scope.record': true }, wechat: 'authorized' });
  (check.instance as unknown as { onRemedy(event: object): void }).onRemedy({ currentTarget: { dataset: { index: 0 } } });
  await rendered(check);
  await rendered(check);
  expect([facts.opened, ready.length, missing.length]).toEqual([[page], 1, 1]);
  expect(buttonsOf(check)).toEqual(['Check again']);
});

test('a device that does not open although everybody may use it is refused by the phone', async () => {
  const { check, missing } = await shown();
  pusherOf(check)!.querySelector('#pusher')!.instance.triggerEvent('error', { errCode: 10002 });
  await rendered();
  expect(missing).toEqual([{ findings: [expect.objectContaining({ code: 'MICROPHONE_PHONE', action: '' })] }]);
  expect([textOf(check).includes('The phone does not give the microphone.'), buttonsOf(check)]).toEqual([true, ['Check again']]);
});

test('a preview that WeChat does not start is a camera that the phone does not give', async () => {
  refusals.isOn = true;
  const { missing } = await shown();
  expect(missing).toEqual([{ findings: [expect.objectContaining({ code: 'CAMERA_PHONE' })] }]);
});

test('in DevTools it says that camera and sound do not run, and opens nothing', async () => {
  facts.platform = 'devtools';
  const { check, ready } = await shown();
  expect([asked, ready.length, textOf(check).includes('WeChat DevTools')]).toEqual([[], 1, true]);
  expect(textOf(check)).not.toContain('Camera and microphone are ready');
});

test('lets go of camera and microphone while another page is shown, and opens them again after', async () => {
  const { check, ready } = await shown();
  check.triggerPageLifeTime('hide');
  await rendered();
  expect(pusherOf(check)).toBeUndefined();
  check.triggerPageLifeTime('show');
  await rendered(check);
  expect([asked, ready.length]).toEqual([['pusher startPreview', 'pusher startPreview'], 2]);
});

test('tells nothing any more when it is gone', async () => {
  const check = render('call-check');
  const told = heard(check, 'ready');
  check.detach();
  await rendered();
  expect(told).toEqual([]);
});

test.each(['light', 'dark'])('is drawn as its page is, %s', async (theme) => {
  const { check } = await shown({ theme });
  expect(check.dom.innerHTML).toContain(`theme-${theme}`);
});
