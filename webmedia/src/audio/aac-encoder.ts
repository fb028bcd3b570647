import type { Bytes } from '../flv/format';

/** Samples per second of everything that is sent. */
export const SAMPLE_RATE = 48_000;
/** Samples in one AAC frame (ISO/IEC 14496-3). */
export const FRAME_SAMPLES = 1_024;
/** One AAC frame in milliseconds. */
export const FRAME_MS = (FRAME_SAMPLES * 1_000) / SAMPLE_RATE;

const CODEC = 'mp4a.40.2';

/** AAC-LC, 48 kHz, mono. */
export interface AacEncoder {
  /** Encodes `FRAME_SAMPLES` samples whose first is heard at `timestampMs`. */
  encode(samples: Float32Array<ArrayBuffer>, timestampMs: number): void;
  /** Safe to call twice. */
  close(): void;
}

/** What an encoder is made with. */
export interface AacOptions {
  readonly bitrateBps: number;
  /** The AudioSpecificConfig; before the first frame. */
  onConfig(description: Bytes): void;
  onFrame(data: Bytes, timestampMs: number): void;
  /** It broke: close it and make another. Not called once it is closed. */
  onError(cause: unknown): void;
}

/**
 * The browser's own encoder, or libavcodec's in WebAssembly where there is none (Chromium on Linux). The latter is
 * loaded now and runs in a worker of its own.
 *
 * @throws what the browser throws when neither can be had
 */
export async function createAacEncoder(options: AacOptions): Promise<AacEncoder> {
  const config = { codec: CODEC, sampleRate: SAMPLE_RATE, numberOfChannels: 1, bitrate: options.bitrateBps };
  if (await isNative(config)) return nativeEncoder(config, options);
  const { wasmEncoder } = await import('./wasm-encoder');
  return wasmEncoder(config, options);
}

async function isNative(config: AudioEncoderConfig): Promise<boolean> {
  if (typeof AudioEncoder === 'undefined') return false;
  const { supported } = await AudioEncoder.isConfigSupported(config);
  return supported === true;
}

function nativeEncoder(config: AudioEncoderConfig, options: AacOptions): AacEncoder {
  // Those of Windows, macOS and Android count on from their first frame, whatever is missing afterwards: each packet bears the time of its own.
  const times: number[] = [];
  const encoder = new AudioEncoder({
    output: (chunk, meta) => {
      const description = meta?.decoderConfig?.description;
      if (description !== undefined) options.onConfig(bytesOf(description));
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      const timestampMs = times.shift();
      if (timestampMs !== undefined) options.onFrame(data, timestampMs);
    },
    error: (cause) => options.onError(cause),
  });
  encoder.configure(config);
  return {
    encode(samples, timestampMs) {
      if (encoder.state !== 'configured') return;
      const data = new AudioData({
        format: 'f32-planar', sampleRate: SAMPLE_RATE, numberOfFrames: samples.length, numberOfChannels: 1,
        timestamp: Math.round(timestampMs * 1_000), data: samples,
      });
      times.push(timestampMs);
      encoder.encode(data);
      data.close();
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}

/** Bytes of their own, whatever they are given as. */
export function bytesOf(source: AllowSharedBufferSource): Bytes {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  return new Uint8Array(source).slice();
}
