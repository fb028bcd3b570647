/** An event on its way to sessions. `body` is its JSON without a number, made once for all of them. */
export interface EventDelivery {
  readonly kind: 'event';
  readonly sids: readonly string[];
  readonly body: string;
}

/** What travels between processes: an event, or the word that a session's device has signed in anew. */
export type Delivery = EventDelivery | { readonly kind: 'replaced'; readonly sid: string };

/** Carries events to the process that holds a session's socket, wherever that is. */
export interface Bus {
  /** Hands over an event; order is kept per session. */
  publish(delivery: Delivery): void;
  /** Hears the events of this process's sessions. One listener. */
  subscribe(listener: (delivery: Delivery) => void): void;
}

/** The bus of a single process: a function call. */
export class LocalBus implements Bus {
  #listener: (delivery: Delivery) => void = () => undefined;

  publish(delivery: Delivery): void {
    this.#listener(delivery);
  }

  subscribe(listener: (delivery: Delivery) => void): void {
    this.#listener = listener;
  }
}
