import type { Fail } from '../core/session';
import { nothing, type Cancel } from '../platform/platform';
import type { HeldListener } from './face';
import { NOTHING_KEPT, type Kept } from './kept';

/** What changes in a listener. */
export interface State {
  /** What the next client is told. */
  kept: Kept;
  /** Who has taken over. */
  client: Parameters<HeldListener['take']>[0] | null;
  signingIn: Promise<{ account: string }> | null;
  /** While `open` runs. */
  opening: Promise<void> | null;
  /** A client has taken over: that is what `open` was for. */
  taken: () => void;
  /** Fails `open` before its time. */
  giveUp: Fail;
  /** How often `open` has failed in a row. */
  failures: number;
  /** Ends the time of `open`, or the wait for its next try. */
  stopWait: Cancel;
  /** A sign-out is under way: nothing is to be shown. */
  isLeaving: boolean;
  isOver: boolean;
}

/** Nobody has signed in. */
export function makeState(): State {
  return { kept: NOTHING_KEPT, client: null, signingIn: null, opening: null, taken: nothing, failures: 0, giveUp: nothing, stopWait: nothing, isLeaving: false, isOver: false };
}

/** The session is over: there is nothing to show. */
export function forget(state: State): void {
  state.kept = NOTHING_KEPT;
  if (state.opening === null) state.stopWait();
}
