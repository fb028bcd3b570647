import type { MediaPacket } from '../flv/format';
import type { PusherStats } from './events';

/** What a second of pushing looked like. */
export type PushFigures = Pick<PusherStats, 'fps' | 'videoKbps' | 'audioKbps' | 'droppedFrames' | 'audioPeak'>;

const EMPTY = { frames: 0, videoBytes: 0, audioBytes: 0, dropped: 0, peak: 0 };

/** Counts what is sent; `second` gives the figures and begins anew. */
export class PushMeter {
  private count = { ...EMPTY };

  /** A packet of `bytes` went out. */
  sent(kind: MediaPacket['kind'], bytes: number): void {
    if (kind === 'video') this.count.frames += 1;
    if (kind === 'video' || kind === 'videoConfig') this.count.videoBytes += bytes;
    else this.count.audioBytes += bytes;
  }

  /** A picture was not sent. */
  dropped(): void {
    this.count.dropped += 1;
  }

  /** Sound came from the microphone, or silence in its place. */
  heard(samples: Float32Array): void {
    for (const sample of samples) this.count.peak = Math.max(this.count.peak, Math.abs(sample));
  }

  /** The figures since the last call, which was a second ago. */
  second(): PushFigures {
    const { frames, videoBytes, audioBytes, dropped, peak } = this.count;
    this.count = { ...EMPTY };
    return { fps: frames, videoKbps: kbps(videoBytes), audioKbps: kbps(audioBytes), droppedFrames: dropped, audioPeak: peak };
  }
}

const kbps = (bytes: number): number => Math.round((bytes * 8) / 1_000);
