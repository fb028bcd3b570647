import type { Clock } from '../clock';
import { avcCodecOf, sameBytes } from '../flv/codec-config';
import type { Bytes, MediaPacket } from '../flv/format';
import { FrameQueue } from './frame-queue';
import { JUMP_MS, type MediaClock } from './media-clock';

/** More frames than this inside the decoder, and it is cut short at the next key frame: two seconds behind are lost for a call. */
const MAX_DECODING = 45;

/** What the lane tells its player. */
export interface VideoLaneHandlers {
  /** A picture is on the canvas. */
  shown(ptsMs: number): void;
  resolution(width: number, height: number): void;
  failed(reason: string): void;
}

type VideoPacket = Extract<MediaPacket, { kind: 'video' }>;

/** H.264 in, pictures on the canvas when the clock says so. */
export class VideoLane {
  private readonly queue = new FrameQueue<VideoFrame>((frame) => frame.close());
  private readonly context: CanvasRenderingContext2D | null;
  private decoder: VideoDecoder | null = null;
  private description: Bytes | null = null;
  private needsKey = true;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly clock: Clock,
    private readonly time: MediaClock,
    private readonly handlers: VideoLaneHandlers,
  ) {
    this.context = canvas.getContext('2d', { alpha: false });
  }

  /** How much time the decoded pictures that wait cover. */
  get bufferedMs(): number {
    return this.queue.spanMs;
  }

  /** A new config restarts the decoder; the same one again, as after a reconnect, only waits for a key frame. */
  configure(description: Bytes): void {
    this.needsKey = true;
    if (sameBytes(this.description, description) && this.decoder?.state === 'configured') return;
    this.description = description;
    this.restart();
  }

  /** Decodes one frame. Frames before the first key frame are of no use. */
  decode(packet: VideoPacket): void {
    if (this.decoder?.state !== 'configured') this.restart();
    if (packet.key && (this.decoder?.decodeQueueSize ?? 0) > MAX_DECODING) this.restart();
    if (this.decoder?.state !== 'configured' || (this.needsKey && !packet.key)) return;
    this.needsKey = false;
    const timestamp = (packet.timestampMs + packet.offsetMs) * 1_000;
    this.decoder.decode(new EncodedVideoChunk({ type: packet.key ? 'key' : 'delta', timestamp, data: packet.data }));
  }

  /** Ends decoding and makes the canvas black. Safe to call twice. */
  close(): void {
    this.cancelTimer();
    this.closeDecoder();
    this.queue.clear();
    this.description = null;
    this.context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  private restart(): void {
    this.closeDecoder();
    this.needsKey = true;
    const codec = this.description === null ? null : avcCodecOf(this.description);
    if (codec === null || this.description === null) return;
    const decoder = new VideoDecoder({
      output: (frame) => this.decoded(frame),
      error: (cause) => this.handlers.failed(cause.message),
    });
    decoder.configure({ codec, description: this.description, optimizeForLatency: true });
    this.decoder = decoder;
  }

  private closeDecoder(): void {
    if (this.decoder !== null && this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = null;
  }

  private decoded(frame: VideoFrame): void {
    this.queue.add(frame.timestamp / 1_000, frame);
    this.showDue();
  }

  /** Draws the newest picture that is due and comes back when the next one is. */
  private showDue(): void {
    this.cancelTimer();
    const nowMs = this.clock.nowMs();
    const timeMs = this.time.timeMs(nowMs);
    const nextMs = this.queue.nextPtsMs;
    if (timeMs === null || nextMs === null) return;
    // Pictures far ahead belong to another beginning of the stream than the sound that is still heard.
    const limitMs = nextMs - timeMs > JUMP_MS ? nextMs : timeMs;
    const due = this.queue.take(limitMs);
    if (due !== null) this.draw(due.frame, due.ptsMs);
    const later = this.queue.nextPtsMs;
    if (later !== null) this.cancelTimer = this.clock.after(Math.max(1, Math.min(later - limitMs, JUMP_MS)), () => this.showDue());
  }

  private draw(frame: VideoFrame, ptsMs: number): void {
    const { displayWidth: width, displayHeight: height } = frame;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.handlers.resolution(width, height);
    }
    this.context?.drawImage(frame, 0, 0);
    frame.close();
    this.handlers.shown(ptsMs);
  }
}
