import type { MediaType } from './packet';
import { RTMP_TYPE } from './rtmp-messages';

/** Between the last packet of one publisher and the first of the next: about one picture. */
const TAKEOVER_GAP_MS = 40;
/** A distance of half the number range is a time that went backwards. */
const BACKWARDS = 2 ** 31;
const KINDS: readonly MediaType[] = [RTMP_TYPE.audio, RTMP_TYPE.video, RTMP_TYPE.amf0Data];

/**
 * The times that players are shown. One publisher after another they go on without a jump; sound and pictures each never
 * go back, though the sound of a moment may come behind the pictures of later ones. Times are modulo 2^32 (RTMP 1.0, section 3).
 */
export class Timeline {
  /** The latest time of any kind; null before the first. */
  private newestMs: number | null = null;
  private offsetMs = 0;
  /** The next packet is the first of a publisher that follows another. */
  private rebases = false;
  /** Where the publisher's time begins, and which kinds have not reached that yet. */
  private beginMs = 0;
  private readonly early = new Set<MediaType>();

  /** Another publisher begins. @param goesOn - somebody has seen the times before, which have to go on */
  restart(goesOn: boolean): void {
    this.rebases = goesOn && this.newestMs !== null;
    if (!this.rebases) this.newestMs = null;
    this.offsetMs = 0;
    this.early.clear();
  }

  /** The time that is shown of a decoder's configuration or metadata: with a publisher that follows another, that of what came before it. */
  ofConfig(timestampMs: number): number {
    return this.rebases || this.offsetMs !== 0 ? this.newestMs ?? 0 : timestampMs;
  }

  /** The time that is shown of sound, a picture or data. */
  ofMedia(type: MediaType, timestampMs: number): number {
    if (this.rebases) this.begin(timestampMs);
    const ms = timestampMs + this.offsetMs;
    if (this.early.has(type) && ms < this.beginMs) return this.beginMs >>> 0;
    this.early.delete(type);
    const shownMs = ms >>> 0;
    if (this.newestMs === null || (shownMs - this.newestMs) >>> 0 < BACKWARDS) this.newestMs = shownMs;
    return shownMs;
  }

  private begin(timestampMs: number): void {
    this.rebases = false;
    this.beginMs = (this.newestMs ?? 0) + TAKEOVER_GAP_MS;
    this.offsetMs = this.beginMs - timestampMs;
    KINDS.forEach((kind) => this.early.add(kind));
  }
}
