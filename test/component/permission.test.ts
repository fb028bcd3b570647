import { wxHost } from '../../components/src/call-kit/host';
import { askPermission, levelOf } from '../../components/src/call-kit/permission';
import { settle } from './support/fake-host';
import { inCall, messages } from './support/service-kit';

/** A `wx` that knows what these tests ask, and what was asked of it. */
function stand({ app, wechat = 'authorized', knows = true }: { app?: boolean; wechat?: string; knows?: boolean }) {
  const shown: (() => void)[] = [];
  const opened: string[] = [];
  const open = (name: string) => ({ success }: { success: () => void }) => {
    opened.push(name);
    success();
  };
  const known: object = {
    canIUse: () => knows,
    getSystemInfoSync: () => ({ language: 'en', platform: 'android' }),
    getSetting: ({ success }: { success: (answer: object) => void }) => success({ authSetting: app === undefined ? {} : { 'scope.camera': app, 'scope.record': true } }),
    getAppAuthorizeSetting: () => ({ cameraAuthorized: wechat, microphoneAuthorized: 'not determined' }),
    onAppShow: (listener: () => void) => shown.push(listener), offAppShow: (listener: () => void) => shown.splice(shown.indexOf(listener), 1),
    openSetting: open('openSetting'), openAppAuthorizeSetting: open('openAppAuthorizeSetting'),
  };
  Object.assign(globalThis, { wx: known });
  return { shown, opened };
}

const real: unknown = (globalThis as { wx?: unknown }).wx;
afterEach(() => Object.assign(globalThis, { wx: real }));

test.each([
  [{ app: 'refused', wechat: 'refused' }, 'app'], [{ app: 'refused', wechat: 'allowed' }, 'app'], [{ app: 'allowed', wechat: 'refused' }, 'wechat'],
  [{ app: 'unasked', wechat: 'refused' }, 'wechat'], [{ app: 'allowed', wechat: 'allowed' }, 'phone'], [{ app: 'allowed', wechat: 'unknown' }, 'phone'],
  [{ app: 'unknown', wechat: 'unknown' }, 'app'], [{ app: 'unasked', wechat: 'allowed' }, 'app'],
] as const)('of a device with the permission %j the one who has refused it is %s', (permission, level) => {
  expect(levelOf(permission)).toBe(level);
});

test('WeChat is asked for the setting of the mini-program and for its own; what it does not know is unknown', async () => {
  stand({ app: false });
  expect([await askPermission('camera'), await askPermission('microphone')]).toEqual([{ app: 'refused', wechat: 'allowed' }, { app: 'allowed', wechat: 'unasked' }]);
  stand({ wechat: 'denied' });
  expect(await askPermission('camera')).toEqual({ app: 'unasked', wechat: 'refused' });
  stand({ app: true, knows: false });
  expect(await askPermission('camera')).toEqual({ app: 'allowed', wechat: 'unknown' });
});

test("WeChat's own settings are done when the app is shown again, those of the mini-program when WeChat says so", async () => {
  const { shown, opened } = stand({ app: true });
  const host = wxHost();
  await host.ask('openSetting');
  let isBack = false;
  const back = host.ask('openAppAuthorizeSetting').then(() => (isBack = true));
  await settle();
  expect([opened, isBack, shown.length]).toEqual([['openSetting', 'openAppAuthorizeSetting'], false, 1]);
  shown[0]!();
  await back;
  expect([isBack, shown]).toEqual([true, []]);
});

test('a call says that WeChat itself may not use the camera, opens the settings of WeChat, and pushes anew', async () => {
  const { host, service, store, client, errors } = await inCall();
  host.permission = { app: 'allowed', wechat: 'refused' };
  service.deviceDenied('camera');
  await settle();
  expect([store.deniedText, store.hint]).toEqual(['WeChat may not use your camera or microphone. Allow it in the settings of the phone.', '']);
  await service.openSettings();
  await settle();
  expect([host.log.at(-1), store.deniedText, client.log, messages(errors)]).toEqual(['openAppAuthorizeSetting', '', ['renewStream'], []]);
});

test('a call says in words what only the phone can give, and offers no settings for it', async () => {
  const { host, service, store } = await inCall();
  host.permission = { app: 'allowed', wechat: 'allowed' };
  service.deviceDenied('microphone');
  await settle();
  expect([store.deniedText, store.hint]).toEqual(['', 'The phone gives no camera or microphone: another app uses it, or a switch of the phone is off.']);
});

test('a refusal that the user has mended meanwhile does not come back', async () => {
  const { host, service, store } = await inCall();
  host.permission = { app: 'allowed', wechat: 'refused' };
  service.deviceDenied('camera');
  store.setMedia({ denied: '' });
  await settle();
  expect([store.denied, store.deniedBy]).toEqual(['', 'app']);
});
