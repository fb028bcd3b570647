import { CallError } from 'netcall-protocol';
import type { Session } from '../core/session';
import { nothing } from '../platform/platform';
import type { ListenerOptions } from './face';
import { isAwaited } from './kept';
import type { State } from './state';

/** As long as most calls ring: what is not loaded by then comes to nothing. */
const OPEN_LIMIT_MS = 30_000;
/** A page that was opened may make its client a little later. */
const TAKE_OVER_MS = 3_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 8_000;

/** The way to what shows calls. */
export interface Door {
  /** A call may want to be shown. */
  knock(): void;
  /** The user wants to call. */
  wake(): Promise<void>;
}

/** Runs the application's `open` when it is needed: one at a time, and again when it has failed. */
export function makeDoor(state: State, { host, setup: { log } }: Session, { open, onError = nothing }: ListenerOptions): Door {
  const wait = (run: () => void, ms: number): void => {
    state.stopWait();
    state.stopWait = host.startTimer(run, ms);
  };
  const isNeeded = (): boolean => state.client === null && !state.isLeaving && isAwaited(state.kept, host.monotonicMs());
  const knock = (): void => {
    if (isNeeded()) void swing().catch(nothing); // `failed` has told it.
  };
  const failed = (error: unknown): void => {
    if (state.isOver) return;
    log('warn', 'calls cannot be shown', { error });
    if (isNeeded()) wait(knock, Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** state.failures));
    state.failures += 1;
    onError(error);
  };
  const done = (): void => {
    state.opening = null;
    state.stopWait();
  };
  const swing = (): Promise<void> => {
    if (state.opening === null) {
      state.opening = inTime().then(() => {
        done();
        if (isNeeded()) wait(() => failed(new CallError('BAD_STATE', { method: 'open', phase: 'not handed over' })), TAKE_OVER_MS);
      }, (error: unknown) => {
        done();
        failed(error);
        throw error;
      });
    }
    return state.opening;
  };
  /** Within `open` a client may take over at once, so everything stands before it runs. */
  const inTime = (): Promise<void> => new Promise((resolve, reject) => {
    state.taken = resolve;
    state.giveUp = reject;
    wait(() => reject(new CallError('TIMEOUT', { request: 'open' })), OPEN_LIMIT_MS);
    new Promise((result) => result(open())).then(() => resolve(), reject);
  });
  return { knock, wake: () => (state.isOver ? Promise.reject(new CallError('CLOSED')) : state.client === null ? swing() : Promise.resolve()) };
}
