import { encodeAmf0 } from './amf0';
import { FlvReader, TAG_HEADER_BYTES } from './flv';
import type { RelayLimits } from './limits';
import type { MediaType } from './packet';
import { RTMP_TYPE, type RtmpMessage } from './rtmp-messages';

/** One audio, video or data message, freed of what only RTMP wraps around it. */
export interface Media {
  readonly type: MediaType;
  readonly timestampMs: number;
  readonly payload: Buffer;
}

/** A data message that means "remember this for those who come later" begins with this name. */
const SET_DATA_FRAME = encodeAmf0('@setDataFrame');
const CLEAR_DATA_FRAME = encodeAmf0('@clearDataFrame');

/**
 * The media in an RTMP message: one for audio, video and data, any number for an aggregate, none for the rest.
 *
 * @throws FormatError FLV or TOO_LARGE for a broken aggregate
 */
export function mediaOf(message: RtmpMessage, limits: RelayLimits): readonly Media[] {
  const { type, timestampMs, payload } = message;
  switch (type) {
    case RTMP_TYPE.audio: case RTMP_TYPE.video: return payload.length === 0 ? [] : [{ type, timestampMs, payload }];
    case RTMP_TYPE.amf0Data: return dataOf(timestampMs, payload);
    case RTMP_TYPE.amf3Data: return dataOf(timestampMs, payload.subarray(1));
    case RTMP_TYPE.aggregate: return aggregateOf(message, limits);
    default: return [];
  }
}

function dataOf(timestampMs: number, payload: Buffer): readonly Media[] {
  if (payload.length === 0 || startsWith(payload, CLEAR_DATA_FRAME)) return [];
  const rest = startsWith(payload, SET_DATA_FRAME) ? payload.subarray(SET_DATA_FRAME.length) : payload;
  return [{ type: RTMP_TYPE.amf0Data, timestampMs, payload: rest }];
}

/** FLV tags in a row, none longer than what carries it; their times count from the first, which stands at the time of the message (RTMP 1.0, 7.1.6). */
function aggregateOf(message: RtmpMessage, limits: RelayLimits): readonly Media[] {
  const media: Media[] = [];
  let firstMs: number | null = null;
  new FlvReader('tags', message.payload.length - TAG_HEADER_BYTES).push(message.payload, (tag) => {
    firstMs ??= tag.timestampMs;
    const timestampMs = (message.timestampMs + tag.timestampMs - firstMs) >>> 0;
    if (tag.type !== RTMP_TYPE.aggregate) media.push(...mediaOf({ ...tag, timestampMs }, limits));
  });
  return media;
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}
