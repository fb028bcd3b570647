import { asyncFunction, isListener, textOption, WxFailure, type WxFunctions } from './api';
import type { Host } from './host';

/** WeChat's scopes that a browser knows, with the browser's words for them. */
const SCOPES: Readonly<Record<string, { permission: string; constraints: MediaStreamConstraints }>> = {
  'scope.camera': { permission: 'camera', constraints: { video: true } },
  'scope.record': { permission: 'microphone', constraints: { audio: true } },
};

/**
 * `wx.authorize`, `wx.getSetting`, `wx.openSetting`: the browser's own permission for camera and microphone. A computer
 * without a camera counts as permitted, since the pusher then sends a test picture.
 */
export function permissionFunctions({ phone, screen }: Host): WxFunctions {
  const agreedKey = `netcall-preview:${phone.id}:\u0000privacy`;
  let ask: ((resolve: (answer: unknown) => void, event: unknown) => void) | null = null;
  const settings = async () => ({ authSetting: await authSetting() });
  return {
    authorize: asyncFunction('authorize', async (options) => {
      const scope = SCOPES[textOption(options, 'scope')];
      if (scope && !(await isPermitted(scope.constraints))) throw new WxFailure('auth deny', { errno: 103 });
    }),
    getSetting: asyncFunction('getSetting', settings),
    openSetting: asyncFunction('openSetting', settings),
    getPrivacySetting: asyncFunction('getPrivacySetting', () => ({ needAuthorization: ask !== null && localStorage.getItem(agreedKey) === null, privacyContractName: 'netcall' })),
    onNeedPrivacyAuthorization: (listener: unknown) => {
      if (isListener(listener)) ask = listener;
    },
    /** Without a listener WeChat shows its own dialog; here that counts as agreed. */
    requirePrivacyAuthorize: asyncFunction('requirePrivacyAuthorize', async () => {
      if (localStorage.getItem(agreedKey) !== null || ask === null) return;
      const asking = ask;
      const answer = await new Promise((resolve) => asking(resolve, { referrer: 'requirePrivacyAuthorize' }));
      if (textOption(answer as never, 'event') !== 'agree') throw new WxFailure('privacy permission is not authorized', { errno: 104 });
      localStorage.setItem(agreedKey, 'agreed');
    }),
    openPrivacyContract: asyncFunction('openPrivacyContract', async () => {
      await screen.dialogs.modal({ title: 'netcall', content: phone.language === 'en' ? 'The privacy contract opens here in WeChat.' : '在微信中，这里会打开隐私保护指引。', confirmText: 'OK', cancelText: null });
    }),
  };
}

async function authSetting(): Promise<Record<string, boolean>> {
  const asked = await Promise.all(Object.entries(SCOPES).map(async ([scope, { permission }]) => [scope, await stateOf(permission)] as const));
  return Object.fromEntries(asked.filter(([, state]) => state !== 'prompt').map(([scope, state]) => [scope, state === 'granted']));
}

async function stateOf(permission: string): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: permission as PermissionName })).state;
  } catch {
    return 'prompt'; // Some browsers do not know these names; then nobody has been asked yet.
  }
}

async function isPermitted(constraints: MediaStreamConstraints): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    stream.getTracks().forEach((track) => track.stop());
    return true;
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'NotAllowedError');
  }
}
