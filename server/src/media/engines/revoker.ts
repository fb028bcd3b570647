import type { Clock } from '../../clock';
import type { Log } from '../../log';
import { after } from '../after';
import type { Kick } from './controls';

/** What a revoker is made of. */
export interface RevokerOptions {
  readonly kick: Kick;
  /** Whether the engine still has a publisher there. */
  readonly isLive: (stream: string) => boolean;
  /** Called when the engine could not be made to end a stream. */
  readonly giveUp: (stream: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Waits between the kicks of one stream. There are two at least, because a client whose hook was accepted just before the
 * name was revoked may appear after the first.
 */
const WAITS_MS = [500, 500, 1_000, 2_000, 4_000, 8_000] as const;
const LEAST_KICKS = 2;
const LOOK_MS = 100;

interface Pending { kicks: number; dueMs: number }

/** Kicks revoked streams of one node off until it has told their end. Nobody waits for it. */
export class Revoker {
  private readonly pending = new Map<string, Pending>();
  private closed = false;
  private wake: () => void = () => undefined;

  constructor(private readonly options: RevokerOptions) {
    void this.run();
  }

  /** How many streams are still to be ended. */
  get waiting(): number { return this.pending.size; }

  /** The name must be refused already. */
  revoke(stream: string): void {
    this.pending.set(stream, { kicks: 0, dueMs: this.options.clock.nowMs() });
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      const due = [...this.pending].filter(([, { dueMs }]) => dueMs <= this.options.clock.nowMs()).map(([stream]) => stream);
      if (due.length > 0) await this.kick(due);
      else await this.rest();
    }
  }

  /** Until something is revoked, or, with something pending, a moment. */
  private rest(): Promise<void> {
    const woken = new Promise<void>((resolve) => { this.wake = resolve; });
    return this.pending.size === 0 ? woken : Promise.race([woken, after(this.options.clock, LOOK_MS)]);
  }

  private async kick(streams: readonly string[]): Promise<void> {
    let isDone = true;
    try {
      await this.options.kick(new Set(streams));
    } catch (error) {
      isDone = false;
      this.options.log.warn({ reason: reasonOf(error), streams: streams.length }, 'the media engine could not be told to end streams');
    }
    for (const stream of streams) this.kicked(stream, isDone);
  }

  private kicked(stream: string, isDone: boolean): void {
    const each = this.pending.get(stream);
    if (each === undefined) return;
    each.kicks += 1;
    const waitMs = WAITS_MS[each.kicks - 1];
    if (isDone && each.kicks >= LEAST_KICKS && !this.options.isLive(stream)) this.pending.delete(stream);
    else if (waitMs !== undefined) each.dueMs = this.options.clock.nowMs() + waitMs;
    else this.giveUp(stream);
  }

  private giveUp(stream: string): void {
    this.pending.delete(stream);
    this.options.log.warn({ stream }, 'a revoked stream could not be confirmed to have ended');
    this.options.giveUp(stream);
  }
}

/** `fetch` says in the cause what was wrong. */
function reasonOf(error: unknown): string {
  return String(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}
