import type { FromRelay } from '../ipc';
import type { EngineUrls } from './kept-link';

/** URLs of the engine, asked of the server by IPC: which node has a stream, and how URLs for it are signed, is known there alone. */
export class AskedUrls {
  private readonly waiting = new Map<number, (url: string) => void>();
  private lastId = 0;

  /** @param tell - passes a question on to the server, which answers each at once or has ended */
  constructor(private readonly tell: (question: FromRelay & { type: 'wantsUrl' }) => void) {}

  readonly ask: EngineUrls = (action, stream) => {
    const id = this.lastId += 1;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ type: 'wantsUrl', id, action, stream });
    });
  };

  /** The server's answer; one to a question that nobody has is dropped. */
  answered(id: number, url: string): void {
    this.waiting.get(id)?.(url);
    this.waiting.delete(id);
  }
}
