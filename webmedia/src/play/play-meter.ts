import type { MediaPacket } from '../flv/format';
import type { PlayerStats } from './events';

/** What a second of playing looked like. */
export type PlayFigures = Pick<PlayerStats, 'fps' | 'videoKbps' | 'audioKbps' | 'avOffsetMs' | 'audioPeak'>;

const EMPTY = { shown: 0, videoBytes: 0, audioBytes: 0, peak: 0 };

/** Counts what comes and what is shown; `second` gives the figures and begins anew. */
export class PlayMeter {
  private count = { ...EMPTY };
  private avOffsetMs: number | null = null;

  /** A packet came. */
  received(packet: MediaPacket): void {
    if (packet.kind === 'video') this.count.videoBytes += packet.data.byteLength;
    if (packet.kind === 'audio') this.count.audioBytes += packet.data.byteLength;
  }

  /** A picture was shown this far from the sound. */
  shown(avOffsetMs: number | null): void {
    this.count.shown += 1;
    this.avOffsetMs = avOffsetMs;
  }

  /** The loudest sample of a moment. */
  heard(peak: number): void {
    this.count.peak = Math.max(this.count.peak, peak);
  }

  /** The figures since the last call, which was a second ago. */
  second(): PlayFigures {
    const { shown, videoBytes, audioBytes, peak } = this.count;
    this.count = { ...EMPTY };
    return { fps: shown, videoKbps: kbps(videoBytes), audioKbps: kbps(audioBytes), avOffsetMs: this.avOffsetMs, audioPeak: peak };
  }
}

const kbps = (bytes: number): number => Math.round((bytes * 8) / 1_000);
