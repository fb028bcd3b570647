/** What of the phone a call needs. */
export type Device = 'camera' | 'microphone';

/** Who may refuse it: the setting of the mini-program, that of WeChat, or the phone itself, which tells nobody. */
export type Level = 'app' | 'wechat' | 'phone';

/** What one level says of a device; `unknown` where WeChat is too old to tell. */
export type Consent = 'allowed' | 'refused' | 'unasked' | 'unknown';

/** Where the use of a device stands at the two levels that tell. */
export interface Permission {
  readonly app: Consent;
  readonly wechat: Consent;
}

const SCOPES = { camera: 'scope.camera', microphone: 'scope.record' } as const;

const FIELDS = { camera: 'cameraAuthorized', microphone: 'microphoneAuthorized' } as const;

const CONSENTS: Readonly<Record<string, Consent>> = { true: 'allowed', false: 'refused', authorized: 'allowed', denied: 'refused', undefined: 'unasked', 'not determined': 'unasked' };

/** Who has refused a device that live-pusher could not open. What nobody admits, the phone has done. */
export function levelOf({ app, wechat }: Permission): Level {
  if (app === 'refused') return 'app';
  if (wechat === 'refused') return 'wechat';
  return app === 'allowed' ? 'phone' : 'app';
}

/** Asks WeChat where the use of a device stands. Never rejects. */
export function askPermission(device: Device): Promise<Permission> {
  const wechat = wx.canIUse('getAppAuthorizeSetting') ? consentOf(wx.getAppAuthorizeSetting()[FIELDS[device]]) : 'unknown';
  return new Promise((resolve) => {
    wx.getSetting({
      success: ({ authSetting }) => resolve({ app: consentOf(authSetting[SCOPES[device]]), wechat }),
      fail: () => resolve({ app: 'unknown', wechat }),
    });
  });
}

function consentOf(said: unknown): Consent {
  return CONSENTS[String(said)] || 'unknown';
}
