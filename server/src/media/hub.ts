import type { MediaEvent } from './engine';
import { refusalOf, type Refusal, type Request } from './judge';
import type { RelayLimits } from './limits';
import type { MediaType } from './packet';
import { Stream, type Player, type Publisher, type Tracks } from './stream';
import type { Tickets } from './tickets';

/** A publisher's place. It outlives its validity: after a takeover `accept` does nothing. */
export interface Publication {
  /** Hands one message to the players; it goes out with `flush`. @returns false when somebody else publishes now */
  accept(type: MediaType, timestampMs: number, payload: Buffer): boolean;
  /** Sends what was handed over since the last time: for each piece that a socket brought, not for each message in it. */
  flush(): void;
  /** Safe to call twice. */
  close(): void;
}

/** A player's place. */
export interface Subscription {
  /** Safe to call twice. */
  close(): void;
}

/** What a hub is made of. */
export interface HubOptions {
  readonly app: string;
  readonly tickets: Tickets;
  readonly gopCache: boolean;
  readonly limits: RelayLimits;
  /** The host's clock, which tickets are signed by. */
  readonly wallMs: () => number;
  /** Tickets live no longer than this, so a revoked name need not be remembered longer. */
  readonly ticketTtlS: number;
  readonly onEvent: (event: MediaEvent) => void;
  /** Somebody has come to this stream or gone, publisher or player. It may be called while others are still on their way. */
  readonly onChange?: (stream: string) => void;
}

/** Who is on a stream at this moment. */
export interface Seats { readonly publisher: Publisher | null; readonly players: number }

/** All streams of a relay: who may come in, who is there, who has to go. It knows no socket. */
export class Hub {
  private readonly streams = new Map<string, Stream>();
  private readonly revoked = new Map<string, number>();

  constructor(private readonly options: HubOptions) {}

  /** Judges a request before a byte of media is taken or given (call rule 40). */
  refuses(request: Request): Refusal | null {
    return refusalOf(request, { ...this.options, isRevoked: (stream) => this.revoked.has(stream) });
  }

  /** Takes the stream over from whoever published it. The request must not be refused. */
  publish(name: string, publisher: Publisher): Publication {
    const stream = this.stream(name);
    const replaced = stream.publisher;
    stream.publish(publisher);
    if (replaced !== null) {
      this.options.onEvent({ type: 'unpublished', stream: name });
      replaced.end('replaced');
    }
    this.options.onEvent({ type: 'published', stream: name });
    this.options.onChange?.(name);
    return {
      accept: (type, timestampMs, payload) => {
        if (stream.publisher !== publisher) return false;
        stream.accept(type, timestampMs, payload);
        return true;
      },
      flush: () => stream.flush(),
      close: () => this.unpublish(name, stream, publisher),
    };
  }

  /** Adds a player. The stream need not be published yet. The request must not be refused. */
  play(name: string, player: Player): Subscription {
    const stream = this.stream(name);
    stream.join(player);
    this.options.onChange?.(name);
    return {
      close: () => {
        stream.leave(player);
        this.forgetIfEmpty(name, stream);
        this.options.onChange?.(name);
      },
    };
  }

  seats(name: string): Seats {
    const stream = this.streams.get(name);
    return { publisher: stream?.publisher ?? null, players: stream?.audience ?? 0 };
  }

  /** What players of the stream are told to expect. */
  tracksOf(name: string): Tracks {
    return this.stream(name).tracks;
  }

  /** Refuses the name from now on and ends everybody on it. */
  revoke(name: string): void {
    this.revoked.set(name, this.options.wallMs() + this.options.ticketTtlS * 1000);
    this.streams.get(name)?.end('revoked');
  }

  /** Forgets revoked names whose tickets have all expired. */
  sweep(): void {
    for (const [name, untilMs] of this.revoked) if (untilMs < this.options.wallMs()) this.revoked.delete(name);
  }

  private unpublish(name: string, stream: Stream, publisher: Publisher): void {
    if (stream.publisher !== publisher) return;
    stream.unpublish();
    this.options.onEvent({ type: 'unpublished', stream: name });
    this.forgetIfEmpty(name, stream);
    this.options.onChange?.(name);
  }

  private stream(name: string): Stream {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const made = new Stream(this.options.gopCache, this.options.limits);
    this.streams.set(name, made);
    return made;
  }

  private forgetIfEmpty(name: string, stream: Stream): void {
    if (stream.isEmpty && this.streams.get(name) === stream) this.streams.delete(name);
  }
}
