import type { Answers, CallError, QueueInfo, RequestName } from 'netcall-protocol';
import type { Calls } from '../core/calls';
import { request } from '../core/requests';
import type { FieldsOf, Ok, Session } from '../core/session';
import { nothing, type Cancel, type Log, type Platform } from '../platform/platform';
import type { CallbackName, Callbacks, Cookie, Slot, Slots } from './callbacks';
import { numberOf, SDK_ERR } from './errors';
import type { MeetInfo } from './facts';
import type { MediaView } from './media';
import { checkAnswer } from './read';
import type { InRoom } from './room-table';
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
  readonly callID: string;
  /** The server's name for it; empty until the server has answered `Call`. */
  cid: string;
  readonly peer: string;
  peerName: string;
  meetInfo: MeetInfo | null;
  /** What came with the acceptance and with the end. */
  acceptExt: string;
  endExt: string;
  /** The callee is busy, and the end that follows is to say so. */
  isBusy: boolean;
  readonly cookie?: Cookie;
}

/** Somebody is signed in, or is signing in. */
export interface Line {
  readonly session: Session;
  readonly core: Calls;
  /** Of `LoginByToken`: it changes with `UpdateToken`. Null: tokens are fetched. */
  token: string | null;
}

/** What all parts of the SDK share. Data and a few functions; each part is a file with functions over it. */
export interface Ground {
  readonly options: RTCSDKOptions;
  readonly host: Platform;
  readonly log: Log;
  /** Calls a callback in a later turn, after all that were told before. */
  readonly tell: <N extends CallbackName>(name: N, ...args: Callbacks[N]) => void;
  readonly slots: Slots;
  /** From `Init` to `UnInit`. */
  isReady: boolean;
  server: string;
  line: Line | null;
  /** Between `LoginSuccess` and the end of the session. */
  isIn: boolean;
  /** The server's clock less this device's, in milliseconds. */
  skewMs: number;
  stopToken: Cancel;
  stopLost: Cancel;
  readonly legs: Leg[];
  room: InRoom | null;
  facing: 'front' | 'back';
  /** What is asked about rooms goes one after the other; the first is under way. */
  readonly turns: (() => void)[];
  /** Stands for the newest wish about a room: what an older one comes to is left again. */
  roomWish: object;
  view: MediaView;
  readonly viewListeners: Set<(view: MediaView) => void>;
  /** What the server must hear again when it no longer knows this session. */
  readonly standing: Map<string, () => void>;
  queues: readonly QueueInfo[];
  statusCookie: Cookie;
  readonly sending: Map<string, Sending>;
  readonly arriving: Map<string, Arriving>;
}

/** Names of what is asked again. */
export const STANDING = { status: 'status', queues: 'queues', place: 'place' } as const;

/** @param slots - where the application's functions are */
export function layGround(options: RTCSDKOptions, host: Platform, slots: Slots): Ground {
  const { log = host.log } = options;
  // One timer takes one from the front: the order stays, whichever timer comes first, and one that throws harms no other.
  const queue: (() => void)[] = [];
  const deliver = (): void => {
    try {
      queue.shift()?.();
    } catch (fault) {
      log('error', 'callback failed', { desc: String(fault) });
    }
  };
  return {
    options, host, log, slots, isReady: false, server: options.server ?? '', line: null, isIn: false, skewMs: 0, stopToken: nothing, stopLost: nothing, legs: [],
    room: null, facing: 'front', turns: [], roomWish: {}, view: { push: null, play: [] }, viewListeners: new Set(), standing: new Map(), queues: [],
    statusCookie: undefined, sending: new Map(), arriving: new Map(),
    tell(name, ...args) {
      queue.push(() => (slots[name] as Slot).trigger(...args));
      host.startTimer(deliver, 0);
    },
  };
}

/** Why nothing can be asked: before `Init` 11, before `LoginSuccess` 12; otherwise 0. */
export function absence({ isReady, isIn }: Ground): number {
  return isReady ? (isIn ? SDK_ERR.ok : SDK_ERR.notLoggedIn) : SDK_ERR.notInitialised;
}

/** Asks the server. Exactly one of `ok` and `no` is called; `no` hears the number of the failure. */
export function ask<N extends RequestName>(g: Ground, name: N, fields: FieldsOf<N>, ok: Ok<N> = nothing, no: (sdkErr: number, error?: CallError) => void = nothing): void {
  const { line } = g;
  const refusal = absence(g);
  if (refusal !== SDK_ERR.ok || line === null) return no(refusal);
  request(line.session, name, fields, (answer: Answers[N]) => {
    try {
      checkAnswer(name, answer);
    } catch (error) {
      return no(SDK_ERR.serverFault, error as CallError); // It throws nothing else.
    }
    ok(answer);
  }, (error) => no(numberOf(error), error));
}

/** Asks the server for something of which the application hears nothing but 0 or the number of the failure. */
export function askFor<N extends RequestName>(g: Ground, name: N, fields: FieldsOf<N>, done: (sdkErr: number) => void): void {
  ask(g, name, fields, () => done(SDK_ERR.ok), (sdkErr) => done(sdkErr));
}

/** Looks at something from outside that `read` may throw about: then it is logged, and nothing. */
export function attempt(g: Ground, read: () => void): void {
  try {
    read();
  } catch (error) {
    g.log('error', 'bad frame', { error });
  }
}

/** The server's time, milliseconds since 1970. */
export function serverNowMs({ host, skewMs }: Ground): number {
  return host.nowMs() + skewMs;
}

/** Whole seconds since a moment by the server's clock. */
export function secondsSince(g: Ground, ms: number): number {
  return Math.max(0, Math.floor((serverNowMs(g) - ms) / 1000));
}

/** The extended data of an application: a text, absent when it gave none. */
export function extOf(given: string | null | undefined): { readonly custom?: string } {
  return given === undefined || given === null || given === '' ? {} : { custom: String(given) };
}
