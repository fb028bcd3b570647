import type { Pipe } from './pipe';

/** Both directions of a way to the world. */
export interface Line {
  readonly up: Pipe;
  readonly down: Pipe;
}

/** What `close` of a socket tells that went without a word. */
const ABNORMAL_CLOSE = 1006;

/**
 * A WebSocket of a phone whose network may fail. Whoever uses it meets what a real network does: bytes that crawl, a socket
 * that is cut, one that is dead and says nothing.
 */
export class PhoneSocket extends WebSocket {
  private hasDied = false;
  private isClosed = false;
  private waitingBytes = 0;

  /** @param line - what its bytes go through; null: nothing slows it */
  constructor(url: string, protocols: string | string[], private readonly line: Line | null) {
    super(url, protocols);
    for (const type of ['open', 'message', 'error', 'close']) this.addEventListener(type, (event) => this.hear(event));
  }

  /** Nothing passes any more, neither bytes nor news. */
  get isDead(): boolean {
    return this.hasDied;
  }

  override get bufferedAmount(): number {
    return super.bufferedAmount + this.waitingBytes;
  }

  override send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    const bytes = sizeOf(data);
    this.waitingBytes += bytes;
    if (this.isDead || this.readyState > WebSocket.OPEN) return;
    const pass = (): void => {
      this.waitingBytes -= bytes;
      if (!this.isDead && this.readyState === WebSocket.OPEN) super.send(data);
    };
    if (this.line === null) pass();
    else this.line.up.put(this, bytes, pass);
  }

  /** A dead socket cannot tell the other end that it goes: that waits until `bury`. */
  override close(code?: number, reason?: string): void {
    this.leaveLine();
    if (!this.isDead) return super.close(code, reason);
    queueMicrotask(() => this.tellClosed());
  }

  /** Breaks it as a server does that goes: its owner hears so. */
  cut(): void {
    this.leaveLine();
    super.close();
    this.tellClosed();
  }

  /** Its network is gone, and neither end notices. */
  die(): void {
    this.hasDied = true;
  }

  /** Its network is back: a dead socket is found out to be one, at both ends. */
  bury(): void {
    if (this.isDead) this.cut();
  }

  /** Runs before any other listener: it was the first to be added. */
  private hear(event: Event): void {
    if (!event.isTrusted) return;
    if (event.type === 'close') this.line?.up.drop(this); // What it brought before is still heard.
    if (this.isDead || this.isClosed) return event.stopImmediatePropagation();
    if (!(event instanceof MessageEvent) || this.line === null) return;
    event.stopImmediatePropagation();
    const { data } = event as MessageEvent<string | ArrayBuffer>;
    this.line.down.put(this, sizeOf(data), () => this.isDead || this.isClosed || this.dispatchEvent(new MessageEvent('message', { data })));
  }

  /** What it has in the line is not waited for by others. */
  private leaveLine(): void {
    this.line?.up.drop(this);
    this.line?.down.drop(this);
  }

  private tellClosed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dispatchEvent(new CloseEvent('close', { code: ABNORMAL_CLOSE }));
  }
}

function sizeOf(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): number {
  return typeof data === 'string' ? data.length : data.byteLength;
}
