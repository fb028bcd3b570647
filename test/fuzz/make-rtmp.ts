import { createHmac } from 'node:crypto';
import { encodeAmf0, type Amf0Value } from '../../server/src/media/amf0';
import { flvHeader, writeFlvTag } from '../../server/src/media/flv';
import { RTMP_TYPE } from '../../server/src/media/rtmp-messages';
import type { Chance } from './chance';
import { ticketed } from './secret';

const PACKET_BYTES = 1536;
const CLIENT_WORDS = Buffer.from('Genuine Adobe Flash Player 001');
const TIMES = [0, 1, 40, 0xfffffe, 0xffffff, 0x1000000, 0x7fffffff, 0xfffffffe, 0xffffffff] as const;
const CONTROLS = [RTMP_TYPE.abort, RTMP_TYPE.acknowledgement, RTMP_TYPE.windowSize, RTMP_TYPE.peerBandwidth] as const;
const NUMBERS = [0, 1, 2, 4, 6, 8_192, 2_500_000, 0x7fffffff, 0xffffffff] as const;

interface Message { readonly type: number; readonly payload: Buffer }

/** A client's hello and its last packet: plain, with a digest that fits, or with a version and none. */
export function makeHandshake(chance: Chance): Buffer {
  const packet = chance.bytes(PACKET_BYTES);
  packet.fill(0, 0, 8);
  const kind = chance.below(3);
  if (kind > 0) packet.writeUInt32BE(0x09007c02, 4);
  if (kind === 1) sign(packet, chance.pick([8, 772]));
  return Buffer.concat([Buffer.of(3), packet, Buffer.alloc(PACKET_BYTES, 1)]);
}

function sign(packet: Buffer, offsetsAt: number): void {
  const at = packet.subarray(offsetsAt, offsetsAt + 4).reduce((sum, byte) => sum + byte, 0) % 728 + offsetsAt + 4;
  createHmac('sha256', CLIENT_WORDS).update(packet.subarray(0, at)).update(packet.subarray(at + 32)).digest().copy(packet, at);
}

/** A whole conversation: handshake, connect, createStream, publish or play, and whatever a client may send behind it. */
export function makeConversation(chance: Chance): Buffer {
  const name = `hostile${chance.below(3)}`;
  const opening = chance.happens(0.6) ? ['publish', ticketed('push', name)] as const : ['play', ticketed('play', chance.happens(0.3) ? 'good' : name)] as const;
  const commands = [['connect', 1, { app: 'live', tcUrl: 'rtmp://127.0.0.1/live' }], ['createStream', 2, null], [opening[0], 3, null, opening[1]]] as const;
  const messages = commands.map((values) => ({ type: RTMP_TYPE.amf0Command, payload: encodeAmf0(...values) }));
  return Buffer.concat([makeHandshake(chance), makeChunks(chance, [...messages, ...makeMessages(chance), ...makeFlood(chance)])]);
}

/** Now and then: hundreds of requests whose answers nobody may ever read. */
function makeFlood(chance: Chance): Message[] {
  if (!chance.happens(0.03)) return [];
  const payload = Buffer.of(0, 6, 0, 0, 0, 1);
  return Array.from({ length: 2_000 }, () => ({ type: RTMP_TYPE.userControl, payload }));
}

export function makeMessages(chance: Chance): Message[] {
  return Array.from({ length: chance.below(14) }, () => makeMessage(chance));
}

function makeMessage(chance: Chance): Message {
  switch (chance.below(9)) {
    case 0: return { type: chance.pick(CONTROLS), payload: number(chance.pick(NUMBERS), chance.pick([0, 4, 5])) };
    case 1: return { type: RTMP_TYPE.userControl, payload: Buffer.concat([Buffer.of(0, chance.below(8)), chance.bytes(chance.below(9))]) };
    case 2: return { type: RTMP_TYPE.aggregate, payload: makeTags(chance) };
    case 3: return { type: chance.pick([RTMP_TYPE.amf0Data, RTMP_TYPE.amf3Data]), payload: encodeAmf0('@setDataFrame', 'onMetaData', makeValue(chance, 0)) };
    case 4: return { type: chance.pick([RTMP_TYPE.amf0Command, RTMP_TYPE.amf3Command]), payload: makeCommand(chance) };
    case 5: return { type: RTMP_TYPE.setChunkSize, payload: number(chance.pick([1, 2, 64, 128, 4_096, 60_000, 0xffffff]), 4) };
    default: return makeMedia(chance);
  }
}

function makeMedia(chance: Chance): Message {
  const heads: readonly (readonly number[])[] = [[0x17, 0, 0, 0, 0], [0x17, 1, 0, 0, 0], [0x27, 1, 0, 0, 0], [0x17], [0x90, 0x68, 0x76, 0x63, 0x31], [0x57, 1], []];
  if (chance.happens(0.5)) return { type: RTMP_TYPE.video, payload: Buffer.concat([Buffer.from(chance.pick(heads)), chance.bytes(chance.below(400))]) };
  return { type: RTMP_TYPE.audio, payload: Buffer.concat([Buffer.from(chance.pick([[0xaf, 0], [0xaf, 1], [0xaf], [0x9f, 0]])), chance.bytes(chance.below(90))]) };
}

/** FLV tags in a row: the body of an aggregate, or of a file behind its header. */
export function makeTags(chance: Chance): Buffer {
  return Buffer.concat(Array.from({ length: chance.below(6) }, () => {
    const { type, payload } = chance.happens(0.1) ? { type: RTMP_TYPE.aggregate, payload: makeTags(chance) } : makeMedia(chance);
    return writeFlvTag(type, chance.pick(TIMES), payload);
  }));
}

export function makeFlv(chance: Chance): Buffer {
  return Buffer.concat([flvHeader({ audio: chance.happens(0.5), video: true }), makeTags(chance), makeTags(chance)]);
}

/** Any value, nested up to the limit of depth and a little beyond it. */
export function makeValue(chance: Chance, depth: number): Amf0Value {
  const kinds = depth > 9 ? 5 : 7;
  switch (chance.below(kinds)) {
    case 0: return chance.pick([0, -1, NaN, Infinity, 1e300]);
    case 1: return chance.happens(0.5);
    case 2: return chance.bytes(chance.below(30)).toString('latin1');
    case 3: return null;
    case 4: return undefined;
    case 5: return Object.fromEntries(Array.from({ length: chance.below(4) }, (_, index) => [chance.pick(['', '__proto__', 'app', `k${index}`]), makeValue(chance, depth + 1)]));
    default: return Array.from({ length: chance.below(4) }, () => makeValue(chance, depth + 1));
  }
}

export function makeCommand(chance: Chance): Buffer {
  const name = chance.pick(['connect', 'createStream', 'publish', 'play', 'deleteStream', 'closeStream', 'releaseStream', 'FCPublish', 'getStreamLength', '']);
  return encodeAmf0(name, chance.happens(0.9) ? chance.below(9) : null, makeValue(chance, 0), ...Array.from({ length: chance.below(3) }, () => makeValue(chance, 0)));
}

/** Chunks of all four formats, with long times, changed sizes and messages that lie in each other. */
export function makeChunks(chance: Chance, messages: readonly Message[]): Buffer {
  let chunkBytes = 128;
  return Buffer.concat(messages.map((message) => {
    const bytes = makeMessageChunks(chance, message, chunkBytes);
    if (message.type === RTMP_TYPE.setChunkSize && message.payload.length >= 4) chunkBytes = message.payload.readUInt32BE();
    return bytes;
  }));
}

function makeMessageChunks(chance: Chance, { type, payload }: Message, chunkBytes: number): Buffer {
  const id = chance.happens(0.1) ? chance.pick([64, 319, 320, 65_599]) : 2 + chance.below(6);
  const time = chance.pick(TIMES);
  const field = Math.min(time, 0xffffff);
  const extended = field === 0xffffff ? number(time, 4) : Buffer.alloc(0);
  const pieces = [basicHeader(0, id), number(field, 3), number(payload.length, 3), Buffer.of(type, 1, 0, 0, 0), extended, payload.subarray(0, chunkBytes)];
  for (let at = chunkBytes; at < payload.length; at += chunkBytes) pieces.push(basicHeader(3, id), extended, payload.subarray(at, at + chunkBytes));
  if (chance.happens(0.1)) pieces.push(basicHeader(1 + chance.below(3), id), chance.bytes(chance.below(12)));
  return Buffer.concat(pieces);
}

function basicHeader(format: number, id: number): Buffer {
  if (id < 64) return Buffer.of(format << 6 | id);
  return id < 320 ? Buffer.of(format << 6, id - 64) : Buffer.of(format << 6 | 1, (id - 64) & 0xff, (id - 64) >> 8);
}

function number(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes >= 4) buffer.writeUInt32BE(value);
  else if (bytes > 0) buffer.writeUIntBE(value & 0xffffff, 0, bytes);
  return buffer;
}
