import { createHash } from 'node:crypto';
import { decodeAmf0, isAmf0Object, type Amf0Value } from '../../server/src/media/amf0';
import { ChunkReader } from '../../server/src/media/chunk-reader';
import { FlvReader } from '../../server/src/media/flv';
import { FormatError } from '../../server/src/media/format-error';
import { Handshake } from '../../server/src/media/handshake';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import { parseRtmpAnswer } from '../../server/src/media/republish/rtmp-answers';
import { parseRtmpCommand } from '../../server/src/media/rtmp-commands';
import { mediaOf, type Media } from '../../server/src/media/rtmp-media';
import { RTMP_TYPE } from '../../server/src/media/rtmp-messages';
import type { Chance } from './chance';

/** A parser to which bytes are pushed; it tells what it gives, in words that can be compared. */
export type Parser = (tell: Tell) => (piece: Buffer) => void;
type Tell = (what: string, payloadBytes: number) => void;

/** Longer inputs do not come byte by byte: one that is cut at random says as much. */
const SINGLE_BYTES = 3_500;
/** Of the processor: a fuzzer of low priority may wait for seconds, and that says nothing of a parser. */
const SLOW_MS = 2_000;

/** What the parser made of it in words: all that it gave, and the error with which it ended. */
type Outcome = string;

/** A broken rule of parsers. */
export class ParserFault extends Error {}

const hash = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('base64');

export const PARSERS = {
  amf0: (tell) => (piece) => {
    tellValues(decodeAmf0(piece), tell);
    // Both pick from these values.
    tell(JSON.stringify(parseRtmpCommand(piece)), 0);
    tell(JSON.stringify(parseRtmpAnswer(piece)), 0);
  },
  chunks: (tell) => {
    const reader = new ChunkReader(RELAY_LIMITS);
    return (piece) => reader.push(piece, (message) => {
      tell(`message ${message.type} ${message.timestampMs} ${hash(message.payload)}`, message.payload.length);
      if (message.type === RTMP_TYPE.amf0Command && parseRtmpCommand(message.payload).type === 'open') reader.allowMedia();
      tellMedia(message.payload, mediaOf(message, RELAY_LIMITS), tell);
    });
  },
  media: (tell) => {
    const reader = new ChunkReader(RELAY_LIMITS);
    reader.allowMedia();
    return (piece) => reader.push(piece, (message) => tellMedia(message.payload, mediaOf(message, RELAY_LIMITS), tell));
  },
  flv: (tell) => {
    const reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
    return (piece) => reader.push(piece, (tag) => {
      tell(`tag ${tag.type} ${tag.timestampMs} ${hash(tag.payload)}`, tag.payload.length);
      tellMedia(tag.payload, mediaOf(tag, RELAY_LIMITS), tell);
    });
  },
  handshake: (tell) => {
    const handshake = new Handshake((count) => Buffer.alloc(count, 9));
    let over = false;
    return (piece) => {
      if (over) return tell(`rest ${piece.toString('latin1')}`, piece.length);
      const { reply, rest } = handshake.push(piece);
      if (reply !== null) tell(`reply ${hash(reply)}`, 0);
      if (rest === null) return;
      over = true;
      tell(`rest ${rest.toString('latin1')}`, rest.length);
    };
  },
} satisfies Record<string, Parser>;

/** Names a parser, and the folder of its inputs. */
export type ParserName = keyof typeof PARSERS;

/**
 * Tells the media that came out of a message.
 *
 * @throws ParserFault when they are longer than it was
 */
export function tellMedia(message: Buffer, media: readonly Media[], tell: Tell): void {
  checkGiven(media.reduce((sum, { payload }) => sum + payload.length, 0), message.length);
  for (const { type, timestampMs, payload } of media) tell(`media ${type} ${timestampMs} ${hash(payload)}`, 0);
}

/** Tells values of AMF0. */
export function tellValues(values: readonly Amf0Value[], tell: Tell): void {
  for (const value of values) tell(JSON.stringify(value) ?? 'undefined', leastBytes(value));
}

/** What a value takes at least in AMF0: a byte that is no UTF-8 turns into one character. */
function leastBytes(value: Amf0Value): number {
  if (typeof value === 'number') return 9;
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'string') return 3 + value.length;
  if (value === null || value === undefined) return 1;
  if (isAmf0Object(value)) return Object.entries(value).reduce((sum, [key, field]) => sum + 2 + key.length + leastBytes(field), 4);
  return value.reduce<number>((sum, element) => sum + leastBytes(element), 5);
}

/**
 * Holds a parser to its rules: only format errors, no more than it was given, soon, and the same for any cut.
 *
 * @throws ParserFault, or whatever the parser throws that is no format error
 */
export function checkParser(parser: Parser, bytes: Buffer, chance: Chance, isWholeOnly: boolean): void {
  const begun = process.cpuUsage();
  const whole = outcome(parser, [bytes]);
  const { user, system } = process.cpuUsage(begun);
  if ((user + system) / 1_000 > SLOW_MS) throw new ParserFault(`took ${Math.round((user + system) / 1_000)} ms`);
  if (isWholeOnly) return;
  const cuts = [chance.cut(bytes, 1), chance.cut(bytes, 12), ...(bytes.length <= SINGLE_BYTES && chance.happens(0.3) ? [[...bytes].map((byte) => Buffer.of(byte))] : [])];
  for (const pieces of cuts) {
    const other = outcome(parser, pieces);
    if (other !== whole) throw new ParserFault(`cut into ${pieces.map((piece) => piece.length).join('+')} gives another result:\n${firstDifference(whole, other)}`);
  }
}

function outcome(parser: Parser, pieces: readonly Buffer[]): Outcome {
  const told: string[] = [];
  let givenBytes = 0;
  const push = parser((what, bytes) => { told.push(what); givenBytes += bytes; });
  try {
    withAllocations(() => pieces.forEach(push));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    told.push(`error ${error.code} ${error.what}`);
  }
  checkGiven(givenBytes, pieces.reduce((sum, { length }) => sum + length, 0));
  return joined(told);
}

/** @throws ParserFault when more came out than went in */
function checkGiven(givenBytes: number, receivedBytes: number): void {
  if (givenBytes > receivedBytes) throw new ParserFault(`gave ${givenBytes} bytes of ${receivedBytes}`);
}

/** What follows a handshake may be handed on in any number of pieces. */
function joined(told: readonly string[]): string {
  return told.join('\n').replaceAll('\nrest ', '').replace(/^rest /, '');
}

/** No allocation may be larger than a message may be, whatever a length field claims. */
function withAllocations(run: () => void): void {
  const { allocUnsafe } = Buffer;
  Buffer.allocUnsafe = (size) => {
    if (size > RELAY_LIMITS.messageBytes + 16) throw new ParserFault(`allocates ${size} bytes at once`);
    return allocUnsafe(size);
  };
  try {
    run();
  } finally {
    Buffer.allocUnsafe = allocUnsafe;
  }
}

function firstDifference(one: Outcome, other: Outcome): string {
  const [ones, others] = [one.split('\n'), other.split('\n')];
  const at = ones.findIndex((line, index) => line !== others[index]);
  return `  whole: ${ones[at]?.slice(0, 200)}\n  cut:   ${others[Math.max(0, at)]?.slice(0, 200)}`;
}
