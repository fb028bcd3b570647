import { FormatError } from '../format-error';
import type { HandshakeStep } from '../handshake';

const VERSION = 3;
const PACKET_BYTES = 1536;
/** Time 4, version 4: zero asks for the plain handshake. */
const HEAD_BYTES = 8;

/**
 * The client's half of the plain RTMP handshake. What the server sends back of ours is not looked at: it proves nothing.
 *
 * @see RTMP 1.0, section 5.2
 */
export class ClientHandshake {
  private pending = Buffer.alloc(0);

  /** @param random - gives that many unpredictable bytes */
  constructor(private readonly random: (count: number) => Uint8Array) {}

  /** What the client begins with. */
  hello(): Buffer {
    return Buffer.concat([Buffer.of(VERSION), Buffer.alloc(HEAD_BYTES), this.random(PACKET_BYTES - HEAD_BYTES)]);
  }

  /** @throws FormatError HANDSHAKE for another version */
  push(input: Buffer): HandshakeStep {
    this.pending = Buffer.concat([this.pending, input]);
    if (this.pending.length > 0 && this.pending[0] !== VERSION) throw new FormatError('HANDSHAKE', `version ${this.pending[0] ?? 0}`);
    const size = 1 + 2 * PACKET_BYTES;
    if (this.pending.length < size) return { reply: null, rest: null };
    return { reply: this.pending.subarray(1, 1 + PACKET_BYTES), rest: this.pending.subarray(size) };
  }
}
