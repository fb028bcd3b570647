import type { StreamMeaning } from '../pusher/codes';

/** What of WeChat's `netstatus` tells how good a stream flows; which of it is there differs by version and platform. */
export interface Quality {
  /** 1 best … 5 very poor, 6 unusable; 0: not known. */
  readonly netQualityLevel?: number;
  /** kbit/s. */
  readonly netSpeed?: number;
  readonly videoBitrate?: number;
  readonly videoFPS?: number;
}

/** Nothing is known yet. */
export const NO_BARS = -1;

/** Bars by WeChat's own judgement. */
const BARS = [NO_BARS, 4, 3, 2, 1, 1, 0];

/** Pictures per second below which one sees that something is wrong, and below which nobody is to be followed any more; a call has 15. */
const FPS = { fair: 10, poor: 5 };

/** How good a stream flows: from 0, nothing, to 4. Where WeChat does not judge, by what arrives. */
export function barsOf({ netQualityLevel = 0, netSpeed = NO_BARS, videoBitrate = 0, videoFPS = 0 }: Quality): number {
  const judged = BARS[netQualityLevel] ?? NO_BARS;
  if (judged !== NO_BARS || netSpeed < 0) return judged;
  if (netSpeed === 0) return 0;
  if (videoBitrate === 0 || videoFPS >= FPS.fair) return 4;
  return videoFPS < FPS.poor ? 1 : 2;
}

/** The bars of one stream, calm: what WeChat says once, every two seconds, is shown when it says it again. */
export class Signal {
  private last = NO_BARS;
  private calm = NO_BARS;

  /** WeChat's next word. @returns the bars to show */
  hear(quality: Quality): number {
    const bars = barsOf(quality);
    if (bars === this.last) this.calm = bars;
    this.last = bars;
    return this.calm;
  }
}

/** Whether WeChat itself judges that a stream flows poorly, and these bars say that it has said so twice. */
export function isPoor({ netQualityLevel = 0 }: Quality, bars: number): boolean {
  return netQualityLevel > 3 && (bars === 0 || bars === 1);
}

/** Whether a stream does not flow at present. */
export function isInterrupted(state: StreamMeaning): boolean {
  return state === 'stalled' || state === 'failed' || state === 'suspended';
}

/** The bars to draw of a stream in this state. */
export function barsIn(state: StreamMeaning, bars = NO_BARS): number {
  return bars > 0 && isInterrupted(state) ? 0 : bars;
}
