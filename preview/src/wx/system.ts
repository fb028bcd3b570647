import { asyncFunction, type WxFunctions } from './api';
import type { Host } from './host';

/** Version of the base library whose behaviour the preview follows. */
const SDK_VERSION = '3.7.0';
/** Height of the navigation bar below the status bar, in CSS pixels; phone.css draws it. */
const NAV_BAR_PX = 44;
const CAPSULE = { width: 87, height: 32, right: 7 };

/** `wx.getSystemInfoSync` and its successors. */
export function systemFunctions(host: Host): WxFunctions {
  const { phone, theme } = host;
  const base = () => ({ SDKVersion: SDK_VERSION, enableDebug: false, language: phone.language, version: '8.0.50', theme: theme.current, host: { env: 'WeChat', appId: '' }, fontSizeSetting: phone.textPx });
  const device = () => ({ brand: 'netcall', model: 'preview', system: 'Android 14', platform: 'android', abi: 'arm64-v8a', benchmarkLevel: 50, memorySize: 8192 });
  const all = () => ({ ...base(), ...device(), ...windowInfo(host), deviceOrientation: 'portrait' });
  return {
    getAppBaseInfo: base,
    getDeviceInfo: device,
    getWindowInfo: () => windowInfo(host),
    getSystemInfoSync: all,
    getSystemInfo: asyncFunction('getSystemInfo', all),
    getSystemInfoAsync: asyncFunction('getSystemInfoAsync', all),
    getSystemSetting: () => ({ bluetoothEnabled: true, locationEnabled: true, wifiEnabled: true, deviceOrientation: 'portrait' }),
    getAppAuthorizeSetting: () => ({ cameraAuthorized: 'authorized', microphoneAuthorized: 'authorized', notificationAuthorized: 'authorized' }),
    openAppAuthorizeSetting: asyncFunction('openAppAuthorizeSetting', () => undefined),
    getMenuButtonBoundingClientRect: () => {
      const { windowWidth, statusBarHeight } = windowInfo(host);
      const top = statusBarHeight + (NAV_BAR_PX - CAPSULE.height) / 2;
      const right = windowWidth - CAPSULE.right;
      return { ...CAPSULE, right, left: right - CAPSULE.width, top, bottom: top + CAPSULE.height };
    },
    getAccountInfoSync: () => ({ miniProgram: { appId: 'preview', envVersion: 'develop', version: '' } }),
    /** The addresses of this preview's own server: the demo needs no other setting to sign in and call. */
    getExtConfigSync: extConfig,
    getExtConfig: asyncFunction('getExtConfig', () => ({ extConfig: extConfig() })),
    getLaunchOptionsSync: () => host.app.launchOptions,
    getEnterOptionsSync: () => host.app.launchOptions,
    setKeepScreenOn: asyncFunction('setKeepScreenOn', () => undefined),
    vibrateShort: asyncFunction('vibrateShort', () => vibrate(15)),
    vibrateLong: asyncFunction('vibrateLong', () => vibrate(400)),
    getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
  };
}

function windowInfo({ screen }: Host) {
  const { clientWidth, clientHeight } = document.documentElement;
  const { statusBarHeight, windowHeight } = screen.measure();
  return {
    pixelRatio: window.devicePixelRatio, screenWidth: clientWidth, screenHeight: clientHeight, windowWidth: clientWidth, windowHeight, statusBarHeight,
    screenTop: clientHeight - windowHeight,
    safeArea: { left: 0, right: clientWidth, top: statusBarHeight, bottom: clientHeight, width: clientWidth, height: clientHeight - statusBarHeight },
  };
}

function extConfig() {
  const { protocol, host, origin } = window.location;
  return { server: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`, tokenUrl: `${origin}/dev/token` };
}

/** Not every device can; the mini-program is told `ok` all the same, as on a phone that lies on a table. */
function vibrate(ms: number): void {
  if ('vibrate' in navigator) navigator.vibrate(ms);
}
