import type { Socket } from 'node:net';
import type { RelayLimits } from './limits';

/** Counts sockets, in all and by address, and turns away those above the limits. */
export class Door {
  private readonly counts = new Map<string, number>();
  private readonly open = new Set<Socket>();

  /** @param uncounted - addresses of local proxies, behind which many people come from one address */
  constructor(private readonly limits: RelayLimits, private readonly uncounted: ReadonlySet<string>) {}

  /** Counts the socket until it closes, or destroys it. @returns whether it may stay */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    const count = this.uncounted.has(address) ? 0 : this.counts.get(address) ?? 0;
    if (this.open.size >= this.limits.sockets || count >= this.limits.socketsPerAddress) {
      socket.destroy();
      return false;
    }
    this.open.add(socket);
    this.counts.set(address, (this.counts.get(address) ?? 0) + 1);
    socket.once('close', () => this.left(socket, address));
    return true;
  }

  /** Destroys every socket. */
  clear(): void {
    for (const socket of this.open) socket.destroy();
  }

  private left(socket: Socket, address: string): void {
    this.open.delete(socket);
    const count = (this.counts.get(address) ?? 1) - 1;
    if (count > 0) this.counts.set(address, count);
    else this.counts.delete(address);
  }
}
