import { monoOf } from '../audio/mono';
import { decoderConfigOf, sameBytes } from '../flv/codec-config';
import type { Bytes, MediaPacket } from '../flv/format';
import type { AudioOutput } from './audio-output';

/** Samples in a frame of AAC-LC (ISO/IEC 14496-3). */
const FRAME_SAMPLES = 1_024;

type AudioPacket = Extract<MediaPacket, { kind: 'audio' }>;

/** What the lane tells its player. */
export interface AudioLaneHandlers {
  /** Sound was decoded and is heard, unless the browser lets none out. */
  decoded(): void;
  failed(reason: string): void;
}

/**
 * AAC in, sound out. Browsers count the time of decoded sound from the first frame, whatever the later frames say; so it
 * is corrected by how far the latest frame is from that count, for gaps and for clocks that drift.
 */
export class AudioLane {
  private decoder: AudioDecoder | null = null;
  private description: Bytes | null = null;
  private frameMs = 0;
  private countedMs: number | null = null;
  private correctionMs = 0;

  constructor(
    private readonly output: AudioOutput,
    private readonly handlers: AudioLaneHandlers,
  ) {}

  /** A new config restarts the decoder. */
  configure(description: Bytes): void {
    if (sameBytes(this.description, description) && this.decoder?.state === 'configured') return;
    this.description = description;
    this.restart();
  }

  /** Decodes one frame. */
  decode(packet: AudioPacket): void {
    if (this.decoder?.state !== 'configured') this.restart();
    if (this.decoder?.state !== 'configured') return;
    const countedMs = this.countedMs ?? packet.timestampMs;
    this.correctionMs = packet.timestampMs - countedMs;
    this.countedMs = countedMs + this.frameMs;
    this.decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: packet.timestampMs * 1_000, data: packet.data }));
  }

  /** Ends decoding. Safe to call twice. */
  close(): void {
    if (this.decoder !== null && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = null;
    this.description = null;
  }

  private restart(): void {
    if (this.decoder !== null && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = null;
    const config = this.description === null ? null : decoderConfigOf(this.description);
    if (config === null || typeof AudioDecoder === 'undefined') return;
    this.decoder = new AudioDecoder({ output: (data) => this.take(data), error: (cause) => this.handlers.failed(cause.message) });
    this.decoder.configure(config);
    this.frameMs = (FRAME_SAMPLES * 1_000) / config.sampleRate;
    this.countedMs = null;
  }

  private take(data: AudioData): void {
    this.output.push({ samples: monoOf(data), rate: data.sampleRate, ptsMs: data.timestamp / 1_000 + this.correctionMs });
    data.close();
    this.handlers.decoded();
  }
}
