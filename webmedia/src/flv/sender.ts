import { sameBytes } from './codec-config';
import type { Bytes, MediaPacket } from './format';
import { metadataTag, tagOf, writeHeader, writeTag, type Metadata } from './writer';

/**
 * Turns packets into the bytes of one connection after another. Every connection begins with header, metadata and the
 * configs known so far; its video begins with a key frame; time never goes back, also not across connections. That holds
 * for sound and for pictures by themselves: sound comes out of its encoder later than the pictures of the same moment.
 */
export class FlvSender {
  private readonly configs = new Map<'audioConfig' | 'videoConfig', Bytes>();
  private readonly lastMs = { audio: 0, video: 0 };
  private needsKey = true;

  constructor(
    private readonly metadata: Metadata,
    private readonly has: { audio: boolean; video: boolean },
  ) {}

  /** The bytes with which a new connection begins. */
  begin(): Bytes[] {
    this.needsKey = true;
    const latestMs = Math.max(this.lastMs.audio, this.lastMs.video);
    const configs = [...this.configs].map(([kind, description]) => this.config(kind, description));
    return [writeHeader(this.has), writeTag(metadataTag(this.metadata, latestMs)), ...configs];
  }

  /** The bytes of one packet; null when it is of no use: a config that is known, or no key frame has gone before it here. */
  write(packet: MediaPacket): Bytes | null {
    if (packet.kind === 'audioConfig' || packet.kind === 'videoConfig') {
      if (sameBytes(this.configs.get(packet.kind) ?? null, packet.description)) return null;
      this.configs.set(packet.kind, packet.description);
      return this.config(packet.kind, packet.description);
    }
    if (packet.kind === 'video' && this.needsKey) {
      if (!packet.key) return null;
      this.needsKey = false;
    }
    const timestampMs = Math.max(this.lastMs[packet.kind], Math.round(packet.timestampMs));
    this.lastMs[packet.kind] = timestampMs;
    return writeTag(tagOf({ ...packet, timestampMs }));
  }

  private config(kind: 'audioConfig' | 'videoConfig', description: Bytes): Bytes {
    return writeTag(tagOf({ kind, description }, this.lastMs[kind === 'audioConfig' ? 'audio' : 'video']));
  }
}
