import { browserClock, type Clock } from '../clock';
import { Emitter } from '../emitter';
import { browserSockets, PUSH_SUBPROTOCOL, type OpenSocket } from '../link/socket';
import { Camera } from './camera';
import { openDevices } from './devices';
import type { PusherEvents } from './events';
import { LevelMeter } from './level-meter';
import { Microphone } from './microphone';
import { settingsOf, type PusherOptions, type PusherSettings } from './options';
import type { Draw } from './pictures';
import { Uplink } from './uplink';

/** What a pusher takes from outside; tests bring their own. */
export interface PusherHost {
  readonly clock: Clock;
  readonly openSocket: OpenSocket;
}

/**
 * Captures camera and microphone and pushes them to a relay: H.264 and AAC in FLV over a WebSocket.
 *
 * - `setMuted(true)`: silence is sent, so that players keep their clock.
 * - `setCameraEnabled(false)`: the camera is released; black, or the waiting image, is sent twice a second, so that players
 *   blank and the stream stays alive. With the camera off from the start no video is sent until it is enabled.
 * - No camera, no microphone: a test picture, beeps. Refused: black, silence.
 */
export class WebPusher {
  /** The local picture, exactly as it is sent; put it anywhere in a page, and mirror it by CSS. */
  readonly preview: HTMLCanvasElement;
  private readonly settings: PusherSettings;
  private readonly events = new Emitter<PusherEvents>();
  private readonly context: CanvasRenderingContext2D | null;
  private readonly camera: Camera;
  private readonly microphone: Microphone;
  private uplink: Uplink | null = null;
  private devices: Promise<void> | null = null;
  private cameraEnabled: boolean;
  /** Once pictures were sent they never cease, see `setCameraEnabled`. */
  private videoBegun: boolean;
  private muted: boolean;
  private capturedTold = false;
  private readonly level = new LevelMeter((peak) => this.events.emit('level', { peak }));
  /** Rises with every start and stop of a push, and with every release of the devices; what was awaited for an older one is dropped. */
  private pushTurn = 0;
  private deviceTurn = 0;

  constructor(
    options: PusherOptions = {},
    private readonly host: PusherHost = { clock: browserClock, openSocket: browserSockets(PUSH_SUBPROTOCOL) },
  ) {
    this.settings = settingsOf(options);
    this.cameraEnabled = this.settings.camera;
    this.videoBegun = this.settings.camera;
    this.muted = this.settings.muted;
    this.preview = document.createElement('canvas');
    this.preview.width = this.settings.width;
    this.preview.height = this.settings.height;
    this.context = this.preview.getContext('2d', { alpha: false });
    this.camera = new Camera(this.settings, host.clock, this.events, (draw) => this.show(draw));
    this.microphone = new Microphone(this.settings, host.clock, this.events, (samples, startMs) => this.hear(samples, startMs));
  }

  /** Listens until the returned function is called. */
  on<K extends keyof PusherEvents>(name: K, listener: (payload: PusherEvents[K]) => void): () => void {
    return this.events.on(name, listener);
  }

  /** Opens the devices without pushing; resolves when the user has answered. Asking again while open does nothing. */
  startPreview(): Promise<void> {
    this.devices ??= this.openDevices();
    return this.devices;
  }

  /**
   * Opens the devices and pushes to `url`, a `ws:` or `wss:` one that ends in `.flv` and its ticket. Resolves when the
   * connection was begun; how it goes is told by events. A push under way ends first.
   */
  async start(url: string): Promise<void> {
    this.endUplink();
    const turn = this.pushTurn;
    await this.startPreview();
    if (turn !== this.pushTurn) return;
    this.uplink = new Uplink(this.settings, this.host.clock, this.events, this.host.openSocket, () => this.videoBegun);
    this.uplink.start(url);
  }

  /** Ends the push and releases the devices. Safe to call twice and from any phase; `start` works again. */
  stop(): void {
    this.endUplink();
    this.deviceTurn += 1;
    this.devices = null;
    this.capturedTold = false;
    this.camera.close();
    this.microphone.close();
    this.context?.clearRect(0, 0, this.preview.width, this.preview.height);
  }

  /** Sends silence instead of the microphone; the microphone itself stays open. */
  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  /** Releases the camera or opens it again; see the class for what is sent meanwhile. */
  setCameraEnabled(enabled: boolean): void {
    if (enabled === this.cameraEnabled) return;
    this.cameraEnabled = enabled;
    this.videoBegun ||= enabled;
    if (this.devices === null) return;
    if (enabled) void this.camera.open();
    else this.camera.disable();
  }

  /** Uses the next camera, or the other side of a phone. Resolves when it delivers; with the camera off it is remembered. */
  switchCamera(): Promise<void> {
    return this.camera.switch();
  }

  private async openDevices(): Promise<void> {
    const turn = this.deviceTurn;
    const wantsCamera = this.cameraEnabled;
    const { camera, microphone } = await openDevices({
      ...(wantsCamera ? { video: this.camera.constraints() } : {}),
      ...(this.settings.microphone ? { audio: this.microphone.constraints() } : {}),
    });
    const outdated = turn !== this.deviceTurn;
    for (const opening of [camera, microphone]) if (outdated && opening?.state === 'open') opening.track.stop();
    if (outdated) return;
    if (camera !== null) this.camera.use(camera);
    if (wantsCamera && !this.cameraEnabled) this.camera.disable();
    if (microphone !== null) await this.microphone.use(microphone);
  }

  private endUplink(): void {
    this.pushTurn += 1;
    this.uplink?.stop();
    this.uplink = null;
  }

  private show(draw: Draw): void {
    if (this.context === null) return;
    const { width, height } = this.preview;
    draw(this.context, width, height);
    if (!this.capturedTold) {
      this.capturedTold = true;
      this.events.emit('captured', { width, height });
    }
    this.uplink?.picture(this.preview);
  }

  private hear(samples: Float32Array<ArrayBuffer>, startMs: number): void {
    if (this.muted) samples.fill(0);
    this.level.hear(samples, startMs);
    this.uplink?.sound(samples, startMs);
  }
}
