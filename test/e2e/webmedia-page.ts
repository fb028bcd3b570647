import { WebPlayer, WebPusher, type PlayerEvents, type PlayerStats, type PusherEvents, type PusherOptions, type PusherStats } from 'netcall-webmedia';

/** What came out of the loudspeaker over a while. */
export interface Heard {
  /** Largest sample, 0 to 1. */
  readonly peak: number;
  /** The median of the strongest pitches of all loud moments, in hertz; 0 for silence. */
  readonly hz: number;
}

/** Samples that one moment looks at: 85 ms, shorter than a beep. */
const MOMENT = 4_096;
/** Samples that tell when a beep begins: 11 ms. */
const SHORT_MOMENT = 512;
/** From one beep of the test sound to the next. */
const BEEP_PERIOD_MS = 1_000;
/** Pitches below 100 Hz are the edges of a beep. */
const LOWEST_BIN = 9;
/** Quieter moments, compared to the loudest, are the beginning or the end of a beep. */
const LOUD_PART = 0.5;

/** One look at a canvas. */
export interface Look {
  readonly hash: number;
  /** Largest difference from black of any sample, 0 to 255. */
  readonly brightest: number;
}

const PUSHER_EVENTS: readonly (keyof PusherEvents)[] = [
  'opened', 'denied', 'missing', 'deviceFailed', 'captured', 'unsupported', 'encoderFailed', 'connected', 'firstFrameSent', 'reconnecting', 'failed',
];
const PLAYER_EVENTS: readonly (keyof PlayerEvents)[] = [
  'connected', 'firstFrame', 'playing', 'stalled', 'recovered', 'resolution', 'decodeFailed', 'audioBlocked', 'audioUnblocked', 'reconnecting', 'failed',
];

/** One side of a call as a test drives it: everything it told is in `told`, newest last. */
class Phone {
  readonly canvas = document.body.appendChild(document.createElement('canvas'));
  readonly player = new WebPlayer(this.canvas);
  readonly told: string[] = [];
  readonly playerStats: PlayerStats[] = [];
  readonly pusherStats: PusherStats[] = [];
  pusher = new WebPusher();
  private analyser: AnalyserNode | null = null;

  constructor() {
    for (const name of PLAYER_EVENTS) this.player.on(name, (facts) => this.told.push(`player ${name} ${JSON.stringify(facts)}`));
    this.player.on('stats', (stats) => this.playerStats.push(stats));
  }

  push(url: string, options: PusherOptions = {}): Promise<void> {
    this.pusher = new WebPusher({ tellsClock: true, ...options });
    for (const name of PUSHER_EVENTS) this.pusher.on(name, (facts) => this.told.push(`pusher ${name} ${JSON.stringify(facts)}`));
    this.pusher.on('stats', (stats) => this.pusherStats.push(stats));
    document.body.append(this.pusher.preview);
    return this.pusher.start(url);
  }

  play(url: string): void {
    this.player.play(url);
    this.analyser = this.player.createAnalyser();
  }

  look(canvas = this.canvas): Look {
    const context = canvas.getContext('2d');
    const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray(0);
    let [hash, brightest] = [0, 0];
    for (let at = 0; at < data.length; at += 28) {
      const level = Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
      hash = (Math.imul(hash, 31) + level) >>> 0;
      brightest = Math.max(brightest, level);
    }
    return { hash, brightest };
  }

  /** Listens while `seconds` reports of the player come: they come once a second. */
  listen(seconds: number): Promise<Heard> {
    const moments: Heard[] = [];
    const sampling = setInterval(() => moments.push(this.moment()), 20);
    return new Promise((resolve) => {
      let left = seconds;
      const stop = this.player.on('stats', () => {
        left -= 1;
        if (left > 0) return;
        stop();
        clearInterval(sampling);
        resolve(summary(moments));
      });
    });
  }

  /**
   * How much later the light of the test picture goes on than the beep begins at the loudspeaker, in milliseconds, for
   * each of `count` beeps. The sound is taken before the sound card, whose delay is known.
   */
  async lightAfterBeep(count: number): Promise<number[]> {
    const delays: number[] = [];
    let [lit, loud, beganMs] = [true, true, 0];
    while (delays.length < count) {
      await new Promise(requestAnimationFrame);
      const nowMs = performance.now();
      const [wasLit, wasLoud] = [lit, loud];
      lit = this.isLit();
      loud = this.peakOf(SHORT_MOMENT) > 0.05;
      if (loud && !wasLoud) beganMs = nowMs + this.soundCardMs();
      // Light before the beep belongs to the beep that follows: a delay below zero.
      if (lit && !wasLit && beganMs > 0) delays.push(((nowMs - beganMs + BEEP_PERIOD_MS / 2) % BEEP_PERIOD_MS) - BEEP_PERIOD_MS / 2);
    }
    return delays;
  }

  private isLit(): boolean {
    const pixel = this.canvas.getContext('2d')?.getImageData(this.canvas.width / 2, this.canvas.height / 20, 1, 1).data;
    return (pixel?.[0] ?? 0) > 128;
  }

  private soundCardMs(): number {
    const stats = this.playerStats.at(-1);
    return stats === undefined ? 0 : stats.latencyMs - Math.max(stats.audioBufferedMs, stats.videoBufferedMs);
  }

  private peakOf(samples: number): number {
    if (this.analyser === null) return 0;
    const wave = new Float32Array(samples);
    this.analyser.fftSize = samples;
    this.analyser.getFloatTimeDomainData(wave);
    return wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  private moment(): Heard {
    if (this.analyser === null) return { peak: 0, hz: 0 };
    const wave = new Float32Array(MOMENT);
    this.analyser.fftSize = MOMENT;
    this.analyser.smoothingTimeConstant = 0;
    this.analyser.getFloatTimeDomainData(wave);
    const peak = wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const spectrum = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(spectrum);
    const strongest = spectrum.reduce((best, level, bin) => (bin > LOWEST_BIN && level > (spectrum[best] ?? 0) ? bin : best), LOWEST_BIN);
    return { peak, hz: (strongest * this.analyser.context.sampleRate) / MOMENT };
  }
}

function summary(moments: readonly Heard[]): Heard {
  const peak = Math.max(0, ...moments.map((moment) => moment.peak));
  const pitches = moments.filter((moment) => moment.peak > peak * LOUD_PART).map((moment) => moment.hz).sort((one, other) => one - other);
  return { peak, hz: pitches[Math.floor(pitches.length / 2)] ?? 0 };
}

declare global {
  interface Window {
    phone: Phone;
    /** Every track that `getUserMedia` gave. */
    tracks: MediaStreamTrack[];
  }
}

window.tracks = [];
const devices = navigator.mediaDevices;
const getUserMedia = devices.getUserMedia.bind(devices);
devices.getUserMedia = async (wish) => {
  const stream = await getUserMedia(wish);
  window.tracks.push(...stream.getTracks());
  return stream;
};
window.phone = new Phone();
// A script that a test runs counts as a tap on the page; what is to happen without one is asked for in the address.
if (location.hash !== '') window.phone.play(location.hash.slice(1));
