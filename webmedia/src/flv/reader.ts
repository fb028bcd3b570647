import { AAC_FORMAT, AVC_CODEC, FILE_HEADER_BYTES, FRAME, PACKET, TAG, TAG_HEADER_BYTES, TAG_TRAILER_BYTES, type Bytes, type FlvTag, type MediaPacket, type TagType } from './format';

/** A tag larger than this is refused: the largest picture of a call is a hundredth of it. */
export const MAX_TAG_BYTES = 4 * 1024 * 1024;

/** The bytes are not FLV, or ask for too much memory. The stream cannot be read further. */
export class FlvError extends Error {
  override readonly name = 'FlvError';
}

const TYPE_MASK = 0x1f;

/** Bytes in, tags out. The cut between two pieces may fall anywhere; nothing is lost or given twice. */
export class FlvReader {
  private pending = new Uint8Array(0);
  private headerRead = false;

  /**
   * Takes the next piece and gives the tags that are complete now. Tags of unknown types are passed over.
   *
   * @throws FlvError when the signature is wrong or a tag is larger than `MAX_TAG_BYTES`
   */
  push(piece: Bytes): FlvTag[] {
    const bytes = append(this.pending, piece);
    const tags: FlvTag[] = [];
    let at = this.skipHeader(bytes);
    for (let end = this.endOfTag(bytes, at); end <= bytes.byteLength; end = this.endOfTag(bytes, at)) {
      const tag = readTag(bytes.subarray(at, end));
      if (tag !== null) tags.push(tag);
      at = end;
    }
    this.pending = bytes.slice(at);
    return tags;
  }

  private skipHeader(bytes: Bytes): number {
    if (this.headerRead) return 0;
    if (bytes.byteLength < FILE_HEADER_BYTES) return 0;
    if (bytes[0] !== 0x46 || bytes[1] !== 0x4c || bytes[2] !== 0x56) throw new FlvError('the stream does not begin with FLV');
    this.headerRead = true;
    return FILE_HEADER_BYTES;
  }

  /** Where the tag at `at` ends, or a place behind all bytes when what stands before its data is not complete. */
  private endOfTag(bytes: Bytes, at: number): number {
    if (!this.headerRead || bytes.byteLength - at < TAG_HEADER_BYTES) return Number.POSITIVE_INFINITY;
    const size = uint24(bytes, at + 1);
    if (size > MAX_TAG_BYTES) throw new FlvError(`a tag of ${size} bytes`);
    return at + TAG_HEADER_BYTES + size + TAG_TRAILER_BYTES;
  }
}

/** What a tag means; null for metadata, other codecs and anything too short. */
export function packetOf(tag: FlvTag): MediaPacket | null {
  if (tag.type === TAG.video) return videoPacket(tag);
  if (tag.type === TAG.audio) return audioPacket(tag);
  return null;
}

function videoPacket({ data, timestampMs }: FlvTag): MediaPacket | null {
  const [first = 0, packetType] = data;
  if ((first & 0x0f) !== AVC_CODEC || data.byteLength <= 5) return null;
  if (packetType === PACKET.config) return { kind: 'videoConfig', description: data.slice(5) };
  if (packetType !== PACKET.frame) return null;
  const offsetMs = (byteAt(data, 2) << 24 >> 8) | (byteAt(data, 3) << 8) | byteAt(data, 4);
  return { kind: 'video', key: first >> 4 === FRAME.key, timestampMs, offsetMs, data: data.slice(5) };
}

function audioPacket({ data, timestampMs }: FlvTag): MediaPacket | null {
  const [first = 0, packetType] = data;
  if (first >> 4 !== AAC_FORMAT || data.byteLength <= 2) return null;
  if (packetType === PACKET.config) return { kind: 'audioConfig', description: data.slice(2) };
  return { kind: 'audio', timestampMs, data: data.slice(2) };
}

function readTag(bytes: Bytes): FlvTag | null {
  const type = byteAt(bytes, 0) & TYPE_MASK;
  if (!isTagType(type)) return null;
  const timestampMs = ((byteAt(bytes, 7) << 24) | uint24(bytes, 4)) >>> 0;
  return { type, timestampMs, data: bytes.slice(TAG_HEADER_BYTES, bytes.byteLength - TAG_TRAILER_BYTES) };
}

function isTagType(type: number): type is TagType {
  return type === TAG.audio || type === TAG.video || type === TAG.script;
}

function uint24(bytes: Bytes, at: number): number {
  return (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
}

function byteAt(bytes: Bytes, at: number): number {
  return bytes[at] ?? 0;
}

function append(head: Bytes, tail: Bytes): Bytes {
  if (head.byteLength === 0) return tail;
  const bytes = new Uint8Array(head.byteLength + tail.byteLength);
  bytes.set(head);
  bytes.set(tail, head.byteLength);
  return bytes;
}
