import type { ClientType } from 'netcall-protocol';

/** Does nothing. */
export function nothing(): void {
  return undefined;
}

/** Ends a timer or a subscription. Safe to call twice. */
export type Cancel = () => void;

/** How much a line of the log matters: error = the user lost something, warn = we recovered, info = a change of phase, debug = the rest. */
export type LogLevel = 'debug' | 'warn' | 'error';

/** Takes one line of the log. Facts never hold a token or a URL with its signature. */
export type Log = (level: LogLevel, text: string, facts: Readonly<Record<string, unknown>>) => void;

/** What a socket tells its owner. `onClose` comes at most once and is the last. */
export interface SocketEvents {
  onOpen(): void;
  onText(text: string): void;
  onClose(code: number): void;
}

/** One WebSocket that carries text frames. */
export interface Socket {
  /** Sends a text frame; on a socket that is not open, nothing happens. */
  send(text: string): void;
  /** Closes; `onClose` need not follow. Safe to call twice and before the socket is open. */
  close(): void;
}

/** The host below the sdk: the only way to time, chance, network, storage and log. */
export interface Platform {
  readonly clientType: ClientType;
  /** Milliseconds since 1970 by the device's clock, which the user may turn. */
  nowMs(): number;
  /** Milliseconds that never go back; for durations. */
  monotonicMs(): number;
  /** Runs once after `delayMs`. */
  startTimer(run: () => void, delayMs: number): Cancel;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** A new identifier, at most 64 ASCII characters. */
  uuid(): string;
  openSocket(url: string, events: SocketEvents): Socket;
  /** What is kept over a restart of the app; null when nothing is. */
  read(key: string): string | null;
  write(key: string, value: string): void;
  /** Tells when the network has changed, and whether there is one. */
  onNetworkChange(listener: (available: boolean) => void): Cancel;
  /** Tells when the app comes to the front (true) or leaves it. */
  onVisibilityChange(listener: (visible: boolean) => void): Cancel;
  readonly log: Log;
}
