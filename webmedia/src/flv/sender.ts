import { sameBytes } from './codec-config';
import type { Bytes, MediaPacket } from './format';
import { metadataTag, tagOf, writeHeader, writeTag, type Metadata } from './writer';

/**
 * Turns packets into the bytes of one connection after another. Every connection begins with header, metadata and the
 * configs known so far; its video begins with a key frame; time never goes back, also not across connections.
 */
export class FlvSender {
  private readonly configs = new Map<'audioConfig' | 'videoConfig', Bytes>();
  private lastMs = 0;
  private needsKey = true;

  constructor(
    private readonly metadata: Metadata,
    private readonly has: { audio: boolean; video: boolean },
  ) {}

  /** The bytes with which a new connection begins. */
  begin(): Bytes[] {
    this.needsKey = true;
    const configs = [...this.configs].map(([kind, description]) => writeTag(tagOf({ kind, description }, this.lastMs)));
    return [writeHeader(this.has), writeTag(metadataTag(this.metadata, this.lastMs)), ...configs];
  }

  /** The bytes of one packet; null when it is of no use: a config that is known, or no key frame has gone before it here. */
  write(packet: MediaPacket): Bytes | null {
    if (packet.kind === 'audioConfig' || packet.kind === 'videoConfig') {
      if (sameBytes(this.configs.get(packet.kind) ?? null, packet.description)) return null;
      this.configs.set(packet.kind, packet.description);
      return writeTag(tagOf(packet, this.lastMs));
    }
    if (packet.kind === 'video' && this.needsKey) {
      if (!packet.key) return null;
      this.needsKey = false;
    }
    this.lastMs = Math.max(this.lastMs, Math.round(packet.timestampMs));
    return writeTag(tagOf({ ...packet, timestampMs: this.lastMs }));
  }
}
