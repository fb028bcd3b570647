import { encodeAmf0 } from '../../../../server/src/media/amf0';
import { RTMP_TYPE } from '../../../../server/src/media/rtmp-messages';

/** One message that a publisher sends. */
export interface Sample { readonly type: number; readonly timestampMs: number; readonly payload: Buffer }

const video = (head: readonly number[], timestampMs: number, size: number): Sample =>
  ({ type: RTMP_TYPE.video, timestampMs, payload: Buffer.concat([Buffer.from(head), Buffer.alloc(Math.max(0, size - head.length), 0x41)]) });

export const videoConfig = (): Sample => video([0x17, 0, 0, 0, 0], 0, 32);
export const keyFrame = (timestampMs: number, size = 300): Sample => video([0x17, 1, 0, 0, 0], timestampMs, size);
export const interFrame = (timestampMs: number, size = 100): Sample => video([0x27, 1, 0, 0, 0], timestampMs, size);
export const audioConfig = (): Sample => ({ type: RTMP_TYPE.audio, timestampMs: 0, payload: Buffer.of(0xaf, 0, 0x11, 0x90) });
export const sound = (timestampMs: number, size = 60): Sample =>
  ({ type: RTMP_TYPE.audio, timestampMs, payload: Buffer.concat([Buffer.of(0xaf, 1), Buffer.alloc(size - 2, 0x21)]) });
export const metadata = (facts: Record<string, number> = { videocodecid: 7, audiocodecid: 10 }): Sample =>
  ({ type: RTMP_TYPE.amf0Data, timestampMs: 0, payload: encodeAmf0('onMetaData', facts) });
