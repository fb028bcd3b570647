import { CallError, type Snapshot } from 'netcall-protocol';
import { closeCalls, connectionChanged, makeCalls, receive } from '../core/calls';
import type { ServerEvent } from '../core/call-events';
import { hangUp } from '../core/commands';
import { close, open, signOut } from '../core/connect';
import { makeSession, type Connection } from '../core/session';
import { adopt } from '../core/snapshot';
import { nothing } from '../platform/platform';
import { bytesOf } from './base64';
import { On, type Cookie } from './callbacks';
import { noteCall, noteCalls, tellCall } from './calls';
import { obey } from './devices';
import { numberOf, SdkErr } from './errors';
import { absence, addOutcomes, attempt, type Credentials, type Ground, type Line, type Tell } from './ground';
import { hearFrame, hearOwn } from './events';
import { forgetQueues } from './queues';
import { adoptRooms, hearRoom, leaveBehind } from './rooms';
import { failTransfers } from './transfer';

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
  /** Of `LoginByToken`; empty: they are fetched. */
  readonly jwt: string;
  readonly fetchJwt: (() => string | Promise<string>) | undefined;
}

/** The methods about the session. */
export function addAccount(g: Ground): void {
  const { getToken, server } = g.setup;
  addOutcomes(g, 5, {
    Login(ok, no, appID: string, secret: string, nickName: string, id: string, userAuthCode: unknown, _: never, token = '') {
      const UID = String(id);
      const credentials: Credentials = { appID, secret, UID, nickName, userAuthCode };
      logIn(g, { UID, nick: String(nickName), jwt: token, fetchJwt: token ? () => g.jwt : getToken && (() => getToken(credentials)) }, ok, no);
    },
  });
  addOutcomes(g, 0, {
    Logout(ok, no) {
      if (g.isIn) logOut(g, ok);
      else no(absence(g));
    },
  });
  Object.assign(g.sdk, {
    Init() {
      g.isReady = true;
      return SdkErr.ok;
    },
    UnInit() {
      logOut(g, nothing);
      g.isReady = false;
    },
    SetServerAddr: (addr: string) => void (g.address = server || addressOf(addr)),
    // Login with one more, which no application gives.
    LoginByToken: (token: unknown, nickName: string, UID: string, userAuthCode: unknown, cookie: Cookie) => (g.sdk['Login'] as Tell)('', '', nickName, UID, userAuthCode, cookie, String(token)),
    UpdateToken(token: string) {
      g.jwt = token;
      watchToken(g);
    },
  });
}

function logIn(g: Ground, wish: Wish, ok: Tell, no: Tell): void {
  const { UID, jwt, fetchJwt } = wish;
  const refusal = !g.isReady ? SdkErr.notInitialised : g.line ? SdkErr.wrongState : g.address ? SdkErr.noBackEnd : SdkErr.noServer;
  if (refusal !== SdkErr.noBackEnd || !fetchJwt) return no(refusal);
  const line = makeLine(g, wish, fetchJwt, () => {
    g.isIn = true;
    ok(UID);
    watchToken(g);
  });
  const { session } = line;
  const fail = (error: CallError): void => {
    if (g.line !== line) return;
    letGo(g);
    close(session);
    no(numberOf(error));
  };
  g.line = line;
  g.jwt = jwt;
  // A token of another user is as bad as one that cannot be read.
  open(session, (account) => account === UID || fail(refused('malformed')), fail);
}

/** @param signedIn - comes first of all, once the server has said who this is */
function makeLine(g: Ground, { UID, nick }: Wish, getToken: () => string | Promise<string>, signedIn: () => void): Line {
  const { host, log, address } = g;
  const ifOurs = (run: () => void): void => {
    if (g.line === line) attempt(log, run);
  };
  const session = makeSession({ server: address, getToken, greeting: { device: { id: DEVICE_ID, type: host.clientType }, rtc: { nick } }, log }, host, {
    event: (event) => ifOurs(() => hear(g, core, event)),
    unnumbered: (text) => ifOurs(() => hearFrame(g, text)),
    snapshot: (snapshot, nowMs) => ifOurs(() => {
      if (session.account !== UID) return;
      g.skewMs = nowMs - host.nowMs();
      if (!g.isIn) signedIn();
      adoptAll(g, core, snapshot, nowMs);
    }),
    connection: (state) => {
      connectionChanged(core);
      ifOurs(() => watchLink(g, state));
    },
    reconnecting: nothing,
    closed: (error) => ifOurs(() => ended(g, error)),
  });
  const core = makeCalls({ session, adoptCalls: true, onChange: nothing, notify: (notice) => ifOurs(() => tellCall(g, core, notice)) });
  const line = { session, core };
  return line;
}

function hear(g: Ground, core: Line['core'], event: ServerEvent): void {
  if (hearOwn(g, event) || hearRoom(g, event, (from, order) => obey(g, from, order)) || event.t === 'recorded' || event.t === 'message') return;
  noteCall(g, event);
  receive(core, event);
}

/** The truth about this user's calls and rooms, at sign-in and whenever events were lost. */
function adoptAll(g: Ground, core: Line['core'], snapshot: Snapshot, nowMs: number): void {
  const calls = snapshot.calls.filter(({ channel }) => !channel);
  noteCalls(g, calls);
  adoptRooms(g, snapshot);
  adopt(core, { ...snapshot, calls }, nowMs);
  g.standing.forEach((again) => again());
}

/** A connection that stays lost is given up, so that the application can do something about it. */
function watchLink(g: Ground, state: Connection): void {
  const { host, setup: { lostMs = LOST_MS } } = g;
  g.stopLost();
  if (state !== 'connecting' || !g.isIn) return;
  const wait = () => host.startTimer(() => lineOff(g, new CallError('NOT_CONNECTED')), lostMs);
  let stop = wait();
  // In the background no time passes: whoever comes back has all of it.
  const stopWatching = host.onVisibilityChange(() => {
    stop();
    stop = wait();
  });
  g.stopLost = () => {
    stop();
    stopWatching();
  };
}

/** Tells before the token of `LoginByToken` expires, and ends the session when it has. */
function watchToken(g: Ground, isTold = false): void {
  const { host, skewMs, jwt } = g;
  g.stopToken();
  const leftMs = expiryOf(jwt) - host.nowMs() - skewMs;
  if (!g.isIn || isNaN(leftMs)) return;
  if (leftMs <= 0) return lineOff(g, refused('expired'));
  const isNear = leftMs <= WARNING_MS;
  if (isNear && !isTold) g.tell(On.NotifyTokenWillExpire);
  g.stopToken = host.startTimer(() => watchToken(g, isNear), Math.min(LONGEST_TIMER_MS, isNear ? leftMs : leftMs - WARNING_MS));
}

/** When a JWT expires, milliseconds since 1970; not a number when it does not say so. */
function expiryOf(token: string): number {
  try {
    // What is not ASCII in the text of it comes out wrong, and is not looked at.
    return Number((JSON.parse(String.fromCharCode(...bytesOf(token.split('.')[1] || ''))) as { readonly exp?: unknown }).exp) * 1000;
  } catch {
    return NaN; // The server is to say what is wrong with it.
  }
}

function refused(reason: string): CallError {
  return new CallError('UNAUTHENTICATED', { reason });
}

/** Ends the session by this side. What was asked fails first. */
function lineOff(g: Ground, error: CallError): void {
  if (g.line) close(g.line.session, error);
  ended(g, error);
}

function ended(g: Ground, error: CallError): void {
  letGo(g);
  g.tell(On.LineOff, numberOf(error));
}

function logOut(g: Ground, done: () => void): void {
  const { line } = g;
  letGo(g);
  if (!line) return;
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
  if (line && line.session.linkState === 'offline') closeCalls(line.core);
  g.legs = [];
  leaveBehind(g);
  forgetQueues(g);
  failTransfers(g);
}

/** `host[:port]` is reached by TLS; `http://…` says that there is none. */
function addressOf(addr: string): string {
  const url = String(addr).replace(/^(?!\w+:\/\/)/, 'https://').replace(/^http/, 'ws').replace(/\/*$/, '');
  return url.replace(/^(\w+:\/\/[^/]+)$/, '$1/ws');
}
