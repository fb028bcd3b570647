import { CallError } from 'netcall-protocol';
import type { Cancel } from '../platform/platform';

type Listener<T> = (payload: T) => void;

interface Entry {
  readonly listener: Listener<never>;
  readonly once: boolean;
}

/**
 * Timer turns between an event and its delivery. An event must not overtake the promise that it follows, and where
 * Promise is built on `setTimeout` (iOS 15 and older) every `then` of the application costs one turn: two are waited
 * for, and a third because two timers of one turn may run in either order.
 */
const TURNS = 3;

/** Delivers events, in order, always on a later timer turn. A listener cannot break a call. */
export class Emitter<E extends object> {
  private readonly heard = new Map<keyof E, readonly Entry[]>();

  constructor(
    private readonly startTimer: (run: () => void, delayMs: number) => Cancel,
    /** A listener has thrown; the event goes on to the others. */
    private readonly onFault: (fault: unknown, event: string) => void,
    /** True: a second `on` for the same event takes the place of the first, as the original's does. */
    private readonly replaces: boolean,
  ) {}

  /** Listens until the returned function is called; one of `once` hears a single event, before the others. @throws CallError BAD_ARGUMENT */
  on<N extends keyof E>(event: N, listener: Listener<E[N]>, once = false): () => void {
    if (typeof listener !== 'function') throw CallError.badArgument('listener', 'a function');
    const entry: Entry = { listener, once };
    this.keep(event, (each) => !this.replaces || each.once !== once);
    const others = this.heard.get(event) ?? [];
    this.heard.set(event, once ? [entry, ...others] : [...others, entry]);
    return () => this.keep(event, (each) => each !== entry);
  }

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof E>(event: N, listener?: Listener<E[N]>): void {
    this.keep(event, (each) => listener !== undefined && each.listener !== listener);
  }

  /** Queues an event. Who starts to listen before it is delivered hears it. */
  emit<N extends keyof E & string>(event: N, payload: E[N]): void {
    this.later(() => this.deliver(event, payload));
  }

  /** Delivers what is queued, then forgets every listener. */
  close(): void {
    this.later(() => this.heard.clear());
  }

  private keep(event: keyof E, isKept: (entry: Entry) => boolean): void {
    this.heard.set(event, (this.heard.get(event) ?? []).filter(isKept));
  }

  /** All wait the same number of turns, so the order stays. */
  private later(run: () => void, turns = TURNS): void {
    this.startTimer(() => (turns === 1 ? run() : this.later(run, turns - 1)), 0);
  }

  private deliver<N extends keyof E & string>(event: N, payload: E[N]): void {
    const entries = this.heard.get(event) ?? [];
    this.keep(event, ({ once }) => !once);
    for (const { listener } of entries) {
      try {
        (listener as Listener<E[N]>)(payload);
      } catch (fault) {
        this.onFault(fault, event);
      }
    }
  }
}
