import { FRAME_MS } from '../../../webmedia/src/audio/aac-encoder';

/** A key frame is so many times as large as a picture in between. */
const KEY_FACTOR = 4;
/** One AAC frame of 48 kb/s. */
const SOUND_BYTES = 128;

/** What an encoder gives: `byteLength` bytes that begin with `head`. */
const chunkOf = (type: 'key' | 'delta', timestamp: number, byteLength: number, head: readonly number[] = []) => ({
  type, timestamp, byteLength, copyTo: (into: Uint8Array) => into.set(head),
});

/** Gives a picture for each that comes, one unit of H.264 behind its length, as large as the bitrate says. */
class FakeVideoEncoder {
  static readonly isConfigSupported = () => Promise.resolve({ supported: true });
  readonly encodeQueueSize = 0;
  readonly state = 'configured';
  private pictureBytes = 0;

  constructor(private readonly init: { output: (chunk: object) => void }) {}

  configure({ bitrate, framerate }: { bitrate: number; framerate: number }): void {
    this.pictureBytes = Math.round(bitrate / 8 / framerate);
  }

  close(): void {}

  encode({ timestamp }: { timestamp: number }, { keyFrame }: { keyFrame: boolean }): void {
    const byteLength = this.pictureBytes * (keyFrame ? KEY_FACTOR : 1);
    this.init.output(chunkOf(keyFrame ? 'key' : 'delta', timestamp, byteLength, [0, 0, (byteLength - 4) >> 8, (byteLength - 4) & 0xff, 0x65, 0x88]));
  }
}

/** Gives a frame for each that comes, and counts on from the time of its first, as those of Windows, macOS and Android do. */
export class FakeAudioEncoder {
  static readonly isConfigSupported = () => Promise.resolve({ supported: true });
  /** All that were made, the latest last. */
  static all: FakeAudioEncoder[] = [];
  state = 'configured';
  private nextUs: number | null = null;

  constructor(private readonly init: { output: (chunk: object, meta: object) => void; error: (cause: unknown) => void }) {
    FakeAudioEncoder.all.push(this);
  }

  configure(): void {}

  close(): void {
    this.state = 'closed';
  }

  encode({ timestamp }: { timestamp: number }): void {
    const outUs = this.nextUs ?? timestamp;
    this.nextUs = outUs + FRAME_MS * 1_000;
    this.init.output(chunkOf('key', outUs, SOUND_BYTES), {});
  }

  /** It breaks, as the browser's does. */
  fail(cause: unknown): void {
    this.close();
    this.init.error(cause);
  }
}

/** A picture or a piece of sound: only its time matters. */
class FakeFrame {
  readonly timestamp: number;

  constructor(init: { timestamp: number }, { timestamp }: { timestamp: number } = init) {
    this.timestamp = timestamp;
  }

  close(): void {}
}

/** Puts encoders into this process for the tests of a file. */
export function fakeEncoders(): void {
  const fakes = { VideoEncoder: FakeVideoEncoder, VideoFrame: FakeFrame, AudioEncoder: FakeAudioEncoder, AudioData: FakeFrame };
  beforeAll(() => Object.assign(globalThis, fakes));
  beforeEach(() => void (FakeAudioEncoder.all = []));
  afterAll(() => Object.keys(fakes).forEach((name) => Reflect.deleteProperty(globalThis, name)));
}
