import fc from 'fast-check';
import { ChunkReader } from '../../../server/src/media/chunk-reader';
import { writeChunks } from '../../../server/src/media/chunk-writer';
import { FormatError } from '../../../server/src/media/format-error';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { controlMessage, RTMP_TYPE, type OutgoingMessage, type RtmpMessage } from '../../../server/src/media/rtmp-messages';

const message = (timestampMs: number, size: number, chunkStream = 6): OutgoingMessage =>
  ({ chunkStream, messageStream: 1, type: RTMP_TYPE.video, timestampMs, payload: Buffer.from(Array.from({ length: size }, (_, index) => index & 255)) });

function read(...pieces: readonly Buffer[]): RtmpMessage[] {
  const reader = new ChunkReader(RELAY_LIMITS);
  const messages: RtmpMessage[] = [];
  for (const piece of pieces) reader.push(piece, (heard) => messages.push(heard));
  return messages;
}

const times = (messages: readonly RtmpMessage[]) => messages.map((heard) => heard.timestampMs);
const sizes = (messages: readonly RtmpMessage[]) => messages.map((heard) => heard.payload.length);

/** Headers written by hand, so that the reader is not only held against our own writer. */
const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const HAND_MADE = hex(`
  06 000064 000002 09 01000000 aaaa        full header: 100 ms
  46 00000a 000003 08 bbbbbb               no stream id: 10 ms later, audio
  86 000014 cccccc                         only a delta: 20 ms later
  c6 dddddd                                nothing: again 20 ms later
  00 3a 000000 000001 09 01000000 ee       chunk stream 122 in two bytes
  01 3a01 000000 000001 09 01000000 ff     chunk stream 378 in three bytes
`.replace(/ {3,}[a-z].*$/gm, ''));

test('all four header formats and all three forms of chunk stream ids are read', () => {
  const messages = read(HAND_MADE);
  expect(times(messages)).toEqual([100, 110, 130, 150, 0, 0]);
  expect(messages.map((heard) => heard.payload.toString('hex'))).toEqual(['aaaa', 'bbbbbb', 'cccccc', 'dddddd', 'ee', 'ff']);
  expect(messages.map((heard) => heard.type)).toEqual([9, 8, 8, 8, 9, 9]);
});

/** Chunks at the first size, a new size, long times, two interleaved messages, an abort and an empty message. */
const LONG = writeChunks(message(0x01020304, 300, 4), 128);
const RECORDING = Buffer.concat([
  HAND_MADE,
  writeChunks(message(40, 300), 128),
  LONG,
  writeChunks(message(60, 0, 9), 128),
  writeChunks(message(70, 200, 7), 128).subarray(0, 12 + 128), writeChunks(message(80, 100, 8), 128), writeChunks(message(70, 200, 7), 128).subarray(12 + 128),
  writeChunks(message(90, 200, 7), 128).subarray(0, 12 + 128), writeChunks({ ...controlMessage(RTMP_TYPE.abort, 7) }, 128),
  writeChunks(controlMessage(RTMP_TYPE.setChunkSize, 64), 128),
  writeChunks(message(100, 150), 64),
]);
const WHOLE = read(RECORDING);
const told = (messages: readonly RtmpMessage[]) => messages.map((heard) => `${heard.type} ${heard.timestampMs} ${heard.payload.toString('hex')}`).join();

test('interleaved, aborted, empty and long-timed messages arrive whole and in the order of their ends', () => {
  expect(times(WHOLE).slice(6)).toEqual([40, 0x01020304, 60, 80, 70, 100]);
  expect(sizes(WHOLE).slice(6)).toEqual([300, 300, 0, 100, 200, 150]);
  expect(WHOLE[7]?.payload).toEqual(message(0, 300).payload);
});

test('gives the same messages wherever the stream is cut', () => {
  for (const cut of RECORDING.keys()) expect([cut, told(read(RECORDING.subarray(0, cut), RECORDING.subarray(cut)))]).toEqual([cut, told(WHOLE)]);
});

test('gives the same messages when every byte comes alone', () => {
  expect(read(...[...RECORDING].map((byte) => Buffer.of(byte)))).toEqual(WHOLE);
});

test('whatever the writer cuts into chunks of any size the reader puts together', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), fc.nat(700), fc.integer({ min: 1, max: 700 }), fc.integer({ min: 2, max: 63 }), (timestampMs, size, chunkBytes, id) => {
    const sent = message(timestampMs, size, id);
    const [heard, ...others] = read(writeChunks(controlMessage(RTMP_TYPE.setChunkSize, chunkBytes), 128), writeChunks(sent, chunkBytes));
    expect(heard).toEqual({ type: sent.type, timestampMs, payload: sent.payload });
    expect(others).toEqual([]);
  }), { numRuns: 100 });
});

test('time goes on past 2^32 milliseconds', () => {
  expect(times(read(writeChunks(message(0xffffffff, 1), 128), hex('86 000002 00')))).toEqual([0xffffffff, 1]);
});

test('foreign bytes give messages or a format error, nothing else', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }), (pieces) => {
    try {
      read(...pieces.map((piece) => Buffer.from(piece)));
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  }), { numRuns: 300 });
});

describe('limits', () => {
  const announce = (size: number) => writeChunks(message(0, size), 128).subarray(0, 12);

  test('before media is allowed a message may be as large as a command and no larger', () => {
    const { commandBytes } = RELAY_LIMITS;
    expect(sizes(read(writeChunks(message(0, commandBytes - 1), 128), writeChunks(message(0, commandBytes), 128)))).toEqual([commandBytes - 1, commandBytes]);
    expect(() => read(announce(commandBytes + 1))).toThrow('larger than the limit');
  });

  test('then it may be as large as a key frame and no larger', () => {
    const reader = new ChunkReader(RELAY_LIMITS);
    reader.allowMedia();
    const heard: number[] = [];
    const push = (size: number) => reader.push(writeChunks(message(0, size), 128), ({ payload }) => heard.push(payload.length));
    push(RELAY_LIMITS.messageBytes - 1);
    push(RELAY_LIMITS.messageBytes);
    expect(heard).toEqual([RELAY_LIMITS.messageBytes - 1, RELAY_LIMITS.messageBytes]);
    expect(() => push(RELAY_LIMITS.messageBytes + 1)).toThrow('larger than the limit');
  });

  test('unfinished messages of many chunk streams together have a limit', () => {
    const reader = new ChunkReader({ ...RELAY_LIMITS, partialBytes: 2_000 });
    const begin = (id: number) => reader.push(writeChunks(message(0, 1_000, id), 128).subarray(0, 12 + 128), () => undefined);
    begin(4);
    begin(5);
    expect(() => begin(6)).toThrow('too many unfinished messages');
  });

  test('as many chunk streams as the limit may be open, and not one more', () => {
    const reader = new ChunkReader({ ...RELAY_LIMITS, chunkStreams: 3 });
    const use = (id: number) => reader.push(writeChunks(message(0, 1, id), 128), () => undefined);
    [4, 5, 6, 4].forEach(use);
    expect(() => use(7)).toThrow('more than 3 chunk streams');
  });

  test.each([[0, false], [1, true], [RELAY_LIMITS.chunkMaxBytes, true], [RELAY_LIMITS.chunkMaxBytes + 1, false]])('chunk size %i: accepted %s', (size, accepted) => {
    const change = () => read(writeChunks(controlMessage(RTMP_TYPE.setChunkSize, size), 128));
    if (accepted) expect(change()).toEqual([]);
    else expect(change).toThrow(`chunk size ${size}`);
  });

  test.each([['c6', 'opens'], ['86 000001', 'opens'], ['06 000000 000200 09 01000000'.padEnd(30) + '00'.repeat(128) + '06 000000 000001 09 01000000', 'inside a message']])('bytes %# that break the rules are refused', (bytes, why) => {
    expect(() => read(hex(bytes))).toThrow(why);
  });
});
