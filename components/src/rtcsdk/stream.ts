import { Alarm } from '../call-kit/alarm';
import type { Clock } from '../call-kit/host';
import { Recovery } from '../call-kit/recovery';
import type { StreamMeaning } from '../pusher/codes';
import { wxClock } from './host';

/** How long the SDK may take to bring another address. */
export const ANSWER_MS = 5_000;

/** What a stream does. */
export interface StreamSteps {
  /** Gives the tag an address, also one that it has had; an empty one: it stops. */
  readonly show: (url: string) => void;
  /** Asks the SDK for another address, which comes by `follow`. */
  readonly ask: () => void;
}

/**
 * Keeps the stream of one tag at what the SDK says, and brings it back when it is lost, as the call kit does (call rule 23):
 * stop, wait, new address, start; for as long as the user is in the room.
 */
export class Stream {
  private said = '';
  private shown = '';
  private answer: ((url: string) => void) | null = null;
  private isSuspended = false;
  private readonly patience: Alarm;
  private readonly recovery: Recovery;

  /** @param kind - a pusher needs another address for every try, a player may play the old one once more. */
  constructor(private readonly kind: 'push' | 'play', private readonly steps: StreamSteps, clock: Clock = wxClock) {
    this.patience = new Alarm(clock);
    this.recovery = new Recovery(clock, {
      stop: () => (kind === 'push' ? steps.show('') : undefined), // A player stops by itself when it is told to play anew.
      renew: () => this.ask(),
      start: (url) => this.start(url),
      giveUp: () => this.recovery.retryNow(),
    });
  }

  /** The address that the SDK gives now; empty: none. */
  follow(url: string): void {
    this.said = url;
    if (url === '') return this.stop();
    if (this.answer !== null && url !== this.shown) return this.settle(url);
    if (isSameStream(url, this.shown)) return;
    this.reset();
    this.start(url);
  }

  /** What WeChat says of the stream. */
  heard(meaning: StreamMeaning): void {
    if (this.shown === '') return; // A late word on a stream that was stopped.
    this.isSuspended = meaning === 'suspended' || (this.isSuspended && meaning !== 'live');
    if (meaning === 'failed') this.recovery.failed();
    if (meaning === 'live') this.recovery.live();
  }

  /** WeChat lets the application go on: what it had suspended begins anew, and what waits is tried at once. */
  revive(): void {
    if (this.isSuspended) this.restart();
    else this.recovery.retryNow();
  }

  /** Begins anew at once. Without a stream: no effect. */
  restart(): void {
    if (this.shown === '') return;
    this.recovery.failed();
    this.recovery.retryNow();
  }

  /** Stops the stream and whatever was under way. */
  stop(): void {
    this.reset();
    if (this.shown !== '') this.start('');
  }

  private reset(): void {
    this.recovery.reset();
    this.patience.clear();
    this.answer = null;
  }

  private start(url: string): void {
    this.shown = url;
    this.isSuspended = false;
    this.steps.show(url);
  }

  private ask(): Promise<string> {
    return new Promise((resolve) => {
      this.answer = resolve;
      this.patience.set(ANSWER_MS, () => this.settle(this.kind === 'play' ? this.said : ''));
      this.steps.ask();
    });
  }

  private settle(url: string): void {
    const { answer } = this;
    this.answer = null;
    this.patience.clear();
    answer?.(url);
  }
}

/** Whether two addresses name one stream; the ticket behind the question mark changes with every answer of the server. */
function isSameStream(one: string, other: string): boolean {
  return one.split('?')[0] === other.split('?')[0];
}
