import { createAacEncoder, SAMPLE_RATE, type AacEncoder } from '../audio/aac-encoder';
import type { Clock } from '../clock';
import { clockId } from '../clock-id';
import type { Emitter } from '../emitter';
import { withClock } from '../flv/capture-clock';
import type { Bytes, MediaPacket } from '../flv/format';
import { FlvSender } from '../flv/sender';
import { CODEC_IDS, type Metadata } from '../flv/writer';
import { MediaLink } from '../link/media-link';
import type { OpenSocket } from '../link/socket';
import { Backlog } from './backlog';
import { BitrateLadder } from './bitrate-ladder';
import type { PusherEvents } from './events';
import { FramePacer } from './frame-pacer';
import { H264Encoder } from './h264-encoder';
import type { PusherSettings } from './options';
import { PushMeter } from './push-meter';

/** When what was sent has waited this long in the socket, no picture is encoded until it has left: sound would stand behind it. */
export const MAX_PICTURE_WAIT_MS = 300;
/** When it has waited this long, sound is dropped as well: players would drop it. */
export const MAX_SOUND_WAIT_MS = 2_000;

const STATS_PERIOD_MS = 1_000;
/** So long after a sound encoder broke another is made: one that breaks every time is not made all the time. */
export const REMAKE_AFTER_MS = 1_000;

/** One push: pictures and sound in, encoded and sent to one URL until it is stopped. */
export class Uplink {
  private readonly beganMs: number;
  private readonly link: MediaLink;
  private readonly sender: FlvSender;
  private readonly video: H264Encoder;
  private readonly pacer: FramePacer;
  private readonly ladder: BitrateLadder;
  private readonly meter = new PushMeter();
  private readonly backlog = new Backlog();
  private readonly stopStats: () => void;
  private audio: AacEncoder | null = null;
  private cancelRemake: () => void = () => undefined;
  private videoUsable = false;
  private firstFrameDue = false;
  /** Whether the uplink was too slow for a picture since the last figures. */
  private slow = false;
  private stopped = false;

  constructor(
    private readonly settings: PusherSettings,
    private readonly clock: Clock,
    private readonly events: Emitter<PusherEvents>,
    openSocket: OpenSocket,
    /** Whether pictures are or will be sent: decides what the header says and which frame is the first. */
    private readonly hasVideo: () => boolean,
  ) {
    this.beganMs = clock.nowMs();
    this.link = new MediaLink(openSocket, clock, {
      connected: () => this.connected(),
      message: () => undefined,
      reconnecting: (attempt, delayMs) => events.emit('reconnecting', { attempt, delayMs }),
      failed: () => events.emit('failed', {}),
    });
    this.sender = new FlvSender(metadataOf(settings, hasVideo()), { audio: settings.microphone, video: hasVideo() });
    this.pacer = new FramePacer(settings.fps);
    this.ladder = new BitrateLadder(settings.minBitrateKbps, settings.maxBitrateKbps);
    this.video = new H264Encoder({
      width: settings.width, height: settings.height, fps: settings.fps, bitrateKbps: settings.maxBitrateKbps,
      onPacket: (packet) => this.send(this.clocked(packet)),
      onError: (cause) => this.encoderFailed('h264', cause),
    });
    this.stopStats = clock.every(STATS_PERIOD_MS, () => this.second());
  }

  /** Makes the encoders and connects. */
  start(url: string): void {
    void this.prepareVideo();
    if (this.settings.microphone) void this.prepareAudio();
    this.link.start(url);
  }

  /** Sends what the canvas shows, if its turn has come. */
  picture(canvas: HTMLCanvasElement): void {
    const nowMs = this.clock.nowMs() - this.beganMs;
    if (this.stopped || !this.videoUsable || this.link.phase !== 'open' || !this.pacer.accepts(nowMs)) return;
    const late = this.waitedMs() > MAX_PICTURE_WAIT_MS;
    this.slow ||= late;
    if (late || !this.video.encode(canvas, nowMs)) this.meter.dropped();
  }

  /** Sends one AAC frame of sound. */
  sound(samples: Float32Array<ArrayBuffer>, startMs: number): void {
    const timestampMs = startMs - this.beganMs;
    this.meter.heard(samples);
    if (this.stopped || timestampMs < 0 || this.link.phase !== 'open' || this.waitedMs() > MAX_SOUND_WAIT_MS) return;
    this.audio?.encode(samples, timestampMs);
  }

  /** Ends the connection and the encoders. Safe to call twice; nothing is told afterwards. */
  stop(): void {
    this.stopped = true;
    this.stopStats();
    this.cancelRemake();
    this.link.stop();
    this.video.close();
    this.audio?.close();
  }

  /** Where it was asked for, key frames let players that share this clock know how late they show what was taken here. */
  private clocked(packet: MediaPacket): MediaPacket {
    if (!this.settings.tellsClock || packet.kind !== 'video' || !packet.key) return packet;
    const agoMs = this.clock.nowMs() - this.beganMs - packet.timestampMs;
    return { ...packet, data: withClock(packet.data, { wallMs: this.clock.wallMs() - agoMs, clockId: clockId() }) };
  }

  private async prepareVideo(): Promise<void> {
    const reason = await this.video.complaint();
    if (this.stopped) return;
    this.videoUsable = reason === null;
    if (reason !== null) this.events.emit('unsupported', { codec: 'h264', reason });
  }

  private async prepareAudio(): Promise<void> {
    try {
      const audio = await createAacEncoder({
        bitrateBps: this.settings.audioBitrateKbps * 1_000,
        onConfig: (description) => this.send({ kind: 'audioConfig', description }),
        onFrame: (data, timestampMs) => this.send({ kind: 'audio', timestampMs, data }),
        onError: (cause) => this.audioFailed(cause),
      });
      if (this.stopped) return audio.close();
      this.audio = audio;
    } catch (error) {
      if (!this.stopped) this.events.emit('unsupported', { codec: 'aac', reason: String(error) });
    }
  }

  private audioFailed(cause: unknown): void {
    this.audio?.close();
    this.audio = null;
    this.encoderFailed('aac', cause);
    if (!this.stopped) this.cancelRemake = this.clock.after(REMAKE_AFTER_MS, () => void this.prepareAudio());
  }

  private encoderFailed(codec: 'h264' | 'aac', cause: unknown): void {
    if (!this.stopped) this.events.emit('encoderFailed', { codec, reason: String(cause) });
  }

  private connected(): void {
    this.firstFrameDue = true;
    this.video.wantKey();
    this.backlog.reset();
    for (const bytes of this.sender.begin()) this.give(bytes);
    this.events.emit('connected', {});
  }

  private send(packet: MediaPacket): void {
    if (this.stopped) return;
    const bytes = this.sender.write(packet);
    if (bytes === null || this.link.phase !== 'open') return;
    this.give(bytes);
    this.meter.sent(packet.kind, bytes.byteLength);
    const isFirst = packet.kind === 'video' || (packet.kind === 'audio' && !(this.hasVideo() && this.videoUsable));
    if (!this.firstFrameDue || !isFirst) return;
    this.firstFrameDue = false;
    this.events.emit('firstFrameSent', {});
  }

  private give(bytes: Bytes): void {
    this.link.send(bytes);
    this.backlog.sent(bytes.byteLength, this.clock.nowMs());
  }

  private waitedMs(): number {
    return this.backlog.waitedMs(this.link.queuedBytes, this.clock.nowMs());
  }

  private second(): void {
    const { queuedBytes } = this.link;
    const { width, height } = this.settings;
    const figures = this.meter.second();
    const { slow } = this;
    this.slow = false;
    if (slow) this.events.emit('uplinkSlow', { queuedBytes });
    if (this.ladder.second(slow)) {
      this.video.setBitrate(this.ladder.kbps);
      this.events.emit('bitrate', { kbps: this.ladder.kbps });
    }
    this.events.emit('stats', { ...figures, queuedBytes, width, height });
  }
}

function metadataOf(settings: PusherSettings, video: boolean): Metadata {
  const picture = { width: settings.width, height: settings.height, framerate: settings.fps, videocodecid: CODEC_IDS.video, videodatarate: settings.maxBitrateKbps };
  const sound = { audiocodecid: CODEC_IDS.audio, audiosamplerate: SAMPLE_RATE, audiosamplesize: 16, stereo: false, audiodatarate: settings.audioBitrateKbps };
  return { ...(video ? picture : {}), ...(settings.microphone ? sound : {}) };
}
