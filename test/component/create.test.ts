import { Netcall } from 'netcall-sdk';
import { createCallKit, getCallKit, type CallKitOptions } from '../../components/src/call-kit/create';
import { listening } from '../support/listening';
import { invitation } from '../support/sdk';
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
  ['listener', { server: 'wss://x', getToken: () => Promise.resolve(''), listener: {} }],
  ['listener', { netcall: new FakeClient(), listener: {} }],
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
