import { browserClock, PUSH_SUBPROTOCOL } from 'netcall-webmedia';
import type { Faults } from '../runtime/faults';
import { Listeners } from '../runtime/listeners';
import { PhoneSocket } from './phone-socket';
import { Pipe } from './pipe';

/** As `wx.onNetworkStatusChange` tells it. */
export interface NetworkStatus {
  isConnected: boolean;
  networkType: 'wifi' | 'none';
}

/** Address of a stream at any host, or at this page's. */
const STREAM_ADDRESS = /^(?:\w+:\/\/[^/?#]*)?\/live\//;

/** What a stream is to this phone. */
type StreamKind = 'pusher' | 'player';

/** A phone's network, with what is done to it: the sockets of signalling and media both come from here. */
export class Network {
  readonly changed = new Listeners<NetworkStatus>();
  /** Those that are open or opening; null: not one of a stream. */
  private readonly sockets = new Map<PhoneSocket, StreamKind | null>();
  /** Those that were closed while they were dead: the other end does not know yet. */
  private readonly unburied = new Set<PhoneSocket>();
  /** Addresses that refuse to be connected to again. */
  private readonly broken = new Set<string>();
  private readonly line = { up: new Pipe(browserClock), down: new Pipe(browserClock) };

  constructor(private readonly faults: Faults) {
    for (const type of ['online', 'offline']) window.addEventListener(type, () => this.changed.emit(this.status));
    faults.changed.add(({ name, on }) => {
      if (name === 'network') this.setUp(!on);
      if (name === 'slowLink') this.setSlow(on);
      if (name === 'pusher' || name === 'player') this.setBroken(name, on);
    });
  }

  get status(): NetworkStatus {
    const isConnected = navigator.onLine && !this.faults.has('network');
    return { isConnected, networkType: isConnected ? 'wifi' : 'none' };
  }

  /** Opens a socket; without a network, or to an address that is broken, it closes without having opened. @throws DOMException as WebSocket */
  connect(url: string, protocols: string | string[] = []): PhoneSocket {
    const kind = kindOf(url, protocols);
    const socket = new PhoneSocket(url, protocols, kind === null ? null : this.line);
    if (this.broken.has(socket.url) || this.faults.has('network')) {
      socket.close();
      return socket;
    }
    if (kind !== null) this.faults.set(kind, false);
    this.sockets.set(socket, kind);
    socket.addEventListener('close', () => this.forget(socket));
    return socket;
  }

  private forget(socket: PhoneSocket): void {
    this.sockets.delete(socket);
    if (socket.isDead) this.unburied.add(socket);
  }

  private setUp(isUp: boolean): void {
    for (const socket of [...this.sockets.keys(), ...this.unburied]) {
      if (isUp) socket.bury();
      else socket.die();
    }
    if (isUp) this.unburied.clear();
    this.changed.emit(this.status);
  }

  private setSlow(isSlow: boolean): void {
    const kbps = isSlow ? this.faults.slowKbps : Infinity;
    this.line.up.setKbps(kbps);
    this.line.down.setKbps(kbps);
  }

  /** What flows is cut, and its address refused until WeChat gives up and the mini-program asks for another. */
  private setBroken(kind: StreamKind, isBroken: boolean): void {
    if (!isBroken) return;
    const hit = [...this.sockets].filter(([, its]) => its === kind);
    for (const [socket] of hit) {
      this.broken.add(socket.url);
      socket.cut();
    }
    if (hit.length === 0) this.faults.set(kind, false);
  }
}

/** Null: it is no stream, or no address, of which WebSocket itself tells. */
function kindOf(url: string, protocols: string | string[]): StreamKind | null {
  if (!STREAM_ADDRESS.test(url)) return null;
  return protocols.includes(PUSH_SUBPROTOCOL) ? 'pusher' : 'player';
}
