import { join } from 'node:path';
import type * as Sdk from 'netcall-sdk';
import type * as Listeners from 'netcall-sdk/listener';
import { arrowsFor } from '../../../scripts/build/arrows';
import { toCommonJs } from '../../../scripts/build/shrink';
import { ROOT, textOf } from '../../support/repo';
import { answered, answerOf, BOB, end, invitation, offline, ringing, type Bench } from '../../support/sdk';

/** The sdk as it is published, with the names inside made short. */
const published = () => jest.requireActual<typeof Sdk>(join(ROOT, 'sdk/miniprogram_dist/index.js'));

const publishedListener = () => jest.requireActual<typeof Listeners>(join(ROOT, 'sdk/miniprogram_dist/listener.js'));

/** As an application that was loaded with a listener alone. */
const withListener = ({ Netcall }: Pick<typeof Sdk, 'Netcall'>, { makeListener }: typeof Listeners) => ({ ringMs, ...options }: Sdk.NetcallOptions): Sdk.Netcall =>
  new Netcall({ listener: makeListener({ ...options, open: () => undefined }), ...(ringMs === undefined ? {} : { ringMs }) });

/** A copy of a module that shares nothing with the others. */
function apart<T>(load: () => T): T {
  let copy: T | undefined;
  jest.isolateModules(() => {
    copy = load();
  });
  return copy!;
}

/** Everything that a client may meet in a day: a call made, the connection lost in it, a second one, an answered one, a gap. */
async function aDay(make: (options: Sdk.NetcallOptions) => Sdk.Netcall): Promise<Bench> {
  const bench = offline({ busyPolicy: 'app', ringMs: 20_000 }, make);
  const { alice, server } = bench;
  const soon = async <T>(wish: Promise<T>): Promise<T> => {
    await bench.soon();
    return wish;
  };
  await soon(alice.login());
  await soon(alice.call({ type: 2, callee: BOB, pushConfig: { custom: 'hi' } }));
  server.tell('accepted', answered);
  await bench.soon();
  await soon(alice.startRtc({ mode: 0 }));
  await soon(Promise.all([alice.switchMode(1), alice.renewStream(), alice.members(), alice.control({ command: 8 }), alice.records(), alice.presence([BOB])]));
  server.cut();
  server.tell('memberJoined', { cid: 'c1', member: { uid: 2, account: BOB, mode: 0, url: 'u' } });
  server.tell('peerState', { cid: 'c1', account: BOB, state: 'reconnecting' });
  await bench.clock.advance(1_000);
  await ringing(bench, 'c8');
  await soon(alice.response(answerOf('c8', true)));
  server.tell('ended', end('c8', 'hungUp'));
  await ringing(bench, 'c7');
  server.resume = 'gap';
  server.snapshot.calls = [];
  server.freeze();
  await bench.clock.advance(40_000);
  server.tell('invited', invitation('c6'));
  await bench.soon();
  await soon(alice.response(answerOf('c6', false)));
  await alice.call({ type: 1, callee: 'alice' }).catch(() => undefined);
  void alice.call({ type: 1, callee: BOB }).catch(() => undefined);
  await soon(alice.hangup());
  await soon(alice.logout());
  alice.destroy();
  await bench.soon();
  return bench;
}

test('the published bundle does in a day what its source does: the same frames, events, states and log', async () => {
  const { Netcall: Source } = jest.requireActual<typeof Sdk>('../../../sdk/src/index');
  const { Netcall: Bundle } = published();
  const [source, bundle] = [await aDay((options) => new Source(options)), await aDay((options) => new Bundle(options))];
  expect(source.names).toEqual(expect.arrayContaining(['beCalling', 'callAccepted', 'syncDone', 'clientJoin', 'peerState', 'hangup', 'disconnect', 'willreconnect']));
  expect(bundle.server.got).toEqual(source.server.got);
  expect(bundle.names).toEqual(source.names);
  expect(bundle.heard('callChanged')).toEqual(source.heard('callChanged'));
  expect(bundle.heard('syncDone')).toEqual(source.heard('syncDone'));
  expect(bundle.platform.lines).toEqual(source.platform.lines);
  expect(bundle.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
});

test.each([
  ['of one package', published, publishedListener],
  ['of two packages with the same build', () => apart(published), () => apart(publishedListener)],
])('the published listener and the client that takes over, %s, do in a day what their sources do, and as a client does alone', async (_, client, listener) => {
  const source = await aDay(withListener(jest.requireActual('../../../sdk/src/index'), jest.requireActual('../../../sdk/src/listener')));
  const bundle = await aDay(withListener(client(), listener()));
  const alone = await aDay((options) => new (published().Netcall)(options));
  expect([bundle.server.got, bundle.names, bundle.platform.lines]).toEqual([source.server.got, source.names, source.platform.lines]);
  expect([bundle.names, bundle.server.got.filter(({ t }) => t !== 'signOut')]).toEqual([alone.names, alone.server.got.filter(({ t }) => t !== 'signOut')]);
  expect(bundle.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
});

test('listener and first face need one file beside them, which is the same; the listener weighs at most 25 KB with it, and so does the face, and there is no MobX', () => {
  const needs = (file: string) => [...textOf(`sdk/miniprogram_dist/${file}.js`).matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name);
  expect([needs('core'), needs('listener'), needs('index')]).toEqual([[], ['./core'], ['./core']]);
  const bytes = (file: string) => Buffer.byteLength(textOf(`sdk/miniprogram_dist/${file}.js`));
  for (const file of ['listener', 'index']) expect(bytes(file) + bytes('core')).toBeLessThanOrEqual(25 * 1024);
  expect(textOf('sdk/miniprogram_dist/listener.js') + textOf('sdk/miniprogram_dist/core.js')).not.toMatch(/mobx|observable|reaction/i);
});

test('the published bundle has the errors and the names of its source', () => {
  const { Netcall, CallError, wxPlatform } = published();
  expect(() => new Netcall({} as Sdk.NetcallOptions)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field: 'server' }) as object }) as Error);
  expect(new CallError('TIMEOUT').message).toBe('TIMEOUT {}');
  expect(typeof wxPlatform).toBe('function');
});

test('a module becomes CommonJS only when it imports by name and all it exports stands in one list at its end', () => {
  expect(toCommonJs('var a=1,b=2;export{a as A,b};')).toBe('var a=1,b=2;exports.A=a;exports.b=b;');
  expect(toCommonJs('import{a as b,c}from"x";import{d}from"y";b(c,d);')).toBe('const{a:b,c}=require("x");const{d}=require("y");b(c,d);');
  for (const other of ['import x from "x";export{x};', 'import"x";', 'import * as x from "x";', 'export const a=1;export{b};', 'export default 1;']) {
    expect(() => toCommonJs(other)).toThrow('named imports and one list of exports');
  }
});

test('functions become arrows that stand first; one that knows its call stays what it is', () => {
  const code = 'const one = two();\nfunction two() { return async () => this; }\nfunction three() { return arguments; }\nasync function four(a, b = two()) { class A { me() { return this; } } return A; }';
  const arrows = arrowsFor(code);
  expect(arrows.indexOf('four =')).toBeLessThan(arrows.indexOf('one ='));
  expect(arrows).toContain('const four = async (a, b = two()) => {');
  expect(arrows).toContain('function two()');
  expect(arrows).toContain('function three()');
});
