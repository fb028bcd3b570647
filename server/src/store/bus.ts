/** An event on its way to sessions. `body` is its JSON without a number, made once for all of them. */
export interface EventDelivery {
  readonly kind: 'event';
  readonly sids: readonly string[];
  readonly body: string;
}

/** What travels between processes: an event, or the word that a session's device has signed in anew. */
export type Delivery = EventDelivery | { readonly kind: 'replaced'; readonly sid: string };

/** A piece of a transfer on its way to the socket of a session: a frame as it is, which nobody numbers or keeps. */
export interface BulkDelivery {
  readonly sid: string;
  readonly frame: string;
}

/** What became of a piece: it is on its way; too much waits for the reader; the session has no socket. */
export type Taken = 'sent' | 'full' | 'away';

/** Carries events to the process that holds a session's socket, wherever that is. */
export interface Bus {
  /** Hands over an event; order is kept per session. */
  publish(delivery: Delivery): void;
  /** Hears the events of this process's sessions. One listener. */
  subscribe(listener: (delivery: Delivery) => void): void;
  /** Hands over a piece, beside the events; order is kept per session. Tells its sender what became of it. */
  hand(bulk: BulkDelivery): Promise<Taken>;
  /** Takes the pieces for this process's sessions. One taker. */
  take(taker: (bulk: BulkDelivery) => Taken): void;
}

/** The bus of a single process: a function call. */
export class LocalBus implements Bus {
  #listener: (delivery: Delivery) => void = () => undefined;
  #taker: (bulk: BulkDelivery) => Taken = () => 'away';

  publish(delivery: Delivery): void {
    this.#listener(delivery);
  }

  subscribe(listener: (delivery: Delivery) => void): void {
    this.#listener = listener;
  }

  hand(bulk: BulkDelivery): Promise<Taken> {
    return Promise.resolve(this.#taker(bulk));
  }

  take(taker: (bulk: BulkDelivery) => Taken): void {
    this.#taker = taker;
  }
}
