import type { QueueInfo, RequestName } from 'netcall-protocol';
import type { Calls } from '../core/calls';
import { request } from '../core/requests';
import type { FieldsOf, Ok, Session } from '../core/session';
import { nothing, type Cancel, type Log, type Platform } from '../platform/platform';
import { NOTIFICATIONS, Slot, type Cookie, type Heard, type On } from './callbacks';
import { numberOf, SdkErr } from './errors';
import type { MeetInfo } from './facts';
import type { MediaView } from './media';
import { lookAtAnswer } from './read';
import { NOWHERE, type InRoom } from './room-table';
import type { Arriving, Sending } from './transfer';

/** What an application gives to `Login`, for its own back end. */
export interface Credentials {
  readonly appID: string;
  /** As it was given to `Login`: CloudRoom's applications pass it through `MD5`. */
  readonly secret: string;
  readonly UID: string;
  readonly nickName: string;
  readonly userAuthCode: unknown;
}

/** What the SDK is made with. */
export interface RTCSDKOptions {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. It goes before what `SetServerAddr` says. */
  readonly server?: string;
  /**
   * Fetches the token (a JWT) of a user from the application's own back end, for `Login`; asked at every sign-in. One that rejects with an
   * object that has a number `sdkErr` chooses the number of `LoginFail`; it is 7 otherwise. Not needed with `LoginByToken`.
   */
  readonly getToken?: (credentials: Credentials) => string | Promise<string>;
  /** The host. Default: the mini-program. */
  readonly platform?: Platform;
  /** Takes the lines of the log. Default: warnings and errors go to the console. */
  readonly log?: Log;
  /** How long a lost connection is tried again before `LineOff(204)`, in milliseconds. Default 120,000: no server keeps a session for longer. */
  readonly lostMs?: number;
}

/** A call, as this face knows it beside the core. */
export interface Leg {
  /** The application's name for it. */
  legId: string;
  /** The server's name for it. */
  readonly cid: string;
  who: string;
  meet: MeetInfo | null;
  /** What came with the acceptance and with the end. */
  acceptExt: string;
  endExt: string;
  /** Tells the failure of `Call`: the callee is busy, and the end follows. */
  whenBusy: (() => void) | null;
}

/** Somebody is signed in, or is signing in. */
export interface Line {
  readonly session: Session;
  readonly core: Calls;
}

/** What all parts of the SDK share. Data and a few functions; each part is a file with functions over it. */
export interface Ground {
  /** What the application has: methods and callbacks. */
  readonly sdk: Record<string, unknown>;
  readonly setup: RTCSDKOptions;
  readonly host: Platform;
  readonly log: Log;
  /** Calls a notification in a later turn, after all that were told before. */
  readonly tell: <N extends On>(what: N, ...args: Heard<N>) => void;
  /** The same with the callback itself. */
  readonly put: (slot: Slot, args: readonly unknown[]) => void;
  /** From `Init` to `UnInit`. */
  isReady: boolean;
  address: string;
  /** Of `LoginByToken`; empty: tokens are fetched. */
  jwt: string;
  line: Line | null;
  /** Between `LoginSuccess` and the end of the session. */
  isIn: boolean;
  /** The server's clock less this device's, in milliseconds. */
  skewMs: number;
  stopToken: Cancel;
  stopLost: Cancel;
  legs: readonly Leg[];
  stay: InRoom;
  lens: 'front' | 'back';
  /** What is asked about rooms goes one after the other. */
  turn: Promise<void>;
  /** Stands for the newest wish about a room: what an older one comes to is left again. */
  roomWish: object;
  shown: MediaView;
  readonly viewListeners: Set<(view: MediaView) => void>;
  /** What the server must hear again when it no longer knows this session. */
  readonly standing: Map<string, () => void>;
  queueList: readonly QueueInfo[];
  statusCookie: Cookie;
  readonly sending: Map<string, Sending>;
  readonly arriving: Map<string, Arriving>;
}

/** Names of what is asked again; a queue that is served goes by its number. */
export const enum Standing {
  status = 's', queues = 'q', place = 'p',
}

/** The shared part of an SDK of which nothing was called yet; every notification is there. */
export function layGround(options: RTCSDKOptions, host: Platform): Ground {
  const { server = '', log = host.log } = options;
  const told: (() => void)[] = [];
  const slots = NOTIFICATIONS.map((name) => new Slot(name));
  // One timer takes one from the front: the order stays, whichever timer comes first, and one that throws harms no other.
  const deliver = (): void => attempt(log, told.shift() || nothing);
  const put: Ground['put'] = (slot, args) => {
    told.push(() => slot.trigger(...args));
    host.startTimer(deliver, 0);
  };
  const sdk: Ground['sdk'] = {};
  slots.forEach((slot) => (sdk[slot.name] = slot));
  return {
    sdk, setup: options, host, log, put, tell: (what, ...args) => put(slots[what] as Slot, args), isReady: false, address: server, jwt: '', line: null, isIn: false,
    skewMs: 0, stopToken: nothing, stopLost: nothing, legs: [], stay: NOWHERE, lens: 'front', turn: Promise.resolve(), roomWish: {}, shown: { push: null, play: [] },
    viewListeners: new Set(), standing: new Map(), queueList: [], statusCookie: undefined, sending: new Map(), arriving: new Map(),
  };
}

/** Calls one of the callbacks of a command. */
export type Tell = (...args: readonly unknown[]) => void;

/** What an application calls: `ends` are the callbacks of its name, and they add the cookie by themselves. */
type Command<E extends readonly Tell[]> = (...args: readonly [...ends: E, ...given: never[]]) => unknown;

/** Adds commands that end in the callback of their name with `Rslt`, which comes first. @param at - the place of the cookie among what the application gives; -1 is the last */
export function addResults(g: Ground, at: number, commands: Readonly<Record<string, Command<[rslt: Tell]>>>): void {
  add(g, at, ['Rslt'], commands);
}

/** Adds commands that end in one of the callbacks of their name with `Success` and `Fail`, which come first. @param at - see above */
export function addOutcomes(g: Ground, at: number, commands: Readonly<Record<string, Command<[ok: Tell, no: Tell]>>>): void {
  add(g, at, ['Success', 'Fail'], commands);
}

function add({ sdk, put }: Ground, at: number, ends: readonly string[], commands: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  Object.entries(commands).forEach(([name, run]) => {
    const slots = ends.map((end) => (sdk[name + end] = new Slot(name + end)));
    sdk[name] = (...args: readonly never[]) => run(...(slots.map((slot): Tell => (...told) => put(slot, [...told, args.slice(at)[0]])) as never[]), ...args);
  });
}

/** Why nothing can be asked: before `Init` 11, before `LoginSuccess` 12; otherwise 0. */
export function absence({ isReady, isIn }: Ground): number {
  return isIn ? SdkErr.ok : isReady ? SdkErr.notLoggedIn : SdkErr.notInitialised;
}

/** Hears 0, or the number of the failure. */
export type Done = (sdkErr: number) => void;

/** Asks the server. Exactly one of `ok` and `no` is called; `no` hears the number of the failure, which is logged without one. */
export function ask<N extends RequestName>(g: Ground, name: N, fields: FieldsOf<N>, ok: Ok<N> = nothing, no: Done = (sdkErr) => g.log('warn', name, { sdkErr })): void {
  const { line } = g;
  if (!g.isIn || !line) return no(absence(g));
  request(line.session, name, fields, (answer) => {
    try {
      lookAtAnswer(name, answer);
    } catch {
      return no(SdkErr.serverFault);
    }
    ok(answer);
  }, (error) => no(numberOf(error)));
}

/** The same for what is to be asked again when the server has forgotten this session. */
export function askForLasting<N extends RequestName>(g: Ground, key: string, name: N, fields: FieldsOf<N>, done: Done): void {
  askFor(g, name, fields, (sdkErr) => {
    if (!sdkErr) g.standing.set(key, () => ask(g, name, fields));
    done(sdkErr);
  });
}

/** Asks the server for something of which the application hears nothing but 0 or the number of the failure. */
export function askFor<N extends RequestName>(g: Ground, name: N, fields: FieldsOf<N>, done: Done): void {
  ask(g, name, fields, () => done(SdkErr.ok), done);
}

/** Runs what may throw: then it is logged. */
export function attempt(log: Log, run: () => void): void {
  try {
    run();
  } catch (error) {
    log('error', 'rtcsdk', { error });
  }
}

/** What bears this name, of several calls, legs or ends. */
export function byCid<T extends { readonly cid: string }>(list: readonly T[], cid: string): T | undefined {
  return list.find((each) => each.cid === cid);
}

/** Whole seconds since a moment by the server's clock. */
export function secondsSince({ host, skewMs }: Ground, ms: number): number {
  return Math.floor((host.nowMs() + skewMs - ms) / 1000);
}

/** The extended data of an application: a text, absent when it gave none. */
export function extOf(given: string | null | undefined): { readonly custom?: string } {
  return given ? { custom: String(given) } : {};
}
