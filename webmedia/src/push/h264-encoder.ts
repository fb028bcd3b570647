import type { Bytes, MediaPacket } from '../flv/format';

/** A key frame at least this often: a player that joins waits no longer for its first picture. */
export const GOP_MS = 1_000;
/** More pictures than this inside the encoder, and new ones are dropped: old pictures are worth nothing in a call. */
const MAX_QUEUED = 2;
/** Largest picture, in macroblocks, of level 3.1 (ITU-T H.264, table A-1). */
const LEVEL_31_MACROBLOCKS = 3_600;

/** What an encoder is made with. */
export interface H264Options {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly bitrateKbps: number;
  onPacket(packet: MediaPacket): void;
  onError(cause: unknown): void;
}

/** The browser's H.264 encoder: constrained baseline, no reordering, one key frame a second. */
export class H264Encoder {
  private encoder: VideoEncoder | null = null;
  private keyWanted = true;
  private lastKeyMs = Number.NEGATIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;
  private kbps: number;

  constructor(private readonly options: H264Options) {
    this.kbps = options.bitrateKbps;
  }

  /** Why this browser cannot encode as asked; null when it can. */
  async complaint(): Promise<string | null> {
    if (typeof VideoEncoder === 'undefined') return 'this browser has no VideoEncoder';
    const { supported } = await VideoEncoder.isConfigSupported(this.config());
    return supported === true ? null : `this browser cannot encode ${this.options.width}x${this.options.height} as H.264`;
  }

  /** The next picture becomes a key frame. */
  wantKey(): void {
    this.keyWanted = true;
  }

  /** Encodes what the canvas shows; false when the picture was dropped. */
  encode(canvas: HTMLCanvasElement, nowMs: number): boolean {
    const encoder = this.working();
    if (encoder.encodeQueueSize > MAX_QUEUED || nowMs <= this.lastMs) return false;
    const keyFrame = this.keyWanted || nowMs - this.lastKeyMs >= GOP_MS;
    if (keyFrame) this.lastKeyMs = nowMs;
    this.keyWanted = false;
    this.lastMs = nowMs;
    const frame = new VideoFrame(canvas, { timestamp: Math.round(nowMs * 1_000), alpha: 'discard' });
    encoder.encode(frame, { keyFrame });
    frame.close();
    return true;
  }

  /** Encodes with another bitrate from the next picture on. */
  setBitrate(kbps: number): void {
    this.kbps = kbps;
    if (this.encoder?.state === 'configured') this.encoder.configure(this.config());
  }

  /** Safe to call twice; encoding again makes a new encoder. */
  close(): void {
    if (this.encoder !== null && this.encoder.state !== 'closed') this.encoder.close();
    this.encoder = null;
  }

  /** The encoder, made anew when there is none or it broke. */
  private working(): VideoEncoder {
    if (this.encoder?.state === 'configured') return this.encoder;
    const encoder = new VideoEncoder({ output: (chunk, meta) => this.take(chunk, meta), error: (cause) => this.options.onError(cause) });
    encoder.configure(this.config());
    this.encoder = encoder;
    this.keyWanted = true;
    return encoder;
  }

  private config(): VideoEncoderConfig {
    const { width, height, fps } = this.options;
    const level = Math.ceil(width / 16) * Math.ceil(height / 16) <= LEVEL_31_MACROBLOCKS ? '1f' : '28';
    return {
      codec: `avc1.42e0${level}`, width, height, framerate: fps, bitrate: this.kbps * 1_000, latencyMode: 'realtime', bitrateMode: 'variable', avc: { format: 'avc' },
    };
  }

  private take(chunk: EncodedVideoChunk, meta: EncodedVideoChunkMetadata | undefined): void {
    const description = meta?.decoderConfig?.description;
    if (description !== undefined) this.options.onPacket({ kind: 'videoConfig', description: copyOf(description) });
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.options.onPacket({ kind: 'video', key: chunk.type === 'key', timestampMs: chunk.timestamp / 1_000, offsetMs: 0, data });
  }
}

function copyOf(source: AllowSharedBufferSource): Bytes {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  return new Uint8Array(source).slice();
}
