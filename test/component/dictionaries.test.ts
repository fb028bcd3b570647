import 'miniprogram-simulate';
import type { Call, EndReason } from 'netcall-sdk';
import { Languages } from '../../components/src/call-kit/languages';
import { ownCheckTexts } from '../../components/src/i18n/check/texts';
import { en } from '../../components/src/i18n/en';
import { textsOf } from '../../components/src/i18n/translate';
import type { Dictionary } from '../../components/src/i18n/translate';
import { CALLS, enterRoom, FakeClient, inRoom } from './support/fake-client';
import { TEAM_CALLS, TeamRoom } from './support/fake-team';
import { FakeHost } from './support/fake-host';
import { keysIn, marked, saidBy, unmarked } from './support/marked';
import { buttonsOf, freshModules, render, rendered, textOf, withService } from './support/render';
import type { KitChoices, Rendered } from './support/render';

beforeEach(freshModules);

/** A whole dictionary of the kit and the checks that can be told from every other text. */
const MARKED: Dictionary = { ...marked(textsOf('en')), checks: marked(ownCheckTexts('en')) };

/** A page with one component, in the language that can be told; accounts have numbers for names. */
function page(component: string, choices: KitChoices = {}) {
  const [client, host] = [new FakeClient(), new FakeHost()];
  const kit = withService(client, host, { locale: 'x', dictionaries: { x: MARKED }, resolveUser: () => ({ name: '7' }), ...choices });
  return { client, host, ...kit, drawn: render(component) };
}

/** What was said until now, of all screens together. */
async function look(drawn: Rendered, screens: string[]): Promise<void> {
  await rendered(drawn);
  screens.push(saidBy(drawn));
}

/** Goes through a call for two, and looks at every screen. */
async function callOfTwo(screens: string[], media: 'audio' | 'video', choices: KitChoices = {}): Promise<void> {
  const { client, store, drawn, host } = page('call-kit', choices);
  const see = async (change: () => void): Promise<void> => {
    change();
    await look(drawn, screens);
  };
  await see(() => undefined);
  for (const call of [CALLS.placing, CALLS.calling, CALLS.peerRings, CALLS.ringing, CALLS.answering, CALLS.accepted]) await see(() => client.become({ ...call, media }));
  await see(() => enterRoom(client, media));
  await see(() => store.setMedia({ pushBars: 3, players: store.players.map((player) => ({ ...player, bars: 2 })) }));
  for (const videoTurn of ['asking', 'asked', 'none'] as const) await see(() => store.setMedia({ videoTurn }));
  await see(() => store.setMedia({ micOn: false, cameraOn: false, speakerOn: false }));
  for (const key of ['videoRefused', 'videoUnanswered', 'peerBackToAudio'] as const) await see(() => store.say({ key }));
  await host.advance(6_000);
  await see(() => store.setMedia({ weakUntilMs: host.now() + 1_000 }));
  for (const deniedBy of ['app', 'wechat', 'phone'] as const) for (const denied of ['camera', 'microphone'] as const) await see(() => store.setMedia({ denied, deniedBy }));
  await see(() => store.setMedia({ denied: '' }));
  await see(() => client.become({ ...inRoom, media, peerLink: 'reconnecting' }));
  await see(() => store.setConnection('connecting'));
  await see(() => store.setMedia({ gaveUp: true }));
  for (const reason of Object.keys(en.ended) as EndReason[]) await see(() => client.become({ ...CALLS.ended, media, reason, durationMs: 7_000 }));
}

/** Goes through a call with several. */
async function callOfSeveral(screens: string[]): Promise<void> {
  const { client, store, drawn } = page('call-kit', { pickInvitees: () => [] });
  const see = async (change: () => void): Promise<void> => {
    change();
    await look(drawn, screens);
  };
  const room = new TeamRoom(client);
  await see(() => client.become(TEAM_CALLS.ringing));
  await see(() => client.become({ ...TEAM_CALLS.calling, callId: 'id2' }));
  await see(() => store.say({ account: 'carol', reason: 'busy', text: '' }));
  await see(() => client.become(TEAM_CALLS.accepted));
  await see(() => room.enter(2, 3));
  await see(() => room.update(2, 3));
  await see(() => room.link(3, 'reconnecting'));
}

test('with a dictionary of its own, no screen of a call shows or says a letter that is not from it, and every text of it is to be met', async () => {
  const screens: string[] = [];
  await callOfTwo(screens, 'video');
  await callOfTwo(screens, 'audio');
  await callOfTwo(screens, 'audio', { runsLive: false });
  await callOfSeveral(screens);
  const float = page('call-float');
  float.client.become(CALLS.accepted);
  float.store.setMedia({ isMinimised: true });
  await look(float.drawn, screens);
  expect(keysIn(screens.at(-1)!)).toContain('backToCall');
  const banner = page('call-banner', { incoming: 'banner' });
  banner.client.become(CALLS.ringing);
  banner.store.setMedia({ isBannered: true });
  await look(banner.drawn, screens);
  expect(keysIn(screens.at(-1)!)).toEqual(expect.arrayContaining(['accept', 'reject']));
  expect(unmarked(screens.join('\n'))).toEqual([]);
  const met = new Set(keysIn(screens.join('\n')));
  const all = keysIn(JSON.stringify(marked(textsOf('en'))));
  expect(all.filter((key) => !met.has(key))).toEqual([]);
  expect(screens.length).toBeGreaterThan(100);
});

test('the check before a call says nothing that is not from the dictionary either', async () => {
  Object.assign(wx, {
    canIUse: () => true, getSystemInfoSync: () => ({ SDKVersion: '2.1.0', language: 'en', platform: 'android' }),
    getSetting: ({ success }: { success: (given: object) => void }) => success({ authSetting: { 'scope.camera': false, 'scope.record': true } }),
    getAppAuthorizeSetting: () => ({ cameraAuthorized: 'denied', microphoneAuthorized: 'authorized' }),
    getPrivacySetting: ({ success }: { success: (given: object) => void }) => success({ needAuthorization: true }),
    getNetworkType: ({ success }: { success: (given: object) => void }) => success({ networkType: 'none' }),
    getSystemSetting: () => ({ wifiEnabled: false }),
  });
  const { drawn } = page('call-check');
  const screens: string[] = [];
  await look(drawn, screens);
  await look(drawn, screens);
  expect(unmarked(screens.join('\n'))).toEqual([]);
  expect(keysIn(screens.join('\n'))).toEqual(expect.arrayContaining(['findings.libraryOld.0', 'findings.appRefused.1', 'findings.wifiOff.0', 'labels.again', 'labels.camera', 'labels.openSettings', 'labels.ownPicture']));
});

test('a dictionary in part falls back key by key: to Chinese for a kind of Chinese, otherwise to English', () => {
  const languages = new Languages({ ja: { hangUp: '切る', ended: { busy: '話し中' } }, 'zh-TW': { hangUp: '掛斷' }, en: { hangUp: 'End', weak: undefined } as object });
  const [ja, taiwan, english] = ['ja', 'zh-TW', 'en'].map((locale) => languages.textsOf(locale));
  expect([ja!.hangUp, ja!.accept, ja!.ended.busy, ja!.ended.dnd]).toEqual(['切る', 'Accept', '話し中', 'Do not disturb']);
  expect([taiwan!.hangUp, taiwan!.accept, taiwan!.ended.busy]).toEqual(['掛斷', '接听', '对方正忙']);
  expect([english!.hangUp, english!.accept, english!.weak]).toEqual(['End', 'Accept', 'The network is weak']);
  expect([languages.textsOf('zh-CN'), textsOf('en').hangUp]).toEqual([textsOf('zh-CN'), 'Hang up']); // The kit's own are as they were.
});

/** An error of the kit that names a field. */
const wrong = (field: string, expected: string): Error => expect.objectContaining({ code: 'BAD_ARGUMENT', detail: { field, expected } }) as Error;

const keysOf = (texts: object): string => `one of ${Object.keys(texts).join(', ')}`;

test.each<[string, object, key: string, expected: string]>([
  ['a key that there is not', { hangup: 'x' }, 'hangup', keysOf(en)],
  ['a key that every object has', { toString: 'x' }, 'toString', keysOf(en)],
  ['a reason that there is not', { ended: { gone: 'x' } }, 'ended.gone', keysOf(en.ended)],
  ['a number', { hangUp: 1 }, 'hangUp', 'a text with no placeholder'],
  ['an object for a text', { hangUp: { text: 'x' } }, 'hangUp', 'a text with no placeholder'],
  ['a text for the reasons', { ended: 'x' }, 'ended', 'an object'],
  ['a placeholder that is missing', { incomingWith: 'と' }, 'incomingWith', 'a text with {names}'],
  ['a placeholder that nobody fills', { hangUp: '{name}' }, 'hangUp', 'a text with no placeholder'],
])('%s in a dictionary is BAD_ARGUMENT that names both', (_, dictionary, key, expected) => {
  expect(() => new Languages({ ja: dictionary })).toThrow(wrong(`dictionaries.ja.${key}`, expected));
});

test.each<[string, string, unknown]>([
  ['a text', 'ja', 'x'],
  ['nothing', 'ja', null],
  ['one of no language', 'auto', { hangUp: 'x' }],
])('%s in place of a dictionary is BAD_ARGUMENT that names it, when the kit is made and later', (_, locale, dictionary) => {
  const error = wrong(`dictionaries.${locale}`, 'the dictionary of a language');
  expect(() => new Languages({ [locale]: dictionary as Dictionary })).toThrow(error);
  const { service, store } = withService(new FakeClient(), new FakeHost(), { locale: 'en' });
  expect(() => service.setLocale(locale, dictionary as Dictionary)).toThrow(error);
  expect(store.locale).toBe('en');
});

test('a wrong key for the checks is BAD_ARGUMENT that names both, once the checks are asked', () => {
  freshModules();
  withService(new FakeClient(), new FakeHost(), { dictionaries: { ja: { checks: { labels: { agin: 'x' } } } as unknown as Dictionary } });
  const { checkTextsOf } = jest.requireActual<{ checkTextsOf: (locale: string) => { labels: Record<string, string> } }>('../../components/src/check');
  expect(() => checkTextsOf('ja')).toThrow(wrong('dictionaries.ja.checks.labels.agin', keysOf(ownCheckTexts('en').labels)));
  expect(checkTextsOf('en').labels['again']).toBe('Check again');
});

test.each([
  ['auto', 'ja_JP', 'ja'], ['auto', 'ja', 'ja'], ['auto', 'zh_TW', 'zh-TW'], ['auto', 'zh_HK', 'zh-CN'], ['auto', 'fr_FR', 'en'], ['auto', 'pt_BR', 'pt-BR'], ['ja', 'en', 'ja'], ['en', 'ja', 'en'],
])('of %s on a phone that speaks %s comes %s', (wanted, system, expected) => {
  expect(new Languages({ ja: {}, 'zh-TW': {}, 'pt-BR': {} }).choose(wanted, system)).toBe(expected);
});

test('the language changes live, also to a dictionary that comes while the call goes on; one that there is not is an error and changes nothing', async () => {
  const { client, service, store, drawn } = page('call-kit', { locale: 'en', dictionaries: { ja: { hangUp: '切る' } } });
  client.become(CALLS.accepted satisfies Call);
  await rendered(drawn);
  expect(buttonsOf(drawn)).toContain('Hang up');
  service.setLocale('ja');
  await rendered(drawn);
  expect([buttonsOf(drawn).includes('切る'), store.locale]).toEqual([true, 'ja']);
  service.setLocale('ja', { hangUp: '終了', connecting: '接続中' });
  await rendered(drawn);
  expect([buttonsOf(drawn).includes('終了'), textOf(drawn).includes('接続中')]).toEqual([true, true]);
  expect(() => service.setLocale('fr')).toThrow(wrong('locale', 'one of auto, zh-CN, en, ja'));
  expect(() => service.setLocale('fr', { hangup: 'x' } as Dictionary)).toThrow(wrong('dictionaries.fr.hangup', keysOf(en)));
  expect([store.locale, store.texts.hangUp]).toEqual(['ja', '終了']);
});
