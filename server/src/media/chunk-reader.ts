import { EXTENDED_TIMESTAMP } from './chunk-writer';
import { FormatError } from './format-error';
import type { RelayLimits } from './limits';
import { FIRST_CHUNK_BYTES, RTMP_TYPE, type RtmpMessage } from './rtmp-messages';

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

/** One parsed header. A reader has one of them and fills it again for each chunk: there are thousands a second. */
interface Header { format: number; id: number; field: number; delta: number; length: number; type: number }

const EMPTY = Buffer.alloc(0);
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
  private chunkBytes = FIRST_CHUNK_BYTES;
  private partialBytes = 0;
  private maxMessageBytes: number;
  private readonly header: Header = { format: 0, id: 0, field: 0, delta: 0, length: 0, type: 0 };

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
        const size = this.readHeader(bytes, at);
        if (size === 0) {
          this.rest = Buffer.from(bytes.subarray(at));
          return;
        }
        at += size;
        this.begin(this.header);
      }
      at += this.fill(bytes, at, deliver);
    }
  }

  /** How many bytes the header takes; 0 when it is not whole yet. */
  private readHeader(bytes: Buffer, start: number): number {
    const { header } = this;
    const basicBytes = readBasicHeader(bytes, start, header);
    const { format, id } = header;
    if (basicBytes === 0) return 0;
    const known = this.streams.get(id);
    if (known === undefined && format >= 2) throw new FormatError('CHUNK', `format ${format} opens chunk stream ${id}`);
    const at = start + basicBytes;
    const end = at + (MESSAGE_HEADER_BYTES[format] ?? 0);
    if (bytes.length < end) return 0;
    header.field = header.delta = format < 3 ? readUInt24(bytes, at) : known?.field ?? 0;
    header.length = format < 2 ? readUInt24(bytes, at + 3) : known?.length ?? 0;
    header.type = format < 2 ? bytes[at + 6] ?? 0 : known?.type ?? 0;
    if (header.field !== EXTENDED_TIMESTAMP) return end - start;
    if (bytes.length < end + 4) return 0;
    header.delta = bytes.readUInt32BE(end);
    return end + 4 - start;
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

/** Format and chunk stream id, in one to three bytes, whose number it returns (RTMP 1.0, section 5.3.1.1); 0 when they are not all there. */
function readBasicHeader(bytes: Buffer, at: number, into: Header): number {
  const first = bytes[at] ?? 0;
  into.format = first >> 6;
  into.id = first & 63;
  if (into.id > 1) return 1;
  const size = into.id + 2;
  if (bytes.length < at + size) return 0;
  into.id = size === 2 ? bytes.readUInt8(at + 1) + 64 : bytes.readUInt16LE(at + 1) + 64;
  return size;
}

/** Without the checks of `readUIntBE`: whoever calls has looked that the bytes are there. */
function readUInt24(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
}
