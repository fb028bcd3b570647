import type { OutgoingMessage } from './rtmp-messages';

/** The timestamp field that says "four more bytes follow the header" (RTMP 1.0, section 5.3.1.3). */
export const EXTENDED_TIMESTAMP = 0xffffff;

const FULL_HEADER_BYTES = 12;
const CONTINUATION = 0xc0;

/** Cuts a message into chunks, in one buffer: a full header first, one-byte headers after it. Chunk streams 2 to 63. */
export function writeChunks(message: OutgoingMessage, chunkBytes: number): Buffer {
  const { payload, timestampMs, chunkStream } = message;
  const extended = timestampMs >= EXTENDED_TIMESTAMP;
  const chunks = Math.max(1, Math.ceil(payload.length / chunkBytes));
  const bytes = Buffer.allocUnsafe(FULL_HEADER_BYTES + payload.length + chunks - 1 + (extended ? 4 * chunks : 0));
  let at = writeFullHeader(bytes, message, extended);
  for (let index = 0; index < chunks; index += 1) {
    if (index > 0) at = bytes.writeUInt8(CONTINUATION | chunkStream, at);
    if (extended) at = bytes.writeUInt32BE(timestampMs, at);
    at += payload.copy(bytes, at, index * chunkBytes, (index + 1) * chunkBytes);
  }
  return bytes;
}

function writeFullHeader(bytes: Buffer, message: OutgoingMessage, extended: boolean): number {
  bytes[0] = message.chunkStream;
  writeUInt24(bytes, extended ? EXTENDED_TIMESTAMP : message.timestampMs, 1);
  writeUInt24(bytes, message.payload.length, 4);
  bytes[7] = message.type;
  return bytes.writeUInt32LE(message.messageStream, 8);
}

function writeUInt24(bytes: Buffer, value: number, at: number): void {
  bytes[at] = value >> 16;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value;
}
