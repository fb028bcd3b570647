import { resolve } from 'node:path';
import type { CallClient } from '../../../components/src/call-kit/client';
import type * as BellModule_ from '../../../components/src/call-kit/bell';
import type * as CurrentModule_ from '../../../components/src/call-kit/current';
import { DEFAULT_INTERRUPTIONS } from '../../../components/src/call-kit/interruptions';
import type * as LanguagesModule_ from '../../../components/src/call-kit/languages';
import type * as RouteModule_ from '../../../components/src/call-kit/page-route';
import type * as ServiceModule_ from '../../../components/src/call-kit/service';
import type * as StoreModule_ from '../../../components/src/call-kit/store';
import type { User } from '../../../components/src/call-kit/facts';
import type { Dictionaries } from '../../../components/src/i18n/translate';
import type { FakeHost } from './fake-host';

type BellModule = typeof BellModule_;
type CurrentModule = typeof CurrentModule_;
type LanguagesModule = typeof LanguagesModule_;
type RouteModule = typeof RouteModule_;
type ServiceModule = typeof ServiceModule_;
type StoreModule = typeof StoreModule_;

/** What these tests use of a rendered component. */
export interface Rendered {
  dom: HTMLElement;
  data: Record<string, unknown>;
  instance: { data: Record<string, unknown>; setData(data: object): void; triggerEvent(name: string, detail?: unknown): void };
  querySelector(selector: string): Rendered | undefined;
  querySelectorAll(selector: string): Rendered[];
  setData(data: object): void;
  /** What a finger does to it, such as `tap`. */
  dispatchEvent(name: string): void;
  addEventListener(name: string, listener: (event: { detail: unknown }) => void): void;
  attach(parent: Node): void;
  detach(): void;
  toJSON(): Tree;
  triggerLifeTime(name: string): void;
  /** What its page does: `show` or `hide`. */
  triggerPageLifeTime(name: 'show' | 'hide'): void;
}

interface Tree {
  attrs?: { name: string; value: unknown }[];
  children?: Tree[];
}

interface Simulate {
  load(definition: string | object, tag?: string, options?: object): string;
  render(id: string, properties?: object): Rendered;
  sleep(ms: number): Promise<void>;
}

/** Components of this module registry: a page may appear twice in one test. */
const loaded = new Map<string, string>();

const SOURCES = resolve(__dirname, '../../../components/src');

/** What was asked of the contexts of live-pusher and live-player, in order. */
export const asked: string[] = [];

/** When set, `start` and `play` are refused by WeChat. */
export const refusals = { isOn: false };

/**
 * A component of the box, in the document, with live-pusher and live-player that take their attributes. miniprogram-simulate
 * runs a component file once per module registry, so each test starts with a fresh one: `beforeEach(freshModules)`.
 */
export function render(component: string, properties: object = {}): Rendered {
  const simulate = jest.requireActual<Simulate>('miniprogram-simulate');
  if (loaded.size === 0) registerLiveTags(simulate);
  const id = loaded.get(component) ?? simulate.load(`${SOURCES}/${component}/index`, component, { rootPath: SOURCES });
  loaded.set(component, id);
  const rendered = simulate.render(id, properties);
  const parent = document.createElement('div');
  document.body.appendChild(parent);
  rendered.attach(parent);
  return rendered;
}

/** Forgets every module and what the contexts were asked. */
export function freshModules(): void {
  jest.resetModules();
  loaded.clear();
  document.body.innerHTML = '';
  asked.length = 0;
  refusals.isOn = false;
  const host = wx as unknown as Record<string, unknown>;
  host['createLivePusherContext'] = () => context('pusher', ['start', 'stop', 'switchCamera', 'startPreview']);
  host['createLivePlayerContext'] = (id: string, owner: unknown) => context(`${id}${owner ? '' : ' without its component'}`, ['play', 'stop']);
}

/**
 * Lets WeChat's `nextTick` and setData callbacks run. Given a page, live components that have appeared on it become ready:
 * WeChat sees to that, miniprogram-simulate only for what was there from the start.
 */
export async function rendered(page?: Rendered): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise((resolve) => wx.nextTick(() => resolve(undefined)));
    [...(page?.querySelectorAll('.live') ?? [])].filter(({ instance }) => !isReady.has(instance)).forEach((component) => {
      isReady.add(component.instance);
      component.triggerLifeTime('ready');
    });
  }
}

const isReady = new WeakSet<object>();

/** The visible text of a component, spaces folded. */
export function textOf(component: Rendered): string {
  return (component.dom.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** The event details that a component triggers under a name, from now on. */
export function heard(component: Rendered, name: string): unknown[] {
  const details: unknown[] = [];
  component.addEventListener(name, ({ detail }) => details.push(detail));
  return details;
}

/** Labels of everything that can be pressed, as a screen reader finds them. */
export function buttonsOf(component: Rendered): string[] {
  const walk = (node: Tree): string[] => {
    const attribute = (name: string) => node.attrs?.find((each) => each.name === name)?.value;
    const own = attribute('ariaRole') === 'button' ? [String(attribute('ariaLabel'))] : [];
    return [...own, ...(node.children ?? []).flatMap(walk)];
  };
  return walk(component.toJSON());
}

/** What a test may choose of the kit. */
export interface KitChoices {
  readonly runsLive?: boolean;
  readonly incoming?: 'page' | 'banner';
  readonly locale?: string;
  readonly dictionaries?: Dictionaries;
  readonly resolveUser?: (account: string) => User;
  readonly pickInvitees?: (present: readonly string[]) => readonly string[] | Promise<readonly string[]>;
}

/** What a page of the app would have: the service of this module registry, with netcall or a stand-in for it. */
export function withService(client: CallClient, host: FakeHost, { runsLive = true, incoming = 'page', locale = 'en', dictionaries = {}, resolveUser = (name) => ({ name }), pickInvitees }: KitChoices = {}) {
  const errors: unknown[] = [];
  const languages = new (fresh<LanguagesModule>('languages').Languages)(dictionaries);
  const store = new (fresh<StoreModule>('store').CallStore)(locale, runsLive, 1, languages.textsOf(locale), pickInvitees !== undefined);
  const route = new (fresh<RouteModule>('page-route').PageRoute)(host, { callPage: '/pages/call/index', homePage: '/' });
  const { CallService } = fresh<ServiceModule>('service');
  const bell = new (fresh<BellModule>('bell').Bell)({ host, ringtones: { incoming: '/in.mp3', outgoing: '/out.mp3' }, vibrates: true });
  const service = new CallService({ client, store, host, bell, route, languages, resolveUser, incoming, pickInvitees, interruptions: DEFAULT_INTERRUPTIONS, onError: (error) => errors.push(error) });
  fresh<CurrentModule>('current').remember(service);
  return { service, store, errors };
}

/** A module of the call kit as the component under test sees it: of the registry that `freshModules` began. */
function fresh<M extends object>(module: string): M {
  return jest.requireActual<M>(`../../../components/src/call-kit/${module}`);
}

function registerLiveTags(simulate: Simulate): void {
  const pusher = {
    url: String, mode: String, autopush: Boolean, enableCamera: Boolean, muted: Boolean, devicePosition: String, minBitrate: Number,
    maxBitrate: Number, aspect: String, audioQuality: String, orientation: String, localMirror: String, remoteMirror: Boolean,
    beauty: Number, whiteness: Number, beautyStyle: String, skinSmoothness: Number, skinWhiteness: Number, faceThinness: Number, eyeBigness: Number, filter: String, videoWidth: Number,
    videoHeight: Number, fps: Number, audioVolumeType: String, audioReverbType: Number, voiceChangerType: Number, enableAgc: Boolean, enableAns: Boolean, waitingImage: String, debug: Boolean,
    waitingImageHash: String, autoFocus: Boolean, zoom: Boolean, backgroundMute: Boolean, customEffect: Boolean, pictureInPictureMode: null,
  };
  const player = {
    src: String, mode: String, autoplay: Boolean, muted: Boolean, soundMode: String, objectFit: String, orientation: String, minCache: Number,
    maxCache: Number, autoPauseIfNavigate: Boolean, autoPauseIfOpenNative: Boolean, debug: Boolean, backgroundMute: Boolean, enableAutoRotation: Boolean, enableCasting: Boolean, referrerPolicy: String, pictureInPictureMode: null,
  };
  simulate.load({ id: 'live-pusher', tagName: 'wx-live-pusher', template: '<slot/>', properties: pusher });
  simulate.load({ id: 'live-player', tagName: 'wx-live-player', template: '<slot/>', properties: player });
}

function context(name: string, methods: readonly string[]) {
  const ask = (method: string) => (options?: { success?: () => void; fail?: (reason: object) => void }) => {
    asked.push(`${name} ${method}`);
    if (refusals.isOn) options?.fail?.({ errMsg: 'operateLive:fail jsapi has no permission' });
    else options?.success?.();
  };
  return Object.fromEntries(methods.map((method) => [method, ask(method)]));
}
