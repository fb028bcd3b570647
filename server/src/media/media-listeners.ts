import type { Log } from '../log';
import type { MediaEvent } from './engine';

/** Who hears what an engine sees. A listener that fails breaks neither the engine nor other listeners. */
export class MediaListeners {
  private readonly listeners = new Set<(event: MediaEvent) => void>();

  constructor(private readonly log: Log) {}

  /** Returns the function that stops listening. */
  add(listener: (event: MediaEvent) => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  tell(type: MediaEvent['type'], stream: string): void {
    for (const listener of [...this.listeners]) {
      try {
        listener({ type, stream });
      } catch (error) {
        this.log.error({ type, reason: String(error) }, 'a listener to media events failed');
      }
    }
  }
}
