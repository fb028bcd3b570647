import { CallError, type CallSnapshot, type Snapshot } from 'netcall-protocol';
import { close, open, reconnect, signOut } from '../core/connect';
import { checkFunction, objectOf, sessionOf } from '../core/given';
import { request } from '../core/requests';
import type { Session, SessionListener } from '../core/session';
import { nothing } from '../platform/platform';
import { makeDoor } from './door';
import type { HeldListener, Listener, ListenerOptions } from './face';
import { ALL_TOLD, tellKept, withEvent } from './kept';
import { forget, makeState, type State } from './state';

/** More events than so many about calls that nobody shows are not kept: a snapshot tells the same in one. */
const EVENTS_KEPT = 100;

/** A listener; see `Listener` for what it does. @throws CallError BAD_ARGUMENT naming the option that is missing or wrong */
export function makeListener(options: ListenerOptions): Listener {
  checkFunction(objectOf(options)['open'], 'open');
  const state = makeState();
  const hearer: SessionListener = {
    event: (event) => {
      state.kept = withEvent(state.kept, event, session.host.monotonicMs());
      if (state.kept.events.length > EVENTS_KEPT) renew(session);
      door.knock();
    },
    snapshot: (snapshot, serverNowMs) => {
      state.kept = { snapshot: { ...withoutLeft(session, snapshot), serverNowMs, atMs: session.host.monotonicMs() }, events: [] };
      door.knock();
    },
    closed: (error) => {
      forget(state);
      options.onError?.(error);
    },
    unnumbered: nothing, connection: nothing, reconnecting: nothing,
  };
  const session = sessionOf(options, hearer);
  const door = makeDoor(state, session, options);
  const listener: HeldListener = { session, account: '', connection: 'offline', wake: () => door.wake(), ...ofSession(state, session), ...ofHandover(state, session, hearer) };
  return Object.defineProperties(listener, { account: { get: () => session.account }, connection: { get: () => session.linkState } });
}

function ofSession(state: State, session: Session): Pick<HeldListener, 'login' | 'logout' | 'destroy'> {
  const signIn = (): Promise<{ account: string }> => new Promise((resolve, reject) => {
    if (state.isOver) reject(new CallError('CLOSED'));
    else open(session, (account) => resolve({ account }), reject);
  });
  const settled = (): void => {
    state.signingIn = null;
  };
  return {
    login() {
      if (state.signingIn === null) {
        state.signingIn = signIn();
        state.signingIn.then(settled, settled);
      }
      return state.signingIn;
    },
    logout() {
      if (state.client !== null) return state.client.logout();
      const over = (): void => {
        state.isLeaving = false;
        forget(state); // What has come meanwhile is nobody's either.
      };
      forget(state);
      state.isLeaving = true;
      return new Promise((resolve) => signOut(session, () => resolve(over())));
    },
    destroy() {
      if (state.isOver) return;
      state.isOver = true;
      state.client?.destroy();
      forget(state);
      state.giveUp(new CallError('CLOSED'));
      request(session, 'signOut', {}, nothing);
      close(session, new CallError('CLOSED'));
    },
  };
}

function ofHandover(state: State, session: Session, hearer: SessionListener): Pick<HeldListener, 'take' | 'giveBack'> {
  return {
    take(client, theirs) {
      state.client?.destroy();
      const { kept } = state;
      Object.assign(state, { client, kept: ALL_TOLD, failures: 0 });
      state.stopWait();
      session.hearer = { ...theirs, snapshot: (snapshot, serverNowMs) => theirs.snapshot(withoutLeft(session, snapshot), serverNowMs) };
      tellKept(kept, theirs, session.host.monotonicMs());
      state.taken();
    },
    giveBack(waiting) {
      state.client = null;
      session.hearer = hearer;
      if (waiting > 0 && !state.isOver) renew(session);
    },
  };
}

/** Without what a client has left while the server could not hear it: whoever comes after that client must not go on with it. */
function withoutLeft({ pending }: Session, { calls, ended }: Snapshot): Snapshot {
  const isLeft = ({ cid }: CallSnapshot): boolean => pending.some(({ name, fields }) => (name === 'hangup' || name === 'reject') && 'cid' in fields && fields.cid === cid);
  return { calls: calls.filter((call) => !isLeft(call)), ended };
}

/** Signs in anew, which brings a snapshot. */
function renew(session: Session): void {
  session.ticket = null;
  if (session.linkState !== 'offline') reconnect(session);
}
