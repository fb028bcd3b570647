import { CallError, CLOSE_CODES, TIMES, type Answers, type EventFrame, type RequestName, type Requests as Fields, type SignedIn, type Snapshot } from 'netcall-protocol';
import type { Cancel, Log, Platform } from '../platform/platform';
import { reconnectDelayMs } from './backoff';
import { endsIn, readFrame, type Frame } from './inbox';
import { Link } from './link';
import { Requests, type Fail, type Pending, type RequestOptions } from './requests';

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
  /** A request was answered or has failed. */
  settled(): void;
  /** The connection is lost and will be tried again, for the `count`th time. */
  reconnecting(count: number): void;
  /** The session is over and stays so until the next `open`. Not called for `close` and `signOut`. */
  closed(error: CallError): void;
}

/** What the server gave to come back with. */
type Ticket = Pick<SignedIn, 'sid' | 'resumeToken' | 'epoch'>;

/** A replay that is being received: it is whole with the answer to request `until`, which was sent after the resume. */
interface Replay {
  readonly until: number;
  readonly frames: Frame[];
}

/** A socket that has to prove that it lives when the app comes back to the front. */
const PROBE_TIMEOUT_MS = 3_000;
/** A back end may give a token that has just expired; a second refusal in a row is meant. */
const REFUSALS_ALLOWED = 1;
const DEVICE_KEY = 'netcall.device';
const nothing = (): void => undefined;

/**
 * A device's presence on the server: one socket at a time, signed in, kept alive, brought back. Requests survive the loss
 * of a socket, events come in order and once. It knows nothing about calls.
 */
export class Session {
  /** Who is signed in; empty before. */
  account = '';
  /** State of the connection. */
  connection: Connection = 'offline';
  /** Requests that have no answer. */
  readonly requests: Requests;
  private readonly link: Link;
  private ticket: Ticket | null = null;
  private replay: Replay | null = null;
  /** Number of the last event seen, and the number after which there was a gap. */
  private seen = 0;
  private gapAfter = -1;
  private attempt = 0;
  private refusals = 0;
  /** Counts what is being waited for: an answer that comes after the session has moved on is not heard. */
  private step = 0;
  private stopStep: Cancel = nothing;
  private stopWatching: Cancel = nothing;
  private opening: { readonly ok: (account: string) => void; readonly no: Fail; readonly stop: Cancel } | null = null;

  constructor(
    private readonly options: SessionOptions,
    private readonly listener: SessionListener,
  ) {
    const { platform } = options;
    this.requests = new Requests((run, delayMs) => platform.startTimer(run, delayMs), () => this.canSend && this.reconnect());
    this.link = new Link(platform, {
      onText: (text) => this.hear(text),
      onClose: (code) => this.socketClosed(code),
      onQuiet: () => this.beat(),
    });
  }

  /**
   * Signs in and stays signed in until `close`. `ok` hears the account, `no` why the first sign-in failed: a failing
   * network is tried again for 10 s.
   */
  open(ok: (account: string) => void, no: Fail): void {
    const { platform } = this.options;
    this.opening = { ok, no, stop: platform.startTimer(() => this.end(new CallError('NOT_CONNECTED')), TIMES.requestTimeoutMs) };
    const stops = [
      platform.onNetworkChange((available) => (available ? this.reconnect() : this.lost())),
      platform.onVisibilityChange((visible) => visible && this.shown()),
    ];
    this.stopWatching = () => stops.forEach((stop) => stop());
    this.become('connecting');
    this.connect();
  }

  /** Sends a request, now or after the next resume. Without a session it fails at once. */
  request<N extends RequestName>(name: N, fields: Fields[N], ok: (answer: Answers[N]) => void, no: Fail, options?: RequestOptions<N>): Pending | null {
    if (this.connection === 'offline') {
      no(new CallError('NOT_CONNECTED'));
      return null;
    }
    const pending = this.requests.add(name, fields, ok, no, options);
    if (this.canSend) this.send(pending);
    return pending;
  }

  /** Leaves the server, then closes. `done` comes in any case. */
  signOut(done: () => void): void {
    const leave = (): void => {
      this.close();
      done();
    };
    if (this.connection === 'online') this.request('signOut', {}, leave, leave);
    else leave();
  }

  /** Ends socket, timers and subscriptions; open requests fail. Safe to call twice. */
  close(error = new CallError('NOT_CONNECTED')): void {
    if (this.connection === 'offline') return;
    const { opening } = this;
    this.opening = this.ticket = null;
    this.attempt = this.refusals = 0;
    this.wait();
    this.dropSocket();
    this.stopWatching();
    opening?.stop();
    this.become('offline');
    this.requests.close(error);
    opening?.no(error);
  }

  private get canSend(): boolean {
    return this.connection === 'online' || this.replay !== null;
  }

  private become(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    this.options.log('info', connection, { account: this.account });
    this.listener.connection(connection);
  }

  /** The session ends by itself. */
  private end(error: CallError): void {
    const { opening } = this;
    this.close(error);
    if (opening === null) this.listener.closed(error);
  }

  /** Starts the time of a new step and ends the one before; gives the step's number. */
  private wait(ms?: number, then: () => void = () => this.lost()): number {
    this.stopStep();
    this.stopStep = ms === undefined ? nothing : this.options.platform.startTimer(then, ms);
    return ++this.step;
  }

  private connect(): void {
    const { ticket } = this;
    if (ticket !== null && !this.requests.uncertain) this.openSocket(() => this.resume(ticket));
    else this.fetchToken((token) => this.openSocket(() => this.signIn(token)));
  }

  private openSocket(greet: () => void): void {
    this.wait(TIMES.requestTimeoutMs);
    this.link.open(this.options.server, greet);
  }

  private fetchToken(use: (token: string) => void): void {
    const step = this.wait(TIMES.requestTimeoutMs);
    new Promise<string>((resolve) => resolve(this.options.getToken())).then(
      (token) => step === this.step && use(token),
      (cause: unknown) => step === this.step && this.noToken(cause),
    );
  }

  private noToken(cause: unknown): void {
    this.options.log('warn', 'no token', { cause: String(cause) });
    if (this.opening === null) this.lost();
    else this.end(cause instanceof CallError ? cause : new CallError('UNAUTHENTICATED', { reason: 'getToken' }, cause));
  }

  private resume({ sid, resumeToken, epoch }: Ticket): void {
    this.greet('resume', { sid, resumeToken, epoch, seq: this.seen }, (answer) => (answer.resumed ? this.resumed(answer.resumeToken) : this.signedIn(answer)), ({ code }) => {
      if (code !== 'SESSION_EXPIRED' && code !== 'UNAUTHENTICATED') return this.lost();
      this.ticket = null;
      this.fetchToken((token) => this.signIn(token)); // On the same socket.
    });
  }

  private resumed(resumeToken: string): void {
    if (this.ticket !== null) this.ticket = { ...this.ticket, resumeToken };
    if (this.requests.uncertain) return this.reconnect(); // Given up while the socket opened: only a snapshot tells.
    const again = this.requests.inOrder();
    const end = this.requests.add('ping', {}, nothing, nothing);
    this.replay = { until: end.id, frames: [] };
    [...again, end].forEach((pending) => this.send(pending));
  }

  private signIn(token: string): void {
    const { platform, busyPolicy } = this.options;
    const device = { id: deviceId(platform), type: platform.clientType };
    this.greet('signIn', { token, device, busyPolicy }, (answer) => this.signedIn(answer), (error) => {
      const refused = error.code === 'UNAUTHENTICATED';
      if (refused && (this.opening !== null || ++this.refusals > REFUSALS_ALLOWED)) this.end(error);
      else this.lost();
    });
  }

  /** The first request of a socket, which has its own time. */
  private greet<N extends 'signIn' | 'resume'>(name: N, fields: Fields[N], ok: (answer: Answers[N]) => void, no: Fail): void {
    this.wait();
    this.send(this.requests.add(name, fields, ok, no));
  }

  /** A new session, or an old one whose events are gone: the snapshot first, then what was asked meanwhile. */
  private signedIn({ account, heartbeatMs, now, snapshot, ...ticket }: SignedIn): void {
    this.ticket = ticket;
    this.account = account;
    this.link.heartbeatMs = heartbeatMs;
    this.refusals = this.seen = 0;
    this.gapAfter = -1;
    this.requests.forgetSession();
    const again = this.requests.inOrder();
    this.online();
    this.listener.snapshot(snapshot, now);
    again.forEach((pending) => {
      this.requests.renumber(pending);
      this.send(pending);
    });
    const { opening } = this;
    this.opening = null;
    opening?.stop();
    opening?.ok(account);
  }

  private online(): void {
    this.attempt = 0;
    this.wait();
    this.become('online');
  }

  private hear(text: string): void {
    const { replay } = this;
    const frame = readFrame(text, this.options.log);
    if (frame === null) return;
    replay?.frames.push(frame);
    if (replay === null) this.take(frame);
    else if (frame.t === 'ack' && frame.id === replay.until) this.caughtUp(replay.frames);
  }

  /** The replay has been received whole: now it happens. A call that is over by its end does not ring. */
  private caughtUp(frames: readonly Frame[]): void {
    this.replay = null;
    this.online();
    frames.forEach((frame, index) => {
      const isStale = frame.t === 'invited' && endsIn(frames.slice(index), frame.cid);
      if (this.connection === 'online') this.take(frame, isStale); // Else there was a gap, or somebody has left.
    });
  }

  private take(frame: Frame, isStale = false): void {
    if (frame.t === 'ack') {
      this.requests.settle(frame);
      this.listener.settled();
    } else if (frame.s > this.seen + 1) this.missed();
    else if (frame.s > this.seen) {
      this.seen = frame.s;
      if (frame.t !== 'skipped' && !isStale) this.listener.event(frame);
    }
  }

  /** Events are missing. A resume brings them; when its replay misses them too, only a snapshot can. */
  private missed(): void {
    this.options.log('warn', 'gap', { after: this.seen });
    if (this.gapAfter === this.seen) this.ticket = null;
    this.gapAfter = this.seen;
    this.reconnect();
  }

  private send({ id, name, fields }: Pending): void {
    this.link.send(JSON.stringify({ ...fields, t: name, id, a: this.seen }));
  }

  /** Asks for a sign of life; without one in time the socket is given up. */
  private beat(timeoutMs = TIMES.requestTimeoutMs as number): void {
    if (this.connection === 'online') this.request('ping', {}, nothing, nothing, { timeoutMs });
  }

  /** The app is in front again: its timers stood still meanwhile, and the socket may be dead without a word. */
  private shown(): void {
    if (this.connection === 'online' && !this.link.isQuiet) this.beat(PROBE_TIMEOUT_MS);
    else this.reconnect();
  }

  private socketClosed(code: number): void {
    if (code === CLOSE_CODES.replaced) return this.end(new CallError('SESSION_EXPIRED', { reason: 'replaced' }));
    if (code === CLOSE_CODES.unauthenticated) this.ticket = null;
    this.lost();
  }

  /** Tries again after a wait. */
  private lost(): void {
    this.letGo(reconnectDelayMs(this.attempt, this.options.platform.random()));
  }

  /** Tries again at once. */
  private reconnect(): void {
    this.attempt = 0;
    this.letGo(0);
  }

  private letGo(waitMs: number): void {
    this.dropSocket();
    this.wait(waitMs, () => this.connect());
    this.attempt += 1;
    this.become('connecting');
    this.listener.reconnecting(this.attempt);
  }

  private dropSocket(): void {
    this.replay = null;
    this.link.close();
    this.requests.forgetSocket();
  }
}

function deviceId(platform: Platform): string {
  const known = platform.read(DEVICE_KEY);
  if (known !== null) return known;
  const made = platform.uuid();
  platform.write(DEVICE_KEY, made);
  return made;
}
