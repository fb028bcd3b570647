import 'miniprogram-simulate';
import { Netcall } from 'netcall-sdk';
import { bindCallStore } from '../../components/src/call-kit/bind';
import { createCallKit, getCallKit } from '../../components/src/call-kit/create';
import type { CallKit, CallKitOptions } from '../../components/src/call-kit/create';
import { listening } from '../support/listening';
import { invitation } from '../support/sdk';
import { CALLS, FakeClient } from './support/fake-client';
import { settle } from './support/fake-host';

const system = { language: 'zh_CN', platform: 'android' };

beforeEach(() => {
  Object.assign(globalThis, { wx: { getSystemInfoSync: () => system, setKeepScreenOn: () => undefined, reLaunch: ({ success }: { success: () => void }) => success(), vibrateLong: () => undefined, onAppShow: () => undefined, onAppHide: () => undefined, offAppShow: () => undefined, offAppHide: () => undefined, onAudioInterruptionBegin: () => undefined, onAudioInterruptionEnd: () => undefined, offAudioInterruptionBegin: () => undefined, offAudioInterruptionEnd: () => undefined }, getCurrentPages: () => [{ route: 'pages/call/index' }] });
});

const options = (netcall: FakeClient) => ({ netcall });

test('the kit that was made last is remembered, the one before it is destroyed', () => {
  const first = new FakeClient();
  const second = new FakeClient();
  createCallKit(options(first));
  const kit = createCallKit(options(second));
  expect(getCallKit()).toBe(kit);
  expect([first.log, first.listening, second.log]).toEqual([['destroy'], 0, []]);
  kit.destroy();
});

test('without a kit, or after its end, there is an error that says so', () => {
  expect(() => getCallKit()).toThrow('createCallKit has not been called');
  createCallKit(options(new FakeClient())).destroy();
  expect(() => getCallKit()).toThrow('createCallKit has not been called');
});

test("without a client of the application's own the kit makes one of the server's address", () => {
  const kit = createCallKit({ server: 'wss://call.example.com/ws', getToken: () => Promise.resolve('token') });
  expect([kit.netcall, kit.netcall.connection]).toEqual([expect.any(Netcall), 'offline']);
  kit.destroy();
});

test('a kit that is made with a listener shows the call that rings there; its login is the listener\'s, and its end gives the listener back', async () => {
  const bench = await listening();
  bench.server.tell('invited', invitation());
  await bench.soon();
  const kit = createCallKit({ listener: bench.listener });
  const login = kit.login();
  await bench.soon();
  await login;
  expect([kit.store.status, kit.store.peer, bench.server.all('signIn').length, bench.server.all('ringing').length]).toEqual(['incoming', 'bob', 1, 1]);
  kit.destroy();
  await bench.soon();
  expect([bench.listener.connection, bench.server.all('signOut'), bench.server.all('reject').length + bench.server.all('hangup').length]).toEqual(['online', [], 1]);
  bench.listener.destroy();
});

test.each([
  ['netcall', { server: 'wss://x', getToken: () => Promise.resolve(''), netcall: new FakeClient() }],
  ['listener', { server: 'wss://x', getToken: () => Promise.resolve(''), listener: { wake: true } }],
  ['listener', { netcall: new FakeClient(), listener: { wake: true } }],
  ['server', { getToken: () => Promise.resolve('') }],
  ['getToken', { server: 'wss://x' }],
])('options that contradict each other or are not enough are refused by the name of the field: %s', (field, wrong) => {
  const make = (): unknown => createCallKit(wrong as unknown as CallKitOptions);
  expect(make).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field }) as object }) as Error);
});

test('the language is the one asked for, or that of WeChat', () => {
  const kit = createCallKit(options(new FakeClient()));
  const locales = [kit.store.locale];
  kit.setLocale('en');
  locales.push(kit.store.locale);
  kit.setLocale('auto');
  locales.push(kit.store.locale, createCallKit({ ...options(new FakeClient()), locale: 'en' }).store.locale);
  expect(locales).toEqual(['zh-CN', 'en', 'zh-CN', 'en']);
  getCallKit().destroy();
});

test('live components run everywhere but in DevTools', () => {
  const runs = ['android', 'devtools'].map((platform) => {
    system.platform = platform;
    return createCallKit(options(new FakeClient())).store.runsLive;
  });
  system.platform = 'android';
  expect(runs).toEqual([true, false]);
  getCallKit().destroy();
});

test('a call that is under way when the kit is made is taken up', () => {
  const client = new FakeClient();
  client.current = CALLS.ringing;
  expect(createCallKit(options(client)).store.status).toBe('incoming');
  getCallKit().destroy();
});

test.each([[undefined, 1], [14, 1], [16, 1], [20, 1.25], [22.4, 1.4], [30, 1.4]])('with the size of text in WeChat set to %s px, calls are written %s times as large', (fontSizeSetting, scale) => {
  Object.assign(wx, { getSystemInfoSync: () => ({ ...system, fontSizeSetting }) });
  const kit = createCallKit(options(new FakeClient()));
  expect(kit.store.textScale).toBe(scale);
  kit.destroy();
});

test("the theme is the one asked for, or WeChat's as it changes, where this WeChat has themes", () => {
  const themed = new Set<(change: { theme: 'light' | 'dark' }) => void>();
  const plain = createCallKit(options(new FakeClient()));
  const themes = [plain.store.theme];
  Object.assign(wx, {
    getSystemInfoSync: () => ({ ...system, theme: 'light' }),
    onThemeChange: (listener: (change: { theme: 'light' | 'dark' }) => void) => themed.add(listener),
    offThemeChange: (listener: (change: { theme: 'light' | 'dark' }) => void) => themed.delete(listener),
  });
  const kit = createCallKit({ ...options(new FakeClient()), theme: 'dark' });
  themes.push(kit.store.theme);
  kit.setTheme('auto');
  themes.push(kit.store.theme);
  themed.forEach((tell) => tell({ theme: 'dark' }));
  themes.push(kit.store.theme);
  kit.destroy();
  expect([themes, themed.size]).toEqual([['dark', 'dark', 'light', 'dark'], 0]);
});

const OPTIONS = { server: 'wss://call.example.com/ws', getToken: () => Promise.resolve('token') };

test.each<[string, object, string, string]>([
  ['an option that is not known', { ...OPTIONS, servr: 'wss://a' }, 'servr', 'one of server, getToken, netcall, listener, callPage'],
  ['a listener that is none', { listener: {} }, 'listener', 'what makeListener has made'],
  ['no server', { getToken: OPTIONS.getToken }, 'server', 'a text'],
  ['no getToken', { server: OPTIONS.server }, 'getToken', 'a function'],
  ['a call page without its slash', { ...OPTIONS, callPage: 'pages/call/index' }, 'callPage', 'an address that begins with /'],
  ['a home page without its slash', { ...OPTIONS, homePage: 'pages/index/index' }, 'homePage', 'an address that begins with /'],
  ['an unknown way to show a call', { ...OPTIONS, incoming: 'baner' }, 'incoming', 'page or banner'],
  ['dictionaries that are none', { ...OPTIONS, dictionaries: 'ja' }, 'dictionaries', 'an object with a dictionary for each language'],
  ['settings of the pusher that are none', { ...OPTIONS, pusher: 5 }, 'pusher', 'an object'],
  ['an unknown theme', { ...OPTIONS, theme: 'drak' }, 'theme', 'auto or light or dark'],
  ['an unknown ring', { ...OPTIONS, ringtones: { incomming: '/ring.mp3' } }, 'ringtones.incomming', 'one of incoming, outgoing'],
  ['a ring that is no address', { ...OPTIONS, ringtones: { incoming: 7 } }, 'ringtones.incoming', 'an address, or false'],
  ['an unknown interruption', { ...OPTIONS, interruptions: { hidden: 'mute' } }, 'interruptions.hidden', 'one of hide, phoneCall, audioInterruption, pageLeave'],
  ['an unknown policy', { ...OPTIONS, interruptions: { hide: 'mutte' } }, 'interruptions.hide', 'keep, mute or { hangUpAfterMs: 0 to 86400000 }'],
  ['a policy whose time is misspelt', { ...OPTIONS, interruptions: { pageLeave: { hangupAfterMs: 0 } } }, 'interruptions.pageLeave', 'keep, mute or { hangUpAfterMs: 0 to 86400000 }'],
  ['a policy whose time is none', { ...OPTIONS, interruptions: { pageLeave: { hangUpAfterMs: NaN } } }, 'interruptions.pageLeave', 'keep, mute or { hangUpAfterMs: 0 to 86400000 }'],
  ['a policy whose time is longer than a timer can be', { ...OPTIONS, interruptions: { hide: { hangUpAfterMs: 86_400_001 } } }, 'interruptions.hide', 'keep, mute or { hangUpAfterMs: 0 to 86400000 }'],
  ['a picker that is no function', { ...OPTIONS, pickInvitees: ['bob'] }, 'pickInvitees', 'a function'],
  ['names that are no function', { ...OPTIONS, resolveUser: { bob: 'Bob' } }, 'resolveUser', 'a function'],
  ['a vibration in words', { ...OPTIONS, vibrate: 'no' }, 'vibrate', 'true or false'],
])('createCallKit with %s throws at once and names it, and the kit of before goes on', (_, given, field, expected) => {
  const kit = createCallKit(options(new FakeClient()));
  let thrown: { code?: string; detail?: { field: string; expected: string } } = {};
  try {
    createCallKit(given as typeof OPTIONS);
  } catch (error) {
    thrown = error as typeof thrown;
  }
  expect([thrown.code, thrown.detail]).toEqual(['BAD_ARGUMENT', { field, expected: expect.stringContaining(expected) as string }]);
  expect(getCallKit()).toBe(kit);
  kit.destroy();
});

test('createCallKit without options says that it takes an object', () => {
  expect(() => (createCallKit as unknown as () => void)()).toThrow('BAD_ARGUMENT {"field":"options","expected":"an object"}');
});

test('what is undefined counts as not given, and a time of a day for a policy is not too long', () => {
  const kit = createCallKit({ ...OPTIONS, ...({ callPage: undefined, ringtones: undefined, dictionaries: undefined } as object), interruptions: { hide: { hangUpAfterMs: 86_400_000 } } });
  expect(getCallKit()).toBe(kit);
  kit.destroy();
});

test.each([undefined, '', { token: 'x' }])('a token service that gives %j is named by the sign-in, which does not wait for a server', async (token) => {
  const platform = { onNetworkStatusChange: () => undefined, offNetworkStatusChange: () => undefined };
  Object.assign(wx, platform);
  const said = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const kit = createCallKit({ ...OPTIONS, getToken: () => Promise.resolve(token as string) });
  await expect(kit.login()).rejects.toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'getToken' } });
  kit.destroy();
  said.mockRestore();
});

test('a failure that the application does not listen for stands in the console', async () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const client = new FakeClient();
  const kit = createCallKit({ ...options(client), resolveUser: () => Promise.reject(new Error('no such user')) });
  client.become(CALLS.ringing);
  await settle();
  expect(said.mock.calls).toEqual([['netcall', new Error('no such user')]]);
  kit.destroy();
  said.mockRestore();
});

test('a sign-in that has ended for good is told with its code', () => {
  const client = new FakeClient();
  const told: unknown[] = [];
  const kit = createCallKit({ ...options(client), onError: (failure) => told.push(failure) });
  client.emit('error', { code: 'SESSION_EXPIRED', desc: 'replaced' });
  expect(told).toEqual([expect.objectContaining({ code: 'SESSION_EXPIRED', message: 'replaced' })]);
  kit.destroy();
});

test.each<[string, (kit: CallKit) => Promise<void>]>([
  ['a call of a sort that is misspelt', (kit) => kit.call({ callee: 'bob', media: 'vidoe' as 'video' })],
  ['a call without one', (kit) => kit.call({ callee: 'bob', type: 2 } as unknown as { callee: string; media: 'video' })],
  ['a room of a sort that is misspelt', (kit) => kit.joinRoom('Daily', 'vidoe' as 'video')],
])('%s rejects naming media, and nobody is called', async (_, call) => {
  const client = new FakeClient();
  const kit = createCallKit(options(client));
  await expect(call(kit)).rejects.toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'media', expected: 'audio or video' } });
  expect(client.log).toEqual([]);
  kit.destroy();
});

test('a page that mirrors a field which the store does not have hears so by its name', () => {
  const kit = createCallKit(options(new FakeClient()));
  expect(() => bindCallStore({ setData: () => undefined }, ['status', 'statuss' as 'status'])).toThrow('BAD_ARGUMENT {"field":"statuss","expected":"a field of the store"}');
  kit.destroy();
});
