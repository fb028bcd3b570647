import type { Socket, SocketEvents } from 'netcall-sdk';
import type { Wire } from '../../server/src/signal/wire';
import type { SimClock } from './sim-clock';
import type { SimServer } from './sim-server';

/** Who hears that a connection is cut: an end that does not goes on believing in it. */
export type Cut = 'both' | 'client' | 'server' | 'nobody';

/** What a device's network is like just now. */
export interface Reach {
  /** `down`: sockets fail at once; `hole`: nobody ever answers. */
  state: 'up' | 'down' | 'hole';
  /** The longest time a frame takes, milliseconds. */
  delayMs: number;
}

/** What a frame of the model may be watched by. */
export interface Watch {
  sent(text: string): void;
  heard(text: string): void;
}

const NOT_REACHED = 1006;
const KEPT = 4;

/**
 * One WebSocket between a device and the server. As on TCP, frames of one socket arrive in order and whole up to the
 * moment at which it is cut, and nothing after it; what an old socket still carries may arrive after a newer one has begun.
 */
export class Line {
  /** Still of use to the device: neither cut nor closed. */
  isWhole = true;
  openedAtMs: number;
  #clientHears = true;
  #server: ReturnType<SimServer['take']> = null;
  #toServerMs = 0;
  #toClientMs = 0;
  readonly #lastSent: string[] = [];
  readonly #lastHeard: string[] = [];

  constructor(
    private readonly clock: SimClock,
    private readonly server: SimServer,
    private readonly reach: Reach,
    private readonly chance: () => number,
    private readonly events: SocketEvents,
    private readonly watch: Watch,
    /** Runs when the device's process does: later while it is frozen, never once it is dead. */
    private readonly gate: (run: () => void) => void,
  ) {
    this.openedAtMs = clock.nowMs;
    this.#later(() => this.#connect());
  }

  /** The end that the sdk holds. */
  get socket(): Socket {
    return {
      send: (text) => this.#send(text),
      close: () => {
        this.#clientHears = false;
        this.#toServer(() => this.#serverGone());
        this.isWhole = false;
      },
    };
  }

  /** The connection breaks. */
  cut(who: Cut): void {
    if (!this.isWhole) return;
    this.isWhole = false;
    if (who === 'both' || who === 'client') this.#later(() => this.#clientGone(NOT_REACHED));
    if (who === 'both' || who === 'server') this.#later(() => this.#serverGone());
    this.#isCut = true;
  }

  /** A frame that has passed passes once more: no network does that within a socket, and nothing may come of it. */
  repeat(side: 'client' | 'server', which: number): void {
    const kept = side === 'client' ? this.#lastSent : this.#lastHeard;
    const text = kept[which % Math.max(1, kept.length)];
    if (text === undefined || !this.isWhole) return;
    if (side === 'client') this.#toServer(() => this.#server?.connection.onText(text));
    else this.#toClient(() => this.events.onText(text));
  }

  #isCut = false;

  #connect(): void {
    if (this.reach.state === 'hole' || this.#isCut) return;
    const wire: Wire = {
      send: (text) => this.#serverSends(text),
      pass: (text) => (this.#serverSends(text), true),
      close: (code) => this.#serverCloses(code),
    };
    if (this.reach.state === 'up' && this.#clientHears) this.#server = this.server.take(wire);
    if (this.#server !== null) this.#toClient(() => this.events.onOpen());
    else {
      this.isWhole = false;
      this.#clientGone(NOT_REACHED);
    }
  }

  #send(text: string): void {
    if (!this.#clientHears) return;
    this.watch.sent(text);
    keep(this.#lastSent, text);
    this.#toServer(() => this.#server?.connection.onText(text));
  }

  #serverIsClosing = false;

  #serverSends(text: string): void {
    if (this.#serverIsClosing) return;
    this.#toClient(() => {
      keep(this.#lastHeard, text);
      this.watch.heard(text);
      this.events.onText(text);
    });
  }

  /** After its close frame the server still hears what was on its way; then the closing handshake is done. */
  #serverCloses(code: number): void {
    if (this.#serverIsClosing) return;
    this.#serverIsClosing = true;
    this.#toClient(() => {
      this.#clientHears = false;
      this.isWhole = false;
      this.events.onClose(code);
      this.#toServer(() => this.#serverGone(), true);
    });
  }

  #serverGone(): void {
    this.#server?.closed();
    this.#server = null;
  }

  #clientGone(code: number): void {
    this.gate(() => {
      if (!this.#clientHears) return;
      this.#clientHears = false;
      this.events.onClose(code);
    });
  }

  #toServer(run: () => void, isEnd = false): void {
    this.#toServerMs = Math.max(this.#toServerMs, this.clock.nowMs + this.#delay());
    this.clock.after(this.#toServerMs - this.clock.nowMs, () => (isEnd || !this.#isCut) && run());
  }

  #toClient(run: () => void): void {
    this.#toClientMs = Math.max(this.#toClientMs, this.clock.nowMs + this.#delay());
    this.clock.after(this.#toClientMs - this.clock.nowMs, () => !this.#isCut && this.gate(() => this.#clientHears && run()));
  }

  #later(run: () => void): void {
    this.clock.after(this.#delay(), run);
  }

  #delay(): number {
    return 1 + Math.floor(this.chance() * this.reach.delayMs);
  }
}

function keep(kept: string[], text: string): void {
  kept.push(text);
  if (kept.length > KEPT) kept.shift();
}
