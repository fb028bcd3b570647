import type { MediaEngine, MediaEvent } from '../../server/src/media/engine';

/** A media engine without media: it remembers what was revoked, and a test says which streams are live. */
export class StandInMedia implements MediaEngine {
  readonly revoked: string[] = [];
  readonly live = new Set<string>();
  closed = 0;
  readonly #listeners = new Set<(event: MediaEvent) => void>();

  pushUrl(stream: string): string {
    return `rtmp://media.test/live/${stream}?push`;
  }

  playUrl(stream: string): string {
    return `rtmp://media.test/live/${stream}?play`;
  }

  revoke(stream: string): void {
    this.revoked.push(stream);
    this.live.delete(stream);
  }

  isLive(stream: string): boolean {
    return this.live.has(stream);
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}
