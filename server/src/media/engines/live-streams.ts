import type { MediaEvent } from '../engine';

/** Who publishes, as an engine tells it. */
export interface EngineClient {
  /** The engine: another one may use the same client ids. */
  readonly server: string;
  /** The run of that engine; empty where it does not say. */
  readonly run: string;
  readonly id: string;
}

interface Heard extends EngineClient { heardMs: number }

/**
 * What is live, out of hooks that may be late, missing or come twice. A stream is live while any client publishes it: an engine
 * asks about a second publisher before it refuses it, and then tells its end. `unpublished` follows every `published` once.
 */
export class LiveStreams {
  private readonly streams = new Map<string, Map<string, Heard>>();

  constructor(private readonly tell: (type: MediaEvent['type'], stream: string) => void) {}

  has(stream: string): boolean { return this.streams.has(stream); }

  /** A client publishes, or still does. A new run of its engine ends what the run before had. */
  publishes(stream: string, client: EngineClient, nowMs: number): void {
    if (client.run !== '') this.end((each) => each.server === client.server && each.run !== client.run && each.run !== '');
    const clients = this.streams.get(stream) ?? new Map<string, Heard>();
    clients.set(keyOf(client), { ...client, heardMs: nowMs });
    if (this.streams.has(stream)) return;
    this.streams.set(stream, clients);
    this.tell('published', stream);
  }

  /** A client has ended. One that nobody knows is harmless: it was refused, or a server before this one knew it. */
  ended(stream: string, client: EngineClient): void {
    if (this.streams.get(stream)?.delete(keyOf(client)) === true) this.tellIfEmpty(stream);
  }

  /** Everything of a stream is over, whatever its engine will still tell. */
  forget(stream: string): void {
    this.streams.get(stream)?.clear();
    this.tellIfEmpty(stream);
  }

  /** Ends clients that were not heard of since. */
  endSilentSince(ms: number): void {
    this.end((client) => client.heardMs < ms);
  }

  /** Everything is over. */
  clear(): void {
    this.end(() => true);
  }

  private end(isOver: (client: Heard) => boolean): void {
    for (const [stream, clients] of [...this.streams]) {
      for (const [key, client] of clients) if (isOver(client)) clients.delete(key);
      this.tellIfEmpty(stream);
    }
  }

  private tellIfEmpty(stream: string): void {
    if (this.streams.get(stream)?.size !== 0) return;
    this.streams.delete(stream);
    this.tell('unpublished', stream);
  }
}

function keyOf({ server, run, id }: EngineClient): string {
  return JSON.stringify([server, run, id]);
}
