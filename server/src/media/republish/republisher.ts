import type { Log, LogFacts } from '../../log';
import { Forward } from './forward';
import type { RepublishContext } from './kept-link';
import { Pull } from './pull';

/** After the last player has left, a stream is fetched for this long more: a page that is loaded again finds it running. */
const PULL_GRACE_MS = 2_000;
/** Lines in the log between two sweeps; an engine that is down must not fill it. */
const NOTES = 20;

/**
 * Connects the streams of this relay with an engine of another make: what a browser publishes here is passed on, and what is
 * played here and not published here is fetched. One of the two for a stream, never both, so nothing goes round in circles.
 */
export class Republisher {
  private readonly context: RepublishContext;
  private readonly tasks = new Map<string, Forward | Pull>();
  private readonly changedStreams = new Set<string>();
  private notes = 0;
  private closed = false;

  constructor(context: Omit<RepublishContext, 'note'>, private readonly log: Log) {
    this.context = { ...context, note: (level, facts, text) => this.note(level, facts, text) };
  }

  /** Somebody has come to the stream or gone. It is looked at when whatever is under way is done, a takeover for instance. */
  changed(stream: string): void {
    if (this.closed || this.changedStreams.has(stream)) return;
    this.changedStreams.add(stream);
    queueMicrotask(() => {
      this.changedStreams.delete(stream);
      if (!this.closed) this.settle(stream);
    });
  }

  sweep(nowMs: number): void {
    this.notes = 0;
    for (const [stream, task] of [...this.tasks]) {
      task.sweep(nowMs);
      if (task instanceof Pull && task.unwatchedSinceMs !== null && nowMs - task.unwatchedSinceMs >= PULL_GRACE_MS) this.end(stream, task);
    }
  }

  /** Ends everything. Safe to call twice. */
  close(): void {
    this.closed = true;
    for (const [stream, task] of [...this.tasks]) this.end(stream, task);
  }

  private settle(stream: string): void {
    const { publisher } = this.context.hub.seats(stream);
    const isPublishedHere = publisher !== null && !(publisher instanceof Pull);
    const task = this.tasks.get(stream);
    if (task !== undefined && (task.closed || task instanceof Forward !== isPublishedHere)) this.end(stream, task);
    if (isPublishedHere) this.forward(stream);
    else this.pull(stream);
  }

  private forward(stream: string): void {
    if (!this.tasks.has(stream)) this.tasks.set(stream, new Forward(stream, this.context));
  }

  private pull(stream: string): void {
    const isWatched = this.context.hub.seats(stream).players > 0;
    const task = this.tasks.get(stream);
    if (task === undefined && isWatched) this.tasks.set(stream, new Pull(stream, this.context));
    if (task instanceof Pull) task.unwatchedSinceMs = isWatched ? null : task.unwatchedSinceMs ?? this.context.clock.nowMs();
  }

  private end(stream: string, task: Forward | Pull): void {
    this.tasks.delete(stream);
    task.close();
  }

  private note(level: 'info' | 'warn', facts: LogFacts, text: string): void {
    this.notes += 1;
    if (this.notes <= NOTES) this.log[level](facts, text);
  }
}
