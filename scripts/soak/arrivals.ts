import { RTMP_TYPE } from '../../server/src/media/rtmp-messages';
import { medianOf } from './series';

/** One of a stream's two kinds of media, as it arrives. */
class Lane {
  packets = 0;
  /** Steps in the stream's time that are longer than one packet. */
  holes = 0;
  /** Packets whose time is before that of the packet before. */
  backwards = 0;
  private lastMs: number | null = null;
  private delaysMs: number[] = [];

  /** @param stepMs - from one packet to the next */
  constructor(private readonly stepMs: number) {}

  take(timestampMs: number, nowMs: number): void {
    const step = this.lastMs === null ? 0 : timestampMs - this.lastMs;
    if (step < 0) this.backwards += 1;
    if (step > this.stepMs * HOLE_STEPS) this.holes += 1;
    this.lastMs = timestampMs;
    this.packets += 1;
    this.delaysMs.push(nowMs - timestampMs);
  }

  /** The median of the arrivals since the last look, which it begins anew: wall clock minus the stream's time. */
  look(): number | null {
    const median = medianOf(this.delaysMs);
    this.delaysMs = [];
    return median;
  }
}

/** A lost packet makes a step of two; where a pushed file begins anew, its last packet may last a little longer. */
const HOLE_STEPS = 1.9;

/** What one player receives of a stream of known rates, and when. Only changes of the delay mean something: nobody knows when the stream began. */
export class Arrivals {
  readonly video: Lane;
  readonly audio: Lane;

  constructor(fps: number, audioStepMs: number) {
    this.video = new Lane(1_000 / fps);
    this.audio = new Lane(audioStepMs);
  }

  /** A packet of FLV or RTMP. Configurations have no time of their own and do not count. */
  take(type: number, timestampMs: number, payload: Buffer): void {
    const [first = 0, second = 0] = payload;
    const nowMs = performance.now();
    if (type === RTMP_TYPE.video && second !== 0) this.video.take(timestampMs, nowMs);
    if (type === RTMP_TYPE.audio && (first >> 4 !== AAC || second !== 0)) this.audio.take(timestampMs, nowMs);
  }

  get holes(): number { return this.video.holes + this.audio.holes; }

  get backwards(): number { return this.video.backwards + this.audio.backwards; }

  get packets(): number { return this.video.packets + this.audio.packets; }
}

const AAC = 10;
