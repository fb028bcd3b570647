import type { Frame } from 'playwright-core';

/**
 * What a phone's user would hear and see, measured from outside the product: every node that is connected to the
 * speakers is also connected to an analyser, and so is every sound of the mini-program's own, and pictures are read from what the live components have drawn.
 */
export const LISTEN_TO_SPEAKERS = `(() => {
  const connect = AudioNode.prototype.connect;
  const analysers = new WeakMap();
  window.speakers = [];
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      let analyser = analysers.get(this.context);
      if (!analyser) {
        analyser = this.context.createAnalyser();
        analyser.fftSize = 4096;
        analyser.smoothingTimeConstant = 0;
        analysers.set(this.context, analyser);
        window.speakers.push(analyser);
      }
      connect.call(this, analyser);
    }
    return connect.call(this, target, ...rest);
  };
  const Sound = window.Audio;
  window.Audio = function (...given) {
    const sound = new Sound(...given);
    sound.addEventListener('playing', () => {
      const context = new AudioContext();
      context.createMediaElementSource(sound).connect(context.destination);
    }, { once: true });
    return sound;
  };
})()`;

/** What came out of a phone's speakers over a while. */
export interface Heard {
  /** Largest sample, 0 to 1. */
  readonly peak: number;
  /** The strongest pitch at the loudest moment, in hertz; 0 for silence. */
  readonly hz: number;
}

/** Below this nobody hears anything: the decoder's noise stays under it. */
export const SILENCE = 0.005;

/** Listens to a phone's speakers for some milliseconds. */
export function listen(frame: Frame, forMs = 1500): Promise<Heard> {
  return frame.evaluate(async (ms) => {
    const { speakers } = window as unknown as { speakers: AnalyserNode[] };
    const until = performance.now() + ms;
    let heard = { peak: 0, hz: 0 };
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      for (const analyser of speakers) {
        if (analyser.context.state !== 'running') continue;
        const wave = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(wave);
        const peak = wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        if (peak <= heard.peak) continue;
        const spectrum = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(spectrum);
        const strongest = spectrum.reduce((best, level, bin) => (bin > 4 && level > (spectrum[best] ?? -Infinity) ? bin : best), 5);
        heard = { peak, hz: (strongest * analyser.context.sampleRate) / analyser.fftSize };
      }
    }
    return heard;
  }, forMs);
}

/** One look at a live component's picture: a hash of its pixels, and how bright and how colourful it is. */
export interface Picture {
  readonly hash: number;
  /** Mean brightness, 0 to 255. */
  readonly brightness: number;
  /** Difference between the brightest and the darkest sample: near 0 for a blank picture. */
  readonly contrast: number;
}

/** Looks at the picture of the first `live-player` or `live-pusher` of a phone; null when nothing is drawn. */
export function look(frame: Frame, tag: 'live-player' | 'live-pusher' = 'live-player'): Promise<Picture | null> {
  return frame.evaluate((name) => {
    const source = document.querySelector<HTMLCanvasElement>(`${name} canvas`);
    if (!source || source.width === 0) return null;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [90, 160];
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(source, 0, 0, copy.width, copy.height);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let [hash, sum, count, darkest, brightest] = [0, 0, 0, 255, 0];
    for (let i = 0; i < data.length; i += 4) {
      const level = ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0)) / 3;
      hash = (Math.imul(hash, 31) + Math.round(level)) >>> 0;
      sum += level;
      count += 1;
      darkest = Math.min(darkest, level);
      brightest = Math.max(brightest, level);
    }
    return { hash, brightness: sum / count, contrast: brightest - darkest };
  }, tag);
}
