import type { QueueReport } from '../audio/sample-queue';
import type { Clock } from '../clock';
import { clockId } from '../clock-id';
import type { Emitter } from '../emitter';
import { clockIn } from '../flv/capture-clock';
import type { Bytes, FlvTag, MediaPacket } from '../flv/format';
import { FlvError, FlvReader, packetOf } from '../flv/reader';
import { MediaLink } from '../link/media-link';
import { Receipts } from '../link/receipts';
import type { OpenSocket } from '../link/socket';
import { AudioLane } from './audio-lane';
import { AudioOutput } from './audio-output';
import { DelayMeter } from './delay-meter';
import type { PlayerEvents } from './events';
import { MediaClock } from './media-clock';
import { PlayMeter } from './play-meter';
import { transitionPlayback, type Playback, type PlaybackEvent } from './playback';
import { VideoLane } from './video-lane';

/** A stream that has run and is silent for this long is asked for anew: the network may have gone without a word. */
export const SILENCE_MS = 10_000;
/** A socket that has brought nothing yet has this long: whoever is called may still be asked for his camera. */
export const FIRST_BYTE_MS = 30_000;

const CHECK_PERIOD_MS = 200;
const STATS_PERIOD_MS = 1_000;

/** One play: bytes of one URL in, picture and sound out, until it is stopped. */
export class Downlink {
  private readonly link: MediaLink;
  private readonly time = new MediaClock();
  private readonly video: VideoLane;
  private readonly audio: AudioLane;
  private readonly output: AudioOutput;
  private readonly meter = new PlayMeter();
  private readonly delay = new DelayMeter(clockId());
  private readonly stopTimers: readonly (() => void)[];
  private reader = new FlvReader();
  private receipts = new Receipts();
  private playback: Playback = { phase: 'idle' };
  private sound = { bufferedMs: 0, targetMs: 0, latencyMs: 0, underruns: 0 };
  private silent: () => void = () => undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly clock: Clock,
    private readonly events: Emitter<PlayerEvents>,
    openSocket: OpenSocket,
  ) {
    this.link = new MediaLink(openSocket, clock, {
      connected: () => this.connected(),
      message: (bytes) => this.take(bytes),
      reconnecting: (attempt, delayMs) => this.lost('reconnecting', { attempt, delayMs }),
      failed: () => this.lost('failed', {}),
    });
    this.video = new VideoLane(canvas, clock, this.time, {
      shown: (ptsMs) => this.shown(ptsMs),
      resolution: (width, height) => events.emit('resolution', { width, height }),
      failed: (reason) => events.emit('decodeFailed', { kind: 'video', reason }),
    });
    this.output = new AudioOutput({
      report: (report, latencyMs) => this.heard(report, latencyMs),
      blocked: () => events.emit('audioBlocked', {}),
      unblocked: () => events.emit('audioUnblocked', {}),
    });
    this.audio = new AudioLane(this.output, {
      decoded: () => this.decodedSound(),
      failed: (reason) => events.emit('decodeFailed', { kind: 'audio', reason }),
    });
    this.stopTimers = [
      clock.every(CHECK_PERIOD_MS, () => this.dispatch({ type: 'check', nowMs: clock.nowMs() })),
      clock.every(STATS_PERIOD_MS, () => this.second()),
    ];
  }

  /** Connects and plays what comes. */
  start(url: string, volume: number): void {
    this.output.setVolume(volume);
    this.output.open().catch((cause: unknown) => this.events.emit('decodeFailed', { kind: 'audio', reason: String(cause) }));
    this.dispatch({ type: 'begin' });
    this.link.start(url);
  }

  /** 0 to 1. */
  setVolume(volume: number): void {
    this.output.setVolume(volume);
  }

  /** A new analyser of what is heard. */
  createAnalyser(): AnalyserNode {
    return this.output.createAnalyser();
  }

  /** Asks the browser to let sound out. */
  resumeAudio(): Promise<void> {
    return this.output.resume();
  }

  /** Ends connection, decoders and sound and blackens the canvas. Safe to call twice; nothing is told afterwards. */
  stop(): void {
    this.stopTimers.forEach((stop) => stop());
    this.silent();
    this.link.stop();
    this.dispatch({ type: 'end' });
    this.video.close();
    this.audio.close();
    this.output.close();
  }

  private connected(): void {
    this.reader = new FlvReader();
    this.receipts = new Receipts();
    // Nothing says that the socket is broken, so nothing is told of it: most likely nobody publishes yet.
    this.afterSilence(FIRST_BYTE_MS, () => this.link.restart());
    this.events.emit('connected', {});
  }

  private lost<K extends 'reconnecting' | 'failed'>(name: K, facts: PlayerEvents[K]): void {
    this.silent();
    this.events.emit(name, facts);
  }

  private afterSilence(forMs: number, run: () => void): void {
    this.silent();
    this.silent = this.clock.after(forMs, run);
  }

  private take(bytes: Bytes): void {
    this.afterSilence(SILENCE_MS, () => this.link.giveUpSocket());
    const report = this.receipts.took(bytes.byteLength);
    if (report !== null) this.link.send(report);
    for (const tag of this.tagsOf(bytes)) {
      const packet = packetOf(tag);
      if (packet !== null) this.play(packet);
    }
  }

  private tagsOf(bytes: Bytes): FlvTag[] {
    try {
      return this.reader.push(bytes);
    } catch (error) {
      if (!(error instanceof FlvError)) throw error;
      this.link.giveUpSocket();
      return [];
    }
  }

  private play(packet: MediaPacket): void {
    this.meter.received(packet);
    switch (packet.kind) {
      case 'videoConfig':
        return this.video.configure(packet.description);
      case 'audioConfig':
        return this.audio.configure(packet.description);
      case 'video':
        if (packet.key) this.delay.told(packet.timestampMs + packet.offsetMs, clockIn(packet.data));
        this.time.arrived(packet.timestampMs + packet.offsetMs, this.clock.nowMs());
        return this.video.decode(packet);
      case 'audio':
        this.time.arrived(packet.timestampMs, this.clock.nowMs());
        return this.audio.decode(packet);
    }
  }

  private shown(ptsMs: number): void {
    const nowMs = this.clock.nowMs();
    const soundMs = this.time.soundMs(nowMs);
    this.delay.shown(ptsMs, this.clock.wallMs());
    this.meter.shown(soundMs === null ? null : Math.round(ptsMs - soundMs));
    this.dispatch({ type: 'picture', nowMs });
  }

  private heard(report: QueueReport, latencyMs: number): void {
    const nowMs = this.clock.nowMs();
    this.sound = { bufferedMs: report.bufferedMs, targetMs: report.targetMs, latencyMs, underruns: report.underruns };
    this.meter.heard(report.peak);
    this.time.heard(report.ptsMs === null ? null : report.ptsMs - latencyMs, nowMs);
    if (report.ptsMs !== null) this.dispatch({ type: 'sound', nowMs });
  }

  private decodedSound(): void {
    if (!this.output.running) this.dispatch({ type: 'sound', nowMs: this.clock.nowMs() });
  }

  private second(): void {
    const [audioBufferedMs, videoBufferedMs] = [this.sound.bufferedMs, this.video.bufferedMs].map(Math.round) as [number, number];
    this.events.emit('stats', {
      ...this.meter.second(), ...this.delay.second(), audioBufferedMs, videoBufferedMs,
      latencyMs: Math.max(audioBufferedMs, videoBufferedMs) + Math.round(this.sound.latencyMs), targetMs: Math.round(this.sound.targetMs),
      underruns: this.sound.underruns,
      width: this.canvas.width, height: this.canvas.height,
    });
  }

  private dispatch(event: PlaybackEvent): void {
    const [next, news] = transitionPlayback(this.playback, event);
    this.playback = next;
    news.forEach((name) => this.events.emit(name, {}));
  }
}
