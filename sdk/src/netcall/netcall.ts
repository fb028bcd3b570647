import { CallError, type RoomEntry } from 'netcall-protocol';
import type { Call } from '../core/call';
import { Calls } from '../core/calls';
import { Commands } from '../core/commands';
import type { Done, Outcome } from '../core/requests';
import { Session } from '../core/session';
import type { Log, Platform } from '../platform/platform';
import { wxPlatform } from '../platform/wx';
import { Announcer } from './announce';
import {
  isAccount, readCall, readControl, readMode, readResponse, readStart, ringMsOf, type CallOptions, type ControlOptions, type ResponseOptions, type StartOptions,
} from './arguments';
import { callFailure } from './call-failure';
import { WithConstants } from './constants';
import { Emitter } from './emitter';
import type { CallResult, Connection, NetCallEvents, RecordPage, RtcStarted } from './events';
import { inFrames, readRange } from './questions';

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

/** What differs between `new Netcall` and `Netcall.getInstance`. */
interface Manners {
  readonly ringMs: number;
  readonly replaceListeners: boolean;
}

const MODERN: Manners = { ringMs: 30_000, replaceListeners: false };
/** Applications of the original run their own ring timer, and subscribe again on every reconnect. */
const ORIGINAL: Manners = { ringMs: 60_000, replaceListeners: true };

/**
 * Audio and video calls with the API of netcall. Signs in once and stays signed in through lost networks; one call at a
 * time. A missing argument throws at once, everything else that fails rejects with a `CallError`.
 */
export class Netcall extends WithConstants {
  private static instance: Netcall | null = null;
  private readonly emitter: Emitter<NetCallEvents>;
  private readonly session: Session;
  private readonly calls: Calls;
  private readonly commands: Commands;
  private readonly ringMs: number;
  /** Promises that have not settled: a second tap gets the same one (call rule 7). */
  private readonly running = new Map<string, Promise<unknown>>();
  private placed: { readonly what: string; readonly result: Promise<CallResult> } | null = null;
  private destroyed = false;

  /** @throws CallError BAD_ARGUMENT naming the option that is missing or wrong */
  constructor(options: NetcallOptions, manners: Manners = MODERN) {
    super();
    const { server, getToken, platform = wxPlatform(), busyPolicy = 'server', adoptCalls = true, log = platform.log } = checked(options);
    this.ringMs = ringMsOf(options.ringMs ?? manners.ringMs);
    this.emitter = new Emitter<NetCallEvents>({
      startTimer: (run, delayMs) => platform.startTimer(run, delayMs), replace: manners.replaceListeners,
      onFault: (fault, event) => this.listenerFailed(fault, event, log),
    });
    const announcer = new Announcer((event, payload) => this.emitter.emit(event, payload));
    this.session = new Session({ server, getToken, busyPolicy, platform, log }, {
      event: (event) => this.calls.event(event),
      snapshot: (snapshot, serverNowMs) => this.calls.snapshot(snapshot, serverNowMs),
      connection: (state) => this.connectionChanged(state),
      reconnecting: (count) => this.emitter.emit('willreconnect', { count }),
      closed: (error) => this.sessionClosed(error),
    });
    const listener = {
      changed: (call: Call) => this.callChanged(call, log),
      notice: (notice: Parameters<Announcer['announce']>[0]) => announcer.announce(notice),
    };
    this.calls = new Calls({ session: this.session, platform, adoptCalls, listener });
    this.commands = new Commands(this.session, this.calls, platform);
  }

  /**
   * The one instance of the app, as the original has it: options count the first time, a second `on` for an event takes
   * the place of the first, and a call rings for 60 s.
   */
  static getInstance(options: NetcallOptions): Netcall {
    if (Netcall.instance === null || Netcall.instance.destroyed) Netcall.instance = new Netcall(options, ORIGINAL);
    return Netcall.instance;
  }

  /** Destroys the one instance, if there is one; `getInstance` makes a new one afterwards. */
  static destroy(): void {
    Netcall.instance?.destroy();
    Netcall.instance = null;
  }

  /** Who is signed in; empty before. */
  get account(): string {
    return this.session.account;
  }

  /** State of the connection to the server. */
  get connection(): Connection {
    return this.session.connection;
  }

  /** The call as it is now; `callChanged` tells of every change. */
  get current(): Call {
    return this.calls.current;
  }

  /**
   * Signs in and stays signed in until `logout` or `destroy`.
   *
   * Rejects with UNAUTHENTICATED when the token is refused, with what `getToken` failed with, with NOT_CONNECTED when the
   * server could not be reached within 10 s.
   */
  login(): Promise<{ account: string }> {
    return this.shared('login', (done) => {
      if (this.account !== '' && this.connection !== 'offline') done({ ok: true, value: { account: this.account } });
      else this.session.open((outcome) => done(outcome.ok ? { ok: true, value: { account: outcome.value } } : outcome));
    });
  }

  /** Ends the call and signs out; resolves in any case. A later `login` begins anew. */
  logout(): Promise<void> {
    if (this.destroyed) return Promise.resolve();
    return this.shared('logout', (done) => {
      this.commands.hangUp(() => undefined);
      this.session.signOut(() => {
        this.calls.sessionClosed();
        done({ ok: true, value: undefined });
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
    const request = readCall(options, this.ringMs);
    const what = `${request.media} ${request.callee}`;
    const { phase } = this.current;
    if (this.placed?.what === what && (phase === 'placing' || phase === 'calling')) return this.placed.result;
    const result = this.promise<CallResult>((done) => {
      if (!isAccount(request.callee)) done({ ok: false, error: new CallError('INVALID_CALLEE') });
      else this.commands.place(request, done);
    }, callFailure);
    // A call that could not begin leaves the one that is going on its promise.
    if (this.current.phase === 'placing' && phase !== 'placing') this.placed = { what, result };
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
    const { accepted, cid, custom } = readResponse(options);
    return this.shared(`response ${accepted} ${cid}`, (done) => (accepted ? this.commands.accept(cid, done) : this.commands.decline(cid, custom, done)));
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
    const cid = 'cid' in this.current ? this.current.cid : '';
    return this.shared(`start ${cid}`, (done) =>
      this.commands.enter(mode, (outcome) => done(outcome.ok ? { ok: true, value: { ...outcome.value, account: this.account } } : outcome)),
    );
  }

  /** Tells the others what this client sends; they hear `clientUpdate`. Rejects with NOT_IN_ROOM. @throws CallError BAD_ARGUMENT */
  switchMode(mode: number | string): Promise<void> {
    const read = readMode(mode);
    return this.promise((done) => this.commands.setMode(read, done));
  }

  /** Ends the call, or cancels it while it rings; without a call nothing happens. The peer hears `hangup`. Never rejects. */
  hangup(): Promise<void> {
    if (this.destroyed) return Promise.resolve();
    return this.shared('hangup', (done) => this.commands.hangUp(() => done({ ok: true, value: undefined })));
  }

  /** Sends a command to the peer, who hears `control`. Rejects with BAD_STATE without a call. @throws CallError BAD_ARGUMENT */
  control(options: ControlOptions): Promise<void> {
    const read = readControl(options);
    return this.promise((done) => this.commands.control(read, done));
  }

  /** A new stream to push in place of a lost one; the others hear `clientUpdate` with its URL. Rejects with NOT_IN_ROOM. */
  renewStream(): Promise<{ url: string }> {
    return this.shared('renewStream', (done) => this.commands.renew(done));
  }

  /** Everybody in the room with fresh URLs, for a player whose URL has expired. Rejects with NOT_IN_ROOM. */
  members(): Promise<RoomEntry> {
    return this.shared('members', (done) => this.commands.members(done));
  }

  /** The call history of this account, newest first, at most 50 a page. @throws CallError BAD_ARGUMENT */
  records(range: { before?: string; limit?: number } = {}): Promise<RecordPage> {
    const read = readRange(range);
    return this.promise((done) => void this.session.request('records', read, done));
  }

  /** Which of these accounts have a device signed in. Any number of them. */
  presence(accounts: readonly string[]): Promise<readonly string[]> {
    return Promise.all(inFrames(accounts).map((some) => this.onlineAmong(some))).then((pages) => pages.flat());
  }

  /** A plain picture of the client, for logs. */
  getStatus() {
    const { current, account, connection } = this;
    const { phase } = current;
    const isCaller = phase === 'placing' || phase === 'calling' || (phase === 'inCall' && current.role === 'caller');
    return {
      account, connection, phase, cid: 'cid' in current ? current.cid : '', signalInited: connection === 'online', isCaller,
      calling: phase === 'placing' || phase === 'calling' || phase === 'ringing', onTheCall: phase === 'inCall', isTeamCall: false,
    };
  }

  /** Ends the call, signs out, and lets go of socket, timers and listeners. `disconnect` is the last event. Safe to call twice. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.commands.hangUp(() => undefined);
    this.session.request('signOut', {}, () => undefined);
    this.session.close(new CallError('CLOSED'));
    this.calls.sessionClosed();
    this.calls.close();
    this.emitter.close();
  }

  /** Listens until the returned function is called. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  on<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /** Listens for one event. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  once<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void {
    return this.emitter.once(event, listener);
  }

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof NetCallEvents>(event: N, listener?: (payload: NetCallEvents[N]) => void): void {
    this.emitter.off(event, listener);
  }

  private onlineAmong(accounts: readonly string[]): Promise<readonly string[]> {
    return this.promise((done) => void this.session.request('presence', { accounts }, (outcome) => done(outcome.ok ? { ok: true, value: outcome.value.online } : outcome)));
  }

  private callChanged(call: Call, log: Log): void {
    log('debug', 'the call changed', { phase: call.phase, cid: 'cid' in call ? call.cid : '', account: this.account });
    this.emitter.emit('callChanged', { call });
  }

  private connectionChanged(state: Connection): void {
    this.emitter.emit('connection', { state });
    this.calls.connectionChanged();
  }

  private sessionClosed(error: CallError): void {
    this.calls.sessionClosed();
    this.emitter.emit('error', { code: error.code, desc: error.message });
  }

  private listenerFailed(fault: unknown, event: string, log: Log): void {
    log('error', 'a listener failed', { event, fault: String(fault) });
    if (event !== 'error') this.emitter.emit('error', { code: 'LISTENER', desc: `${event}: ${String(fault)}` });
  }

  private shared<T>(what: string, start: (done: Done<T>) => void): Promise<T> {
    const running = this.running.get(what) as Promise<T> | undefined;
    if (running !== undefined) return running;
    let settled = false;
    const promise = this.promise<T>((done) =>
      start((outcome) => {
        settled = true;
        this.running.delete(what);
        done(outcome);
      }),
    );
    if (!settled) this.running.set(what, promise);
    return promise;
  }

  /**
   * A promise that settles within the very turn in which the core knows: events, which come later, cannot overtake it. A
   * destroyed client starts nothing.
   */
  private promise<T>(start: (done: Done<T>) => void, failureOf: (error: CallError) => CallError = asItIs): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (outcome: Outcome<T>): void => (outcome.ok ? resolve(outcome.value) : reject(failureOf(outcome.error)));
      if (this.destroyed) done({ ok: false, error: new CallError('CLOSED') });
      else start(done);
    });
  }
}

const asItIs = (error: CallError): CallError => error;

function checked(options: NetcallOptions): NetcallOptions {
  const given: Partial<NetcallOptions> | null | undefined = options;
  if (typeof given?.server !== 'string' || given.server === '') throw CallError.badArgument('server', 'the address of the signalling server');
  if (typeof given.getToken !== 'function') throw CallError.badArgument('getToken', 'a function');
  return options;
}
