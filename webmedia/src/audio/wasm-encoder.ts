import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { bytesOf, FRAME_MS, type AacEncoder, type AacOptions } from './aac-encoder';
import { AudioSample, registeredEncoder } from './mediabunny';

/** libavcodec's encoder in WebAssembly. A file of its own in every bundle: it is fetched only where the browser has none. */
export async function wasmEncoder(config: AudioEncoderConfig, options: AacOptions): Promise<AacEncoder> {
  registerAacEncoder();
  const Encoder = registeredEncoder();
  if (Encoder === null) throw new Error('mediabunny is not our stand-in: the bundler lacks the alias of bundle.ts');
  const encoder = new Encoder();
  const times: number[] = [];
  encoder.config = config;
  encoder.onPacket = (packet, meta) => {
    const description = meta?.decoderConfig?.description;
    if (description !== undefined) options.onConfig(bytesOf(description));
    const timestampMs = times.shift();
    // The first packet holds what the encoder itself begins with: all sound is heard one packet later than it was put in.
    if (timestampMs !== undefined) options.onFrame(packet.data, timestampMs - FRAME_MS);
  };
  await encoder.init();
  return inOrder(encoder, times, options);
}

/** The package takes one block after another: the next is given when the one before is done. */
function inOrder(encoder: { encode(sample: AudioSample): Promise<void>; close(): void }, times: number[], options: AacOptions): AacEncoder {
  let done = Promise.resolve();
  let closed = false;
  const failed = (cause: unknown): void => {
    if (!closed) options.onError(cause);
  };
  return {
    encode(samples, timestampMs) {
      if (closed) return;
      times.push(timestampMs);
      done = done.then(() => (closed ? undefined : encoder.encode(new AudioSample(samples, timestampMs / 1_000)))).catch(failed);
    },
    close() {
      if (closed) return;
      closed = true;
      encoder.close();
    },
  };
}
