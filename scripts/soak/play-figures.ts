import type { Frame } from 'playwright-core';
import { medianOf } from './series';

/** How a phone's player was since the last look, measured from outside the product. */
export interface PlayFigures {
  /** Pictures drawn in a second. */
  readonly fps: number;
  /** The page's clock less the time of the picture when it was drawn, the median: only its changes mean something. */
  readonly delayMs: number | null;
  /** Sound that waited to be heard, the median; null when the player has told nothing. */
  readonly bufferedMs: number | null;
  /** Time of the picture less that of the sound when it was drawn, the median, without what the sound card adds. */
  readonly avOffsetMs: number | null;
  /** Gaps in the sound since the call began. */
  readonly underruns: number;
}

/** What the page keeps between two looks. */
interface Noted {
  delays: number[];
  buffered: number[];
  offsets: number[];
  underruns: number;
  sinceMs: number;
  pictures: number;
  sound: { ptsMs: number; atMs: number } | null;
}

type Watching = Window & { soak: Noted };

/** From now on notes what players draw and what the audio thread reports of its buffer. Before the call begins. */
export function watchPlayer(frame: Frame): Promise<void> {
  return frame.evaluate(() => {
    const page = window as unknown as Watching;
    const noted: Noted = { delays: [], buffered: [], offsets: [], underruns: 0, sinceMs: performance.now(), pictures: 0, sound: null };
    page.soak = noted;
    const Node = window.AudioWorkletNode;
    window.AudioWorkletNode = class extends Node {
      constructor(...given: ConstructorParameters<typeof AudioWorkletNode>) {
        super(...given);
        this.port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (typeof data !== 'object' || data === null || !('bufferedMs' in data)) return;
          const report = data as { bufferedMs: number; underruns: number; ptsMs: number | null };
          noted.buffered.push(report.bufferedMs);
          noted.underruns = report.underruns;
          if (report.ptsMs !== null) noted.sound = { ptsMs: report.ptsMs, atMs: performance.now() };
        });
      }
    };
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (...given: [CanvasImageSource, ...number[]]) {
      const [source] = given;
      if (source instanceof VideoFrame && this.canvas instanceof HTMLCanvasElement && this.canvas.closest('live-player') !== null) {
        noted.pictures += 1;
        noted.delays.push(performance.now() - source.timestamp / 1_000);
        const { sound } = noted;
        if (sound !== null) noted.offsets.push(source.timestamp / 1_000 - sound.ptsMs - (performance.now() - sound.atMs));
      }
      return (drawImage as (...all: unknown[]) => void).apply(this, given);
    };
  });
}

/** What was noted since the last look, which begins anew. */
export async function takeFigures(frame: Frame): Promise<PlayFigures> {
  const { delays, buffered, offsets, pictures, underruns, forMs } = await frame.evaluate(() => {
    const { soak } = window as unknown as Watching;
    const nowMs = performance.now();
    const taken = { ...soak, forMs: nowMs - soak.sinceMs };
    Object.assign(soak, { delays: [], buffered: [], offsets: [], pictures: 0, sinceMs: nowMs });
    return taken;
  });
  return { fps: (pictures * 1_000) / forMs, delayMs: medianOf(delays), bufferedMs: medianOf(buffered), avOffsetMs: medianOf(offsets), underruns };
}
