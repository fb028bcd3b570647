import { pusherBehavior } from '../pusher/behavior';
import { deniedDevice, meaningOfPusherCode } from '../pusher/codes';
import type { StreamMeaning } from '../pusher/codes';
import { mediaOfSdk, numberOfDenial, onReturn, snapshotOf, Stream } from '../rtcsdk/index';
import type { Media, Push } from '../rtcsdk/index';

/** `config`, every key of which may be absent. */
export interface PusherConfig {
  readonly orientation?: string;
  readonly aspect?: string;
  readonly beauty?: number;
  readonly whiteness?: number;
  readonly devicePosition?: string;
  readonly minBitrate?: number;
  readonly maxBitrate?: number;
  readonly audioVolumeType?: string;
  readonly waitingImage?: string;
  readonly localMirror?: string;
  readonly remoteMirror?: boolean;
  readonly enableCamera?: boolean;
  readonly muted?: boolean;
}

/** What live-pusher is told where `config` says nothing. */
const DEFAULTS = {
  orientation: 'vertical', aspect: '9:16', beauty: 0, whiteness: 0, minBitrate: 200, maxBitrate: 1000, audioVolumeType: 'voicecall', waitingImage: '', localMirror: 'auto',
  remoteMirror: false,
} as const satisfies PusherConfig;

/** What belongs to one component on a page. */
interface Parts {
  readonly media: Media;
  readonly stream: Stream;
  readonly leaves: readonly (() => void)[];
  push: Push | null;
  /** The camera that `config` has named last: SetDefaultVideo may have chosen another since. */
  position: string;
  /** Whether the user has opened a device in this room: from then on the stream goes on, silent and dark when all are closed. */
  begun: boolean;
  /** Devices that the user has refused: opened once more, they need the stream to begin anew. */
  refused: ReadonlySet<string>;
}

/** Everything as the manual says. */
const NO_CONFIG: PusherConfig = {};

const partsOf = new WeakMap<object, Parts>();

/** Devices that a code of `statechange` says cannot be opened. */
const BROKEN: Readonly<Record<number, 'camera' | 'mic'>> = { [-1301]: 'camera', [-1302]: 'mic', [-1311]: 'mic' };

/** Sends the user's picture and sound to the room that RTCSDK is in. README.md lists what it takes and tells. */
Component({
  behaviors: [pusherBehavior],
  properties: {
    config: { type: Object, value: NO_CONFIG },
    /** The user itself, which the SDK knows anyway. */
    userInfo: { type: Object, value: {} },
    debug: { type: Boolean, value: false },
  },
  observers: {
    config() {
      this.configure();
      this.draw();
    },
  },
  lifetimes: {
    attached() {
      const media = mediaOfSdk();
      const stream = new Stream('push', { show: (url) => this.setData({ url }), ask: () => media.renewPush() });
      const leaves = [onReturn(() => stream.revive())];
      const parts: Parts = { media, stream, push: null, position: '', begun: false, refused: new Set(), leaves };
      partsOf.set(this, parts);
      this.configure();
      leaves.push(media.subscribe(({ push }) => this.hear(parts, push)));
    },
    detached() {
      const parts = partsOf.get(this);
      parts?.leaves.forEach((leave) => leave());
      parts?.stream.stop();
    },
  },
  methods: {
    /** Takes a picture of the own camera. @returns its path, or itself as base64 when `base64` is true. */
    snapshot(quality?: string, base64?: boolean): Promise<string> {
      return snapshotOf(wx.createLivePusherContext(), quality, base64);
    },
    /** Stops the stream and begins it anew. */
    reset() {
      partsOf.get(this)?.stream.restart();
    },
    configure() {
      this.setData({ ...DEFAULTS, ...given(this.data.config) });
      const [parts, { devicePosition }] = [partsOf.get(this), this.data.config];
      if (!parts || devicePosition === undefined || devicePosition === parts.position) return;
      parts.position = devicePosition;
      this.setData({ devicePosition });
    },
    hear(parts: Parts, push: Push | null) {
      const before = parts.push;
      parts.push = push;
      parts.begun = push !== null && (parts.begun || push.mic || push.camera);
      if (push !== null && push.facing !== (before?.facing ?? 'front')) this.setData({ devicePosition: push.facing });
      this.draw();
      parts.stream.follow(parts.begun && push !== null ? push.url : '');
      const opened = [...parts.refused].filter((device) => (device === 'camera' ? push?.camera : push?.mic));
      if (opened.length === 0) return;
      parts.refused = new Set();
      parts.stream.restart();
    },
    draw() {
      const { enableCamera, muted } = this.data.config;
      const push = partsOf.get(this)?.push;
      this.setData({ enableCamera: enableCamera !== false && push?.camera === true, muted: muted === true || push?.mic !== true });
    },
    report(meaning: StreamMeaning) {
      partsOf.get(this)?.stream.heard(meaning);
    },
    onState({ detail }: WechatMiniprogram.LivePusherStateChange) {
      const broken = BROKEN[detail.code];
      if (broken !== undefined) partsOf.get(this)?.media.failed(broken, 1);
      const meaning = meaningOfPusherCode(detail.code);
      if (meaning) this.report(meaning);
      this.triggerEvent('statechange', detail);
    },
    onQuality({ detail }: WechatMiniprogram.LivePusherNetStatus) {
      this.triggerEvent('netstatus', detail);
    },
    onError({ detail }: WechatMiniprogram.LivePusherError) {
      const [device, parts] = [deniedDevice(detail.errCode), partsOf.get(this)];
      if (device && parts) {
        const name = device === 'camera' ? 'camera' : 'mic';
        parts.refused = new Set([...parts.refused, name]);
        parts.media.failed(name, numberOfDenial(device));
      }
      this.triggerEvent('error', detail);
    },
  },
});

/** What `config` says of the attributes of live-pusher. */
function given(config: PusherConfig): Partial<typeof DEFAULTS> {
  const keys = Object.keys(DEFAULTS).filter((key) => Reflect.get(config, key) !== undefined);
  return Object.fromEntries(keys.map((key) => [key, Reflect.get(config, key)]));
}
