import { EXTENDED_TIMESTAMP } from './chunk-writer';
import { FormatError } from './format-error';
import type { RelayLimits } from './limits';
import { RTMP_TYPE, type RtmpMessage } from './rtmp-messages';

/** What one chunk stream remembers between chunks (RTMP 1.0, section 5.3.1.2). */
interface ChunkStream {
  timestampMs: number;
  /** The three-byte time field of the last header that had one. */
  field: number;
  length: number;
  type: number;
  /** The message being received, or null between messages. */
  payload: Buffer | null;
  filled: number;
}

/** One parsed header; `size` counts its bytes. */
interface Header { size: number; format: number; id: number; field: number; delta: number; length: number; type: number }

const EMPTY = Buffer.alloc(0);
/** RTMP 1.0, section 5.4.1. */
const DEFAULT_CHUNK_BYTES = 128;
/** Bytes of the message header by format: full, without stream id, only a delta, nothing. */
const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;

/**
 * Bytes in, RTMP messages out. The cut between two pushes may fall anywhere. Chunk size and abort messages, which belong
 * to this layer, are obeyed here and not delivered.
 *
 * @see RTMP 1.0, section 5.3
 */
export class ChunkReader {
  private readonly streams = new Map<number, ChunkStream>();
  private rest: Buffer = EMPTY;
  private open: ChunkStream | null = null;
  private left = 0;
  private chunkBytes = DEFAULT_CHUNK_BYTES;
  private partialBytes = 0;
  private maxMessageBytes: number;

  constructor(private readonly limits: RelayLimits) {
    this.maxMessageBytes = limits.commandBytes;
  }

  /** Messages may be as large as media from now on; before, only commands fit. */
  allowMedia(): void {
    this.maxMessageBytes = this.limits.messageBytes;
  }

  /** @throws FormatError CHUNK or TOO_LARGE; the reader is of no use afterwards. */
  push(input: Buffer, deliver: (message: RtmpMessage) => void): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, input]) : input;
    this.rest = EMPTY;
    let at = 0;
    while (at < bytes.length) {
      if (this.open === null) {
        const header = this.readHeader(bytes, at);
        if (header === null) {
          this.rest = Buffer.from(bytes.subarray(at));
          return;
        }
        at += header.size;
        this.begin(header);
      }
      at += this.fill(bytes, at, deliver);
    }
  }

  private readHeader(bytes: Buffer, start: number): Header | null {
    const basic = readBasicHeader(bytes, start);
    if (basic === null) return null;
    const { format, id } = basic;
    const known = this.streams.get(id);
    if (known === undefined && format >= 2) throw new FormatError('CHUNK', `format ${format} opens chunk stream ${id}`);
    let at = start + basic.size;
    if (bytes.length < at + (MESSAGE_HEADER_BYTES[format] ?? 0)) return null;
    const field = format < 3 ? bytes.readUIntBE(at, 3) : known?.field ?? 0;
    const length = format < 2 ? bytes.readUIntBE(at + 3, 3) : known?.length ?? 0;
    const type = format < 2 ? bytes.readUInt8(at + 6) : known?.type ?? 0;
    at += MESSAGE_HEADER_BYTES[format] ?? 0;
    if (field !== EXTENDED_TIMESTAMP) return { size: at - start, format, id, field, length, type, delta: field };
    if (bytes.length < at + 4) return null;
    return { size: at + 4 - start, format, id, field, length, type, delta: bytes.readUInt32BE(at) };
  }

  private begin(header: Header): void {
    const stream = this.streams.get(header.id) ?? this.openStream(header.id);
    if (stream.payload === null) this.beginMessage(stream, header);
    else if (header.format !== 3) throw new FormatError('CHUNK', `a header inside a message of chunk stream ${header.id}`);
    this.open = stream;
    this.left = Math.min(this.chunkBytes, stream.length - stream.filled);
  }

  private openStream(id: number): ChunkStream {
    if (this.streams.size >= this.limits.chunkStreams) throw new FormatError('TOO_LARGE', `more than ${this.limits.chunkStreams} chunk streams`);
    const stream: ChunkStream = { timestampMs: 0, field: 0, length: 0, type: 0, payload: null, filled: 0 };
    this.streams.set(id, stream);
    return stream;
  }

  private beginMessage(stream: ChunkStream, header: Header): void {
    this.partialBytes += header.length;
    if (header.length > this.maxMessageBytes) throw new FormatError('TOO_LARGE', `a message of ${header.length} bytes`);
    if (this.partialBytes > this.limits.partialBytes) throw new FormatError('TOO_LARGE', 'too many unfinished messages');
    stream.field = header.field;
    stream.length = header.length;
    stream.type = header.type;
    stream.timestampMs = header.format === 0 ? header.delta : (stream.timestampMs + header.delta) >>> 0;
    stream.payload = Buffer.allocUnsafe(header.length);
    stream.filled = 0;
  }

  private fill(bytes: Buffer, at: number, deliver: (message: RtmpMessage) => void): number {
    const stream = this.open;
    const payload = stream?.payload ?? null;
    if (stream === null || payload === null) return 0;
    const taken = bytes.copy(payload, stream.filled, at, Math.min(at + this.left, bytes.length));
    stream.filled += taken;
    this.left -= taken;
    if (this.left > 0) return taken;
    this.open = null;
    if (stream.filled === stream.length) this.finish(stream, payload, deliver);
    return taken;
  }

  private finish(stream: ChunkStream, payload: Buffer, deliver: (message: RtmpMessage) => void): void {
    stream.payload = null;
    this.partialBytes -= stream.length;
    if (stream.type === RTMP_TYPE.setChunkSize) this.setChunkSize(payload);
    else if (stream.type === RTMP_TYPE.abort) this.abort(payload);
    else deliver({ type: stream.type, timestampMs: stream.timestampMs, payload });
  }

  private setChunkSize(payload: Buffer): void {
    const size = payload.length < 4 ? 0 : payload.readUInt32BE();
    if (size < 1 || size > this.limits.chunkMaxBytes) throw new FormatError('CHUNK', `chunk size ${size}`);
    this.chunkBytes = size;
  }

  private abort(payload: Buffer): void {
    const stream = payload.length < 4 ? undefined : this.streams.get(payload.readUInt32BE());
    if (stream === undefined || stream.payload === null) return;
    stream.payload = null;
    this.partialBytes -= stream.length;
  }
}

/** Format and chunk stream id, in one to three bytes (RTMP 1.0, section 5.3.1.1). */
function readBasicHeader(bytes: Buffer, at: number): { size: number; format: number; id: number } | null {
  const first = bytes.readUInt8(at);
  const format = first >> 6;
  const id = first & 63;
  if (id > 1) return { size: 1, format, id };
  const size = id + 2;
  if (bytes.length < at + size) return null;
  return { size, format, id: id === 0 ? bytes.readUInt8(at + 1) + 64 : bytes.readUInt16LE(at + 1) + 64 };
}
