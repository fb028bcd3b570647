import { TIMES } from 'netcall-protocol';
import type { Cancel, Platform, Socket } from '../platform/platform';

/** Who owns a link. */
export interface LinkOwner {
  onText(text: string): void;
  onClose(code: number): void;
  /** Nothing was sent for a heartbeat: it is time to ask for a sign of life. */
  onQuiet(): void;
}

/** One socket at a time (WeChat allows five in all): what an older one still says is not heard. */
export class Link {
  /** How long nothing may be sent; the server tells it at sign-in. */
  heartbeatMs: number = TIMES.heartbeatMs;
  private socket: Socket | undefined;
  private heardMs = 0;
  private stopHeartbeat: Cancel | undefined;

  constructor(
    private readonly platform: Platform,
    private readonly owner: LinkOwner,
  ) {}

  /** Whether nothing was heard for a heartbeat. */
  get isQuiet(): boolean {
    return this.platform.monotonicMs() - this.heardMs > this.heartbeatMs;
  }

  /** Opens a new socket in place of the one before. */
  open(url: string, onOpen: () => void): void {
    this.close();
    const ifCurrent = (run: () => void): void => {
      if (this.socket !== socket) return;
      this.heardMs = this.platform.monotonicMs();
      run();
    };
    const socket: Socket = this.platform.openSocket(url, {
      onOpen: () => ifCurrent(onOpen),
      onText: (text) => ifCurrent(() => this.owner.onText(text)),
      onClose: (code) => ifCurrent(() => this.owner.onClose(code)),
    });
    this.socket = socket;
  }

  /** Sends a frame and puts the heartbeat off. */
  send(text: string): void {
    this.socket?.send(text);
    this.stopHeartbeat?.();
    this.stopHeartbeat = this.platform.startTimer(() => this.owner.onQuiet(), this.heartbeatMs);
  }

  /** Lets go of the socket; its owner hears nothing more of it. */
  close(): void {
    const { socket } = this;
    this.socket = undefined;
    this.stopHeartbeat?.();
    socket?.close();
  }
}
