import type { RelayLimits } from './limits';
import { MediaPacket, type MediaType } from './packet';

/** Before each payload: type (1 byte), time in ms and length of the payload (4 each). */
const HEADER_BYTES = 9;
const TIME_AT = 1;
const LENGTH_AT = 5;
const FIRST_BYTES = 64 * 1024;

/**
 * Everything since the last key frame, so that a player that joins has a picture at once. It lies as bytes in one buffer
 * that is used again for each group: kept as objects, packets would live just long enough to be work for the garbage
 * collector, an eighth of what the relay takes at 100 calls.
 */
export class GopCache {
  private store: Buffer = Buffer.alloc(0);
  private used = 0;
  private count = 0;
  private newestMs = 0;

  /** @param enabled - without it nothing is kept and players wait for the next key frame */
  constructor(private readonly enabled: boolean, private readonly limits: RelayLimits) {}

  /**
   * The key frame and what followed it; empty when there is none. Where pictures have ceased and sound goes on, sound from
   * long before is left out: who joins has no part in that talk. Made anew for who asks: it may outlive the group.
   */
  get content(): readonly MediaPacket[] {
    const bytes = Buffer.from(this.store.subarray(0, this.used));
    const packets: MediaPacket[] = [];
    for (let at = 0; at < bytes.length;) {
      const start = at + HEADER_BYTES;
      const end = start + bytes.readUInt32BE(at + LENGTH_AT);
      const packet = new MediaPacket(bytes.readUInt8(at) as MediaType, bytes.readUInt32BE(at + TIME_AT), bytes.subarray(start, end));
      if (!packet.isAudio || this.ageMs(packet) <= this.limits.gopSoundMs) packets.push(packet);
      at = end;
    }
    return packets;
  }

  /** Keeps a packet that is not configuration. A group that is too large is forgotten until the next key frame. */
  add(packet: MediaPacket): void {
    if (!this.enabled) return;
    if (packet.isKeyFrame) this.clear();
    else if (this.count === 0) return;
    this.count += 1;
    const bytes = this.used + packet.payload.length - (this.count - 1) * HEADER_BYTES;
    if (bytes > this.limits.gopBytes || this.count > this.limits.gopMessages) this.clear();
    else this.append(packet);
  }

  clear(): void {
    this.used = this.count = 0;
  }

  private append({ type, timestampMs, payload }: MediaPacket): void {
    const at = this.used;
    this.used += HEADER_BYTES + payload.length;
    this.grow();
    this.newestMs = timestampMs;
    this.store.writeUInt8(type, at);
    this.store.writeUInt32BE(timestampMs, at + TIME_AT);
    this.store.writeUInt32BE(payload.length, at + LENGTH_AT);
    payload.copy(this.store, at + HEADER_BYTES);
  }

  /** How long before the newest packet; times are modulo 2^32. */
  private ageMs({ timestampMs }: MediaPacket): number {
    return (this.newestMs - timestampMs) | 0;
  }

  /** Makes room for what is used, and for twice of what there was. */
  private grow(): void {
    if (this.used <= this.store.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * this.store.length, this.used));
    this.store.copy(larger);
    this.store = larger;
  }
}
