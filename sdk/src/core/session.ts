import {
  CallError, CLOSE_CODES, LIMITS, TIMES, utf8Bytes, type Answers, type ErrorCode, type EventFrame, type RequestName, type Requests as Fields, type SignedIn,
  type Snapshot,
} from 'netcall-protocol';
import type { Cancel, Log, Platform } from '../platform/platform';
import { reconnectDelayMs } from './backoff';
import { Inbox, readFrame, staleRings, type Frame } from './inbox';
import { Link } from './link';
import { failed, Requests, type Done, type Outcome, type Pending, type RequestOptions } from './requests';

/** State of the connection to the server. */
export type Connection = 'offline' | 'connecting' | 'online';

/** What a session is made with. */
export interface SessionOptions {
  readonly server: string;
  readonly getToken: () => string | Promise<string>;
  readonly busyPolicy: 'server' | 'app';
  readonly platform: Platform;
  readonly log: Log;
}

/** Who hears of a session. */
export interface SessionListener {
  /** An event, in order, each exactly once. */
  event(event: EventFrame): void;
  /** The truth about this device's calls; events before it may be missing. `serverNowMs` is its time by the server's clock. */
  snapshot(snapshot: Snapshot, serverNowMs: number): void;
  connection(state: Connection): void;
  /** The connection is lost and will be tried again, for the `count`th time. */
  reconnecting(count: number): void;
  /** The session is over and stays so until the next `open`. Not called for `close` and `signOut`. */
  closed(error: CallError): void;
}

/** What the server gave to come back with. */
interface Ticket {
  readonly sid: string;
  readonly resumeToken: string;
  readonly epoch: string;
}

/** Where the session stands. `catchingUp`: a replay is being received, which is held until it is whole. */
type Phase = 'closed' | 'waiting' | 'fetching' | 'opening' | 'signing' | 'catchingUp' | 'online';

/** A replay ends with the answer to request `until`, which was sent after the resume. */
interface Replay {
  readonly until: number;
  readonly frames: Frame[];
}

/** How long a phase may last, and what then. */
interface Limit {
  readonly ms: number;
  readonly then: () => void;
}

/** A socket that has to prove that it lives when the app comes back to the front. */
const PROBE_TIMEOUT_MS = 3_000;
/** A back end may give a token that has just expired; a second refusal in a row is meant. */
const REFUSALS_ALLOWED = 1;
/** A first sign-in that fails so is tried again until its time is over. */
const PASSING: readonly ErrorCode[] = ['TIMEOUT', 'RATE_LIMITED', 'INTERNAL'];
/** Room in a frame for type, number and the last event seen. */
const HEADER_BYTES = 100;
const DEVICE_KEY = 'netcall.device';
const nothing = (): void => undefined;

/**
 * A device's presence on the server: one socket at a time, signed in, kept alive, brought back. Requests survive the loss
 * of a socket, events come in order and once. It knows nothing about calls.
 */
export class Session {
  /** Who is signed in; empty before. */
  account = '';
  private phase: Phase = 'closed';
  /** Ends the timer of the phase. */
  private stopPhase: Cancel = nothing;
  private ticket: Ticket | null = null;
  private replay: Replay | null = null;
  private attempt = 0;
  private refusals = 0;
  /** The last event before a gap. */
  private gapAfter = -1;
  private stopWatching: Cancel = nothing;
  private signingIn: { readonly done: Done<string>; readonly stop: Cancel } | null = null;
  private readonly link: Link;
  private readonly inbox = new Inbox();
  private readonly requests: Requests;

  constructor(
    private readonly options: SessionOptions,
    private readonly listener: SessionListener,
  ) {
    const { platform } = options;
    this.requests = new Requests({ startTimer: (run, delayMs) => platform.startTimer(run, delayMs), onTimeout: () => this.suspect() });
    this.link = new Link(platform, {
      onText: (text) => this.hear(text),
      onClose: (code) => this.socketClosed(code),
      onQuiet: () => this.beat(TIMES.requestTimeoutMs),
    });
  }

  /** State of the connection. */
  get connection(): Connection {
    if (this.phase === 'closed') return 'offline';
    return this.phase === 'online' ? 'online' : 'connecting';
  }

  /** Whether a request was given up whose effect the server has not told yet. */
  get uncertain(): boolean {
    return this.requests.uncertain;
  }

  /**
   * Signs in and stays signed in until `close`. `done` hears the account, or why the first sign-in failed: a failing
   * network is tried again for 10 s.
   */
  open(done: Done<string>): void {
    const { platform } = this.options;
    const stop = platform.startTimer(() => this.end(new CallError('NOT_CONNECTED')), TIMES.requestTimeoutMs);
    this.signingIn = { done, stop };
    const stopNetwork = platform.onNetworkChange((available) => (available ? this.reconnect() : this.lost()));
    const stopVisibility = platform.onVisibilityChange((visible) => visible && this.shown());
    this.stopWatching = () => [stopNetwork, stopVisibility].forEach((each) => each());
    this.connect();
  }

  /** Sends a request, now or after the next resume. Without a session, or when it is too big, it fails at once. */
  request<N extends RequestName>(name: N, fields: Fields[N], done: Done<Answers[N]>, options?: RequestOptions<N>): Pending | null {
    const error = this.complaintAbout(fields);
    if (error !== null) {
      done(failed(error));
      return null;
    }
    const pending = this.requests.add(name, fields, done, options);
    if (this.phase === 'online' || this.phase === 'catchingUp') this.send(pending);
    return pending;
  }

  /** Fails a request now; its `late` still hears the answer. */
  giveUp(pending: Pending, error: CallError): void {
    this.requests.giveUp(pending, error);
  }

  /** Leaves the server, then closes. `done` comes in any case. */
  signOut(done: () => void): void {
    const leave = (): void => {
      this.close();
      done();
    };
    if (this.phase === 'online') this.request('signOut', {}, leave);
    else leave();
  }

  /** Ends socket, timers and subscriptions; open requests fail. Safe to call twice. */
  close(error = new CallError('NOT_CONNECTED')): void {
    if (this.phase === 'closed') return;
    this.enter('closed');
    this.dropSocket();
    this.stopWatching();
    this.ticket = null;
    this.attempt = this.refusals = 0;
    const { signingIn } = this;
    this.signingIn = null;
    signingIn?.stop();
    this.requests.close(error);
    this.listener.connection('offline');
    signingIn?.done(failed(error));
  }

  /** The session ends by itself. */
  private end(error: CallError): void {
    const wasSignedIn = this.signingIn === null;
    this.close(error);
    if (wasSignedIn) this.listener.closed(error);
  }

  private enter(phase: Phase, limit?: Limit): void {
    const before = this.connection;
    this.stopPhase();
    this.phase = phase;
    this.stopPhase = limit === undefined ? nothing : this.options.platform.startTimer(limit.then, limit.ms);
    if (this.connection !== before && phase !== 'closed') this.listener.connection(this.connection);
  }

  private connect(): void {
    const { ticket } = this;
    if (ticket !== null && !this.requests.uncertain) this.openSocket(() => this.resume(ticket));
    else this.fetchToken((token) => this.openSocket(() => this.signIn(token)));
  }

  private openSocket(greet: () => void): void {
    this.enter('opening', { ms: TIMES.requestTimeoutMs, then: () => this.lost() });
    this.link.open(this.options.server, greet);
  }

  /** Asks the application for a token. An answer that comes after the session has moved on is dropped. */
  private fetchToken(use: (token: string) => void): void {
    let wanted = true;
    this.enter('fetching', { ms: TIMES.requestTimeoutMs, then: () => this.lost() });
    const { stopPhase } = this;
    this.stopPhase = () => {
      wanted = false;
      stopPhase();
    };
    new Promise<string>((resolve) => resolve(this.options.getToken())).then(
      (token) => wanted && use(token),
      (cause: unknown) => wanted && this.noToken(cause),
    );
  }

  private noToken(cause: unknown): void {
    const error = cause instanceof CallError ? cause : new CallError('UNAUTHENTICATED', { reason: 'getToken' }, cause);
    this.options.log('warn', 'the application gave no token', { cause: String(cause) });
    if (this.signingIn !== null) this.end(error);
    else this.lost();
  }

  private resume({ sid, resumeToken, epoch }: Ticket): void {
    this.enter('signing');
    this.send(this.requests.add('resume', { sid, resumeToken, epoch, seq: this.inbox.seen }, (outcome) => this.resumed(outcome)));
  }

  private resumed(outcome: Outcome<Answers['resume']>): void {
    if (!outcome.ok) return this.notResumed(outcome.error);
    if (!outcome.value.resumed) return this.signedIn(outcome.value);
    if (this.ticket !== null) this.ticket = { ...this.ticket, resumeToken: outcome.value.resumeToken };
    if (this.requests.uncertain) return this.reconnect(); // Given up while the socket opened: only a snapshot tells.
    this.enter('catchingUp');
    this.requests.forResume().forEach((pending) => this.send(pending));
    const end = this.requests.add('ping', {}, nothing);
    this.replay = { until: end.id, frames: [] };
    this.send(end);
  }

  private notResumed({ code }: CallError): void {
    if (this.phase !== 'signing') return; // The socket went; the next one tries again.
    if (code !== 'SESSION_EXPIRED' && code !== 'UNAUTHENTICATED') return this.lost();
    this.ticket = null;
    this.fetchToken((token) => this.signIn(token)); // On the same socket.
  }

  private signIn(token: string): void {
    const { platform, busyPolicy } = this.options;
    this.enter('signing');
    const device = { id: deviceId(platform), type: platform.clientType };
    const done: Done<SignedIn> = (outcome) => (outcome.ok ? this.signedIn(outcome.value) : this.notSignedIn(outcome.error));
    this.send(this.requests.add('signIn', { token, device, busyPolicy }, done));
  }

  private notSignedIn(error: CallError): void {
    if (this.phase !== 'signing') return; // The socket went; the next one tries again.
    const refused = error.code === 'UNAUTHENTICATED' && ++this.refusals > REFUSALS_ALLOWED;
    if (refused || (this.signingIn !== null && !PASSING.includes(error.code))) this.end(error);
    else this.lost();
  }

  /** A new session, or an old one whose events are gone: the snapshot first, then what was asked meanwhile. */
  private signedIn({ sid, resumeToken, epoch, account, heartbeatMs, now, snapshot }: SignedIn): void {
    this.ticket = { sid, resumeToken, epoch };
    this.account = account;
    this.link.heartbeatMs = heartbeatMs;
    this.refusals = 0;
    this.gapAfter = -1;
    this.inbox.reset();
    const pending = this.requests.forNewSession();
    this.online();
    this.listener.snapshot(snapshot, now);
    for (const each of pending) {
      this.requests.renumber(each);
      this.send(each);
    }
    const { signingIn } = this;
    this.signingIn = null;
    signingIn?.stop();
    signingIn?.done({ ok: true, value: account });
  }

  private online(): void {
    this.attempt = 0;
    this.enter('online');
    this.options.log('info', 'online', { account: this.account });
  }

  private hear(text: string): void {
    const frame = readFrame(text, this.options.log);
    if (frame === null) return;
    if (this.replay === null) this.take(frame);
    else if (frame.t === 'ack' && frame.id === this.replay.until) this.caughtUp(this.replay.frames, frame);
    else this.replay.frames.push(frame);
  }

  /** The replay has been received whole: now it happens. */
  private caughtUp(frames: readonly Frame[], end: Frame): void {
    this.replay = null;
    const stale = staleRings(frames);
    this.online();
    for (const frame of [...frames, end]) {
      if (this.phase !== 'online') return; // There was a gap, or a listener has left.
      this.take(frame, stale.has(frame));
    }
  }

  private take(frame: Frame, silent = false): void {
    if (frame.t === 'ack') return this.requests.settle(frame);
    const verdict = this.inbox.count(frame.s);
    if (verdict === 'gap') return this.missed(frame.s);
    if (verdict === 'next' && frame.t !== 'skipped' && !silent) this.listener.event(frame);
  }

  /** Events are missing. A resume brings them; when its replay misses them too, only a snapshot can. */
  private missed(s: number): void {
    const { seen } = this.inbox;
    this.options.log('warn', 'events are missing', { seen, s });
    if (this.gapAfter === seen) this.ticket = null;
    this.gapAfter = seen;
    this.reconnect();
  }

  private send({ id, name, fields }: Pending): void {
    this.link.send(JSON.stringify({ ...fields, t: name, id, a: this.inbox.seen }));
  }

  /** Asks for a sign of life; without one in time the socket is given up. */
  private beat(timeoutMs: number): void {
    if (this.phase === 'online') this.request('ping', {}, nothing, { timeoutMs });
  }

  private suspect(): void {
    if (this.phase === 'online' || this.phase === 'catchingUp') this.reconnect();
  }

  /** The app is in front again: its timers stood still meanwhile, and the socket may be dead without a word. */
  private shown(): void {
    const dead = this.phase === 'online' && this.link.quietMs > this.link.heartbeatMs;
    if (dead || this.phase === 'waiting') this.reconnect();
    else this.beat(PROBE_TIMEOUT_MS);
  }

  private socketClosed(code: number): void {
    this.options.log('info', 'the socket was closed', { code });
    if (code === CLOSE_CODES.replaced) return this.end(new CallError('SESSION_EXPIRED', { reason: 'replaced' }));
    if (code === CLOSE_CODES.unauthenticated) this.ticket = null;
    this.lost();
  }

  /** Tries again after a wait. */
  private lost(): void {
    const ms = reconnectDelayMs(this.attempt, this.options.platform.random());
    this.letGo({ ms, then: () => this.connect() });
  }

  /** Tries again at once. */
  private reconnect(): void {
    this.attempt = 0;
    this.letGo();
    this.connect();
  }

  private letGo(limit?: Limit): void {
    this.enter('waiting', limit);
    this.dropSocket();
    this.attempt += 1;
    this.listener.reconnecting(this.attempt);
  }

  private dropSocket(): void {
    this.replay = null;
    this.link.close();
    this.requests.dropThoseOfSocket();
  }

  private complaintAbout(fields: object): CallError | null {
    if (this.phase === 'closed') return new CallError('NOT_CONNECTED');
    const tooBig = utf8Bytes(JSON.stringify(fields)) > LIMITS.frameBytes - HEADER_BYTES;
    return tooBig ? CallError.badArgument('request', `at most ${LIMITS.frameBytes} bytes`) : null;
  }
}

function deviceId(platform: Platform): string {
  const known = platform.read(DEVICE_KEY);
  if (known !== null) return known;
  const made = platform.uuid();
  platform.write(DEVICE_KEY, made);
  return made;
}
