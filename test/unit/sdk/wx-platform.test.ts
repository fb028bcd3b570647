import { CallError, wxPlatform, type SocketEvents, type WxHost } from 'netcall-sdk';

/** The type of the real `wx` has all that is used of it. */
const accepts = (host: WxHost): WxHost => host;
export const check = (real: WechatMiniprogram.Wx): WxHost => accepts(real);

type Listener = (value?: never) => void;

/** A stand-in for `wx` that keeps its listeners by name and says what was asked of it. */
function fakeWx() {
  const listeners = new Map<string, Set<Listener>>();
  const sent: unknown[] = [];
  const storage = new Map<string, unknown>();
  const on = (name: string) => (listener: Listener) => void listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
  const off = (name: string) => (listener: Listener) => void listeners.get(name)?.delete(listener);
  const tell = (name: string, value?: unknown) => [...(listeners.get(name) ?? [])].forEach((listener) => listener(value as never));
  const host: WxHost = {
    connectSocket: ({ url, protocols, fail }) => {
      sent.push({ url, protocols });
      on('fail')(fail);
      return {
        send: ({ data }) => void sent.push(data), close: ({ code }) => void sent.push(code),
        onOpen: on('open'), onMessage: on('message') as never, onClose: on('close') as never, onError: on('error'),
      };
    },
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => void storage.set(key, value),
    onNetworkStatusChange: on('network') as never, offNetworkStatusChange: off('network'),
    onAppShow: on('show'), offAppShow: off('show'), onAppHide: on('hide'), offAppHide: off('hide'),
  };
  const listening = () => ['network', 'show', 'hide'].map((name) => listeners.get(name)?.size ?? 0);
  return { host, sent, tell, listening };
}

/** A socket and what it has told. */
function openedSocket() {
  const wx = fakeWx();
  const told: unknown[] = [];
  const events: SocketEvents = { onOpen: () => told.push('open'), onText: (text) => told.push(text), onClose: (code) => told.push(code) };
  return { ...wx, told, socket: wxPlatform(wx.host).openSocket('wss://x/ws', events) };
}

test('a socket asks for the sub-protocol, carries text both ways, and ignores bytes', () => {
  const { tell, told, sent, socket } = openedSocket();
  tell('open');
  socket.send('hello');
  tell('message', { data: 'answer' });
  tell('message', { data: new ArrayBuffer(1) });
  socket.close();
  expect(sent).toEqual([{ url: 'wss://x/ws', protocols: ['netcall.v1.json'] }, 'hello', 1000]);
  expect(told).toEqual(['open', 'answer']);
});

test.each([
  ['close', { code: 4409 }, 4409], ['error', undefined, 1006], ['fail', undefined, 1006],
])('a socket that ends by %s says so once', (name, value, code) => {
  const { tell, told } = openedSocket();
  tell(name, value);
  tell('close', { code: 1000 });
  tell('error');
  expect(told).toEqual([code]);
});

test('a socket that its owner has closed tells nothing more', () => {
  const { tell, told, socket } = openedSocket();
  socket.close();
  tell('close', { code: 1000 });
  expect(told).toEqual([]);
});

test('changes of network and of visibility are told until nobody listens', () => {
  const { host, tell, listening } = fakeWx();
  const platform = wxPlatform(host);
  const told: unknown[] = [];
  const stops = [platform.onNetworkChange((available) => told.push(available)), platform.onVisibilityChange((visible) => told.push(visible))];
  tell('network', { isConnected: true });
  tell('network', { isConnected: false });
  tell('hide');
  tell('show');
  expect(told).toEqual([true, false, false, true]);
  expect(listening()).toEqual([1, 1, 1]);
  stops.forEach((stop) => stop());
  expect(listening()).toEqual([0, 0, 0]);
});

test('storage keeps texts, and an empty one is none', () => {
  const platform = wxPlatform(fakeWx().host);
  expect(platform.read('device')).toBeNull();
  platform.write('device', 'd1');
  expect(platform.read('device')).toBe('d1');
});

test('identifiers are short and of characters that the server takes, each another one', () => {
  const { uuid } = wxPlatform(fakeWx().host);
  const many = new Set(Array.from({ length: 500 }, uuid));
  expect(many.size).toBe(500);
  for (const each of many) expect(each).toMatch(/^[0-9a-z.-]{8,40}$/);
});

test('warnings and errors go to the console, the rest does not', () => {
  const lines = (['debug', 'warn', 'error'] as const).map((level) => {
    const spy = jest.spyOn(console, level).mockImplementation(() => undefined);
    wxPlatform(fakeWx().host).log(level, 'x', { cid: 'c1' });
    const { calls } = spy.mock;
    spy.mockRestore();
    return calls;
  });
  expect(lines).toEqual([[], [['netcall: x', { cid: 'c1' }]], [['netcall: x', { cid: 'c1' }]]]);
});

test('outside of a mini-program the platform must be given', () => {
  expect(() => wxPlatform()).toThrow(CallError);
});
