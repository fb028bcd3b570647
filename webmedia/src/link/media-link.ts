import type { Clock } from '../clock';
import type { Bytes } from '../flv/format';
import { transition, type Link, type LinkEffect, type LinkEvent } from './link';
import type { OpenSocket, Socket } from './socket';

/** What a link tells its owner. */
export interface LinkHandlers {
  /** A socket is open; called again after every reconnect. */
  connected(): void;
  message(bytes: Bytes): void;
  /** Broken; attempt number `attempt` follows in `delayMs`. */
  reconnecting(attempt: number, delayMs: number): void;
  /** All attempts are used up. */
  failed(): void;
}

/** Keeps one URL connected: performs what the table of `link.ts` decides. */
export class MediaLink {
  private current: Link = { phase: 'idle' };
  private url = '';
  private socket: Socket | null = null;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly openSocket: OpenSocket,
    private readonly clock: Clock,
    private readonly handlers: LinkHandlers,
  ) {}

  /** Where the connection is. */
  get phase(): Link['phase'] {
    return this.current.phase;
  }

  /** Bytes that wait in the socket. */
  get queuedBytes(): number {
    return this.socket?.queuedBytes ?? 0;
  }

  /** Connects to `url`; a connection to another one ends first. */
  start(url: string): void {
    this.stop();
    this.url = url;
    this.dispatch({ type: 'start' });
  }

  /** Connects to the same URL anew, with all attempts. It is told only if that fails. */
  restart(): void {
    this.start(this.url);
  }

  /** Sends when open. */
  send(bytes: Bytes): void {
    if (this.current.phase === 'open') this.socket?.send(bytes);
  }

  /** The bytes that come are of no use: closes the socket and reconnects. */
  giveUpSocket(): void {
    this.dispatch({ type: 'broken' });
  }

  /** Safe to call twice and from any phase; nothing is told afterwards. */
  stop(): void {
    this.dispatch({ type: 'stop' });
  }

  private dispatch(event: LinkEvent): void {
    const [next, effects] = transition(this.current, event);
    this.current = next;
    effects.forEach((effect) => this.run(effect));
  }

  private run(effect: LinkEffect): void {
    switch (effect.do) {
      case 'openSocket':
        return this.open();
      case 'closeSocket':
        return this.close();
      case 'setTimer':
        this.cancelTimer();
        this.cancelTimer = this.clock.after(effect.delayMs, () => this.dispatch({ type: 'timeUp' }));
        return;
      case 'clearTimer':
        return this.cancelTimer();
      case 'tellConnected':
        return this.handlers.connected();
      case 'tellReconnecting':
        return this.handlers.reconnecting(effect.attempt, effect.delayMs);
      case 'tellFailed':
        return this.handlers.failed();
    }
  }

  private open(): void {
    this.close();
    const socket = this.openSocket(this.url, {
      opened: () => this.fromSocket(socket, { type: 'opened' }),
      closed: () => this.fromSocket(socket, { type: 'closed' }),
      message: (bytes) => {
        if (socket === this.socket) this.handlers.message(bytes);
      },
    });
    this.socket = socket;
  }

  private fromSocket(socket: Socket, event: LinkEvent): void {
    if (socket === this.socket) this.dispatch(event);
  }

  private close(): void {
    this.socket?.close();
    this.socket = null;
  }
}
