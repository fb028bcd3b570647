import { nothing, type Platform } from '../../platform/platform';

/** Waits before a lost stream is asked for anew: 1, 2, 4, then 8 s, as the call kit does (call rule 23). */
const FIRST_MS = 1_000;
const LONGEST_MS = 8_000;
/** How long the SDK may take to bring another address, before it is asked once more. */
const ANSWER_MS = 5_000;
/** A stream that has lived for so long starts counting anew. */
const STEADY_MS = 10_000;

/** Asks for a lost stream, with growing waits, until it has begun anew. */
export class Retry {
  private attempt = 0;
  private liveSinceMs: number | null = null;
  private stop = nothing;
  private waiting = false;

  constructor(
    private readonly host: Pick<Platform, 'startTimer' | 'monotonicMs'>,
    private readonly ask: () => void,
  ) {}

  /** Whether the stream is lost. */
  get isLost(): boolean {
    return this.waiting;
  }

  /** The stream is lost. Heard twice for one loss it acts once. */
  failed(): void {
    if (this.waiting) return;
    if (this.liveSinceMs !== null && this.host.monotonicMs() - this.liveSinceMs >= STEADY_MS) this.attempt = 0;
    this.liveSinceMs = null;
    this.waiting = true;
    this.schedule(0);
  }

  /** Media flows. */
  live(): void {
    this.liveSinceMs ??= this.host.monotonicMs();
  }

  /** The stream has begun anew, or is no more. */
  settle(): void {
    this.stop();
    this.waiting = false;
  }

  private schedule(extraMs: number): void {
    const delayMs = Math.min(FIRST_MS * 2 ** this.attempt, LONGEST_MS);
    this.stop = this.host.startTimer(() => {
      this.attempt += 1;
      this.ask();
      this.schedule(ANSWER_MS);
    }, delayMs + extraMs);
  }
}
