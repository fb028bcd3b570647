import { Alarm } from './alarm';
import type { Clock } from './host';

/** Numbers of the recovery of a lost stream. */
export const RECOVERY = {
  /** The first wait: long enough for a relay that restarts, short enough to be back within five seconds. */
  baseMs: 1_000,
  /** The longest wait: a user who looks at a frozen picture waits no longer than this for the next try. */
  maxMs: 8_000,
  /** Tries before the user is asked: 1 + 2 + 4 + 8 + 8 + 8 s, the resume window of a call. */
  tries: 6,
  /** A stream that has lived this long starts counting anew; a shorter one is the same trouble going on. */
  steadyMs: 10_000,
} as const;

/** How long to wait before the try of this number, from 0; null when there have been enough. */
export function recoveryDelayMs(attempt: number): number | null {
  if (attempt >= RECOVERY.tries) return null;
  return Math.min(RECOVERY.baseMs * 2 ** attempt, RECOVERY.maxMs);
}

/** What a recovery does to its stream. */
export interface RecoverySteps {
  stop(): void;
  /** Asks for a fresh address; a rejection counts as one more failure. */
  renew(): Promise<string>;
  start(url: string): void;
  /** There have been enough tries. */
  giveUp(): void;
}

/** Brings one stream back: stop, wait, new address, start; with growing waits and an end (call rule 23). */
export class Recovery {
  private attempt = 0;
  private liveSinceMs: number | null = null;
  private readonly wait: Alarm;
  /** Rises when the stream is replaced or closed, so that an answer under way is dropped. */
  private round = 0;
  private renewing = false;
  private lost = false;

  constructor(
    private readonly clock: Clock,
    private readonly steps: RecoverySteps,
  ) {
    this.wait = new Alarm(clock);
  }

  /** Whether the stream is down: waiting for a try, trying, or given up. */
  get isDown(): boolean {
    return this.lost;
  }

  /** The stream has failed. Heard twice for one failure it acts once. */
  failed(): void {
    if (this.wait.isSet || this.renewing) return;
    if (this.livedLong()) this.attempt = 0;
    this.liveSinceMs = null;
    if (!this.lost) this.steps.stop();
    this.lost = true;
    this.schedule();
  }

  /** Media flows. */
  live(): void {
    this.liveSinceMs ??= this.clock.now();
  }

  /** Tries at once if the stream is down: the network is back, or the user asks. */
  retryNow(): void {
    if (!this.lost || this.renewing) return;
    this.attempt = 0;
    this.wait.clear();
    void this.renew();
  }

  /** The stream has a new address from elsewhere, or is no more: whatever was under way is void. */
  reset(): void {
    this.round += 1;
    this.attempt = 0;
    this.wait.clear();
    this.renewing = false;
    this.lost = false;
    this.liveSinceMs = null;
  }

  private schedule(): void {
    const delayMs = recoveryDelayMs(this.attempt);
    this.attempt += 1;
    if (delayMs === null) return this.steps.giveUp();
    this.wait.set(delayMs, () => void this.renew());
  }

  private async renew(): Promise<void> {
    const round = this.round;
    this.renewing = true;
    const url = await this.steps.renew().catch(() => ''); // A failed try is followed by the next one.
    if (round !== this.round) return;
    this.renewing = false;
    if (url === '') return this.schedule();
    this.lost = false;
    this.steps.start(url);
  }

  private livedLong(): boolean {
    return this.liveSinceMs !== null && this.clock.now() - this.liveSinceMs >= RECOVERY.steadyMs;
  }
}
