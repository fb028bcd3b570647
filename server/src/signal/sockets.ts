import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE_CODES, LIMITS, SUBPROTOCOL, TIMES } from 'netcall-protocol';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { StopTimer } from '../clock';
import { Connection, type ConnectionParts } from './connection';
import { holdForTurn } from './hold';
import { Buckets } from './rate';
import { textFrame } from './text-frame';
import type { Wire } from './wire';

/** Path of the signalling socket. */
const PATH = '/ws';
/** Sign-in times and heartbeats are looked at this often. */
const CHECK_EVERY_MS = 1_000;
/** The part of `bufferBytes` that pieces of transfers may fill: an event that comes behind them waits for no more than these. */
const BULK_SHARE = 0.5;
/** A reader that has not taken the close frame by then is cut off. */
const CUT_OFF_MS = 1_000;

/** How sockets are taken. */
export interface SocketOptions {
  /** Bytes that may wait for a slow reader before it is closed with 4408. */
  readonly bufferBytes: number;
  /** The client's address as limits see it. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** Sockets that are open, and who speaks on each. */
type OpenSockets = Map<WebSocket, Connection>;

interface Listeners {
  readonly message: (this: WebSocket, data: RawData, isBinary: boolean) => void;
  readonly ping: (this: WebSocket) => void;
  readonly error: () => void;
  readonly close: (this: WebSocket) => void;
}

/** All sockets of the server: upgrades, limits by address, heartbeats, the end. */
export class Sockets {
  readonly #server = new WebSocketServer({
    noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: LIMITS.frameBytes,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #open: OpenSockets = new Map();
  readonly #listeners = listenersFor(this.#open);
  readonly #connects: Buckets;
  readonly #stopChecks: StopTimer;
  #closing = false;

  constructor(
    http: Server,
    private readonly parts: ConnectionParts,
    private readonly options: SocketOptions,
  ) {
    this.#connects = new Buckets(parts.services.options.connectRate);
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#stopChecks = parts.services.clock.every(CHECK_EVERY_MS, () => this.#check());
  }

  /** How many sockets are open. */
  get count(): number {
    return this.#open.size;
  }

  /** Takes no more sockets and closes all with 1001. Safe to call twice. */
  close(): void {
    this.#closing = true;
    this.#stopChecks();
    for (const [socket, connection] of this.#open) {
      closeSoon(socket, CLOSE_CODES.goingAway);
      connection.onClose();
    }
    this.#open.clear();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', destroyed); // A client that vanishes during the upgrade is nobody's trouble.
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#take(opened, socket));
  }

  #refusalOf(request: IncomingMessage): string | null {
    if (this.#closing) return '503 Service Unavailable';
    if (request.url?.split('?')[0] !== PATH) return '404 Not Found';
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (!offered.includes(SUBPROTOCOL)) return '400 Bad Request';
    return this.#connects.take(this.options.addressOf(request), this.parts.services.clock.nowMs()) > 0 ? '429 Too Many Requests' : null;
  }

  #take(socket: WebSocket, stream: Duplex): void {
    stream.off('error', destroyed); // `ws` has a listener of its own by now.
    this.#open.set(socket, new Connection(new SocketWire(socket, stream, this.#open, this.options), this.parts));
    const on = this.#listeners;
    socket.on('message', on.message).on('ping', on.ping).on('error', on.error).on('close', on.close);
  }

  #check(): void {
    const nowMs = this.parts.services.clock.nowMs();
    this.#connects.sweep(nowMs);
    for (const connection of this.#open.values()) connection.check(nowMs, TIMES.missedHeartbeats);
  }
}

/**
 * What sockets do with their events. One set of functions for all of them: a set for each would be half a KB per user, and
 * whatever was known where they were made, such as the request of the upgrade with its 2 KB, would stay as long as the socket.
 */
const listenersFor = (open: OpenSockets): Listeners => ({
  message: function (this: WebSocket, data: RawData, isBinary: boolean): void {
    if (isBinary) open.get(this)?.onBinary();
    else open.get(this)?.onText(textOf(data));
  },
  ping: function (this: WebSocket): void {
    open.get(this)?.heard();
  },
  error: () => undefined, // `ws` closes with the fitting code itself; `close` follows.
  close: function (this: WebSocket): void {
    const connection = open.get(this);
    open.delete(this);
    connection?.onClose();
  },
});

function destroyed(this: Duplex): void {
  this.destroy();
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]).toString('utf8');
}

/** A class, so that its functions are not made anew for each user. */
class SocketWire implements Wire {
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly open: OpenSockets,
    private readonly options: SocketOptions,
  ) {}

  /** Of what waits for the reader, pieces of transfers: they make nobody a slow reader. */
  private bulkBytes = 0;

  pass(text: string): boolean {
    const { socket, stream } = this;
    const most = this.options.bufferBytes * BULK_SHARE;
    if (socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount > most) stream.uncork();
    if (socket.bufferedAmount > most) return false;
    holdForTurn(stream);
    const frame = textFrame(text);
    this.bulkBytes += frame.length;
    stream.write(frame, () => (this.bulkBytes -= frame.length));
    return true;
  }

  send(text: string): void {
    const { socket, stream } = this;
    const most = this.options.bufferBytes + this.bulkBytes;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > most) stream.uncork(); // What is held for the end of this turn makes nobody a slow reader.
    if (socket.bufferedAmount <= most) {
      holdForTurn(stream);
      stream.write(textFrame(text));
      return;
    }
    closeSoon(socket, CLOSE_CODES.slowReader);
    this.open.get(socket)?.onClose();
  }

  close(code: number): void {
    closeSoon(this.socket, code);
  }
}

/** Closes politely, and for good when the other side does not answer: a slow reader never sees the close frame. */
function closeSoon(socket: WebSocket, code: number): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code);
  const timer = setTimeout(() => socket.terminate(), CUT_OFF_MS);
  timer.unref();
  socket.on('close', () => clearTimeout(timer));
}
