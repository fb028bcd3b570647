import type { RelayLimits } from './limits';
import type { MediaPacket } from './packet';

/** Everything since the last key frame, so that a player that joins has a picture at once. */
export class GopCache {
  private packets: MediaPacket[] = [];
  private bytes = 0;

  /** @param enabled - without it nothing is kept and players wait for the next key frame */
  constructor(private readonly enabled: boolean, private readonly limits: RelayLimits) {}

  /** The key frame and what followed it; empty when there is none. */
  get content(): readonly MediaPacket[] { return this.packets; }

  /** Keeps a packet that is not configuration. A group that is too large is forgotten until the next key frame. */
  add(packet: MediaPacket): void {
    if (!this.enabled) return;
    if (packet.isKeyFrame) this.clear();
    else if (this.packets.length === 0) return;
    this.packets.push(packet);
    this.bytes += packet.payload.length;
    if (this.bytes > this.limits.gopBytes || this.packets.length > this.limits.gopMessages) this.clear();
  }

  clear(): void {
    this.packets = [];
    this.bytes = 0;
  }
}
