import { CallError, CLOSE_CODES, TIMES, type Answers, type SignedIn } from 'netcall-protocol';
import { reconnectDelayMs } from './backoff';
import { hear } from './receive';
import { add, beat, fail, forget, request, send } from './requests';
import type { Connection, Fail, FieldsOf, Ok, Session, Ticket } from './session';
import { nothing } from '../platform/platform';

/** A socket that has to prove that it lives when the app comes back to the front. */
const PROBE_TIMEOUT_MS = 3_000;
/** A back end may give a token that has just expired; a second refusal in a row is meant. */
const REFUSALS_ALLOWED = 1;
const DEVICE_KEY = 'netcall.device';

/**
 * Signs in and stays signed in until `close`. `ok` hears the account, `no` why the first sign-in failed: a failing
 * network is tried again for 10 s. Who is signed in stays so; a sign-out under way comes first.
 */
export function open(s: Session, ok: (account: string) => void, no: Fail): void {
  const { host } = s;
  if (s.pending.some(({ name }) => name === 'signOut')) return signOut(s, (failure) => (failure.code === 'CLOSED' ? no(failure as CallError) : open(s, ok, no)));
  if (s.linkState !== 'offline') return ok(s.account);
  const opening = (s.opening = { ok, no });
  s.stops = [
    host.startTimer(() => s.opening === opening && end(s, new CallError('NOT_CONNECTED')), TIMES.requestTimeoutMs),
    host.onNetworkChange((available) => (available ? reconnect(s) : lost(s))),
    host.onVisibilityChange((visible) => visible && shown(s)),
  ];
  become(s, 'connecting');
  connect(s);
}

/** Leaves the server, then closes. `done` comes in any case, with why the server has not answered if it has not. */
export function signOut(s: Session, done: (failure: Partial<CallError>) => void): void {
  const leave = (failure: Partial<CallError>): void => {
    close(s);
    done(failure);
  };
  if (s.linkState === 'online') request(s, 'signOut', {}, leave, leave);
  else leave({});
}

/** Ends socket, timers and subscriptions; open requests fail. Safe to call twice. */
export function close(s: Session, error = new CallError('NOT_CONNECTED')): void {
  if (s.linkState === 'offline') return;
  const { opening } = s;
  s.opening = s.ticket = null;
  s.attempt = s.refusals = 0;
  wait(s);
  dropSocket(s);
  s.stops.forEach((stop) => stop());
  become(s, 'offline');
  fail(s, s.pending, error);
  if (opening) opening.no(error);
}

/** The session ends by itself. */
function end(s: Session, error: CallError): void {
  const { opening } = s;
  close(s, error);
  if (opening === null) s.hearer.closed(error);
}

/** Tries again at once. */
export function reconnect(s: Session): void {
  s.attempt = 0;
  letGo(s, 0);
}

/** Tries again after a wait. */
function lost(s: Session): void {
  letGo(s, reconnectDelayMs(s.attempt, s.host.random()));
}

function letGo(s: Session, waitMs: number): void {
  dropSocket(s);
  wait(s, waitMs, connect);
  s.attempt += 1;
  become(s, 'connecting');
  s.hearer.reconnecting(s.attempt);
}

function dropSocket(s: Session): void {
  const { socket } = s;
  s.socket = s.replay = null;
  s.stopHeartbeat();
  if (socket) socket.close();
  // Nobody waits for these on another socket.
  forget(s, s.pending.filter(({ name }) => name === 'signIn' || name === 'resume' || name === 'ping'));
}

/** Everything stands: requests and events go through. */
export function online(s: Session): void {
  s.attempt = 0;
  wait(s);
  become(s, 'online');
}

function become(s: Session, linkState: Connection): void {
  if (s.linkState === linkState) return;
  s.linkState = linkState;
  s.hearer.connection(linkState);
}

/** Starts the time of a new step and ends the one before; gives the step's number. */
function wait(s: Session, ms?: number, then = lost): number {
  s.stopStep();
  s.stopStep = ms === undefined ? nothing : s.host.startTimer(() => then(s), ms);
  return ++s.step;
}

function connect(s: Session): void {
  const { ticket } = s;
  if (ticket === null) fetchToken(s, (token) => openSocket(s, () => signIn(s, token)));
  else openSocket(s, () => resume(s, ticket));
}

function openSocket(s: Session, onOpen: () => void): void {
  wait(s, TIMES.requestTimeoutMs);
  const ifCurrent = (run: () => void): void => {
    if (s.socket !== socket) return;
    s.heardMs = s.host.monotonicMs();
    run();
  };
  const socket = s.host.openSocket(s.setup.server, {
    onOpen: () => ifCurrent(onOpen),
    onText: (text) => ifCurrent(() => hear(s, text)),
    onClose: (code) => ifCurrent(() => socketClosed(s, code)),
  });
  s.socket = socket;
}

function socketClosed(s: Session, code: number): void {
  if (code === CLOSE_CODES.replaced) return end(s, new CallError('SESSION_EXPIRED', { reason: 'replaced' }));
  if (code === CLOSE_CODES.unauthenticated) s.ticket = null;
  lost(s);
}

function fetchToken(s: Session, use: (token: string) => void): void {
  const step = wait(s, TIMES.requestTimeoutMs);
  new Promise<string>((resolve) => resolve(s.setup.getToken())).then(
    (token) => step === s.step && use(token),
    (cause: unknown) => step === s.step && noToken(s, cause),
  );
}

function noToken(s: Session, cause: unknown): void {
  s.setup.log('warn', 'no token', { cause });
  if (s.opening === null) lost(s);
  else end(s, cause instanceof CallError ? cause : new CallError('UNAUTHENTICATED', { reason: 'getToken' }, cause));
}

/** The first request of a socket. Its own time is that of the step. */
function greet<N extends 'signIn' | 'resume'>(s: Session, name: N, fields: FieldsOf<N>, ok: Ok<N>, no: Fail): void {
  wait(s);
  send(s, add(s, name, fields, ok, no));
}

function signIn(s: Session, token: string): void {
  const { host, setup: { greeting } } = s;
  const id = host.read(DEVICE_KEY) || host.uuid();
  host.write(DEVICE_KEY, id);
  greet(s, 'signIn', { token, device: { id, type: host.clientType }, ...greeting }, (answer) => signedIn(s, answer), (error) => {
    if (isRefusal(error) && (s.opening !== null || ++s.refusals > REFUSALS_ALLOWED)) end(s, error);
    else lost(s);
  });
}

function resume(s: Session, { sid, resumeToken, epoch }: Ticket): void {
  greet(s, 'resume', { sid, resumeToken, epoch, seq: s.seen }, (answer) => resumed(s, answer), (error) => {
    if (error.code !== 'SESSION_EXPIRED' && !isRefusal(error)) return lost(s);
    s.ticket = null;
    fetchToken(s, (token) => signIn(s, token)); // On the same socket.
  });
}

function isRefusal({ code }: CallError): boolean {
  return code === 'UNAUTHENTICATED';
}

/** Without a gap: what was asked goes out again under the same numbers, the server knows what it has done already. */
function resumed(s: Session, answer: Answers['resume']): void {
  if (!answer.resumed) return signedIn(s, answer);
  if (s.ticket === null) return reconnect(s); // While the socket opened it turned out that only a snapshot will do.
  s.ticket = { ...s.ticket, resumeToken: answer.resumeToken };
  const again = [...s.pending].sort((a, b) => a.id - b.id);
  const last = add(s, 'ping', {}, nothing, nothing);
  s.replay = { until: last.id, frames: [] };
  [...again, last].forEach((pending) => send(s, pending));
}

/**
 * A new session, or an old one whose events are gone: the snapshot first, then what was asked meanwhile, under numbers
 * that the session does not know. A command must not happen twice: it fails.
 */
function signedIn(s: Session, { account, heartbeatMs, now, snapshot, ...ticket }: SignedIn): void {
  const { opening } = s;
  s.opening = null;
  Object.assign(s, { ticket, account, heartbeatMs, refusals: 0, seen: 0, gapAfter: -1 });
  fail(s, s.pending.filter(({ name }) => name === 'control' || name === 'callMore'), new CallError('NOT_CONNECTED'));
  const again = s.pending;
  online(s);
  s.hearer.snapshot(snapshot, now);
  again.forEach((pending) => {
    pending.id = ++s.lastId;
    send(s, pending);
  });
  if (opening) opening.ok(account);
}

/** The app is in front again: its timers stood still meanwhile, and the socket may be dead without a word. */
function shown(s: Session): void {
  if (s.linkState === 'online' && s.host.monotonicMs() - s.heardMs <= s.heartbeatMs) beat(s, PROBE_TIMEOUT_MS);
  else reconnect(s);
}

