import { TIMES } from 'netcall-protocol';
import type { Cancel, Platform, Socket } from '../platform/platform';

/** Who owns a link. */
export interface LinkOwner {
  onText(text: string): void;
  onClose(code: number): void;
  /** Nothing was sent for a heartbeat: it is time to ask for a sign of life. */
  onQuiet(): void;
}

const nothing = (): void => undefined;

/** One socket at a time (WeChat allows five in all): what an older one still says is not heard. */
export class Link {
  /** How long nothing may be sent; the server tells it at sign-in. */
  heartbeatMs: number = TIMES.heartbeatMs;
  private socket: Socket | null = null;
  private heardMs = 0;
  private stopHeartbeat: Cancel = nothing;

  constructor(
    private readonly platform: Platform,
    private readonly owner: LinkOwner,
  ) {}

  /** How long nothing was heard. */
  get quietMs(): number {
    return this.platform.monotonicMs() - this.heardMs;
  }

  /** Opens a new socket in place of the one before. */
  open(url: string, onOpen: () => void): void {
    this.close();
    const isCurrent = (): boolean => this.socket === socket;
    const socket: Socket = this.platform.openSocket(url, {
      onOpen: () => isCurrent() && onOpen(),
      onText: (text) => {
        if (!isCurrent()) return;
        this.heardMs = this.platform.monotonicMs();
        this.owner.onText(text);
      },
      onClose: (code) => isCurrent() && this.owner.onClose(code),
    });
    this.socket = socket;
  }

  /** Sends a frame and puts the heartbeat off. */
  send(text: string): void {
    if (this.socket === null) return;
    this.socket.send(text);
    this.stopHeartbeat();
    this.stopHeartbeat = this.platform.startTimer(() => this.owner.onQuiet(), this.heartbeatMs);
  }

  /** Lets go of the socket; its owner hears nothing more of it. */
  close(): void {
    const { socket } = this;
    this.socket = null;
    this.stopHeartbeat();
    this.stopHeartbeat = nothing;
    socket?.close();
  }
}
