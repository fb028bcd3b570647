import { browserClock, browserSockets, PUSH_SUBPROTOCOL, type PusherOptions, WebPusher } from 'netcall-webmedia';
import { type Properties, type TagHandle, type TagSpec, tag } from '../define';
import type { Host } from '../../wx/host';
import { DENIED, FLOAT_CLOSED, PUSHER_STATES, type PusherFailure, SUSPENDED, type StateChange } from './codes';
import { mediaUrl } from './media-url';
import { pushStatus } from './net-status';
import type { FaultName } from '../../runtime/faults';

const PUSHER = {
  url: '', mode: 'RTC', autopush: false, muted: false, enableCamera: true, autoFocus: true, orientation: 'vertical', beauty: 0, whiteness: 0, aspect: '9:16', minBitrate: 200,
  maxBitrate: 1000, audioQuality: 'high', waitingImage: '', waitingImageHash: '', zoom: false, devicePosition: 'front', backgroundMute: false, mirror: false,
  remoteMirror: false, localMirror: 'auto', audioReverbType: 0, enableMic: true, enableAgc: false, enableAns: false, audioVolumeType: 'voicecall', videoWidth: 360, videoHeight: 640,
  beautyStyle: 'smooth', filter: 'standard', pictureInPictureMode: null, customEffect: false, skinWhiteness: 0, skinSmoothness: 0, faceThinness: 0, eyeBigness: 0,
  voiceChangerType: 0, fps: 15, debug: false,
} satisfies Properties;

/** Sizes of the picture by `mode`, upright; SD and RTC take `video-width` and `video-height`. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = { HD: [540, 960], FHD: [720, 1280] };

const pushers = new WeakMap<Element, LivePusher>();

/** The pusher of a page; WeChat allows one on each. */
export function pusherIn(page: Element | undefined): LivePusher | undefined {
  const dom = page?.querySelector('live-pusher');
  return dom ? pushers.get(dom) : undefined;
}

/** `<live-pusher>`: really captures and pushes, and reports as WeChat does. */
export const livePusher = (host: Host): TagSpec => tag({
  properties: PUSHER,
  mount(handle) {
    const pusher = new LivePusher(handle, host);
    pushers.set(handle.dom, pusher);
    const follow = (visible: boolean) => pusher.setAppVisible(visible);
    const suffer = ({ name, on }: { name: FaultName; on: boolean }) => pusher.suffer(name, on);
    return {
      changed: (name) => pusher.changed(name),
      attached: () => {
        host.app.visibility.add(follow);
        host.faults.changed.add(suffer);
        pusher.attached();
      },
      detached: () => {
        host.app.visibility.remove(follow);
        host.faults.changed.remove(suffer);
        pusher.stop();
      },
    };
  },
});

/** A pusher as its context drives it. */
export class LivePusher {
  private pusher: WebPusher | null = null;
  private facing: 'front' | 'back' = 'front';
  private realCamera = false;
  private appVisible = true;
  /** A phone call has taken camera and microphone, which only a new start brings back. */
  private interrupted = false;

  constructor(private readonly handle: TagHandle<typeof PUSHER>, private readonly host: Pick<Host, 'codes' | 'faults' | 'network'>) {}

  /** Pushes to `url`. @returns false when that names no stream. */
  start(): boolean {
    const url = mediaUrl(this.handle.data.url, window.location.origin);
    if (url === null) return false;
    this.interrupted = this.host.faults.has('phoneCall');
    void this.open().start(url);
    this.applyDevices();
    return true;
  }

  /** Ends the push and closes camera and microphone. */
  stop(): void {
    this.pusher?.stop();
    this.pusher?.preview.remove();
    this.pusher = null;
  }

  /** Opens camera and microphone without pushing. */
  startPreview(): void {
    void this.open().startPreview();
  }

  /** Takes the other camera. */
  switchCamera(): void {
    this.facing = this.facing === 'front' ? 'back' : 'front';
    this.mirror();
    void this.pusher?.switchCamera();
  }

  /** The local picture as it is now; null while nothing is captured. */
  get picture(): HTMLCanvasElement | null {
    return this.pusher?.preview ?? null;
  }

  /** In the background WeChat takes the camera away; sound goes on. */
  setAppVisible(visible: boolean): void {
    this.appVisible = visible;
    if (!this.pusher) return;
    if (!visible) this.report(SUSPENDED);
    this.applyDevices();
  }

  /** Something is done to the phone, or no more. */
  suffer(name: FaultName, on: boolean): void {
    if (!this.pusher || !on) return;
    if (name === 'camera' || name === 'microphone') this.askAgain();
    if (name === 'phoneCall') this.interrupt();
    if (name === 'floatClosed') {
      this.report(FLOAT_CLOSED);
      this.stop();
    }
  }

  attached(): void {
    if (this.handle.data.autopush) this.start();
  }

  changed(name: string): void {
    const { data } = this.handle;
    if (name === 'devicePosition' && !this.pusher) this.facing = data.devicePosition === 'back' ? 'back' : 'front';
    if (['muted', 'enableMic', 'enableCamera'].includes(name)) this.applyDevices();
    if (name === 'localMirror') this.mirror();
    if (name === 'url' && data.autopush && this.handle.dom.isConnected) this.start();
  }

  private get silent(): boolean {
    return this.handle.data.muted || !this.handle.data.enableMic || this.interrupted;
  }

  private get sees(): boolean {
    return this.handle.data.enableCamera && this.appVisible && !this.interrupted;
  }

  private applyDevices(): void {
    this.pusher?.setMuted(this.silent);
    this.pusher?.setCameraEnabled(this.sees);
  }

  private interrupt(): void {
    this.interrupted = true;
    this.report(SUSPENDED);
    this.applyDevices();
  }

  /** What the user has just refused is taken away: the devices are asked for once more. */
  private askAgain(): void {
    const { pusher } = this;
    const url = mediaUrl(this.handle.data.url, window.location.origin);
    pusher?.stop();
    if (url === null) void pusher?.startPreview();
    else void pusher?.start(url);
  }

  private open(): WebPusher {
    if (this.pusher) return this.pusher;
    this.interrupted = this.host.faults.has('phoneCall');
    const { network } = this.host;
    const pusher = new WebPusher(this.options(), { clock: browserClock, openSocket: browserSockets(PUSH_SUBPROTOCOL, (url, protocols) => network.connect(url, protocols)) });
    this.pusher = pusher;
    this.handle.dom.append(pusher.preview);
    this.listen(pusher);
    this.mirror();
    return pusher;
  }

  private options(): PusherOptions {
    const { mode, videoWidth, videoHeight, aspect, orientation, fps, minBitrate, maxBitrate } = this.handle.data;
    const [width, upright] = SIZES[mode] ?? [videoWidth, videoHeight];
    const height = aspect === '3:4' ? (width * 4) / 3 : upright;
    return {
      ...(orientation === 'horizontal' ? { width: height, height: width } : { width, height }),
      fps, minBitrateKbps: minBitrate, maxBitrateKbps: maxBitrate, facing: this.facing, camera: this.sees, muted: this.silent, tellsClock: true,
    };
  }

  private listen(pusher: WebPusher): void {
    for (const name of Object.keys(PUSHER_STATES) as (keyof typeof PUSHER_STATES)[]) {
      pusher.on(name, (payload) => PUSHER_STATES[name]?.(payload as never).forEach((state) => this.report(state)));
    }
    pusher.on('opened', ({ device }) => this.useCamera(device === 'camera' ? true : this.realCamera));
    pusher.on('missing', ({ device }) => this.useCamera(device === 'camera' ? false : this.realCamera));
    pusher.on('denied', ({ device }) => this.fail(DENIED[device]));
    pusher.on('stats', (stats) => this.handle.emit('netstatus', { info: pushStatus(stats) }));
    pusher.on('level', ({ peak }) => this.handle.emit('audiovolumenotify', { volume: Math.round(peak * 100) }));
  }

  private useCamera(real: boolean): void {
    this.realCamera = real;
    this.mirror();
  }

  /** One sees oneself as in a mirror, by the front camera only; what is pushed is never turned. */
  private mirror(): void {
    const { localMirror } = this.handle.data;
    const turned = localMirror === 'enable' || (localMirror === 'auto' && this.facing === 'front' && this.realCamera);
    if (this.pusher) this.pusher.preview.style.transform = turned ? 'scaleX(-1)' : '';
  }

  private fail(error: PusherFailure): void {
    this.host.codes.emit({ tag: 'live-pusher', code: error.errCode });
    this.handle.emit('error', error);
  }

  private report(change: StateChange): void {
    this.host.codes.emit({ tag: 'live-pusher', code: change.code });
    this.handle.emit('statechange', change);
  }
}
