import type { Hub } from './hub';
import type { RelayLimits } from './limits';
import type { EndReason } from './stream';

/** What every session of a relay works with. */
export interface SessionContext {
  readonly hub: Hub;
  readonly limits: RelayLimits;
  readonly nowMs: () => number;
  readonly random: (count: number) => Uint8Array;
  /** For the log: who was refused and why. Never called with a ticket. */
  readonly onRefused: (facts: RefusalFacts) => void;
  /** Called once for every session, before anything else happens in it. */
  readonly onOpened: (session: Session) => void;
  /** Called once for every session, after everything else. */
  readonly onEnded: (session: Session, reason: EndReason) => void;
}

/** A refused request, without its ticket. */
export interface RefusalFacts {
  readonly action: string;
  readonly stream: string;
  readonly reason: string;
  readonly address: string;
}

/** One socket with whatever it speaks. */
export interface Session {
  /** Looks at the timeouts; called about once a second. */
  sweep(nowMs: number): void;
  /** Destroys the socket, so that nothing more is received or sent. Safe to call twice. */
  end(reason: EndReason): void;
}

