import { FormatError } from './format-error';

/** One FLV tag. The timestamp is in milliseconds and wraps at 2^32. */
export interface FlvTag {
  readonly type: number;
  readonly timestampMs: number;
  readonly payload: Buffer;
}

const EMPTY = Buffer.alloc(0);
const HEADER_BYTES = 9;
/** What stands before the payload of every tag. */
export const TAG_HEADER_BYTES = 11;
const TRAILER_BYTES = 4;
/** The header says where the body begins; every writer says 9. More than this is not a header. */
const HEADER_MAX_BYTES = 64;
const FLAG = { video: 1, audio: 4 } as const;
const TYPE_BITS = 0x1f;
const ENCRYPTED_BIT = 0x20;

/** The file header and the empty trailer that follows it. The flags matter: some players wait for what they announce. */
export function flvHeader(tracks: { readonly audio: boolean; readonly video: boolean }): Buffer {
  const flags = (tracks.audio ? FLAG.audio : 0) | (tracks.video ? FLAG.video : 0);
  return Buffer.of(0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, HEADER_BYTES, 0, 0, 0, 0);
}

/** One tag with its trailer, in one buffer. */
export function writeFlvTag(type: number, timestampMs: number, payload: Buffer): Buffer {
  const size = TAG_HEADER_BYTES + payload.length;
  const bytes = Buffer.allocUnsafe(size + TRAILER_BYTES);
  bytes.writeUInt8(type, 0);
  bytes.writeUIntBE(payload.length, 1, 3);
  bytes.writeUIntBE(timestampMs & 0xffffff, 4, 3);
  bytes.writeUInt8(timestampMs >>> 24, 7);
  bytes.writeUIntBE(0, 8, 3);
  payload.copy(bytes, TAG_HEADER_BYTES);
  bytes.writeUInt32BE(size, size);
  return bytes;
}

/**
 * Bytes in, tags out. The cut between two pushes may fall anywhere. Trailers are skipped unread: writers disagree about
 * them and nothing depends on them.
 *
 * @see Video File Format Specification 10.1, annex E
 */
export class FlvReader {
  private rest: Buffer = EMPTY;
  private skip = 0;
  private open: { readonly type: number; readonly timestampMs: number; readonly payload: Buffer } | null = null;
  private filled = 0;

  /**
   * @param part - `file` begins with the FLV header; `tags` is the body of an RTMP aggregate, which has none
   * @param maxTagBytes - the largest payload of one tag
   */
  constructor(private part: 'file' | 'tags', private readonly maxTagBytes: number) {}

  /** @throws FormatError FLV or TOO_LARGE; the reader is of no use afterwards */
  push(input: Buffer, deliver: (tag: FlvTag) => void): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, input]) : input;
    this.rest = EMPTY;
    let at = 0;
    while (at < bytes.length) {
      const taken = this.step(bytes, at, deliver);
      if (taken === 0) {
        this.rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at += taken;
    }
  }

  /** How many bytes the next piece took; 0 when a header is not whole yet. */
  private step(bytes: Buffer, at: number, deliver: (tag: FlvTag) => void): number {
    if (this.skip > 0) {
      const skipped = Math.min(this.skip, bytes.length - at);
      this.skip -= skipped;
      return skipped;
    }
    if (this.part === 'file') return this.readFileHeader(bytes, at);
    return this.open === null ? this.readTagHeader(bytes, at, deliver) : this.fill(bytes, at, deliver);
  }

  private readFileHeader(bytes: Buffer, at: number): number {
    if (bytes.length < at + HEADER_BYTES) return 0;
    const size = bytes.readUInt32BE(at + 5);
    if (bytes.toString('latin1', at, at + 3) !== 'FLV') throw new FormatError('FLV', 'the signature is missing');
    if (size < HEADER_BYTES || size > HEADER_MAX_BYTES) throw new FormatError('FLV', `a header of ${size} bytes`);
    this.part = 'tags';
    this.skip = size - HEADER_BYTES + TRAILER_BYTES;
    return HEADER_BYTES;
  }

  private readTagHeader(bytes: Buffer, at: number, deliver: (tag: FlvTag) => void): number {
    if (bytes.length < at + TAG_HEADER_BYTES) return 0;
    const type = bytes.readUInt8(at);
    const length = bytes.readUIntBE(at + 1, 3);
    if ((type & ENCRYPTED_BIT) !== 0) throw new FormatError('FLV', 'an encrypted tag');
    if (length > this.maxTagBytes) throw new FormatError('TOO_LARGE', `a tag of ${length} bytes`);
    const timestampMs = (bytes.readUIntBE(at + 4, 3) | (bytes.readUInt8(at + 7) << 24)) >>> 0;
    this.open = { type: type & TYPE_BITS, timestampMs, payload: Buffer.allocUnsafe(length) };
    this.filled = 0;
    return TAG_HEADER_BYTES + this.fill(bytes, at + TAG_HEADER_BYTES, deliver);
  }

  private fill(bytes: Buffer, at: number, deliver: (tag: FlvTag) => void): number {
    const tag = this.open;
    if (tag === null) return 0;
    const taken = bytes.copy(tag.payload, this.filled, at, at + tag.payload.length - this.filled);
    this.filled += taken;
    if (this.filled < tag.payload.length) return taken;
    this.open = null;
    this.skip = TRAILER_BYTES;
    deliver(tag);
    return taken;
  }
}
