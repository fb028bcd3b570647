import { CallError } from 'netcall-protocol';
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
    snapshot: ({ calls, ended }, serverNowMs) => {
      state.kept = { snapshot: { calls, ended, serverNowMs, atMs: session.host.monotonicMs() }, events: [] };
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
  const { wake } = door;
  const listener: HeldListener = { session, account: '', connection: 'offline', wake, ...ofSession(state, session), ...ofHandover(state, session, hearer) };
  return Object.defineProperties(listener, { account: { get: () => session.account }, connection: { get: () => session.linkState } });
}

function ofSession(state: State, session: Session): Pick<HeldListener, 'login' | 'logout' | 'destroy'> {
  const signIn = (): Promise<{ account: string }> => new Promise((resolve, reject) => {
    const done = (account: string): void => resolve({ account });
    if (state.isOver) reject(new CallError('CLOSED'));
    else if (session.linkState === 'offline') open(session, done, reject);
    else done(session.account);
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
      forget(state);
      return new Promise((resolve) => signOut(session, resolve));
    },
    destroy() {
      if (state.isOver) return;
      state.isOver = true;
      state.client?.destroy();
      forget(state);
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
      session.hearer = theirs;
      tellKept(kept, theirs, session.host.monotonicMs());
      state.taken();
    },
    giveBack(waiting) {
      state.client = null;
      session.hearer = hearer;
      if (waiting > 0) renew(session);
    },
  };
}

/** Signs in anew, which brings a snapshot. */
function renew(session: Session): void {
  session.ticket = null;
  if (session.linkState !== 'offline') reconnect(session);
}
