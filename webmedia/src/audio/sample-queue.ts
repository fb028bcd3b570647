/**
 * The jitter buffer of the player's sound. It runs in the audio thread as the source text of this class, so it uses
 * nothing from outside itself; all settings come through the constructor.
 */
export interface QueueSettings {
  /** Samples per second of the output. */
  readonly outputRate: number;
  /** Sound kept ready, in milliseconds: the smallest, the first and the largest value of the target. */
  readonly minTargetMs: number;
  readonly firstTargetMs: number;
  readonly maxTargetMs: number;
  /** After a gap the target grows by what was missing, by so much at least and at most. */
  readonly minGrowthMs: number;
  readonly maxGrowthMs: number;
  /** Sound that is left at the worst moment: what is more was kept for nothing, and the target shrinks. */
  readonly spareMs: number;
  /** Above the target by this much, the oldest sound is dropped. */
  readonly dropAboveMs: number;
  /** The same in the first second of playing and after a gap: what comes in a burst then is old. */
  readonly dropAboveAtFirstMs: number;
}

/** Figures of calls on a loaded machine; chosen so that sound follows within a tenth of a second where the network allows. */
export const QUEUE_DEFAULTS = { minTargetMs: 30, firstTargetMs: 80, maxTargetMs: 300, minGrowthMs: 10, maxGrowthMs: 60, spareMs: 15, dropAboveMs: 300, dropAboveAtFirstMs: 40 } as const;

/** One piece of decoded mono sound. */
export interface SoundBlock {
  readonly samples: Float32Array;
  /** Samples per second. */
  readonly rate: number;
  /** When its first sample is due, on the sender's clock. */
  readonly ptsMs: number;
}

/** What the queue tells about itself. */
export interface QueueReport {
  /** The sender's time of the next sample; null while the queue fills. */
  readonly ptsMs: number | null;
  readonly bufferedMs: number;
  readonly targetMs: number;
  /** How often sound was due and none was there. */
  readonly underruns: number;
  /** Largest sample since the last report, 0 to 1. */
  readonly peak: number;
}

/** Blocks in, an even stream of samples out: it fills to the target, plays a little faster when late, and drops when very late. */
export class SampleQueue {
  private readonly settings: QueueSettings;
  private readonly blocks: SoundBlock[];
  private offset: number;
  private bufferedMs: number;
  private targetMs: number;
  private filling: boolean;
  private underruns: number;
  private peak: number;
  private lowestMs: number;
  private calmSamples: number;
  private patienceS: number;
  private playedSamples: number;
  /** How long the gap lasts in which nothing has come yet; null outside of one. */
  private missedSamples: number | null;

  constructor(settings: QueueSettings) {
    this.settings = settings;
    this.blocks = [];
    this.offset = 0;
    this.bufferedMs = 0;
    this.targetMs = settings.firstTargetMs;
    this.filling = true;
    this.underruns = 0;
    this.peak = 0;
    this.lowestMs = settings.maxTargetMs;
    this.calmSamples = 0;
    this.patienceS = 2;
    this.playedSamples = 0;
    this.missedSamples = null;
  }

  /** Takes a block; drops the oldest ones when far more is there than the target. */
  push(block: SoundBlock): void {
    this.endGap();
    this.blocks.push(block);
    this.bufferedMs += (block.samples.length * 1000) / block.rate;
    const isFirstSecond = this.playedSamples < this.settings.outputRate;
    const limitMs = isFirstSecond ? this.settings.dropAboveAtFirstMs : this.settings.dropAboveMs;
    if (this.bufferedMs > this.targetMs + limitMs) this.dropTo(this.targetMs);
  }

  /** Fills `output` with the next samples, silence where there are none. */
  read(output: Float32Array): void {
    output.fill(0);
    if (this.missedSamples !== null) this.missedSamples += output.length;
    if (this.filling && this.bufferedMs < this.targetMs) return;
    this.filling = false;
    const speed = this.speed();
    for (let index = 0; index < output.length; index += 1) {
      const block = this.blocks[0];
      if (block === undefined) return this.underrun();
      output[index] = this.next(block, speed);
    }
    this.calm(output.length);
  }

  /** What a report says; the peak begins anew. */
  report(): QueueReport {
    const { bufferedMs, targetMs, underruns, peak } = this;
    const block = this.blocks[0];
    this.peak = 0;
    const ptsMs = this.filling || block === undefined ? null : block.ptsMs + (this.offset * 1000) / block.rate;
    return { ptsMs, bufferedMs, targetMs, underruns, peak };
  }

  /** Up to 5 % faster above the target, up to 2 % slower below it: too little to be heard as another pitch in speech. */
  private speed(): number {
    const lateMs = this.bufferedMs - this.targetMs;
    const wish = 1 + lateMs / 2000;
    return Math.min(1.05, Math.max(0.98, wish));
  }

  /** One sample between two neighbours of the block, and a step onwards. */
  private next(block: SoundBlock, speed: number): number {
    const whole = Math.floor(this.offset);
    const part = this.offset - whole;
    const from = block.samples[whole] ?? 0;
    const to = block.samples[whole + 1] ?? (this.blocks[1] ? this.blocks[1].samples[0] : from) ?? from;
    const step = (block.rate / this.settings.outputRate) * speed;
    this.offset += step;
    this.bufferedMs -= (step * 1000) / block.rate;
    if (this.offset >= block.samples.length) {
      this.offset -= block.samples.length;
      this.blocks.shift();
    }
    const sample = from + (to - from) * part;
    this.peak = Math.max(this.peak, Math.abs(sample));
    return sample;
  }

  private underrun(): void {
    this.underruns += 1;
    this.bufferedMs = 0;
    this.offset = 0;
    this.filling = true;
    this.patienceS = Math.min(60, Math.max(2, (2 * this.playedSamples) / this.settings.outputRate));
    this.beginCalm();
    this.playedSamples = 0;
    this.missedSamples = 0;
  }

  /** Something has come: had so much more been kept, there would have been no gap. */
  private endGap(): void {
    if (this.missedSamples === null) return;
    const { minGrowthMs, maxGrowthMs, maxTargetMs, outputRate } = this.settings;
    const missedMs = (this.missedSamples * 1000) / outputRate;
    this.missedSamples = null;
    this.targetMs = Math.min(maxTargetMs, this.targetMs + Math.min(maxGrowthMs, Math.max(minGrowthMs, missedMs)));
  }

  /**
   * After a while without a gap, half of what was never needed is given back. The while is twice as long as the last two
   * gaps lay apart, two seconds at least and a minute at most: what comes now and then is seen once more before that.
   */
  private calm(samples: number): void {
    this.calmSamples += samples;
    this.playedSamples += samples;
    this.lowestMs = Math.min(this.lowestMs, this.bufferedMs);
    if (this.calmSamples < this.settings.outputRate * this.patienceS) return;
    const needlessMs = Math.max(0, this.lowestMs - this.settings.spareMs);
    this.targetMs = Math.max(this.settings.minTargetMs, this.targetMs - needlessMs / 2);
    this.beginCalm();
  }

  private beginCalm(): void {
    this.calmSamples = 0;
    this.lowestMs = this.settings.maxTargetMs;
  }

  /** Drops whole blocks from the oldest on, as long as `keepMs` remain. */
  private dropTo(keepMs: number): void {
    for (let block = this.blocks[0]; block !== undefined; block = this.blocks[0]) {
      const blockMs = ((block.samples.length - this.offset) * 1000) / block.rate;
      if (this.bufferedMs - blockMs < keepMs) return;
      this.bufferedMs -= blockMs;
      this.offset = 0;
      this.blocks.shift();
    }
  }
}
