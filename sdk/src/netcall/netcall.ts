import { CallError, LIMITS, type RoomEntry } from 'netcall-protocol';
import type { Call } from '../core/call';
import { closeCalls, connectionChanged, makeCalls, receive, type Calls } from '../core/calls';
import * as commands from '../core/commands';
import { close, open, signOut } from '../core/connect';
import { request } from '../core/requests';
import { makeSession, nothing, type Fail, type Session } from '../core/session';
import { adopt } from '../core/snapshot';
import type { Log, Platform } from '../platform/platform';
import { wxPlatform } from '../platform/wx';
import {
  objectOf, readCall, readControl, readMode, readResponse, readStart, ringMsOf, textOf, type CallOptions, type ControlOptions,
  type RecordRange, type ResponseOptions, type StartOptions,
} from './arguments';
import { WithConstants } from './constants';
import { Emitter } from './emitter';
import type { CallResult, Connection, NetCallEvents, RecordPage, RtcStarted } from './events';

/** What a client is made with. */
export interface NetcallOptions {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. */
  readonly server: string;
  /** Fetches a token for the user from the application's own back end; asked at every sign-in. */
  readonly getToken: () => string | Promise<string>;
  /** The host. Default: the mini-program. */
  readonly platform?: Platform;
  /** How long a call rings, 5,000 to 120,000. Default 30,000; 60,000 behind `getInstance`. */
  readonly ringMs?: number;
  /** Who answers a second call: `server` says busy at once (default), `app` gets `beCalling` during a call and decides. */
  readonly busyPolicy?: 'server' | 'app';
  /** Whether a call of before the app's restart goes on (default), or is hung up. */
  readonly adoptCalls?: boolean;
  /** Takes the lines of the log. Default: warnings and errors go to the console. */
  readonly log?: Log;
}

/** What `call` rejects with: applications written for the original read `error.event.code`. */
export type CallFailure = CallError & { readonly event: { readonly code: number } };

type Start<T> = (c: Calls, ok: (value: T) => void, no: Fail) => unknown;

/** Applications of the original run their own ring timer, which must be the shorter one. */
const ORIGINAL_RING_MS = 60_000;
/** The original's number of "the callee is offline", the only one that applications look at, and ours of all else. */
const OFFLINE_CODE = 11_001;
const OTHER_CODE = 500;

/**
 * Audio and video calls with the API of netcall. Signs in once and stays signed in through lost networks; one call at a
 * time. A missing argument throws at once, everything else that fails rejects with a `CallError`.
 */
export class Netcall extends WithConstants {
  private static instance: Netcall | null = null;
  private readonly emitter: Emitter<NetCallEvents>;
  private readonly session: Session;
  private readonly calls: Calls;
  private readonly ringMs: number;
  /** Promises that have not settled: a second tap gets the same one (call rule 7). */
  private readonly running = new Map<string, Promise<unknown>>();
  /** The call that was placed last, and its promise. */
  private placed: { readonly what: string; readonly result: Promise<CallResult> } | null = null;
  private destroyed = false;

  /**
   * @param isOriginal - for `getInstance`: behave as applications of the original expect
   * @throws CallError BAD_ARGUMENT naming the option that is missing or wrong
   */
  constructor(options: NetcallOptions, isOriginal = false) {
    super();
    textOf(objectOf(options)['server'], 'server');
    if (typeof options.getToken !== 'function') throw CallError.badArgument('getToken', 'a function');
    const { platform = wxPlatform(), busyPolicy = 'server', adoptCalls = true } = options;
    const { log = platform.log } = options;
    this.ringMs = ringMsOf(options.ringMs ?? (isOriginal ? ORIGINAL_RING_MS : LIMITS.ringDefaultMs));
    this.emitter = new Emitter((run, delayMs) => platform.startTimer(run, delayMs), (fault, event) => this.listenerFailed(log, event, fault), isOriginal);
    this.session = makeSession({ ...options, busyPolicy, log }, platform, {
      event: (event) => receive(this.calls, event),
      snapshot: (snapshot, serverNowMs) => adopt(this.calls, snapshot, serverNowMs),
      connection: (state) => {
        this.emitter.emit('connection', { state });
        connectionChanged(this.calls);
      },
      reconnecting: (count) => this.emitter.emit('willreconnect', { count }),
      closed: ({ code, message }) => {
        closeCalls(this.calls);
        this.emitter.emit('error', { code, desc: message });
      },
    });
    this.calls = makeCalls({
      session: this.session, adoptCalls, onChange: (call) => this.emitter.emit('callChanged', { call }),
      notify: ([, event, payload]) => this.emitter.emit(event, payload),
    });
  }

  /**
   * The one instance of the app, as the original has it: options count the first time, a second `on` for an event takes
   * the place of the first, and a call rings for 60 s.
   */
  static getInstance(options: NetcallOptions): Netcall {
    if (Netcall.instance === null || Netcall.instance.destroyed) Netcall.instance = new Netcall(options, true);
    return Netcall.instance;
  }

  /** Destroys the one instance, if there is one; `getInstance` makes a new one afterwards. */
  static destroy(): void {
    Netcall.instance?.destroy();
  }

  /** Who is signed in; empty before. */
  get account(): string {
    return this.session.account;
  }

  /** State of the connection to the server. */
  get connection(): Connection {
    return this.session.linkState;
  }

  /** The call as it is now; `callChanged` tells of every change. */
  get current(): Call {
    return this.calls.ownCall;
  }

  /**
   * Signs in and stays signed in until `logout` or `destroy`.
   *
   * Rejects with UNAUTHENTICATED when the token is refused, with what `getToken` failed with, with NOT_CONNECTED when the
   * server could not be reached within 10 s.
   */
  login(): Promise<{ account: string }> {
    return this.shared('login', (_, ok, no) => {
      const done = (account: string): void => ok({ account });
      if (this.connection === 'offline') open(this.session, done, no);
      else done(this.account);
    });
  }

  /** Ends the call and signs out; resolves in any case. A later `login` begins anew. */
  logout(): Promise<void> {
    if (this.destroyed) return Promise.resolve();
    return this.shared('logout', (c, ok) => {
      commands.hangUp(c);
      signOut(this.session, () => {
        closeCalls(c);
        ok();
      });
    });
  }

  /**
   * Calls somebody. Resolves with the members' numbers once the server rings the callee's devices; `callAccepted` or
   * `callRejected` follows. The callee hears `beCalling`.
   *
   * Rejects with CALLEE_OFFLINE (`error.event.code` is 11001), ALREADY_IN_CALL, INVALID_CALLEE, NOT_CONNECTED, TIMEOUT,
   * RATE_LIMITED, or CALL_ENDED when hung up before.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  call(options: CallOptions): Promise<CallResult> {
    const wish = readCall(options, this.ringMs);
    const what = `${wish.media} ${wish.callee}`;
    const { current } = this;
    if (this.placed?.what === what && (current.phase === 'placing' || current.phase === 'calling')) return this.placed.result;
    const result = this.promise<CallResult>((c, ok, no) => {
      if (wish.callee === '' || wish.callee.length > LIMITS.accountBytes) no(new CallError('INVALID_CALLEE'));
      else commands.place(c, wish, ok, no);
    }, callFailure);
    // A call that could not begin leaves the one that is going on its promise.
    if (this.current !== current) this.placed = { what, result };
    return result;
  }

  /**
   * Answers or declines a call that rings. The caller hears `callAccepted` or `callRejected`, other devices of this
   * account `callerAckSync`.
   *
   * Rejects with CALL_ENDED (`detail.reason`), ANSWERED_ELSEWHERE, CALL_UNKNOWN, NOT_CONNECTED, TIMEOUT.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  response(options: ResponseOptions): Promise<void> {
    const { accepted, ...which } = readResponse(options);
    const { cid } = which;
    return this.shared(`response ${accepted} ${cid}`, (c, ok, no) => (accepted ? commands.accept(c, cid, ok, no) : commands.decline(c, which, ok, no)));
  }

  /**
   * Enters the room of the accepted call; `syncDone` follows with this client's URL to push and the others' to play. Once
   * in the room, it gives a new stream.
   *
   * Rejects with BAD_STATE when there is no call, CALL_ENDED, NOT_CONNECTED, TIMEOUT.
   *
   * @throws CallError BAD_ARGUMENT naming `mode`
   */
  startRtc(options: StartOptions): Promise<RtcStarted> {
    const mode = readStart(options);
    const { account, current } = this;
    return this.shared(`start ${'cid' in current ? current.cid : ''}`, (c, ok, no) => commands.enter(c, mode, (started) => ok({ ...started, account }), no));
  }

  /** Tells the others what this client sends; they hear `clientUpdate`. Rejects with NOT_IN_ROOM. @throws CallError BAD_ARGUMENT */
  switchMode(mode: number | string): Promise<void> {
    const read = readMode(mode);
    return this.promise((c, ok, no) => commands.askInRoom(c, 'setMode', { mode: read }, () => ok(), no));
  }

  /** Ends the call, or cancels it while it rings; without a call nothing happens. The peer hears `hangup`. Never rejects. */
  hangup(): Promise<void> {
    if (this.destroyed) return Promise.resolve();
    return this.shared('hangup', commands.hangUp);
  }

  /** Sends a command to the peer, who hears `control`. Rejects with BAD_STATE without a call. @throws CallError BAD_ARGUMENT */
  control(options: ControlOptions): Promise<void> {
    const read = readControl(options);
    return this.promise((c, ok, no) => commands.control(c, read, ok, no));
  }

  /** A new stream to push in place of a lost one; the others hear `clientUpdate` with its URL. Rejects with NOT_IN_ROOM. */
  renewStream(): Promise<{ url: string }> {
    return this.shared('renew', (c, ok, no) => commands.askInRoom(c, 'renewStream', {}, ok, no));
  }

  /** Everybody in the room with fresh URLs, for a player whose URL has expired. Rejects with NOT_IN_ROOM. */
  members(): Promise<RoomEntry> {
    return this.shared('members', (c, ok, no) => commands.askInRoom(c, 'members', {}, ok, no));
  }

  /** The call history of this account, newest first, at most 50 a page. Rejects with BAD_MESSAGE naming a wrong field. */
  records(range: RecordRange = {}): Promise<RecordPage> {
    return this.promise(({ session }, ok, no) => request(session, 'records', range, ok, no));
  }

  /** Which of these accounts have a device signed in; at most 100. Rejects with BAD_MESSAGE or BAD_ARGUMENT when there are too many. */
  presence(accounts: readonly string[]): Promise<readonly string[]> {
    return this.promise(({ session }, ok, no) => request(session, 'presence', { accounts }, ({ online }) => ok(online), no));
  }

  /** A plain picture of the client, for logs. */
  getStatus() {
    const { current, connection } = this;
    const { phase } = current;
    const isCalling = phase === 'placing' || phase === 'calling';
    return {
      signalInited: connection === 'online', calling: isCalling || phase === 'ringing', onTheCall: phase === 'inCall',
      isCaller: isCalling || (phase === 'inCall' && current.role === 'caller'),
    };
  }

  /** Ends the call, signs out, and lets go of socket, timers and listeners. `disconnect` is the last event. Safe to call twice. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    commands.hangUp(this.calls);
    request(this.session, 'signOut', {}, nothing);
    close(this.session, new CallError('CLOSED'));
    closeCalls(this.calls);
    this.emitter.close();
  }

  /** Listens until the returned function is called. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  on<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /** Listens for one event. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  once<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void {
    return this.emitter.on(event, listener, true);
  }

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof NetCallEvents>(event: N, listener?: (payload: NetCallEvents[N]) => void): void {
    this.emitter.off(event, listener);
  }

  private listenerFailed(log: Log, event: string, fault: unknown): void {
    const desc = `${event}: ${String(fault)}`;
    log('error', 'listener failed', { desc });
    if (event !== 'error') this.emitter.emit('error', { code: 'LISTENER', desc });
  }

  /** The same promise for the same wish, until it has settled. */
  private shared<T>(what: string, start: Start<T>): Promise<T> {
    const running = this.running.get(what) as Promise<T> | undefined;
    if (running !== undefined) return running;
    let settled = false;
    const promise = this.promise<T>((c, ok, no) => {
      const settle = <V>(then: (value: V) => void) => (value: V): void => {
        settled = true;
        this.running.delete(what);
        then(value);
      };
      start(c, settle(ok), settle(no));
    });
    if (!settled) this.running.set(what, promise);
    return promise;
  }

  /**
   * A promise that settles within the very turn in which the core knows: events, which come later, cannot overtake it. A
   * destroyed client starts nothing.
   */
  private promise<T>(start: Start<T>, failureOf = (error: CallError) => error): Promise<T> {
    return new Promise((resolve, reject) => {
      const no: Fail = (error) => reject(failureOf(error));
      if (this.destroyed) no(new CallError('CLOSED'));
      else start(this.calls, resolve, no);
    });
  }
}

function callFailure(error: CallError): CallFailure {
  return Object.assign(error, { event: { code: error.code === 'CALLEE_OFFLINE' ? OFFLINE_CODE : OTHER_CODE } });
}
