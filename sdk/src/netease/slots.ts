import { badArgument } from 'netcall-protocol';
import { checkFunction } from '../core/given';
import { makeEmitter, type Emitter } from '../netcall/emitter';
import type { Platform } from '../platform/platform';
import { EVENTS } from './events';

/** Samples subscribe to these; the original does not deliver them either. */
const NEVER_HEARD = ['open', 'sessionDuration'];

/**
 * The original's listeners: for each event one of `on` and one of `once`, which hears it first; a second one takes the
 * place of the first. Any name will do. Delivery is that of the modern face: later, in order.
 */
export class Slots {
  private readonly emitter: Emitter<Record<string, unknown>>;
  /** What empties a slot, by the slot. */
  private readonly filled = new Map<string, () => void>();
  private readonly known = new Set<string>([...EVENTS, ...NEVER_HEARD]);

  constructor(platform: Platform) {
    this.emitter = makeEmitter(
      (run, delayMs) => platform.startTimer(run, delayMs),
      (fault, event) => platform.log('error', 'listener failed', { desc: `${event}: ${String(fault)}` }),
    );
  }

  /** Fills a slot. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  put(event: string, listener: (payload: never) => void, once: boolean): void {
    checkFunction(listener, 'listener');
    const slot = `${event} ${once}`;
    this.known.add(event);
    this.filled.get(slot)?.();
    this.filled.set(slot, this.emitter.on(event, listener as (payload: unknown) => void, once));
  }

  /** Empties both slots of an event. @throws CallError BAD_ARGUMENT for a name that no event has and nobody has listened to */
  clear(event: string): void {
    if (!this.known.has(event)) throw badArgument('event', 'the name of an event');
    this.emitter.off(event);
  }

  /** Empties every slot. */
  reset(): void {
    this.filled.forEach((empty) => empty());
  }

  /** Queues an event. */
  emit(event: string, payload: unknown): void {
    this.emitter.emit(event, payload);
  }

  /** Delivers what is queued, then forgets every listener. */
  close(): void {
    this.emitter.close();
  }
}
