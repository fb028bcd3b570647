import { encodeAmf0, type Amf0Value } from './amf0';

/** One whole RTMP message. The timestamp is absolute, in milliseconds, and wraps at 2^32. */
export interface RtmpMessage {
  readonly type: number;
  readonly timestampMs: number;
  readonly payload: Buffer;
}

/** A message on its way out, with the chunk stream and message stream it travels in. */
export interface OutgoingMessage extends RtmpMessage {
  readonly chunkStream: number;
  readonly messageStream: number;
}

/** Message types that the relay speaks (RTMP 1.0, sections 5.4, 6.2 and 7.1). */
export const RTMP_TYPE = {
  setChunkSize: 1, abort: 2, acknowledgement: 3, userControl: 4, windowSize: 5, peerBandwidth: 6,
  audio: 8, video: 9, amf3Data: 15, amf3Command: 17, amf0Data: 18, amf0Command: 20, aggregate: 22,
} as const;

/** User control events (RTMP 1.0, section 7.1.7). */
export const USER_EVENT = { streamBegin: 0, streamEnd: 1, pingRequest: 6, pingResponse: 7 } as const;

/** The one message stream of a connection: a client pushes or plays one stream per socket. */
export const MESSAGE_STREAM = 1;

/** The chunk size both ends begin with (RTMP 1.0, section 5.4.1). */
export const FIRST_CHUNK_BYTES = 128;

const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;
const DYNAMIC_BANDWIDTH = 2;

/** A protocol control message with one number: chunk size, acknowledgement or window. */
export function controlMessage(type: number, value: number): OutgoingMessage {
  const payload = Buffer.alloc(type === RTMP_TYPE.peerBandwidth ? 5 : 4);
  payload.writeUInt32BE(value >>> 0);
  if (type === RTMP_TYPE.peerBandwidth) payload[4] = DYNAMIC_BANDWIDTH;
  return { chunkStream: CONTROL_CHUNK_STREAM, messageStream: 0, type, timestampMs: 0, payload };
}

/** A user control message; `value` is a stream id or the time of a ping. */
export function userControlMessage(event: number, value: number): OutgoingMessage {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(event);
  payload.writeUInt32BE(value >>> 0, 2);
  return { chunkStream: CONTROL_CHUNK_STREAM, messageStream: 0, type: RTMP_TYPE.userControl, timestampMs: 0, payload };
}

/** A command: `_result`, `onStatus` or, from a client, `connect` and its kin. */
export function commandMessage(messageStream: number, ...values: readonly Amf0Value[]): OutgoingMessage {
  return { chunkStream: COMMAND_CHUNK_STREAM, messageStream, type: RTMP_TYPE.amf0Command, timestampMs: 0, payload: encodeAmf0(...values) };
}
