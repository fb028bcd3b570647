import { CallError, type Snapshot } from 'netcall-protocol';
import { closeCalls, connectionChanged, makeCalls, receive } from '../core/calls';
import type { ServerEvent } from '../core/call-events';
import { hangUp } from '../core/commands';
import { close, open, signOut } from '../core/connect';
import { makeSession, type Connection } from '../core/session';
import { adopt } from '../core/snapshot';
import { nothing } from '../platform/platform';
import { bytesOf } from './base64';
import type { Cookie } from './callbacks';
import { dropCalls, noteCall, noteCalls, tellCall } from './calls';
import { obey } from './devices';
import { numberOf, SDK_ERR } from './errors';
import { absence, attempt, type Credentials, type Ground, type Line } from './ground';
import { hearInvite } from './invites';
import { forgetQueues, hearQueue } from './queues';
import { isRtcEvent, type RtcEvent } from './read';
import { adoptRooms, hearRoom, leaveBehind } from './rooms';
import { hearStatus } from './status';
import { failTransfers, hearBulk } from './transfer';

/** The device that every session of this face signs in as: the second sign-in of a user ends the first. */
const DEVICE_ID = 'rtcsdk';
/** The application is told so long before its token expires. */
const WARNING_MS = 30_000;
/** No timer is set for longer: hosts take longer times for none. */
const LONGEST_TIMER_MS = 86_400_000;
/** As long as the server keeps a session without a call. */
const LOST_MS = 120_000;

/** What signs in: whom, under which name, with which tokens. */
interface Wish {
  readonly UID: string;
  readonly nick: string;
  /** Of `LoginByToken`. */
  readonly token: string | null;
  /** Null: there is nothing that tokens could be fetched by. */
  readonly getToken: (() => string | Promise<string>) | null;
  readonly cookie: Cookie;
}

/** The methods about the session. */
export function accountMethods(g: Ground) {
  return {
    Init(_params?: { readonly isCallSer?: boolean }): number {
      g.isReady = true;
      return SDK_ERR.ok;
    },
    UnInit(): void {
      logOut(g, nothing);
      g.isReady = false;
    },
    SetServerAddr(addr: unknown): void {
      g.server = g.options.server ?? addressOf(String(addr));
    },
    Login(appID: unknown, secret: unknown, nickName: unknown, UID: unknown, userAuthCode?: unknown, cookie?: Cookie): void {
      const { getToken } = g.options;
      const credentials: Credentials = { appID: String(appID), secret: String(secret), UID: String(UID), nickName: String(nickName), userAuthCode };
      logIn(g, { UID: credentials.UID, nick: credentials.nickName, token: null, getToken: getToken === undefined ? null : () => getToken(credentials), cookie });
    },
    LoginByToken(token: unknown, nickName: unknown, UID: unknown, _userAuthCode?: unknown, cookie?: Cookie): void {
      logIn(g, { UID: String(UID), nick: String(nickName), token: String(token), getToken: () => g.line?.token ?? '', cookie });
    },
    UpdateToken(token: unknown): void {
      if (g.line === null) return g.log('warn', 'nobody is signed in', {});
      g.line.token = String(token);
      watchToken(g);
    },
    Logout(cookie?: Cookie): void {
      const refusal = absence(g);
      if (refusal === SDK_ERR.ok) logOut(g, () => g.tell('LogoutSuccess', cookie));
      else g.tell('LogoutFail', refusal, cookie);
    },
  };
}

function logIn(g: Ground, { UID, nick, token, getToken, cookie }: Wish): void {
  const fail = (sdkErr: number): void => g.tell('LoginFail', sdkErr, cookie);
  if (!g.isReady) return fail(SDK_ERR.notInitialised);
  if (g.line !== null) return fail(SDK_ERR.wrongState);
  if (g.server === '') return fail(SDK_ERR.noServer);
  if (getToken === null) return fail(SDK_ERR.noBackEnd);
  const line = makeLine(g, { nick, getToken }, (snapshot, nowMs) => {
    if (line.session.account !== UID) return;
    g.isIn = true;
    g.tell('LoginSuccess', UID, cookie);
    adoptAll(g, line, snapshot, nowMs);
    watchToken(g);
  });
  g.line = { ...line, token };
  open(line.session, (account) => {
    if (account === UID) return;
    g.line = null;
    close(line.session); // The token is another user's.
    fail(SDK_ERR.wrongAuthInfo);
  }, (error) => {
    if (g.line?.session !== line.session) return;
    g.line = null;
    fail(numberOf(error));
  });
}

/** @param first - hears the snapshot of the first sign-in */
function makeLine(g: Ground, { nick, getToken }: { readonly nick: string; readonly getToken: () => string | Promise<string> }, first: (snapshot: Snapshot, nowMs: number) => void): Omit<Line, 'token'> {
  const { host, log } = g;
  const isOurs = (): boolean => g.line?.session === session;
  const greeting = { device: { id: DEVICE_ID, type: host.clientType }, rtc: { nick } };
  const session = makeSession({ server: g.server, getToken, greeting, log }, host, {
    event: (event) => isOurs() && attempt(g, () => hear(g, core, event)),
    unnumbered: (text) => isOurs() && attempt(g, () => hearBulk(g, text)),
    snapshot: (snapshot, nowMs) => {
      if (isOurs()) (g.isIn ? adoptAll : (_: Ground, __: unknown, ...news: [Snapshot, number]) => first(...news))(g, { session, core }, snapshot, nowMs);
    },
    connection: (state) => {
      connectionChanged(core);
      if (isOurs()) watchLink(g, state);
    },
    reconnecting: nothing,
    closed: (error) => isOurs() && ended(g, error),
  });
  const core = makeCalls({ session, adoptCalls: true, onChange: nothing, notify: (notice) => isOurs() && tellCall(g, notice) });
  return { session, core };
}

function hear(g: Ground, core: Line['core'], event: ServerEvent | RtcEvent): void {
  if (isRtcEvent(event)) hearOwn(g, event);
  else if (!hearRoom(g, event, (from, order) => obey(g, from, order)) && event.t !== 'recorded' && event.t !== 'message') {
    noteCall(g, event);
    receive(core, event);
  }
}

function hearOwn(g: Ground, event: RtcEvent): void {
  if ('inviteId' in event) hearInvite(g, event);
  else if (event.t === 'userStatus') hearStatus(g, event);
  else hearQueue(g, event);
}

/** The truth about this user's calls and rooms, at sign-in and whenever events were lost. */
function adoptAll(g: Ground, { core }: Omit<Line, 'token'>, snapshot: Snapshot, nowMs: number): void {
  g.skewMs = nowMs - g.host.nowMs();
  attempt(g, () => noteCalls(g, snapshot));
  adoptRooms(g, snapshot);
  adopt(core, { ...snapshot, calls: snapshot.calls.filter(({ channel }) => channel === undefined) }, nowMs);
  g.standing.forEach((again) => again());
}

/** A connection that stays lost is given up, so that the application can do something about it. */
function watchLink(g: Ground, state: Connection): void {
  const { host, options: { lostMs = LOST_MS } } = g;
  g.stopLost();
  if (state !== 'connecting' || !g.isIn) return;
  const giveUp = (): void => lineOff(g, new CallError('NOT_CONNECTED'));
  let stop = host.startTimer(giveUp, lostMs);
  // In the background no time passes: whoever comes back has all of it.
  const stopWatching = host.onVisibilityChange((visible) => {
    if (!visible) return;
    stop();
    stop = host.startTimer(giveUp, lostMs);
  });
  g.stopLost = () => {
    stop();
    stopWatching();
  };
}

/** Tells before the token of `LoginByToken` expires, and ends the session when it has. */
function watchToken(g: Ground, isTold = false): void {
  const { line, host } = g;
  g.stopToken();
  const expiryMs = line?.token ? expiryOf(line.token) : null;
  if (!g.isIn || expiryMs === null) return;
  const leftMs = expiryMs - host.nowMs() - g.skewMs;
  if (leftMs <= 0) return lineOff(g, new CallError('UNAUTHENTICATED', { reason: 'expired' }));
  const isNear = leftMs <= WARNING_MS;
  if (isNear && !isTold) g.tell('NotifyTokenWillExpire');
  g.stopToken = host.startTimer(() => watchToken(g, isNear), Math.min(LONGEST_TIMER_MS, isNear ? leftMs : leftMs - WARNING_MS));
}

/** When a JWT expires, milliseconds since 1970; null when it does not say so. */
function expiryOf(token: string): number | null {
  try {
    // What is not ASCII in the text of it comes out wrong, and is not looked at.
    const { exp } = Object(JSON.parse(String.fromCharCode(...bytesOf(token.split('.')[1] ?? '')))) as { readonly exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : null;
  } catch {
    return null; // The server is to say what is wrong with it.
  }
}

/** Ends the session by this side. What was asked fails first. */
function lineOff(g: Ground, error: CallError): void {
  if (g.line !== null) close(g.line.session, error);
  ended(g, error);
}

function ended(g: Ground, error: CallError): void {
  const { isIn } = g;
  letGo(g);
  if (isIn) g.tell('LineOff', numberOf(error));
}

function logOut(g: Ground, done: () => void): void {
  const { line } = g;
  letGo(g);
  if (line === null) return;
  hangUp(line.core);
  signOut(line.session, () => {
    closeCalls(line.core);
    done();
  });
}

/** Nobody is signed in any more: nothing stays behind, and no more is heard of what was. */
function letGo(g: Ground): void {
  const { line } = g;
  g.line = null;
  g.isIn = false;
  g.stopLost();
  g.stopToken();
  if (line !== null && line.session.linkState === 'offline') closeCalls(line.core);
  dropCalls(g);
  leaveBehind(g);
  forgetQueues(g);
  failTransfers(g);
}

/** `host[:port]` is reached by TLS; `http://…` says that there is none. */
function addressOf(addr: string): string {
  const [, scheme = '', rest = ''] = /^(?:(\w+):\/\/)?(.*?)\/*$/.exec(addr.trim()) ?? [];
  const path = rest.includes('/') ? '' : '/ws';
  return rest === '' ? '' : `${scheme === 'http' || scheme === 'ws' ? 'ws' : 'wss'}://${rest}${path}`;
}
