import type { PlayerStats, PusherStats } from 'netcall-webmedia';

/**
 * `info` of `netstatus`. Speeds are in kbit/s, caches in milliseconds. `netQualityLevel`: 0 not known, 1 best, 2 good, 3 fair,
 * 4 poor, 5 very poor, 6 nothing passes; WeChat does not say how it judges, this judges by what was measured.
 */
export interface NetStatus {
  videoBitrate: number;
  audioBitrate: number;
  videoFPS: number;
  /** Seconds between two pictures that need none before them. */
  videoGOP: number;
  netSpeed: number;
  netJitter: number;
  videoWidth: number;
  videoHeight: number;
  netQualityLevel: number;
  /** Of a player only. */
  videoCache?: number;
  audioCache?: number;
}

/** As the pusher encodes. */
const GOP_S = 1;

/** How long what waits in the socket would take at the present rate, in milliseconds, from which on the level is 2, 3, 4 and 5. */
const BACKLOGS_MS = [150, 400, 1_000, 2_500];

/** A picture smaller than this is one of a camera that is off: few come, and nothing is wrong. */
const BLANK_PICTURE_BYTES = 1_000;

/** How far back a play is compared with its best, in seconds: what was better longer ago says nothing of the network. */
const LOOK_BACK_S = 30;

/** Shares of the pictures that have come at best, below which the level is 3 and 4. */
const PICTURE_SHARES = [0.7, 0.4];

/** Gaps in the sound within a second, from which on the level is 3, 4 and 5. */
const GAPS = [1, 2, 4];

/** From this level on one sees and hears that something is wrong. */
const STUTTER_LEVEL = 4;

/** What WeChat tells of a push that has measured this in the last second. */
export function pushStatus({ fps, videoKbps, audioKbps, queuedBytes, droppedFrames, width, height }: PusherStats): NetStatus {
  const kbps = videoKbps + audioKbps;
  const backlogMs = (queuedBytes * 8) / Math.max(kbps, 1);
  const passed = BACKLOGS_MS.filter((each) => backlogMs >= each).length;
  // Pictures are also dropped where the encoder is behind, and some bytes wait for a moment after each of them.
  const level = kbps === 0 ? 6 : Math.max(1 + passed, droppedFrames > 0 && passed > 0 ? STUTTER_LEVEL : 1);
  return { ...statusOf(videoKbps, audioKbps, fps), videoWidth: width, videoHeight: height, netQualityLevel: level };
}

/** What WeChat tells of one play, second by second. */
export class PlayStatus {
  /** Pictures of the last seconds, save those that come at once where a play begins. */
  private lately: readonly number[] = [];
  private isJoining = true;
  private underruns = 0;
  private hasBegun = false;

  /** The play begins, or goes on after it was broken: what the relay has kept comes in a burst, which is no measure of what follows. */
  joined(): void {
    this.isJoining = true;
  }

  /** The last second. */
  second({ fps, videoKbps, audioKbps, audioBufferedMs, videoBufferedMs, underruns, width, height }: PlayerStats): NetStatus {
    const gaps = underruns - this.underruns;
    this.underruns = underruns;
    const arrives = videoKbps + audioKbps > 0;
    this.hasBegun ||= arrives;
    this.lately = [...this.lately, this.isJoining ? 0 : fps].slice(-LOOK_BACK_S);
    if (arrives) this.isJoining = false;
    const level = !arrives ? 6 : Math.max(levelOfGaps(gaps), this.levelOfPictures(fps, videoKbps));
    return {
      ...statusOf(videoKbps, audioKbps, fps), videoWidth: width, videoHeight: height, videoCache: videoBufferedMs, audioCache: audioBufferedMs,
      netQualityLevel: this.hasBegun ? level : 0,
    };
  }

  private levelOfPictures(fps: number, videoKbps: number): number {
    const isBlank = videoKbps * 125 < BLANK_PICTURE_BYTES * Math.max(fps, 1);
    const best = Math.max(...this.lately);
    const missed = PICTURE_SHARES.filter((share) => fps < best * share).length;
    return isBlank || missed === 0 ? 1 : 2 + missed;
  }
}

/** Is it so bad that WeChat tells of stutter? Where nothing comes at all it tells of loading. */
export function isStutter({ netQualityLevel }: NetStatus): boolean {
  return netQualityLevel >= STUTTER_LEVEL && netQualityLevel < 6;
}

function levelOfGaps(gaps: number): number {
  const passed = GAPS.filter((each) => gaps >= each).length;
  return passed === 0 ? 1 : 2 + passed;
}

function statusOf(videoBitrate: number, audioBitrate: number, videoFPS: number) {
  return { videoBitrate, audioBitrate, videoFPS, videoGOP: GOP_S, netSpeed: videoBitrate + audioBitrate, netJitter: 0 };
}
