import { Netcall } from 'netcall-sdk';
import { createCallKit, getCallKit } from '../../components/src/call-kit/create';
import { CALLS, FakeClient } from './support/fake-client';

const system = { language: 'zh_CN', platform: 'android' };

beforeEach(() => {
  Object.assign(globalThis, { wx: { getSystemInfoSync: () => system, setKeepScreenOn: () => undefined, vibrateLong: () => undefined, onAppShow: () => undefined, onAppHide: () => undefined, offAppShow: () => undefined, offAppHide: () => undefined, onAudioInterruptionBegin: () => undefined, onAudioInterruptionEnd: () => undefined, offAudioInterruptionBegin: () => undefined, offAudioInterruptionEnd: () => undefined }, getCurrentPages: () => [{ route: 'pages/call/index' }] });
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
