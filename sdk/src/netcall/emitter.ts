import { CallError } from 'netcall-protocol';
import type { Cancel } from '../platform/platform';

/** What an emitter works with. */
export interface EmitterParts {
  readonly startTimer: (run: () => void, delayMs: number) => Cancel;
  /** A listener has thrown; the event goes on to the others. */
  readonly onFault: (fault: unknown, event: string) => void;
  /** True: a second `on` for the same event takes the place of the first, as the original's does. */
  readonly replace: boolean;
}

type Listener<T> = (payload: T) => void;

interface Entry {
  readonly listener: Listener<never>;
  readonly once: boolean;
}

interface Queued {
  turnsLeft: number;
  readonly deliver: () => void;
}

/**
 * Timer turns between an event and its delivery. An event must not overtake the promise that it follows, and where
 * Promise is built on `setTimeout` (iOS 15 and older) every `then` of the application costs one turn: two are waited
 * for, and a third because two timers of one turn may run in either order.
 */
const TURNS = 3;

/** Delivers events, in order, always on a later timer turn. A listener cannot break a call. */
export class Emitter<E extends object> {
  private readonly entries = new Map<keyof E, readonly Entry[]>();
  private queue: Queued[] = [];

  constructor(private readonly parts: EmitterParts) {}

  /** Listens until the returned function is called; one of `once` hears a single event, before the others. @throws CallError BAD_ARGUMENT */
  on<N extends keyof E>(event: N, listener: Listener<E[N]>, once = false): () => void {
    if (typeof listener !== 'function') throw CallError.badArgument('listener', 'a function');
    const entry: Entry = { listener, once };
    this.keep(event, (each) => !this.parts.replace || each.once !== once);
    const others = this.entries.get(event) ?? [];
    this.entries.set(event, once ? [entry, ...others] : [...others, entry]);
    return () => this.keep(event, (each) => each !== entry);
  }

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof E>(event: N, listener?: Listener<E[N]>): void {
    this.keep(event, (each) => listener !== undefined && each.listener !== listener);
  }

  /** Queues an event. Who starts to listen before it is delivered hears it. */
  emit<N extends keyof E & string>(event: N, payload: E[N]): void {
    this.enqueue(() => this.deliver(event, payload));
  }

  /** Delivers what is queued, then forgets every listener. */
  close(): void {
    this.enqueue(() => this.entries.clear());
  }

  private keep(event: keyof E, isKept: (entry: Entry) => boolean): void {
    this.entries.set(event, (this.entries.get(event) ?? []).filter(isKept));
  }

  private enqueue(deliver: () => void): void {
    if (this.queue.push({ turnsLeft: TURNS, deliver }) === 1) this.nextTurn();
  }

  private nextTurn(): void {
    this.parts.startTimer(() => {
      const due = this.queue.filter((each) => --each.turnsLeft === 0);
      this.queue = this.queue.filter(({ turnsLeft }) => turnsLeft > 0);
      if (this.queue.length > 0) this.nextTurn();
      due.forEach(({ deliver }) => deliver());
    }, 0);
  }

  private deliver<N extends keyof E & string>(event: N, payload: E[N]): void {
    const entries = this.entries.get(event) ?? [];
    this.keep(event, ({ once }) => !once);
    for (const { listener } of entries) {
      try {
        (listener as Listener<E[N]>)(payload);
      } catch (fault) {
        this.parts.onFault(fault, event);
      }
    }
  }
}
