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

type Listener<T> = (payload: T) => void;
type Slots<E> = { [N in keyof E]?: Listener<E[N]>[] };

/** Delivers events, in order, always on a later timer turn. A listener cannot break a call. */
export class Emitter<E extends object> {
  private listeners: Slots<E> = {};
  /** These run before the others, and once. */
  private onceListeners: Slots<E> = {};
  private queue: Queued[] = [];
  private stopTurn: Cancel | null = null;

  constructor(private readonly parts: EmitterParts) {}

  /** Listens until the returned function is called. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  on<N extends keyof E>(event: N, listener: Listener<E[N]>): () => void {
    return add(this.listeners, event, listener, this.parts.replace);
  }

  /** Listens for one event, before those of `on`. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  once<N extends keyof E>(event: N, listener: Listener<E[N]>): () => void {
    return add(this.onceListeners, event, listener, this.parts.replace);
  }

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof E>(event: N, listener?: Listener<E[N]>): void {
    for (const slots of [this.listeners, this.onceListeners]) slots[event] = (slots[event] ?? []).filter((each) => listener !== undefined && each !== listener);
  }

  /** Queues an event. Who starts to listen before it is delivered hears it. */
  emit<N extends keyof E & string>(event: N, payload: E[N]): void {
    this.queue.push({ turnsLeft: TURNS, deliver: () => this.deliver(event, payload) });
    this.stopTurn ??= this.parts.startTimer(() => this.turn(), 0);
  }

  /** Delivers what is queued, then forgets every listener. */
  close(): void {
    this.emitLast(() => this.forget());
  }

  /** How many listeners there are. */
  get count(): number {
    return [this.listeners, this.onceListeners].reduce((sum, slots) => sum + Object.values<unknown[] | undefined>(slots).reduce((all, each) => all + (each?.length ?? 0), 0), 0);
  }

  private emitLast(deliver: () => void): void {
    this.queue.push({ turnsLeft: TURNS, deliver });
    this.stopTurn ??= this.parts.startTimer(() => this.turn(), 0);
  }

  private forget(): void {
    this.listeners = {};
    this.onceListeners = {};
  }

  private turn(): void {
    this.stopTurn = null;
    const due = this.queue.filter((each) => --each.turnsLeft === 0);
    this.queue = this.queue.filter((each) => each.turnsLeft > 0);
    if (this.queue.length > 0) this.stopTurn = this.parts.startTimer(() => this.turn(), 0);
    due.forEach((each) => each.deliver());
  }

  private deliver<N extends keyof E & string>(event: N, payload: E[N]): void {
    const once = this.onceListeners[event] ?? [];
    this.onceListeners[event] = [];
    for (const listener of [...once, ...(this.listeners[event] ?? [])]) {
      try {
        listener(payload);
      } catch (fault) {
        this.parts.onFault(fault, event);
      }
    }
  }
}

function add<E extends object, N extends keyof E>(slots: Slots<E>, event: N, listener: Listener<E[N]>, replace: boolean): () => void {
  if (typeof listener !== 'function') throw CallError.badArgument('listener', 'a function');
  slots[event] = [...(replace ? [] : (slots[event] ?? [])), listener];
  return () => {
    slots[event] = (slots[event] ?? []).filter((each) => each !== listener);
  };
}
