import { asyncFunction, isListener, textOption, WxFailure, type WxFunctions } from './api';
import type { Faults } from '../runtime/faults';
import type { Language } from '../runtime/phone';
import type { Screen } from '../runtime/screen';
import type { Host } from './host';

/** The browser's words for what the user may refuse. */
type Permission = 'camera' | 'microphone';

/** WeChat's scopes that a browser knows, with the browser's words for them. */
const SCOPES: Readonly<Record<string, { permission: Permission; constraints: MediaStreamConstraints }>> = {
  'scope.camera': { permission: 'camera', constraints: { video: true } },
  'scope.record': { permission: 'microphone', constraints: { audio: true } },
};

/**
 * `wx.authorize`, `wx.getSetting`, `wx.openSetting`: the browser's own permission for camera and microphone. A computer
 * without a camera counts as permitted, since the pusher then sends a test picture.
 */
export function permissionFunctions({ faults, phone, screen }: Host): WxFunctions {
  const agreedKey = `netcall-preview:${phone.id}:\u0000privacy`;
  let ask: ((resolve: (answer: unknown) => void, event: unknown) => void) | null = null;
  const settings = async () => ({ authSetting: await authSetting(faults) });
  return {
    authorize: asyncFunction('authorize', async (options) => {
      const scope = SCOPES[textOption(options, 'scope')];
      if (scope && !(await isPermitted(scope.constraints))) throw new WxFailure('auth deny', { errno: 103 });
    }),
    getSetting: asyncFunction('getSetting', settings),
    openSetting: asyncFunction('openSetting', async () => {
      await allowAgain(faults, screen, phone.language);
      return settings();
    }),
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

async function authSetting(faults: Faults): Promise<Record<string, boolean>> {
  const asked = await Promise.all(Object.entries(SCOPES).map(async ([scope, { permission }]) => [scope, faults.has(permission) ? 'denied' : await stateOf(permission)] as const));
  return Object.fromEntries(asked.filter(([, state]) => state !== 'prompt').map(([scope, state]) => [scope, state === 'granted']));
}

/** WeChat's page of settings, as far as it matters: what the user has refused can be allowed there. */
async function allowAgain(faults: Faults, screen: Screen, language: Language): Promise<void> {
  const words = SETTINGS[language];
  const refused = faults.all.filter((name) => name === 'camera' || name === 'microphone');
  if (refused.length === 0) return;
  const content = refused.map((name) => words[name]).join(words.and);
  if (await screen.dialogs.modal({ title: words.title, content, confirmText: words.allow, cancelText: words.refuse })) refused.forEach((name) => faults.set(name, false));
}

const SETTINGS = {
  zh_CN: { title: '允许小程序使用', camera: '摄像头', microphone: '麦克风', and: '、', allow: '允许', refuse: '不允许' },
  en: { title: 'Let the mini-program use', camera: 'Camera', microphone: 'Microphone', and: ', ', allow: 'Allow', refuse: "Don't allow" },
} as const;

async function stateOf(permission: Permission): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: permission })).state;
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
