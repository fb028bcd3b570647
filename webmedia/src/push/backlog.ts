/** More time than this between two looks is the page's own: it stood still, and learns late what has left meanwhile. */
export const MAX_LOOK_MS = 100;

/** How long what a socket was given waits in it, told by how much waits: a limit in bytes would be seconds on a slow link. */
export class Backlog {
  /** What has not left, the oldest first: where it ends in all that was sent, and when it was given. */
  private waiting: { readonly endBytes: number; readonly sinceMs: number }[] = [];
  private sentBytes = 0;
  private watchedMs = 0;
  private lookedMs = 0;

  /** A new socket, in which nothing waits. */
  reset(): void {
    this.waiting = [];
    this.sentBytes = 0;
  }

  /** The socket was given `bytes`. */
  sent(bytes: number, nowMs: number): void {
    this.sentBytes += bytes;
    this.waiting.push({ endBytes: this.sentBytes, sinceMs: this.watch(nowMs) });
  }

  /** How long the oldest has waited, in milliseconds, when `queuedBytes` wait in all; 0 when none do. */
  waitedMs(queuedBytes: number, nowMs: number): number {
    const watchedMs = this.watch(nowMs);
    const leftBytes = this.sentBytes - queuedBytes;
    const oldest = this.waiting.findIndex(({ endBytes }) => endBytes > leftBytes);
    this.waiting = oldest < 0 ? [] : this.waiting.slice(oldest);
    return watchedMs - (this.waiting[0]?.sinceMs ?? watchedMs);
  }

  /** The time that has passed while the page looked. */
  private watch(nowMs: number): number {
    this.watchedMs += Math.min(nowMs - this.lookedMs, MAX_LOOK_MS);
    this.lookedMs = nowMs;
    return this.watchedMs;
  }
}
