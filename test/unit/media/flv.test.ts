import fc from 'fast-check';
import { flvHeader, FlvReader, writeFlvTag, type FlvTag } from '../../../server/src/media/flv';
import { FormatError } from '../../../server/src/media/format-error';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { mediaOf } from '../../../server/src/media/rtmp-media';
import { RTMP_TYPE } from '../../../server/src/media/rtmp-messages';
import { encodeAmf0 } from '../../../server/src/media/amf0';

const BOTH = { audio: true, video: true };
const tag = (type: number, timestampMs: number, size: number): FlvTag => ({ type, timestampMs, payload: Buffer.alloc(size, size) });
const TAGS = [tag(18, 0, 20), tag(9, 0, 40), tag(8, 0x01020304, 3), tag(9, 40, 0), tag(9, 0xffffffff, 60)];
const bytesOf = (tags: readonly FlvTag[]) => Buffer.concat(tags.map(({ type, timestampMs, payload }) => writeFlvTag(type, timestampMs, payload)));
const RECORDING = Buffer.concat([flvHeader(BOTH), bytesOf(TAGS)]);

function read(part: 'file' | 'tags', ...pieces: readonly Buffer[]): FlvTag[] {
  const reader = new FlvReader(part, 1_000);
  const tags: FlvTag[] = [];
  for (const piece of pieces) reader.push(piece, (heard) => tags.push(heard));
  return tags;
}

test('what was written is read', () => {
  expect(read('file', RECORDING)).toEqual(TAGS);
});

test('gives the same tags wherever the stream is cut', () => {
  for (const cut of RECORDING.keys()) expect([cut, read('file', RECORDING.subarray(0, cut), RECORDING.subarray(cut))]).toEqual([cut, TAGS]);
});

test('gives the same tags when every byte comes alone', () => {
  expect(read('file', ...[...RECORDING].map((byte) => Buffer.of(byte)))).toEqual(TAGS);
});

test('a longer header is skipped', () => {
  const header = Buffer.concat([flvHeader(BOTH).subarray(0, 8), Buffer.of(12, 1, 2, 3), Buffer.alloc(4)]);
  expect(read('file', header, bytesOf(TAGS))).toEqual(TAGS);
});

test.each([[BOTH, 5], [{ audio: true, video: false }, 4], [{ audio: false, video: true }, 1]])('the header announces %j as %i', (tracks, flags) => {
  expect(flvHeader(tracks)[4]).toBe(flags);
});

test.each([
  ['of another file', Buffer.from('RIFF.........'), 'signature'],
  ['with an absurd header', Buffer.from('464c5601050000ffff', 'hex'), 'a header of'],
  ['encrypted', Buffer.concat([flvHeader(BOTH), Buffer.of(0x29), Buffer.alloc(20)]), 'encrypted'],
])('bytes %s are refused', (_what, bytes, why) => {
  expect(() => read('file', bytes)).toThrow(why);
});

test('a tag may be as large as the limit and no larger', () => {
  expect(read('tags', bytesOf([tag(9, 0, 999), tag(9, 0, 1_000)]))).toHaveLength(2);
  expect(() => read('tags', bytesOf([tag(9, 0, 1_001)]))).toThrow('larger than the limit');
});

test('foreign bytes give tags or a format error, nothing else', () => {
  fc.assert(fc.property(fc.constantFrom<'file' | 'tags'>('file', 'tags'), fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (part, pieces) => {
    try {
      read(part, ...pieces.map((piece) => Buffer.from(piece)));
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  }), { numRuns: 300 });
});

describe('media in RTMP messages', () => {
  const media = (type: number, payload: Buffer) => mediaOf({ type, timestampMs: 1_000, payload }, RELAY_LIMITS);
  const FACTS = encodeAmf0('onMetaData', { width: 640 });

  test('@setDataFrame is taken off, so that players get plain onMetaData', () => {
    const wrapped = Buffer.concat([encodeAmf0('@setDataFrame'), FACTS]);
    expect(media(RTMP_TYPE.amf0Data, wrapped)).toEqual([{ type: RTMP_TYPE.amf0Data, timestampMs: 1_000, payload: FACTS }]);
    expect(media(RTMP_TYPE.amf3Data, Buffer.concat([Buffer.of(0), wrapped]))).toEqual([{ type: RTMP_TYPE.amf0Data, timestampMs: 1_000, payload: FACTS }]);
  });

  test('@clearDataFrame, empty and control messages are no media', () => {
    expect(media(RTMP_TYPE.amf0Data, encodeAmf0('@clearDataFrame'))).toEqual([]);
    expect([RTMP_TYPE.audio, RTMP_TYPE.video, RTMP_TYPE.amf0Data].flatMap((type) => media(type, Buffer.alloc(0)))).toEqual([]);
    expect(media(RTMP_TYPE.acknowledgement, Buffer.alloc(4))).toEqual([]);
  });

  test('an aggregate gives its messages, with times counted from the message that carried them', () => {
    const aggregate = bytesOf([tag(8, 500, 4), tag(9, 520, 6), tag(22, 530, 30), tag(8, 523, 5)]);
    expect(media(RTMP_TYPE.aggregate, aggregate).map(({ type, timestampMs, payload }) => [type, timestampMs, payload.length])).toEqual([[8, 1_000, 4], [9, 1_020, 6], [8, 1_023, 5]]);
  });
});
