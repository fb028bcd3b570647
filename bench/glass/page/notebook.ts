import type { Drawn, Glass, Mark, Notes, Sound } from '../plan';

interface Page {
  encoding: Mark[];
  encoded: Mark[];
  decoding: Mark[];
  decoded: Mark[];
  drawn: Drawn[];
  beepsMs: number[];
  sounds: Sound[];
}

const emptyPage = (): Page => ({ encoding: [], encoded: [], decoding: [], decoded: [], drawn: [], beepsMs: [], sounds: [] });

/** By one clock for all windows of the browser. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** What has passed in this window. */
export class Notebook implements Glass {
  private page = emptyPage();
  private readonly waiting = { tap: [] as ((atMs: number) => void)[], picture: [] as ((atMs: number) => void)[] };

  /** A picture with this time of its stream, in microseconds, is at this station now. */
  mark(station: 'encoding' | 'encoded' | 'decoding' | 'decoded', streamUs: number): void {
    this.page[station].push({ streamMs: Math.round(streamUs / 1_000), atMs: nowMs() });
  }

  draw(drawn: Drawn): void {
    this.page.drawn.push(drawn);
    for (const tell of this.waiting.picture.splice(0)) tell(drawn.atMs);
  }

  tap(atMs: number): void {
    for (const tell of this.waiting.tap.splice(0)) tell(atMs);
  }

  beep(atMs: number): void {
    this.page.beepsMs.push(atMs);
  }

  sound(sound: Sound): void {
    this.page.sounds.push(sound);
  }

  take(): Notes {
    const { page } = this;
    this.page = emptyPage();
    return page;
  }

  tapped(): Promise<number> {
    return new Promise((resolve) => this.waiting.tap.push(resolve));
  }

  drawn(): Promise<number> {
    return new Promise((resolve) => this.waiting.picture.push(resolve));
  }
}
