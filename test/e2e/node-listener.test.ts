import { makeListener, type Listener, type Platform } from 'netcall-sdk/node';
import { accept, hostOf, usePhones, type NodeHost, type Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { until, within } from '../support/until';
import { startFrameProxy, type FrameProxy } from '../support/frame-proxy';

const stack = useStack();
const phones = usePhones(stack);

/** Bob's application, whose main package has nothing but a listener. */
interface MainPackage {
  readonly host: NodeHost;
  readonly listener: Listener;
  readonly frames: FrameProxy;
  /** What the server has told it. */
  readonly heard: readonly string[];
  /** How often `open` has run. */
  openings(): number;
  /** What `open` loads: a client that takes over. */
  load(): Phone;
}

const apps: MainPackage[] = [];

afterEach(async () => {
  for (const { listener, host, frames } of apps.splice(0)) {
    listener.destroy();
    await Promise.all([host.wire.close(), frames.close()]);
  }
});

/** Starts it and signs it in: through a wire that a test may cut, and a proxy that counts requests. `open` ends when a client takes over. */
async function bobsApp(busyPolicy: 'server' | 'app' = 'server'): Promise<MainPackage> {
  const frames = await startFrameProxy(stack().url);
  const host = await hostOf(stack(), { url: frames.url });
  let openings = 0;
  const heard: string[] = [];
  const openSocket: Platform['openSocket'] = (url, events) => host.platform.openSocket(url, {
    ...events,
    onText: (text) => {
      events.onText(text);
      heard.push(text);
    },
  });
  const listener = makeListener({
    server: host.server, platform: { ...host.platform, openSocket }, busyPolicy, getToken: () => stack().token(phones.account('bob')),
    open: () => {
      openings += 1;
      return new Promise(() => undefined);
    },
  });
  const app: MainPackage = { host, listener, frames, heard, openings: () => openings, load: () => phones.takeOver('bob', host, listener) };
  apps.push(app);
  await within('bob signs in', listener.login());
  return app;
}

const bobRuns = (app: MainPackage, times = 1) => until(`open runs ${times} times`, () => app.openings() === times);

test('a call that rings at a listener is handed over to the client that is loaded for it, accepted there, and connects both, with one sign-in', async () => {
  const [alice, app] = [await phones.signIn('alice'), await bobsApp()];
  const bob = phones.account('bob');
  await alice.netcall.call({ type: 2, callee: bob });
  await bobRuns(app);
  await alice.settled();
  expect(alice.names).toEqual([]); // Nothing rings yet.
  const loaded = app.load();
  expect(loaded.netcall.current).toMatchObject({ phase: 'ringing', peer: alice.account });
  await alice.heard('peerRinging');
  await loaded.netcall.login();
  await accept(loaded);
  await alice.heard('callAccepted');
  await Promise.all([alice, loaded].map((phone) => phone.netcall.startRtc({ mode: 0 })));
  await Promise.all([alice, loaded].map(async (phone) => {
    await phone.heard('syncDone');
    expect(phone.netcall.current).toMatchObject({ phase: 'inCall', room: { members: expect.any(Array) as unknown } });
  }));
  await alice.netcall.hangup();
  await loaded.heard('disconnect');
  expect([loaded.names.filter((name) => name !== 'clientJoin'), app.frames.sent('signIn'), app.openings()]).toEqual([['beCalling', 'syncDone', 'hangup', 'disconnect'], 1, 1]);
});

test('a call that its caller cancels before a client is loaded does not ring there, and stands among the records as missed', async () => {
  const [alice, app] = [await phones.signIn('alice'), await bobsApp()];
  await alice.netcall.call({ type: 2, callee: phones.account('bob') });
  await bobRuns(app);
  await alice.netcall.hangup();
  await alice.settled();
  await until('the listener hears the end', () => app.heard.some((text) => text.includes('"t":"ended"')));
  const loaded = app.load();
  const { record } = await loaded.heard('callRecord');
  expect([record.reason, record.caller]).toEqual(['cancelled', alice.account]);
  await loaded.settled();
  expect([loaded.names, loaded.phases, alice.names]).toEqual([[], [], ['disconnect']]);
});

test('a connection that is lost while the client is loaded comes back, and the call rings on', async () => {
  const [alice, app] = [await phones.signIn('alice'), await bobsApp()];
  await alice.netcall.call({ type: 2, callee: phones.account('bob') });
  await bobRuns(app);
  app.host.wire.cutOnce();
  const loaded = app.load();
  await loaded.is('online');
  await alice.heard('peerRinging');
  await accept(loaded);
  await alice.heard('callAccepted');
  expect(app.frames.sent('signIn')).toBe(1);
});

test('a server that is started anew while the client is loaded has the call still: its snapshot rings', async () => {
  const [alice, app] = [await phones.signIn('alice'), await bobsApp()];
  await alice.netcall.call({ type: 2, callee: phones.account('bob') });
  await bobRuns(app);
  await stack().restart();
  await until('bob is back', () => app.frames.sent('resume') > 0 && app.listener.connection === 'online');
  const loaded = app.load();
  await loaded.reaches('ringing');
  await accept(loaded);
  await alice.heard('callAccepted');
  await loaded.reaches('inCall');
});

test('the user calls: `wake` loads the client, which calls; when it is gone the listener hears the next call', async () => {
  const [alice, app] = [await phones.signIn('alice'), await bobsApp()];
  const woken = app.listener.wake();
  const loaded = app.load();
  await woken;
  await Promise.all([accept(alice), loaded.netcall.call({ type: 1, callee: alice.account })]);
  await loaded.reaches('inCall');
  loaded.netcall.destroy();
  await alice.reaches('ended');
  await alice.netcall.call({ type: 2, callee: phones.account('bob') });
  await bobRuns(app, 2);
  const again = app.load();
  await accept(again);
  await alice.heard('callAccepted');
  expect(app.frames.sent('signIn')).toBe(1);
});

test('a call that rings beside the one of a client that is destroyed runs `open` again, and is answered by the next client', async () => {
  const [alice, carol, app] = [await phones.signIn('alice'), await phones.signIn('carol'), await bobsApp('app')];
  const bob = phones.account('bob');
  await alice.netcall.call({ type: 2, callee: bob });
  await bobRuns(app);
  const loaded = app.load();
  await accept(loaded);
  await loaded.reaches('inCall');
  await carol.netcall.call({ type: 2, callee: bob });
  await loaded.heard('beCalling');
  loaded.netcall.destroy();
  await alice.reaches('ended');
  await bobRuns(app, 2);
  const again = app.load();
  await accept(again);
  await carol.heard('callAccepted');
});
