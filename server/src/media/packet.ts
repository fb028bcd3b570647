import { encodeAmf0 } from './amf0';
import { writeChunks } from './chunk-writer';
import { writeFlvTag } from './flv';
import { RELAY_LIMITS } from './limits';
import { MESSAGE_STREAM, RTMP_TYPE } from './rtmp-messages';

/** The three kinds of message that flow through a stream. FLV and RTMP use the same numbers for them. */
export type MediaType = typeof RTMP_TYPE.audio | typeof RTMP_TYPE.video | typeof RTMP_TYPE.amf0Data;

/** Chunk streams of what the relay sends, one for each kind. */
const CHUNK_STREAM: Record<MediaType, number> = { [RTMP_TYPE.audio]: 4, [RTMP_TYPE.video]: 6, [RTMP_TYPE.amf0Data]: 5 };

const VIDEO = {
  avc: 7, hevc: 12, enhancedBit: 0x80, keyFrame: 1, sequenceStart: 0, picture: 1, transportStreamStart: 5,
  /** Start and end of a sequence, metadata, start for MPEG-2 TS. */
  enhancedWithoutPicture: [0, 2, 4, 5],
};
const METADATA = encodeAmf0('onMetaData');
const AUDIO = { aac: 10, enhanced: 9, sequenceStart: 0 } as const;

/**
 * One audio, video or data message. Each wire form is made once, when the first player needs it, and kept for as long as
 * the packet is new: copies of all that is cached would be work for the garbage collector.
 *
 * @see Video File Format Specification 10.1, annex E.4; Enhanced RTMP v2 for the extended headers
 */
export class MediaPacket {
  /** Decoder configuration or `onMetaData`: a player that joins later needs it first. */
  readonly isConfig: boolean;
  /** A picture that needs no earlier one. */
  readonly isKeyFrame: boolean;
  private rtmpForm: Buffer | null = null;
  private flvForm: Buffer | null = null;

  constructor(readonly type: MediaType, readonly timestampMs: number, readonly payload: Buffer) {
    this.isConfig = isConfig(type, payload);
    this.isKeyFrame = type === RTMP_TYPE.video && isKeyFrame(payload);
  }

  get isVideo(): boolean { return this.type === RTMP_TYPE.video; }
  get isAudio(): boolean { return this.type === RTMP_TYPE.audio; }

  /** Data other than audio and video. */
  get isData(): boolean { return this.type === RTMP_TYPE.amf0Data; }

  /** The packet as RTMP chunks. */
  rtmp(): Buffer {
    return this.rtmpForm ??= this.chunks();
  }

  /** The packet as an FLV tag. */
  flv(): Buffer {
    return this.flvForm ??= writeFlvTag(this.type, this.timestampMs, this.payload);
  }

  /** Everybody who plays has it; who joins later may have it made again. */
  forgetForms(): void {
    this.rtmpForm = this.flvForm = null;
  }

  private chunks(): Buffer {
    const { type, timestampMs, payload } = this;
    return writeChunks({ type, timestampMs, payload, chunkStream: CHUNK_STREAM[type], messageStream: MESSAGE_STREAM }, RELAY_LIMITS.outChunkBytes);
  }
}

function isConfig(type: MediaType, payload: Buffer): boolean {
  const [first = 0, second = 0] = payload;
  if (type === RTMP_TYPE.video) return isVideoConfig(first, second);
  if (type === RTMP_TYPE.amf0Data) return payload.subarray(0, METADATA.length).equals(METADATA);
  if (first >> 4 === AUDIO.enhanced) return (first & 15) === AUDIO.sequenceStart;
  return first >> 4 === AUDIO.aac && second === AUDIO.sequenceStart;
}

/** The frame type alone is not enough: configuration and the end of a sequence carry it too. */
function isKeyFrame(payload: Buffer): boolean {
  const [first = 0, second = 0] = payload;
  if ((first >> 4 & 7) !== VIDEO.keyFrame) return false;
  if ((first & VIDEO.enhancedBit) !== 0) return !VIDEO.enhancedWithoutPicture.includes(first & 15);
  return ((first & 15) !== VIDEO.avc && (first & 15) !== VIDEO.hevc) || second === VIDEO.picture;
}

function isVideoConfig(first: number, second: number): boolean {
  const low = first & 15;
  if ((first & VIDEO.enhancedBit) !== 0) return low === VIDEO.sequenceStart || low === VIDEO.transportStreamStart;
  return (low === VIDEO.avc || low === VIDEO.hevc) && second === VIDEO.sequenceStart;
}
