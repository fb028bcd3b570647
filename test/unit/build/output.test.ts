import { join } from 'node:path';
import { isRtcSdk } from '../../../scripts/build/component-files';
import { pointToProtocol } from '../../../scripts/build/declarations';
import { packagesOf } from '../../../scripts/build/npm-folder';
import { MOBX_INNER } from '../../../scripts/build/mobx-part';
import { COMPONENT_NAMES } from '../../../scripts/build/shrink';
import { filesBelow } from '../../../scripts/build/paths';
import { ROOT, textOf } from '../../support/repo';

/** Files that a build made, read once. */
async function built(folder: string, extension: string): Promise<[string, string][]> {
  const files = (await filesBelow(join(ROOT, folder))).filter((file) => file.endsWith(extension));
  expect(files.length).toBeGreaterThan(0);
  return files.map((file) => [file, textOf(join(folder, file))]);
}

/** A file of the built components, loaded as a mini-program loads it. */
const loaded = <T extends object>(file: string) => jest.requireActual<T>(join(ROOT, 'components/miniprogram_dist', file));

/** What the published call page draws of a call. */
function drawnOf(call: object): Record<string, unknown> {
  jest.resetModules();
  const drawn: Record<string, unknown> = {};
  let page: { data: object; lifetimes: { attached(): void; detached(): void } } | undefined;
  Object.assign(globalThis, {
    Behavior: () => '', Component: (definition: typeof page) => (page = definition), getCurrentPages: () => [{ route: 'pages/call/index' }],
    wx: { getSystemInfoSync: () => ({ language: 'en', platform: 'android' }), setKeepScreenOn: () => undefined, vibrateLong: () => undefined, onAppShow: () => undefined, onAppHide: () => undefined, offAppShow: () => undefined, offAppHide: () => undefined, onAudioInterruptionBegin: () => undefined, onAudioInterruptionEnd: () => undefined, offAudioInterruptionBegin: () => undefined, offAudioInterruptionEnd: () => undefined, nextTick: () => undefined },
  });
  const { createCallKit } = loaded<{ createCallKit: (options: object) => { destroy(): void } }>('index');
  const kit = createCallKit({ netcall: { current: call, connection: 'online', account: 'alice', on: () => () => undefined, destroy: () => undefined, response: () => Promise.resolve(), hangup: () => Promise.resolve() } });
  loaded('call-kit/index');
  const component = { data: {}, setData: (data: object) => Object.assign(drawn, data) };
  page!.lifetimes.attached.call(component);
  expect(Object.keys(page!.data).sort()).toEqual(Object.keys(drawn).sort());
  page!.lifetimes.detached.call(component);
  kit.destroy();
  return drawn;
}

const FACTS = { callId: 'id1', cid: 'c1', media: 'video', uids: {} };

test.each([
  [{ ...FACTS, phase: 'ringing', peer: 'bob', answering: false }, { status: 'incoming', media: 'video', peerName: 'bob', statusText: 'invites you to a video call', isGrid: false }],
  [
    { ...FACTS, phase: 'calling', peer: '', team: ['alice', 'bob', 'carol'], peerRings: false },
    { status: 'dialling', title: 'Group call (3)', isGrid: true, tiles: [{ uid: 2, name: 'bob', note: 'Ringing…' }, { uid: 3, name: 'carol', waiting: true }] },
  ],
])('as they are published, the call page draws the call of the kit that the package has made: %j', (call, expected) => {
  expect(drawnOf(call)).toMatchObject(expected);
});

test('as it is published, a page of the application mirrors the store, each change once, until it stops', () => {
  drawnOf({ ...FACTS, phase: 'ringing', peer: 'bob', answering: false });
  const { createCallKit, bindCallStore } = loaded<{ createCallKit: (options: object) => { store: { setCall(call: object): void } }; bindCallStore: (target: object, fields: string[]) => () => void }>('index');
  const soon: (() => void)[] = [];
  Object.assign(wx, { nextTick: (run: () => void) => soon.push(run) });
  const kit = createCallKit({ netcall: { current: { phase: 'idle' }, connection: 'online', account: 'alice', on: () => () => undefined, destroy: () => undefined } });
  const set: object[] = [];
  const happen = (call: object): void => {
    kit.store.setCall(call);
    soon.splice(0).forEach((run) => run());
  };
  const stop = bindCallStore({ setData: (data: object) => set.push(data) }, ['status', 'peer']);
  happen({ phase: 'idle' });
  happen({ ...FACTS, phase: 'ringing', peer: 'bob', answering: false });
  happen({ ...FACTS, phase: 'ringing', peer: 'bob', answering: false });
  stop();
  happen({ phase: 'idle' });
  expect(set).toEqual([{ status: 'idle', peer: '' }, { status: 'incoming', peer: 'bob' }]);
});

test('as it is published, a trace says at once what is sent, and again when that changes', () => {
  drawnOf({ ...FACTS, phase: 'ringing', peer: 'bob', answering: false });
  const device = { language: 'en', platform: 'android', system: 'Android 14', brand: 'b', model: 'm' };
  const quiet = { getSystemInfoSync: () => device, getNetworkType: () => undefined, onNetworkStatusChange: () => undefined, offNetworkStatusChange: () => undefined };
  Object.assign(wx, quiet);
  const { createCallKit } = loaded<{ createCallKit: (options: object) => { store: { setMedia(facts: object): void }; destroy(): void } }>('index');
  const kit = createCallKit({ netcall: { current: { phase: 'idle' }, connection: 'online', account: 'alice', on: () => () => undefined, destroy: () => undefined } });
  const trace = loaded<{ startTrace: (kit: object) => { exportTrace(): string; stop(): void } }>('trace').startTrace(kit);
  kit.store.setMedia({ micOn: false });
  kit.store.setMedia({ remark: null });
  const told = trace.exportTrace().split('\n').filter((line) => / media /.test(line)).map((line) => / mic=(\w+)/.exec(line)?.[1]);
  trace.stop();
  kit.destroy();
  expect(told).toEqual(['true', 'false']);
});

test('the package gives what its declarations say', () => {
  const names = textOf('components/src/index.ts').match(/export \{ (.+?) \}/)?.[1]?.split(', ');
  expect(Object.keys(loaded<object>('index')).sort()).toEqual(names?.sort());
});

test.each(['check', 'trace'])('the entry %s gives functions, and its types where TypeScript looks for them', (entry) => {
  const { typesVersions } = JSON.parse(textOf('components/package.json')) as { typesVersions: Record<string, Record<string, string[]>> };
  const types = textOf(join('components', typesVersions['*']![entry]![0]!));
  const given = Object.entries(loaded<Record<string, unknown>>(entry));
  expect(given.length).toBeGreaterThan(0);
  for (const [name, value] of given) expect([typeof value, types]).toEqual(['function', expect.stringMatching(new RegExp(`\\b${name}\\b`))]);
});

test('the code of a component is one file, which asks for nothing but the shared one and the packages', async () => {
  const asked = (await built('components/miniprogram_dist', '.js')).flatMap(([, code]) => [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!));
  expect([...new Set(asked)].sort()).toEqual(['../call-kit/kit', '../check', './call-kit/kit', './kit', 'netcall-sdk']);
});

test('the media components of RTCSDK ask for nothing but what they share, and the call kit does not have them', async () => {
  const asked = (await built('sdk/miniprogram_dist/rtcsdk-components', '.js')).flatMap(([, code]) => [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!));
  expect([...new Set(asked)]).toEqual(['../rtcsdk/index']);
  expect((await built('components/miniprogram_dist', '')).filter(([file]) => /rtc/i.test(file))).toEqual([]);
});

test('what is published for mini-programs has no syntax after ES2018 and no ES modules', async () => {
  const scripts = [...(await built('components/miniprogram_dist', '.js')), ...(await built('sdk/miniprogram_dist', '.js'))];
  expect(scripts.filter(([, code]) => /\?\.[a-zA-Z_([]|\?\?|^\s*(import|export) /m.test(code)).map(([file]) => file)).toEqual([]);
});

test('no inner name of the components, nor of the MobX that they carry, stands in a template, in a component that draws, in a dictionary, in the face of the kit, or is built in', async () => {
  const sources = (await built('components/src', '')).map(([file, text]) => [file, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')] as const);
  const seen = sources.filter(([file]) => !isRtcSdk(file) && /\.wxml$|\/(index|behavior)\.ts$|^(i18n\/|check\.ts|trace\.ts)/.test(file)).flatMap(([, text]) => text.match(/\w+/g) ?? []);
  const face = sources.filter(([file]) => file.endsWith('/create.ts')).flatMap(([, text]) => [...text.matchAll(/readonly (\w+)|'(\w+)'/g)].map((match) => match[1] ?? match[2]));
  const builtIn = [Array, Map, Set, WeakMap, Promise, String, Number, Function, Math].flatMap((each) => [each, each === Math ? {} : (each as typeof Array).prototype]).flatMap(Object.getOwnPropertyNames);
  const known = new Set([...seen, ...face, ...builtIn]);
  expect([...COMPONENT_NAMES, ...MOBX_INNER].filter((name) => known.has(name))).toEqual([]);
});

test('the components say whose code they carry, with its licence', () => {
  const carried = Object.keys((JSON.parse(textOf('components/package.json')) as { devDependencies: object }).devDependencies);
  expect(carried).toEqual(['mobx-miniprogram', 'mobx-miniprogram-bindings']);
  for (const name of carried) expect(textOf('components/NOTICE')).toContain(textOf(`node_modules/${name}/LICENSE`));
});

test('the archives refer to no package that is not published', async () => {
  const texts = [...(await built('sdk/types', '.d.ts')), ...(await built('sdk/miniprogram_dist', '.js')), ...(await built('sdk/node', '.js')), ...(await built('components/miniprogram_dist', '.ts')), ...(await built('components/miniprogram_dist', '.js'))];
  expect(texts.filter(([, text]) => /netcall-protocol|netcall-webmedia|netcall-preview/.test(text)).map(([file]) => file)).toEqual([]);
});

test.each([
  ['sdk/index.d.ts', "export * from '../protocol/index';"],
  ['sdk/core/call.d.ts', "export * from '../../protocol/index';"],
  ['protocol/x.d.ts', "export * from './index';"],
])('the declarations of %s find the protocol beside them', (path, expected) => {
  expect(pointToProtocol("export * from 'netcall-protocol';", path)).toBe(expected);
});

test("the mini-program's packages are its own dependencies and theirs", async () => {
  expect((await packagesOf(ROOT)).map(({ name }) => name)).toEqual(['netcall-miniprogram', 'netcall-sdk']);
});
