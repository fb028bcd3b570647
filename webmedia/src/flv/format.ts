/** Bytes that browsers take anywhere: not shared with another thread. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Numbers of the FLV container (Adobe Flash Video File Format 10.1, annex E). */
export const TAG = { audio: 8, video: 9, script: 18 } as const;

/** A kind of tag that carries media or metadata. */
export type TagType = (typeof TAG)[keyof typeof TAG];

/** One tag: the unit of FLV. */
export interface FlvTag {
  readonly type: TagType;
  /** Decoding time in milliseconds, 32 bits. */
  readonly timestampMs: number;
  readonly data: Bytes;
}

/** Bytes before the first tag: the header and the size of the tag before the first, which is 0. */
export const FILE_HEADER_BYTES = 13;
/** Bytes of a tag before its data. */
export const TAG_HEADER_BYTES = 11;
/** Bytes after a tag's data: the size of the tag. */
export const TAG_TRAILER_BYTES = 4;

/** First byte of the audio data: AAC; rate, size and channels are fixed by the format and told by the AAC config. */
export const AAC_SOUND = 0xaf;
/** Codec number of H.264 in the low half of the first byte of the video data. */
export const AVC_CODEC = 7;
/** Sound format number of AAC in the high half of the first byte of the audio data. */
export const AAC_FORMAT = 10;
/** Frame types in the high half of the first byte of the video data. */
export const FRAME = { key: 1, delta: 2 } as const;
/** Second byte of H.264 and AAC data. */
export const PACKET = { config: 0, frame: 1 } as const;

/** What a tag means to encoders and decoders. */
export type MediaPacket =
  | { readonly kind: 'videoConfig'; readonly description: Bytes }
  | { readonly kind: 'video'; readonly key: boolean; readonly timestampMs: number; readonly offsetMs: number; readonly data: Bytes }
  | { readonly kind: 'audioConfig'; readonly description: Bytes }
  | { readonly kind: 'audio'; readonly timestampMs: number; readonly data: Bytes };
