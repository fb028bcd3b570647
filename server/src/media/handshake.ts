import { createHmac } from 'node:crypto';
import { FormatError } from './format-error';

/** What to write now, and, once the handshake is over, what came after it. */
export interface HandshakeStep {
  readonly reply: Buffer | null;
  readonly rest: Buffer | null;
}

const VERSION = 3;
const PACKET_BYTES = 1536;
const DIGEST_BYTES = 32;
/** Client's packet: time 4, version 4, then 1528 bytes; a version other than zero announces a digest. */
const VERSION_AT = 4;
const PAYLOAD_AT = 8;
/** What we call ourselves in a digest handshake; clients only look whether it is zero. */
const SERVER_VERSION = Buffer.of(4, 5, 0, 1);
/** A digest hides in one of two halves; the four bytes at these places say where. */
const DIGEST_OFFSETS_AT = [772, 8] as const;
const DIGEST_OFFSET_RANGE = 728;

const KEY_TAIL = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex');
const CLIENT_WORDS = Buffer.from('Genuine Adobe Flash Player 001');
const SERVER_WORDS = Buffer.from('Genuine Adobe Flash Media Server 001');
const SERVER_KEY = Buffer.concat([SERVER_WORDS, KEY_TAIL]);

/**
 * The server's half of the RTMP handshake: the plain one of the specification, and the one with digests that a client
 * asks for by a version in its first packet. What the client sends last is not looked at: it proves nothing.
 *
 * @see RTMP 1.0, section 5.2
 */
export class Handshake {
  private pending = Buffer.alloc(0);
  private replied = false;

  /** @param random - gives that many unpredictable bytes */
  constructor(private readonly random: (count: number) => Uint8Array) {}

  /** @throws FormatError HANDSHAKE for another version, an encrypted one included */
  push(input: Buffer): HandshakeStep {
    this.pending = Buffer.concat([this.pending, input]);
    if (this.pending.length > 0 && this.pending[0] !== VERSION) throw new FormatError('HANDSHAKE', `version ${this.pending[0] ?? 0}`);
    const reply = this.reply();
    const size = 1 + 2 * PACKET_BYTES;
    return { reply, rest: this.pending.length < size ? null : this.pending.subarray(size) };
  }

  private reply(): Buffer | null {
    if (this.replied || this.pending.length < 1 + PACKET_BYTES) return null;
    this.replied = true;
    const client = this.pending.subarray(1, 1 + PACKET_BYTES);
    const digest = client.readUInt32BE(VERSION_AT) === 0 ? null : findClientDigest(client);
    const answer = digest === null ? this.plainAnswer(client) : this.digestAnswer(digest);
    return Buffer.concat([Buffer.of(VERSION), ...answer]);
  }

  private plainAnswer(client: Buffer): Buffer[] {
    return [Buffer.concat([Buffer.alloc(PAYLOAD_AT), this.random(PACKET_BYTES - PAYLOAD_AT)]), client];
  }

  private digestAnswer(found: ClientDigest): Buffer[] {
    const first = Buffer.concat([Buffer.alloc(VERSION_AT), SERVER_VERSION, this.random(PACKET_BYTES - PAYLOAD_AT)]);
    const at = digestPosition(first, found.offsetsAt);
    digestAround(first, at, SERVER_WORDS).copy(first, at);
    const body = Buffer.from(this.random(PACKET_BYTES - DIGEST_BYTES));
    const key = createHmac('sha256', SERVER_KEY).update(found.digest).digest();
    return [first, Buffer.concat([body, createHmac('sha256', key).update(body).digest()])];
  }
}

interface ClientDigest { readonly digest: Buffer; readonly offsetsAt: number }

/** Null when there is none: such a client is content with the plain handshake. */
function findClientDigest(packet: Buffer): ClientDigest | null {
  for (const offsetsAt of DIGEST_OFFSETS_AT) {
    const at = digestPosition(packet, offsetsAt);
    const digest = packet.subarray(at, at + DIGEST_BYTES);
    if (digestAround(packet, at, CLIENT_WORDS).equals(digest)) return { digest, offsetsAt };
  }
  return null;
}

function digestPosition(packet: Buffer, offsetsAt: number): number {
  const sum = packet.subarray(offsetsAt, offsetsAt + 4).reduce((total, byte) => total + byte, 0);
  return (sum % DIGEST_OFFSET_RANGE) + offsetsAt + 4;
}

/** The digest of a packet leaves out the place where the digest itself stands. */
function digestAround(packet: Buffer, at: number, key: Buffer): Buffer {
  return createHmac('sha256', key).update(packet.subarray(0, at)).update(packet.subarray(at + DIGEST_BYTES)).digest();
}
