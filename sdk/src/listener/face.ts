import type { ClientOptions, Connection, Session, SessionListener } from '../core/session';
import type { Netcall } from '../netcall/face';

/** What a listener is made with. */
export interface ListenerOptions extends ClientOptions {
  /**
   * Loads what shows calls, and makes a client or a call kit with this listener: `new Netcall({ listener })` or
   * `createCallKit({ listener })`. Resolves when that has happened. Runs when a call rings, when one of before the app's restart goes
   * on, and at `wake`; never twice at once. When it fails while a call waits, it runs again after 1, 2, 4, 8, 8… s.
   */
  readonly open: () => unknown;
  /** Hears why `open` failed, and why the session has ended by itself. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Signs a user in and hears calls, without anything that shows them: for the main package of an application that keeps the rest in
 * a sub-package. What rings is told to the caller as ringing only when a client has taken over.
 */
export interface Listener {
  /** Who is signed in; empty before. */
  readonly account: string;

  /** State of the connection to the server. */
  readonly connection: Connection;

  /**
   * Signs in and stays signed in until `logout` or `destroy`.
   *
   * Rejects with UNAUTHENTICATED when the token is refused, with what `getToken` failed with, with NOT_CONNECTED when the
   * server could not be reached within 10 s, with CLOSED after `destroy`.
   */
  login(): Promise<{ account: string }>;

  /** Ends the call, if a client has taken over, and signs out; resolves in any case. A later `login` begins anew. */
  logout(): Promise<void>;

  /**
   * Runs `open` now, because the user wants to call. Resolves when it has; at once when a client has taken over already. Rejects with what
   * it failed with, with TIMEOUT when it took 30 s, with CLOSED after `destroy`.
   */
  wake(): Promise<void>;

  /** Destroys the client that has taken over, signs out, and lets go of socket, timers and subscriptions. Safe to call twice. */
  destroy(): void;
}

/** A listener as the client sees that takes over. */
export interface HeldListener extends Listener {
  readonly session: Session;
  /** From now on `hearer` hears the session; what was kept for it happens now. */
  take(client: Pick<Netcall, 'logout' | 'destroy'>, hearer: SessionListener): void;
  /** The client is gone. @param waiting - how many calls ring on that it has not answered */
  giveBack(waiting: number): void;
}
