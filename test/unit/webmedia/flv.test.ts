import { clockIn, withClock } from '../../../webmedia/src/flv/capture-clock';
import { TAG, TAG_HEADER_BYTES, type FlvTag, type MediaPacket } from '../../../webmedia/src/flv/format';
import { FlvError, FlvReader, MAX_TAG_BYTES, packetOf } from '../../../webmedia/src/flv/reader';
import { FlvSender } from '../../../webmedia/src/flv/sender';
import { metadataTag, tagOf, writeHeader, writeTag } from '../../../webmedia/src/flv/writer';
import { DelayMeter } from '../../../webmedia/src/play/delay-meter';

const PACKETS: readonly MediaPacket[] = [
  { kind: 'videoConfig', description: Uint8Array.of(1, 0x42, 0xe0, 0x1f) },
  { kind: 'audioConfig', description: Uint8Array.of(0x11, 0x88) },
  { kind: 'video', key: true, timestampMs: 0, offsetMs: 0, data: Uint8Array.of(1, 2, 3) },
  { kind: 'audio', timestampMs: 21, data: Uint8Array.of(9) },
  { kind: 'video', key: false, timestampMs: 66, offsetMs: 40, data: Uint8Array.of(4) },
  { kind: 'video', key: false, timestampMs: 0x01_00_00_42, offsetMs: -5, data: Uint8Array.of(5, 6) },
  { kind: 'audio', timestampMs: 0xff_ff_ff_ff, data: Uint8Array.of(7, 8) },
];
const TAGS = [metadataTag({ width: 360, stereo: false }), ...PACKETS.map((packet) => tagOf(packet))];
const STREAM = concat([writeHeader({ audio: true, video: true }), ...TAGS.map(writeTag)]);

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function read(...pieces: Uint8Array<ArrayBuffer>[]): FlvTag[] {
  const reader = new FlvReader();
  return pieces.flatMap((piece) => reader.push(piece));
}

function tagOfSize(size: number): Uint8Array<ArrayBuffer> {
  return concat([writeHeader({ audio: true, video: true }), Uint8Array.of(TAG.video, size >> 16, (size >> 8) & 255, size & 255, 0, 0, 0, 0, 0, 0, 0)]);
}

test('what was written is read again: types, times of 32 bits, negative offsets and data', () => {
  expect(read(STREAM)).toEqual(TAGS);
  expect(TAGS.map(packetOf)).toEqual([null, ...PACKETS]);
});

test.each([...STREAM.keys()])('gives the same tags when the stream is cut after byte %i', (cut) => {
  expect(read(STREAM.slice(0, cut), STREAM.slice(cut))).toEqual(TAGS);
});

test('gives the same tags when every byte comes alone', () => {
  expect(read(...[...STREAM].map((byte) => Uint8Array.of(byte)))).toEqual(TAGS);
});

test('gives a tag as soon as its last byte is there, and not before', () => {
  const [first = new Uint8Array(0), tag = new Uint8Array(0)] = [writeHeader({ audio: true, video: false }), writeTag(tagOf(PACKETS[3]!))];
  const reader = new FlvReader();
  expect(reader.push(concat([first, tag.slice(0, -1)]))).toEqual([]);
  expect(reader.push(tag.slice(-1))).toHaveLength(1);
});

test('the written bytes are those of the format: header, type, size, time with its high byte last, zero stream, size again', () => {
  expect([...writeHeader({ audio: true, video: false })]).toEqual([0x46, 0x4c, 0x56, 1, 4, 0, 0, 0, 9, 0, 0, 0, 0]);
  expect([...writeTag({ type: TAG.audio, timestampMs: 0x12_34_56_78, data: Uint8Array.of(0xaf, 1, 5) })]).toEqual([
    8, 0, 0, 3, 0x34, 0x56, 0x78, 0x12, 0, 0, 0, 0xaf, 1, 5, 0, 0, 0, 3 + TAG_HEADER_BYTES,
  ]);
});

test('refuses what does not begin with FLV', () => {
  expect(() => new FlvReader().push(new Uint8Array(13))).toThrow(FlvError);
});

test.each([
  ['under', MAX_TAG_BYTES - 1, false],
  ['at', MAX_TAG_BYTES, false],
  ['over', MAX_TAG_BYTES + 1, true],
])('a tag %s the limit of size is refused: %s bytes, %s', (_place, size, refused) => {
  const push = (): FlvTag[] => new FlvReader().push(tagOfSize(size));
  if (refused) expect(push).toThrow(FlvError);
  else expect(push()).toEqual([]);
});

test('passes over tags of unknown types, other codecs and empty ones', () => {
  const unknown = writeTag({ type: TAG.audio, timestampMs: 0, data: Uint8Array.of(1) });
  unknown[0] = 15;
  expect(read(concat([writeHeader({ audio: true, video: true }), unknown, writeTag(TAGS[4]!)]))).toEqual([TAGS[4]]);
  expect(packetOf({ type: TAG.video, timestampMs: 0, data: Uint8Array.of(0x12, 1, 0, 0, 0, 5) })).toBeNull();
  expect(packetOf({ type: TAG.audio, timestampMs: 0, data: Uint8Array.of(0x2f, 1, 5) })).toBeNull();
  expect(packetOf({ type: TAG.audio, timestampMs: 0, data: new Uint8Array(0) })).toBeNull();
  expect(packetOf({ type: TAG.video, timestampMs: 0, data: Uint8Array.of(0x17, 2, 0, 0, 0, 0) })).toBeNull();
});

describe('a sender', () => {
  const has = { audio: true, video: true };
  const packetsOf = (bytes: readonly (Uint8Array<ArrayBuffer> | null)[]): (MediaPacket | null)[] =>
    read(...bytes.filter((each) => each !== null)).map(packetOf);

  test('begins every connection with header, metadata and the configs so far, and its video with a key frame', () => {
    const sender = new FlvSender({ width: 360 }, has);
    expect(packetsOf(sender.begin())).toEqual([null]);
    PACKETS.slice(0, 4).forEach((packet) => sender.write(packet));
    const again = [...sender.begin(), sender.write({ kind: 'video', key: false, timestampMs: 100, offsetMs: 0, data: Uint8Array.of(1) }), sender.write({ kind: 'video', key: true, timestampMs: 133, offsetMs: 0, data: Uint8Array.of(2) })];
    expect(packetsOf(again)).toEqual([null, PACKETS[0], PACKETS[1], { kind: 'video', key: true, timestampMs: 133, offsetMs: 0, data: Uint8Array.of(2) }]);
  });

  test('never goes back in time, within a connection and across connections', () => {
    const sender = new FlvSender({}, has);
    const audio = (timestampMs: number): Uint8Array<ArrayBuffer> | null => sender.write({ kind: 'audio', timestampMs, data: Uint8Array.of(1) });
    const first = [...sender.begin(), audio(40.6), audio(20), audio(90)];
    const second = [...sender.begin(), audio(70), audio(95)];
    const times = [...read(...first.filter((each) => each !== null)), ...read(...second.filter((each) => each !== null))].map((tag) => tag.timestampMs);
    expect(times).toEqual([0, 41, 41, 90, 90, 90, 95]);
  });

  test('keeps the time of sound that comes out of its encoder after a later picture', () => {
    const sender = new FlvSender({}, has);
    const written = [
      sender.write({ kind: 'video', key: true, timestampMs: 100, offsetMs: 0, data: Uint8Array.of(1) }), sender.write({ kind: 'audio', timestampMs: 42, data: Uint8Array.of(1) }),
      sender.write({ kind: 'video', key: false, timestampMs: 80, offsetMs: 0, data: Uint8Array.of(1) }), sender.write({ kind: 'audio', timestampMs: 63, data: Uint8Array.of(1) }),
    ];
    expect(read(...sender.begin(), ...written.filter((each) => each !== null)).slice(-4).map((tag) => tag.timestampMs)).toEqual([100, 42, 100, 63]);
  });

  test.each([['sound', TAG.audio], ['pictures', TAG.video]] as const)('with its configs never goes back in the time of %s, nor ahead of it', (_which, type) => {
    const sender = new FlvSender({}, has);
    const written = [
      ...sender.begin(), sender.write({ kind: 'video', key: true, timestampMs: 100, offsetMs: 0, data: Uint8Array.of(1) }), sender.write(PACKETS[1]!), sender.write({ kind: 'audio', timestampMs: 42, data: Uint8Array.of(1) }),
      sender.write({ kind: 'audio', timestampMs: 130, data: Uint8Array.of(1) }), sender.write(PACKETS[0]!), sender.write({ kind: 'video', key: false, timestampMs: 110, offsetMs: 0, data: Uint8Array.of(1) }),
    ];
    const tags = [written, sender.begin()].flatMap((connection) => read(...connection.filter((bytes) => bytes !== null)));
    expect(tags.filter((tag) => tag.type === type).map((tag) => tag.timestampMs)).toEqual({ [TAG.audio]: [0, 42, 130, 130], [TAG.video]: [100, 100, 110, 110] }[type]);
  });

  test('sends a config once, and again only when it has changed', () => {
    const sender = new FlvSender({}, has);
    sender.begin();
    expect(sender.write(PACKETS[0]!)).not.toBeNull();
    expect(sender.write(PACKETS[0]!)).toBeNull();
    expect(sender.write({ kind: 'videoConfig', description: Uint8Array.of(1, 0x42, 0xe0, 0x20) })).not.toBeNull();
  });
});

describe('the clock of the sender', () => {
  const CLOCK = { wallMs: 1_795_949_000_123, clockId: 4_000_000_001 };
  const PICTURE = Uint8Array.of(0, 0, 0, 2, 0x65, 0x88);

  test('is read from the picture it was put before, which stays as it was', () => {
    const bytes = withClock(PICTURE, CLOCK);
    expect(clockIn(bytes)).toEqual(CLOCK);
    expect([...bytes.slice(-PICTURE.length)]).toEqual([...PICTURE]);
    expect([...bytes.slice(4, -PICTURE.length)]).not.toContain(0);
  });

  test('is found behind other units, and nothing is found in a picture without it, cut anywhere, or with other data in its place', () => {
    const bytes = withClock(PICTURE, CLOCK);
    expect(clockIn(Uint8Array.from([...PICTURE, ...bytes]))).toEqual(CLOCK);
    expect(clockIn(PICTURE)).toBeNull();
    const end = bytes.length - PICTURE.length;
    for (let cut = 0; cut < end; cut += 1) expect(clockIn(bytes.slice(0, cut))).toBeNull();
    expect(clockIn(bytes.map((byte, at) => (at === 8 ? byte + 1 : byte)))).toBeNull();
    expect(clockIn(withClock(PICTURE, { ...CLOCK, wallMs: NaN }))).toBeNull();
  });
});

describe('how late pictures are shown', () => {
  test('is unknown until the sender tells its clock, then the mean of each second', () => {
    const meter = new DelayMeter(7);
    meter.shown(1_000, 50_000);
    expect(meter.second()).toEqual({ delayMs: null, sharesClock: false });
    meter.told(2_000, { wallMs: 60_000, clockId: 7 });
    meter.shown(2_066, 60_166);
    meter.shown(2_133, 60_253);
    expect(meter.second()).toEqual({ delayMs: 110, sharesClock: true });
    expect(meter.second()).toEqual({ delayMs: null, sharesClock: true });
  });

  test('by another clock is said to be so', () => {
    const meter = new DelayMeter(7);
    meter.told(0, { wallMs: 60_000, clockId: 8 });
    meter.shown(0, 60_100);
    expect(meter.second()).toEqual({ delayMs: 100, sharesClock: false });
  });
});
