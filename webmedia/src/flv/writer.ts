import { AAC_FORMAT, AAC_SOUND, AVC_CODEC, FRAME, PACKET, TAG, TAG_HEADER_BYTES, TAG_TRAILER_BYTES, type Bytes, type FlvTag, type MediaPacket } from './format';

/** Values of `onMetaData`: numbers and booleans are all that players read. */
export type Metadata = Readonly<Record<string, number | boolean>>;

const AUDIO_FLAG = 4;
const VIDEO_FLAG = 1;
const AMF0 = { number: 0, boolean: 1, string: 2, ecmaArray: 8, objectEnd: 9 } as const;

/** The bytes with which a stream begins. */
export function writeHeader(has: { audio: boolean; video: boolean }): Bytes {
  const flags = (has.audio ? AUDIO_FLAG : 0) | (has.video ? VIDEO_FLAG : 0);
  return Uint8Array.of(0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0);
}

/** A tag as bytes, the size behind it included. */
export function writeTag(tag: FlvTag): Bytes {
  const size = tag.data.byteLength;
  const bytes = new Uint8Array(TAG_HEADER_BYTES + size + TAG_TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (tag.type << 24) | size);
  view.setUint32(4, (tag.timestampMs << 8) | ((tag.timestampMs >>> 24) & 0xff));
  bytes.set(tag.data, TAG_HEADER_BYTES);
  view.setUint32(TAG_HEADER_BYTES + size, TAG_HEADER_BYTES + size);
  return bytes;
}

/** The tag of a packet. A config carries the time `configTimeMs`, so that the tags of a stream never go back in time. */
export function tagOf(packet: MediaPacket, configTimeMs = 0): FlvTag {
  switch (packet.kind) {
    case 'videoConfig':
      return { type: TAG.video, timestampMs: configTimeMs, data: join(videoHead(true, PACKET.config, 0), packet.description) };
    case 'video':
      return { type: TAG.video, timestampMs: packet.timestampMs, data: join(videoHead(packet.key, PACKET.frame, packet.offsetMs), packet.data) };
    case 'audioConfig':
      return { type: TAG.audio, timestampMs: configTimeMs, data: join([AAC_SOUND, PACKET.config], packet.description) };
    case 'audio':
      return { type: TAG.audio, timestampMs: packet.timestampMs, data: join([AAC_SOUND, PACKET.frame], packet.data) };
  }
}

/** The tag that tells players what to expect. */
export function metadataTag(metadata: Metadata, timestampMs = 0): FlvTag {
  const entries = Object.entries(metadata);
  const parts = entries.flatMap(([name, value]) => [...textBytes(name), ...valueBytes(value)]);
  const data = [AMF0.string, ...textBytes('onMetaData'), AMF0.ecmaArray, 0, 0, 0, entries.length, ...parts, 0, 0, AMF0.objectEnd];
  return { type: TAG.script, timestampMs, data: Uint8Array.from(data) };
}

/** Codec numbers for the metadata, by kind. */
export const CODEC_IDS = { video: AVC_CODEC, audio: AAC_FORMAT } as const;

function videoHead(key: boolean, packetType: number, offsetMs: number): number[] {
  const frameType = key ? FRAME.key : FRAME.delta;
  return [(frameType << 4) | AVC_CODEC, packetType, (offsetMs >> 16) & 0xff, (offsetMs >> 8) & 0xff, offsetMs & 0xff];
}

function join(head: readonly number[], body: Bytes): Bytes {
  const bytes = new Uint8Array(head.length + body.byteLength);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function textBytes(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

function valueBytes(value: number | boolean): number[] {
  if (typeof value === 'boolean') return [AMF0.boolean, value ? 1 : 0];
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [AMF0.number, ...new Uint8Array(view.buffer)];
}
