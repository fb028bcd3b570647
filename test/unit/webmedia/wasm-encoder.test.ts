import { FRAME_MS, FRAME_SAMPLES } from '../../../webmedia/src/audio/aac-encoder';
import { CustomAudioEncoder, EncodedPacket, registerEncoder } from '../../../webmedia/src/audio/mediabunny';
import { wasmEncoder } from '../../../webmedia/src/audio/wasm-encoder';
import { settled } from './fake-processor';

/** The package's encoder, which cannot be broken from outside: gives a packet for each block, and breaks when it is told to. */
class FakeEncoder extends CustomAudioEncoder {
  static breaks: Error | null = null;
  init(): Promise<void> { return Promise.resolve(); }
  close(): void {}

  encode(): Promise<void> {
    if (FakeEncoder.breaks !== null) return Promise.reject(FakeEncoder.breaks);
    this.onPacket(new EncodedPacket(new Uint8Array(1), 'key', 0, 0), undefined);
    return Promise.resolve();
  }
}

jest.mock('@mediabunny/aac-encoder', () => ({ registerAacEncoder: () => registerEncoder(FakeEncoder) }));

/** An encoder, the times of what it gives, and what it says of itself. */
async function encoding() {
  const [times, faults] = [[] as number[], [] as unknown[]];
  const config = { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1 };
  const encoder = await wasmEncoder(config, { bitrateBps: 48_000, onConfig: () => undefined, onFrame: (_data, timestampMs) => times.push(timestampMs), onError: (cause) => faults.push(cause) });
  const give = (timestampMs: number) => encoder.encode(new Float32Array(FRAME_SAMPLES), timestampMs);
  return { encoder, give, times, faults };
}

afterEach(() => { FakeEncoder.breaks = null; });

test('each packet bears the time of its block, less what the encoder begins with, also after a pause', async () => {
  const { give, times } = await encoding();
  [0, FRAME_MS, 9_000].forEach(give);
  await settled();
  expect(times).toEqual([-FRAME_MS, 0, 9_000 - FRAME_MS]);
});

test('an encoder that breaks says so; one that was closed meanwhile says nothing and gives nothing', async () => {
  FakeEncoder.breaks = new Error('broken');
  const [open, closed] = [await encoding(), await encoding()];
  [open, closed].forEach(({ give }) => give(0));
  await Promise.resolve(); // The blocks are with the encoder.
  closed.encoder.close();
  await settled();
  FakeEncoder.breaks = null;
  closed.give(FRAME_MS);
  await settled();
  expect([open.faults, closed.faults, closed.times]).toEqual([[new Error('broken')], [], []]);
});
