import { CallError, type Answers, type Mode, type RequestName, type RoomEntered } from 'netcall-protocol';
import { LIMITS } from '../copied';
import { cidOf, isIn } from '../core/call';
import { closeCalls, connectionChanged, makeCalls, receive, type Calls } from '../core/calls';
import * as commands from '../core/commands';
import type { PlaceRequest } from '../core/commands';
import { close, open, signOut } from '../core/connect';
import { objectOf, sessionOf } from '../core/given';
import { catchUpNews } from '../core/news';
import { request } from '../core/requests';
import type { Fail, FieldsOf, Session, SessionListener } from '../core/session';
import { adopt } from '../core/snapshot';
import type { HeldListener } from '../listener/face';
import { nothing } from '../platform/platform';
import { numberOf, readCall, readChannel, readControl, readInvite, readJoin, readResponse } from './arguments';
import { WithConstants } from './constants';
import { makeEmitter, type Emitter } from './emitter';
import type { NetCallEvents } from './events';
import type { CallFailure, Netcall as Face, NetcallOptions, TakeoverOptions } from './face';

type Start<T> = (c: Calls, ok: (value: T) => void, no: Fail) => unknown;
type FailureOf = (error: CallError) => CallError;

/** What the methods of one client share. */
interface Ground {
  readonly session: Session;
  /** Who hears it, and whose it is if not this client's own. */
  readonly hearer: SessionListener;
  readonly holder: HeldListener | undefined;
  readonly core: Calls;
  readonly emitter: Emitter<NetCallEvents>;
  readonly ringMsDefault: number;
  /**
   * A promise that settles within the very turn in which the core knows: events, which come later, cannot overtake it. A
   * destroyed client starts nothing.
   */
  readonly promise: <T>(start: Start<T>, failureOf?: FailureOf) => Promise<T>;
  /** The same promise for the same wish, until it has settled: a second tap gets the first one's (call rule 7). */
  readonly shared: <T>(what: string, start: Start<T>, failureOf?: FailureOf) => Promise<T>;
}

/** The original's number of "the callee is offline", the only one that applications look at, and ours of all else. */
const OFFLINE_CODE = 11_001;
const OTHER_CODE = 500;

function layGround(options: NetcallOptions | TakeoverOptions): Ground {
  const { listener: holder, adoptCalls = true, ringMs = LIMITS.ringDefaultMs } = objectOf(options) as Partial<TakeoverOptions> & { listener?: HeldListener };
  const hearer: SessionListener = {
    event: (event) => receive(core, event),
    unnumbered: nothing,
    snapshot: (snapshot, serverNowMs) => {
      adopt(core, snapshot, serverNowMs);
      catchUpNews(core);
    },
    connection: (state) => {
      emitter.emit('connection', { state });
      connectionChanged(core);
    },
    reconnecting: (count) => emitter.emit('willreconnect', { count }),
    closed: ({ code, message }) => {
      closeCalls(core);
      emitter.emit('error', { code, desc: message });
    },
  };
  const session = holder ? (objectOf(holder.session, 'listener') as unknown as Session) : sessionOf(options as NetcallOptions, hearer);
  const { host, setup } = session;
  const emitter = makeEmitter<NetCallEvents>((run, delayMs) => host.startTimer(run, delayMs), (fault, event) => {
    const desc = `${event}: ${String(fault)}`;
    setup.log('error', 'listener failed', { desc });
    if (event !== 'error') emitter.emit('error', { code: 'LISTENER', desc });
  });
  const core = makeCalls({
    session, adoptCalls, onChange: (call) => emitter.emit('callChanged', { call }), notify: ([, event, payload]) => emitter.emit(event, payload),
  });
  return { session, hearer, holder, core, emitter, ringMsDefault: ringMs, ...promisesOf(core, emitter) };
}

function promisesOf(core: Calls, emitter: Emitter<NetCallEvents>): Pick<Ground, 'promise' | 'shared'> {
  const running = new Map<string, Promise<unknown>>();
  const promise: Ground['promise'] = (start, failureOf = (error) => error) =>
    new Promise((resolve, reject) => {
      const no: Fail = (error) => {
        if (error.code === 'TIMEOUT') emitter.emit('sendCommandOverTime', undefined);
        reject(failureOf(error));
      };
      if (core.isOver) no(new CallError('CLOSED'));
      else start(core, resolve, no);
    });
  const shared = <T>(what: string, start: Start<T>, failureOf?: FailureOf): Promise<T> => {
    let isSettled = false;
    const settling = <V>(then: (value: V) => void) => (value: V): void => {
      isSettled = true;
      running.delete(what);
      then(value);
    };
    const result = (running.get(what) as Promise<T> | undefined) || promise<T>((c, ok, no) => start(c, settling(ok), settling(no)), failureOf);
    if (!isSettled) running.set(what, result);
    return result;
  };
  return { promise, shared };
}

type Methods<N extends keyof Face> = Pick<Face, N>;

function ofCalls({ session, core, ringMsDefault, promise, shared }: Ground): Methods<'call' | 'invite' | 'response' | 'startRtc' | 'hangup' | 'control' | 'switchMode' | 'getStatus'> {
  return {
    call(options) {
      const wish = readCall(options, session.account, ringMsDefault);
      const what = whatOf(wish.facts);
      return shared(what, (c, ok, no) => {
        const { ownCall } = c;
        if (isIn(ownCall, 'calling') && whatOf(ownCall) === what) ok(ownCall.uids);
        else commands.place(c, wish, ({ uids }) => ok(uids), no);
      }, callFailure);
    },
    invite(options) {
      const wish = readInvite(options, ringMsDefault);
      return promise((c, ok, no) => commands.askOfCall(c, 'callMore', wish, ok, no), callFailure);
    },
    response(options) {
      const { accepted, ...which } = readResponse(options);
      const { cid } = which;
      return shared(`response ${accepted} ${cid}`, (c, ok, no) => (accepted ? commands.accept : commands.decline)(c, which, ok, no));
    },
    startRtc(options) {
      const mode = numberOf(objectOf(options)['mode'], 'mode') as Mode;
      const { ownCall } = core;
      return shared(`start ${cidOf(ownCall)}`, (c, ok, no) => commands.enter(c, mode, (started) => ok({ ...started, account: session.account }), no));
    },
    hangup: () => (core.isOver ? Promise.resolve() : shared('hangup', (c, ok) => commands.hangUp(c, ok))),
    control(options) {
      const read = readControl(options);
      return promise((c, ok, no) => commands.askOfCall(c, 'control', read, ok, no));
    },
    switchMode(mode) {
      const read = numberOf(mode, 'mode') as Mode;
      return promise((c, ok, no) => commands.askInRoom(c, 'setMode', { mode: read }, () => ok(), no));
    },
    getStatus() {
      const { ownCall } = core;
      const isCalling = isIn(ownCall, 'placing', 'calling');
      const onTheCall = isIn(ownCall, 'inCall');
      return { signalInited: session.linkState === 'online', calling: isCalling || isIn(ownCall, 'ringing'), onTheCall, isCaller: isCalling || (onTheCall && ownCall.role === 'caller') };
    },
  };
}

function ofRooms({ session, promise, shared }: Ground): Methods<'createChannel' | 'joinChannel' | 'leaveChannel' | 'renewStream' | 'members'> {
  const ask = <R extends 'renewStream' | 'members'>(name: R): Promise<Answers[R]> => shared(name, (c, ok, no) => commands.askInRoom(c, name, {} as never, ok, no));
  return {
    createChannel(options) {
      const read = readChannel(options);
      return promise((_, ok, no) => request(session, 'createRoom', read as FieldsOf<'createRoom'>, () => ok(), no));
    },
    joinChannel(options) {
      const wish = readJoin(options);
      return promise((c, ok, no) => {
        commands.place(c, wish, ({ uids, members: _, ...entered }) => ok({ ...(entered as RoomEntered), account: session.account, accountUidMap: uids }), no);
      });
    },
    leaveChannel: () =>
      promise((c, ok, no) => {
        const { ownCall } = c;
        if (isIn(ownCall, 'inCall') && ownCall.channel) commands.hangUp(c, ok);
        else no(new CallError('NOT_IN_ROOM'));
      }),
    renewStream: () => ask('renewStream'),
    members: () => ask('members'),
  };
}

function ofAccount({ session, holder, core, promise, shared }: Ground): Methods<'login' | 'logout' | 'records' | 'sendMessage' | 'settings' | 'presence'> {
  const ask = <R extends RequestName>(name: R, fields: FieldsOf<R>): Promise<Answers[R]> => promise((_, ok, no) => request(session, name, fields, ok, no));
  return {
    login: () =>
      shared('login', (_, ok, no) => {
        if (holder) holder.login().then(ok, no);
        else open(session, (account) => ok({ account }), no);
      }),
    logout: () =>
      core.isOver ? Promise.resolve() : shared('logout', (c, ok) => {
        commands.hangUp(c);
        signOut(session, () => {
          closeCalls(c);
          ok();
        });
      }),
    records: (range = {}) => ask('records', range),
    sendMessage: (draft) => ask('send', { clientId: session.host.uuid(), ...draft }),
    settings: (change = {}) => ask('settings', change),
    presence: (accounts) => ask('presence', { accounts }).then(({ online }) => online),
  };
}

function ofEvents({ session, holder, core, emitter }: Ground): Methods<'on' | 'once' | 'off' | 'destroy'> {
  const { on, off } = emitter;
  return {
    on,
    once: (event, listener) => on(event, listener, true),
    off,
    destroy() {
      if (core.isOver) return;
      core.isOver = true;
      const { size } = core.waiting;
      commands.hangUp(core);
      if (holder) holder.giveBack(size);
      else {
        request(session, 'signOut', {}, nothing);
        close(session, new CallError('CLOSED'));
      }
      closeCalls(core);
      emitter.close();
    },
  };
}

function whatOf({ media, team, peer }: PlaceRequest['facts']): string {
  return [media, peer, team].join();
}

function callFailure(error: CallError): CallFailure {
  return Object.assign(error, { event: { code: error.code === 'CALLEE_OFFLINE' ? OFFLINE_CODE : OTHER_CODE } });
}

class Client extends WithConstants {
  constructor(options: NetcallOptions | TakeoverOptions) {
    super();
    const ground = layGround(options);
    const { session, holder, hearer, core } = ground;
    Object.assign(this, ofCalls(ground), ofRooms(ground), ofAccount(ground), ofEvents(ground));
    Object.defineProperties(this, { account: { get: () => session.account }, connection: { get: () => session.linkState }, current: { get: () => core.ownCall } });
    if (holder) holder.take(this as unknown as Face, hearer);
  }
}

/** A client; see `face.ts` for what it does. @throws CallError BAD_ARGUMENT naming the option that is missing or wrong */
export const Netcall = Client as unknown as new (options: NetcallOptions | TakeoverOptions) => Face;
/** One client. */
export type Netcall = Face;
