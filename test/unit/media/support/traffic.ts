import { RTMP_TYPE } from '../../../../server/src/media/rtmp-messages';
import { audioConfig, metadata, videoConfig } from './packets';

/** Like a call's: 15 pictures and 43 packets of sound a second, a key frame every two seconds. */
const PICTURE_MS = 1000 / 15;
/** How long one packet of sound lasts. */
export const SOUND_MS = 1024 / 44.1;
const PICTURES_PER_GROUP = 30;
const SOUND_KBPS = 32;
/** A key frame is as large as this many other pictures. */
const KEY_WEIGHT = 5;
/** Where the time of sending stands, behind the codec's own head. */
const STAMP_AT = 9;

/** Milliseconds that are comparable between processes of one machine. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Sends a synthetic stream of `kbps` whose every packet carries the time at which it was sent. */
export class Traffic {
  private readonly startedAtMs = nowMs();
  private pictures = 0;
  private sounds = 0;
  private readonly pictureBytes: number;

  constructor(kbps: number, private readonly send: (type: number, timestampMs: number, payload: Buffer) => void, private readonly phaseMs = 0) {
    const bytesPerGroup = (kbps - SOUND_KBPS) * 125 * PICTURE_MS * PICTURES_PER_GROUP / 1000;
    this.pictureBytes = Math.round(bytesPerGroup / (PICTURES_PER_GROUP - 1 + KEY_WEIGHT));
    for (const { type, timestampMs, payload } of [metadata(), videoConfig(), audioConfig()]) send(type, timestampMs, payload);
  }

  /** Sends what is due; call it every few milliseconds. */
  step(): void {
    const elapsedMs = nowMs() - this.startedAtMs - this.phaseMs;
    for (; this.pictures * PICTURE_MS <= elapsedMs; this.pictures += 1) this.picture(this.pictures % PICTURES_PER_GROUP === 0);
    for (; this.sounds * SOUND_MS <= elapsedMs; this.sounds += 1) this.sound();
  }

  /** How many packets of sound have been sent. */
  get soundsSent(): number { return this.sounds; }

  private picture(isKey: boolean): void {
    const payload = Buffer.alloc(this.pictureBytes * (isKey ? KEY_WEIGHT : 1), 0x41);
    payload.set([isKey ? 0x17 : 0x27, 1, 0, 0, 0], 0);
    payload.writeDoubleBE(nowMs(), STAMP_AT);
    this.send(RTMP_TYPE.video, Math.round(this.pictures * PICTURE_MS), payload);
  }

  private sound(): void {
    const payload = Buffer.alloc(SOUND_KBPS * 125 * SOUND_MS / 1000, 0x21);
    payload.set([0xaf, 1], 0);
    payload.writeDoubleBE(nowMs(), STAMP_AT);
    this.send(RTMP_TYPE.audio, Math.round(this.sounds * SOUND_MS), payload);
  }
}

/** How long ago a packet of `Traffic` was sent; null for configuration and metadata. */
export function delayMs(message: { readonly type: number; readonly payload: Buffer }): number | null {
  if (message.type === RTMP_TYPE.amf0Data || message.payload[1] !== 1) return null;
  return nowMs() - message.payload.readDoubleBE(STAMP_AT);
}

/** The value below which the share `part` of all values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
