import type { Consent, Device } from '../call-kit/permission';
import type { CheckTexts, FindingKey } from '../i18n/check/texts';
import type { Facts, ServerFact, SocketFact } from './facts';
import { isOlder } from './versions';

/** What `wx` can open for the user to mend a finding. */
export type Action = 'openSetting' | 'openAppAuthorizeSetting';

/** One thing that was looked at. */
export interface Finding {
  /** Which row of the table. Codes are public: add, never rename. */
  readonly code: FindingCode;
  readonly severity: 'ok' | 'warning' | 'error';
  /** What is so, in a sentence. */
  readonly text: string;
  /** What mends it; empty when nothing needs to be mended. */
  readonly remedy: string;
  /** What `openRemedy` opens; empty: the remedy is by hand. */
  readonly action: Action | '';
}

type FindingCode =
  | 'LIBRARY' | 'PLATFORM' | 'LIVE' | 'PRIVACY' | 'CAMERA_APP' | 'CAMERA_WECHAT' | 'CAMERA_PHONE' | 'MICROPHONE_APP' | 'MICROPHONE_WECHAT' | 'MICROPHONE_PHONE'
  | 'NETWORK' | 'SOCKET' | 'SERVER';

/** How grave, the key of text and remedy, and what can be opened. */
type Verdict = readonly [severity: Finding['severity'], key: FindingKey, action?: Action];

/** Judges facts; null: the row has nothing to say. */
type Judge = (facts: Facts) => Verdict | null;

/** From here on pictures lie below buttons, not above (same-layer rendering); a call cannot be operated before. */
const NEEDED_LIBRARY = '2.9.1';

/** From here on WeChat tells what it may use itself. */
const TELLING_LIBRARY = '2.20.1';

const PLATFORMS: Readonly<Record<string, Verdict>> = {
  android: ['ok', 'platformFine'], ios: ['ok', 'platformFine'], ohos: ['ok', 'platformFine'], windows: ['ok', 'platformFine'], mac: ['ok', 'platformFine'],
  devtools: ['warning', 'devtools'],
};

const SLOW_NETWORKS = ['2g', '3g'];

const SOCKETS: Readonly<Record<SocketFact, Verdict | null>> = {
  unasked: null, open: ['ok', 'socketFine'], limit: ['error', 'socketLimit'], domain: ['error', 'socketDomain'], failed: ['error', 'socketFailed'],
};

const SERVERS: Readonly<Record<ServerFact, Verdict>> = {
  none: ['warning', 'kitMissing'], offline: ['warning', 'signedOut'], connecting: ['warning', 'serverConnecting'], online: ['ok', 'serverFine'], refused: ['error', 'serverRefused'],
};

const APP: Readonly<Record<Consent, Verdict>> = {
  allowed: ['ok', 'appAllowed'], refused: ['error', 'appRefused', 'openSetting'], unasked: ['warning', 'appUnasked'], unknown: ['warning', 'appUnknown'],
};

/** Where WeChat is too old to tell, the row LIBRARY says so. */
const WECHAT: Readonly<Record<Consent, Verdict | null>> = {
  allowed: ['ok', 'wechatAllowed'], refused: ['error', 'wechatRefused', 'openAppAuthorizeSetting'], unasked: ['warning', 'wechatUnasked'], unknown: null,
};

/** What live-pusher could not open although mini-program and WeChat may use it, the phone has refused. */
const phoneOf = (device: Device): Judge => (facts) => {
  const { app, wechat } = facts[device];
  return facts.refused.includes(device) && app !== 'refused' && wechat !== 'refused' ? ['error', 'phoneRefused'] : null;
};

const library: Judge = (facts) => {
  if (isOlder(facts.library, NEEDED_LIBRARY)) return ['error', 'libraryOld'];
  return isOlder(facts.library, TELLING_LIBRARY) ? ['warning', 'libraryAged'] : ['ok', 'libraryFine'];
};

const network: Judge = (facts) => {
  if (facts.network === 'none') return ['error', facts.isWifiOn ? 'networkNone' : 'wifiOff'];
  return SLOW_NETWORKS.includes(facts.network) ? ['warning', 'networkSlow'] : ['ok', 'networkFine'];
};

/** The table of checks, in the order in which they are told. */
const ROWS: readonly (readonly [code: FindingCode, judge: Judge])[] = [
  ['LIBRARY', library],
  ['PLATFORM', ({ platform }) => PLATFORMS[platform] ?? ['warning', 'platformOther']],
  ['LIVE', ({ hasLive }) => (hasLive ? ['ok', 'liveFine'] : ['error', 'liveMissing'])],
  ['PRIVACY', ({ needsConsent }) => (needsConsent ? ['warning', 'privacyAsked'] : ['ok', 'privacyFine'])],
  ['CAMERA_APP', ({ camera }) => APP[camera.app]],
  ['CAMERA_WECHAT', ({ camera }) => WECHAT[camera.wechat]],
  ['CAMERA_PHONE', phoneOf('camera')],
  ['MICROPHONE_APP', ({ microphone }) => APP[microphone.app]],
  ['MICROPHONE_WECHAT', ({ microphone }) => WECHAT[microphone.wechat]],
  ['MICROPHONE_PHONE', phoneOf('microphone')],
  ['NETWORK', network],
  ['SOCKET', ({ socket }) => SOCKETS[socket]],
  ['SERVER', ({ server }) => SERVERS[server]],
];

/** Judges facts by the table. Pure. */
export function findingsOf(facts: Facts, texts: CheckTexts): readonly Finding[] {
  return ROWS.flatMap(([code, judge]) => {
    const verdict = judge(facts);
    if (verdict === null) return [];
    const [severity, key, action = ''] = verdict;
    const device = code.startsWith('CAMERA') ? texts.labels.camera : texts.labels.microphone;
    const [text, remedy] = texts.findings[key];
    const fill = (words: string): string => words.replace(/\{(\w+)\}/g, (_, name: string) => String({ ...facts, device }[name as 'library' | 'device']));
    return [{ code, severity, text: fill(text), remedy: fill(remedy), action }];
  });
}
