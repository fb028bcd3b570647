import { SUBPROTOCOL } from 'netcall-protocol';
import { collectFacts, openPage, SERVER_SUBPROTOCOL } from '../../components/src/check/collect';
import type { Sources } from '../../components/src/check/collect';
import type { Facts } from '../../components/src/check/facts';
import { findingsOf } from '../../components/src/check/findings';
import { isOlder } from '../../components/src/check/versions';
import { ownCheckTexts } from '../../components/src/i18n/check/texts';
import { textOf } from '../support/repo';
import { FakeClient } from './support/fake-client';

const ALLOWED = { app: 'allowed', wechat: 'allowed' } as const;

/** Everything is as it should be. */
const FINE: Facts = {
  library: '3.8.12', platform: 'android', hasLive: true, needsConsent: false, camera: ALLOWED, microphone: ALLOWED, refused: [], network: 'wifi', isWifiOn: true,
  socket: 'open', address: 'wss://call.example.com/ws', server: 'online', refusal: '', account: 'alice',
};

const judged = (change: Partial<Facts>) => findingsOf({ ...FINE, ...change }, ownCheckTexts('en'));

/** What differs from the findings of a phone on which everything is fine. */
function differing(change: Partial<Facts>): [code: string, severity: string, action: string][] {
  const fine = judged({}).map(({ code, severity }) => `${code} ${severity}`);
  return judged(change).filter(({ code, severity }) => !fine.includes(`${code} ${severity}`)).map(({ code, severity, action }) => [code, severity, action]);
}

test('a phone on which everything is fine has a finding for each thing looked at, all ok, without remedies', () => {
  expect(judged({}).map(({ code }) => code)).toEqual([
    'LIBRARY', 'PLATFORM', 'LIVE', 'PRIVACY', 'CAMERA_APP', 'CAMERA_WECHAT', 'MICROPHONE_APP', 'MICROPHONE_WECHAT', 'NETWORK', 'SOCKET', 'SERVER',
  ]);
  expect(judged({}).filter(({ severity, remedy, action }) => severity !== 'ok' || remedy + action !== '')).toEqual([]);
});

test.each<[string, Partial<Facts>, [string, string, string][]]>([
  ['a base library without same-layer rendering is an error', { library: '2.9.0' }, [['LIBRARY', 'error', '']]],
  ['the first one with same-layer rendering is enough, with a warning', { library: '2.9.1' }, [['LIBRARY', 'warning', '']]],
  ['the last one that does not tell of permissions is a warning', { library: '2.20.0' }, [['LIBRARY', 'warning', '']]],
  ['the first one that tells of permissions is fine', { library: '2.20.1' }, []],
  ['iOS is fine', { platform: 'ios' }, []],
  ['HarmonyOS is fine', { platform: 'ohos' }, []],
  ['Windows is fine', { platform: 'windows' }, []],
  ['a Mac is fine', { platform: 'mac' }, []],
  ['DevTools is a warning: media do not run', { platform: 'devtools' }, [['PLATFORM', 'warning', '']]],
  ['a platform that nobody knows is a warning', { platform: 'fridge' }, [['PLATFORM', 'warning', '']]],
  ['no live components is an error', { hasLive: false }, [['LIVE', 'error', '']]],
  ['a privacy guide that waits for consent is a warning', { needsConsent: true }, [['PRIVACY', 'warning', '']]],
  ['a mini-program that has not asked for the camera is a warning', { camera: { ...ALLOWED, app: 'unasked' } }, [['CAMERA_APP', 'warning', '']]],
  ['a mini-program that may not use the camera is an error, mended by openSetting', { camera: { ...ALLOWED, app: 'refused' } }, [['CAMERA_APP', 'error', 'openSetting']]],
  ['a mini-program of which nothing is known is a warning', { camera: { ...ALLOWED, app: 'unknown' } }, [['CAMERA_APP', 'warning', '']]],
  ['a WeChat that has not asked for the camera is a warning', { camera: { ...ALLOWED, wechat: 'unasked' } }, [['CAMERA_WECHAT', 'warning', '']]],
  ['a WeChat that may not use the camera is an error, mended by openAppAuthorizeSetting', { camera: { ...ALLOWED, wechat: 'refused' } }, [['CAMERA_WECHAT', 'error', 'openAppAuthorizeSetting']]],
  ['a WeChat that does not tell has no finding', { camera: { ...ALLOWED, wechat: 'unknown' } }, []],
  ['a camera that both may use and that does not open is an error by hand', { refused: ['camera'] }, [['CAMERA_PHONE', 'error', '']]],
  ['a camera that is refused above is not blamed on the phone', { refused: ['camera'], camera: { ...ALLOWED, app: 'refused' } }, [['CAMERA_APP', 'error', 'openSetting']]],
  ['a mini-program that may not use the microphone is an error, mended by openSetting', { microphone: { ...ALLOWED, app: 'refused' } }, [['MICROPHONE_APP', 'error', 'openSetting']]],
  ['a WeChat that may not use the microphone is an error, mended by openAppAuthorizeSetting', { microphone: { ...ALLOWED, wechat: 'refused' } }, [['MICROPHONE_WECHAT', 'error', 'openAppAuthorizeSetting']]],
  ['a microphone that both may use and that does not open is an error by hand', { refused: ['microphone'] }, [['MICROPHONE_PHONE', 'error', '']]],
  ['no network is an error', { network: 'none' }, [['NETWORK', 'error', '']]],
  ['a network of the third generation is a warning', { network: '3g' }, [['NETWORK', 'warning', '']]],
  ['a network of the second generation is a warning', { network: '2g' }, [['NETWORK', 'warning', '']]],
  ['a network of the fourth generation is fine', { network: '4g' }, []],
  ['a network that WeChat does not know is fine', { network: 'unknown' }, []],
  ['too many WebSockets are an error', { socket: 'limit' }, [['SOCKET', 'error', '']]],
  ['a domain that WeChat does not allow is an error', { socket: 'domain' }, [['SOCKET', 'error', '']]],
  ['a server that cannot be reached is an error', { socket: 'failed' }, [['SOCKET', 'error', '']]],
  ['without an address there is no finding on WebSockets', { socket: 'unasked' }, []],
  ['no call kit is a warning', { server: 'none' }, [['SERVER', 'warning', '']]],
  ['nobody signed in is a warning', { server: 'offline' }, [['SERVER', 'warning', '']]],
  ['a connection that is being made is a warning', { server: 'connecting' }, [['SERVER', 'warning', '']]],
  ['a server that answers with an error is an error', { server: 'refused', refusal: 'TIMEOUT' }, [['SERVER', 'error', '']]],
])('%s', (_, change, expected) => {
  expect(differing(change)).toEqual(expected);
  const findings = judged(change).filter(({ code }) => expected.some(([each]) => each === code));
  expect(findings.filter(({ remedy }) => remedy === '')).toEqual([]);
});

test('what is found says the facts, and of no network whether Wi-Fi is off', () => {
  const said = (change: Partial<Facts>, code: string) => judged(change).find((each) => each.code === code)!.text;
  expect(said({ library: '2.1.0' }, 'LIBRARY')).toBe('Base library 2.1.0 is too old: calls need 2.9.1.');
  expect(said({ server: 'refused', refusal: 'TIMEOUT' }, 'SERVER')).toBe('The server answers with TIMEOUT.');
  expect(said({ refused: ['microphone'] }, 'MICROPHONE_PHONE')).toBe('The phone does not give the microphone.');
  expect([said({ network: 'none' }, 'NETWORK'), said({ network: 'none', isWifiOn: false }, 'NETWORK')]).toEqual(['There is no network.', 'There is no network, and Wi-Fi is off.']);
});

test('both dictionaries have the same keys, no text is empty, the same ones have a remedy, and every one can be said', () => {
  const [en, zh] = [ownCheckTexts('en'), ownCheckTexts('zh-CN')];
  const shape = ({ labels, findings }: typeof en) => [Object.keys(labels), Object.entries(findings).map(([key, [text, remedy]]) => [key, text !== '', remedy !== ''])];
  expect(shape(zh)).toEqual(shape(en));
  expect(Object.values({ ...en.labels, ...zh.labels }).filter((label) => label === '')).toEqual([]);
  const code = ['check/findings.ts', 'call-check/index.ts', 'call-check/index.wxml'].map((file) => textOf(`components/src/${file}`)).join('\n');
  expect([...Object.keys(en.findings), ...Object.keys(en.labels)].filter((key) => !new RegExp(`\\b${key}\\b`).test(code))).toEqual([]);
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(en.findings) as (keyof typeof en.findings)[]) expect([key, blanks(zh.findings[key].join())]).toEqual([key, blanks(en.findings[key].join())]);
});

test.each([
  ['2.9.1', '2.9.1', false], ['2.9.0', '2.9.1', true], ['2.10.0', '2.9.1', false], ['2.9', '2.9.1', true], ['3', '2.9.1', false], ['1.99.99', '2.0.0', true], ['', '2.9.1', true],
] as const)('whether %s is older than %s: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});

/** A `wx` of these functions; a socket opens, or fails with these words. */
function standIn({ knows = true, socket = 'open', fails = false }) {
  const closed: string[] = [];
  const asked: object[] = [];
  const answer = (given: object) => ({ success, fail }: { success: (given: object) => void; fail: () => void }) => (fails ? fail() : success(given));
  const functions: object = {
    canIUse: () => knows,
    getSystemInfoSync: () => ({ SDKVersion: '3.0.0', language: 'en', platform: 'ios' }),
    getPrivacySetting: answer({ needAuthorization: true }), getNetworkType: answer({ networkType: '5g' }), getSystemSetting: () => ({ wifiEnabled: false }),
    connectSocket: (options: { fail: (reason: object) => void }) => {
      asked.push(options);
      if (socket.startsWith('connectSocket:fail')) options.fail({ errMsg: socket });
      const told = (event: string) => (listener: (reason: object) => void) => event === socket && listener({ errMsg: 'no way' });
      return { onOpen: told('open'), onError: told('error'), close: () => closed.push('closed') };
    },
    openSetting: ({ complete }: { complete: () => void }) => (closed.push('openSetting'), complete()),
    openAppAuthorizeSetting: ({ complete }: { complete: () => void }) => (closed.push('openAppAuthorizeSetting'), complete()),
  };
  Object.assign(globalThis, { wx: functions });
  return { closed, asked };
}

const real: unknown = (globalThis as { wx?: unknown }).wx;
afterEach(() => Object.assign(globalThis, { wx: real }));

const collected = (sources: Partial<Sources> = {}) => collectFacts({ netcall: null, askPermission: () => Promise.resolve(ALLOWED), address: '', refused: [], ...sources });

test('WeChat and the kit are asked for everything; without a kit and an address nothing is opened', async () => {
  const { asked } = standIn({});
  expect(await collected({ refused: ['camera'] })).toEqual({
    library: '3.0.0', language: 'en', platform: 'ios', hasLive: true, needsConsent: true, camera: ALLOWED, microphone: ALLOWED, refused: ['camera'], network: '5g', isWifiOn: false,
    socket: 'unasked', address: '', server: 'none', refusal: '', account: '',
  });
  expect(asked).toEqual([]);
});

test('what an old WeChat does not have is not asked, and what fails counts as unknown', async () => {
  standIn({ knows: false, fails: true });
  expect(await collected()).toMatchObject({ hasLive: false, needsConsent: false, network: 'unknown', isWifiOn: true });
  standIn({ fails: true });
  expect(await collected()).toMatchObject({ needsConsent: false, network: 'unknown' });
});

test.each([
  ['open', 'open', ['closed']], ['error', 'failed', []], ['connectSocket:fail url not in domain list', 'domain', []],
  ['connectSocket:fail exceed max socket count', 'limit', []], ['connectSocket:fail refused', 'failed', []],
])('a WebSocket to the server for which WeChat says "%s" is %s, and is not left open', async (socket, expected, left) => {
  const { closed, asked } = standIn({ socket });
  expect(await collected({ address: 'wss://a/ws' })).toMatchObject({ socket: expected, address: 'wss://a/ws' });
  expect([closed, asked]).toEqual([left, [expect.objectContaining({ url: 'wss://a/ws', protocols: [SUBPROTOCOL] })]]);
  expect(SERVER_SUBPROTOCOL).toBe(SUBPROTOCOL);
});

test('the server is asked when somebody is signed in, and its refusal is told by its code', async () => {
  standIn({});
  const netcall = new FakeClient();
  expect(await collected({ netcall })).toMatchObject({ server: 'online', refusal: '' });
  netcall.records = () => Promise.reject(Object.assign(new Error('late'), { code: 'TIMEOUT' }));
  expect(await collected({ netcall })).toMatchObject({ server: 'refused', refusal: 'TIMEOUT' });
  netcall.connection = 'connecting';
  expect(await collected({ netcall })).toMatchObject({ server: 'connecting', refusal: '' });
});

test.each(['openSetting', 'openAppAuthorizeSetting'] as const)('%s is opened where WeChat has it, and nothing where it has not', async (action) => {
  const { closed } = standIn({});
  await openPage(action);
  expect(closed).toEqual([action]);
  const { closed: none } = standIn({ knows: false });
  await openPage(action);
  expect(none).toEqual([]);
});
