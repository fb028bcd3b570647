/**
 * Stands in for the package `mediabunny`, of which @mediabunny/aac-encoder uses five names. Bundlers reach it through
 * the alias of `bundle.ts`; only the encoder is loaded, not the 600 KB around it.
 */

/** What the encoder calls with every packet. */
export type PacketListener = (packet: EncodedPacket, meta: { decoderConfig?: { description?: AllowSharedBufferSource } } | undefined) => void;

/** The base class of the encoder; its owner sets the fields before `init`. */
export class CustomAudioEncoder {
  codec = 'aac';
  config: AudioEncoderConfig = { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1 };
  onPacket: PacketListener = () => undefined;
}

/** What the encoder makes; times are in seconds. */
export class EncodedPacket {
  constructor(
    readonly data: Uint8Array<ArrayBuffer>,
    readonly type: 'key' | 'delta',
    readonly timestamp: number,
    readonly duration: number,
  ) {}
}

/** Samples in the form the encoder reads them: interleaved 32-bit floats. */
export class AudioSample {
  constructor(
    private readonly samples: Float32Array<ArrayBuffer>,
    readonly timestamp: number,
  ) {}

  get numberOfFrames(): number {
    return this.samples.length;
  }

  allocationSize(): number {
    return this.samples.byteLength;
  }

  copyTo(target: Uint8Array): void {
    target.set(new Uint8Array(this.samples.buffer, this.samples.byteOffset, this.samples.byteLength));
  }
}

/** Where the package complains when it is loaded twice. */
export const Logging = {
  _error: (message: string): void => reportError(new Error(message)),
};

/** An encoder as the package registers it. */
export interface RegisteredEncoder extends CustomAudioEncoder {
  init(): Promise<void>;
  encode(sample: AudioSample): Promise<void>;
  close(): void;
}

let registered: (new () => RegisteredEncoder) | null = null;

/** Called by the package. */
export function registerEncoder(encoder: new () => RegisteredEncoder): void {
  registered = encoder;
}

/** The class that the package has registered; null before. */
export function registeredEncoder(): (new () => RegisteredEncoder) | null {
  return registered;
}
