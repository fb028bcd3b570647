import { checkFunction } from '../core/given';
import type { Cancel } from '../platform/platform';

type Listener<T> = (payload: T) => void;

interface Entry {
  readonly event: PropertyKey;
  readonly hearer: Listener<never>;
  readonly once: boolean;
}

/** Delivers events, in order, always on a later timer turn. A listener cannot break a call. */
export interface Emitter<E extends object> {
  /** Listens until the returned function is called; one of `once` hears a single event, before the others. @throws CallError BAD_ARGUMENT */
  readonly on: <N extends keyof E>(event: N, listener: Listener<E[N]>, once?: boolean) => () => void;
  /** Stops one listener of an event, or all of them. */
  readonly off: <N extends keyof E>(event: N, listener?: Listener<E[N]>) => void;
  /** Queues an event. Who starts to listen before it is delivered hears it. */
  readonly emit: <N extends keyof E & string>(event: N, payload: E[N]) => void;
  /** Delivers what is queued, then forgets every listener. */
  readonly close: () => void;
}

/**
 * Timer turns between an event and its delivery. An event must not overtake the promise that it follows, and where
 * Promise is built on `setTimeout` (iOS 15 and older) every `then` of the application costs one turn: two are waited
 * for, and a third because two timers of one turn may run in either order.
 */
const TURNS = 3;

/** @param onFault - a listener has thrown; the event goes on to the others */
export function makeEmitter<E extends object>(startTimer: (run: () => void, delayMs: number) => Cancel, onFault: (fault: unknown, event: string) => void): Emitter<E> {
  let entries: readonly Entry[] = [];
  const drop = (isDropped: (entry: Entry) => boolean): void => void (entries = entries.filter((each) => !isDropped(each)));
  // All wait the same number of turns, so the order stays.
  const later = (run: () => void, turns = TURNS): unknown => startTimer(() => (turns === 1 ? run() : later(run, turns - 1)), 0);
  const deliver = (event: string, payload: never): void => {
    const heard = entries.filter((each) => each.event === event);
    drop((each) => each.once && each.event === event);
    for (const { hearer } of heard) {
      try {
        hearer(payload);
      } catch (fault) {
        onFault(fault, event);
      }
    }
  };
  return {
    on(event, listener, once = false) {
      checkFunction(listener, 'listener');
      const entry: Entry = { event, hearer: listener, once };
      entries = once ? [entry, ...entries] : [...entries, entry];
      return () => drop((each) => each === entry);
    },
    off: (event, listener) => drop((each) => each.event === event && (listener === undefined || each.hearer === listener)),
    emit: (event, payload) => void later(() => deliver(event, payload as never)),
    close: () => void later(() => drop(() => true)),
  };
}
