import type { Frame } from 'playwright-core';
import { until } from '../../support/until';

/** What a phone's user has seen and heard of the peer, and when, in milliseconds since 1970. */
interface Sensed {
  /** The picture had changed. */
  pictures: number[];
  /** The fake device's beep was loud. */
  tones: number[];
  /** The page's own timer came late, and the phone could note nothing until then. */
  stalls: Stall[];
}

/** A time in which a page did not look, in milliseconds since 1970. */
interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
}

type Watching = Window & { sensed: Sensed; speakers: AnalyserNode[] };

/** How often a phone is looked at: a picture comes every 67 ms, a beep lasts longer. */
const LOOK_MS = 50;
/** So much movement in the last second is a picture that runs. */
const RUNNING = 5;

/** From now on notes when the peer's picture changes and when its beep is heard. The page listens to its speakers (`LISTEN_TO_SPEAKERS`). */
export function watchSenses(frame: Frame): Promise<void> {
  return frame.evaluate((lookMs) => {
    const page = window as unknown as Watching;
    const sensed: Sensed = { pictures: [], tones: [], stalls: [] };
    page.sensed = sensed;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [45, 80];
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    let last = 0;
    let lookedAtMs = Date.now();
    setInterval(() => {
      const nowMs = Date.now();
      if (nowMs - lookedAtMs > 2 * lookMs) sensed.stalls.push({ fromMs: lookedAtMs, toMs: nowMs });
      lookedAtMs = nowMs;
    }, lookMs);
    setInterval(() => {
      const source = document.querySelector<HTMLCanvasElement>('live-player canvas');
      if (!source || source.width === 0) return;
      context.drawImage(source, 0, 0, copy.width, copy.height);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      const hash = data.reduce((sum, level) => (Math.imul(sum, 31) + level) >>> 0, 0);
      const brightest = data.reduce((most, level, index) => (index % 4 === 3 ? most : Math.max(most, level)), 0);
      if (hash !== last && brightest > 40) sensed.pictures.push(Date.now());
      last = hash;
    }, lookMs);
    setInterval(() => {
      for (const analyser of page.speakers) {
        if (analyser.context.state !== 'running') continue;
        const wave = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(wave);
        if (wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) <= 0.05) continue;
        const spectrum = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(spectrum);
        const strongest = spectrum.reduce((best, level, bin) => (bin > 4 && level > (spectrum[best] ?? -Infinity) ? bin : best), 5);
        const hz = (strongest * analyser.context.sampleRate) / analyser.fftSize;
        if (hz > 150 && hz < 1_200) sensed.tones.push(Date.now());
      }
    }, lookMs);
  }, LOOK_MS);
}

/** When picture and sound were there again, after the longest time without. */
export interface BackAgain {
  readonly pictureMs: number;
  readonly toneMs: number;
}

/**
 * Waits until the picture has run for a second and a beep was heard after it came back, and says how long both took.
 *
 * @param sinceMs - when it broke, in milliseconds since 1970
 * @param mended - whether what was broken is there again; before that, what one sees and hears was buffered
 * @returns milliseconds since then
 */
export async function backAgain(frame: Frame, sinceMs: number, mended: () => boolean, withinMs = 15_000): Promise<BackAgain> {
  return until('picture and sound are back', async () => {
    if (!mended()) return false;
    const { pictures, tones, stalls } = await frame.evaluate(() => (window as unknown as Watching).sensed);
    const nowMs = Date.now();
    const pictureAtMs = endOfLongestPause(pictures, stalls, sinceMs, nowMs);
    const isRunning = nowMs - pictureAtMs >= 1_000 && pictures.filter((atMs) => nowMs - atMs < 1_000).length >= RUNNING;
    // Beeps have pauses of their own: those after the first beep that followed the picture do not belong to the break.
    const heardAtMs = tones.find((atMs) => atMs >= pictureAtMs);
    if (!isRunning || heardAtMs === undefined) return false;
    const toneAtMs = endOfLongestPause(tones.filter((atMs) => atMs <= heardAtMs), stalls, sinceMs, heardAtMs);
    return { pictureMs: pictureAtMs - sinceMs, toneMs: toneAtMs - sinceMs };
  }, withinMs);
}

/** `nowMs` when the longest pause has not ended. What the page could not note is no pause. */
function endOfLongestPause(moments: readonly number[], stalls: readonly Stall[], sinceMs: number, nowMs: number): number {
  const stalledMs = (fromMs: number, toMs: number): number => stalls.reduce((sum, stall) => sum + Math.max(0, Math.min(toMs, stall.toMs) - Math.max(fromMs, stall.fromMs)), 0);
  const before = moments.filter((atMs) => atMs <= sinceMs).at(-1) ?? sinceMs;
  const after = [...moments.filter((atMs) => atMs > sinceMs), nowMs];
  const pauses = after.map((atMs, index) => {
    const fromMs = after[index - 1] ?? before;
    return { atMs, ms: atMs - fromMs - stalledMs(fromMs, atMs) };
  });
  return pauses.reduce((longest, pause) => (pause.ms > longest.ms ? pause : longest)).atMs;
}
