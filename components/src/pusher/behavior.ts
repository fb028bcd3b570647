import { deniedDevice, meaningOfPusherCode } from './codes';
import type { PusherDenied, PusherPreview, PusherState, StreamMeaning } from './codes';

/** Contexts by component; absent until `ready`, since WeChat's contexts do nothing before. */
const contexts = new WeakMap<object, WechatMiniprogram.LivePusherContext>();

/** The camera in use, by component: what `switchCamera` has made of the first one. */
const facing = new WeakMap<object, string>();

/** How picture and sound are made, with WeChat's defaults. */
const EFFECTS = {
  mode: 'RTC', minBitrate: 200, maxBitrate: 1000, aspect: '9:16', audioQuality: 'high', localMirror: 'auto', remoteMirror: false, beauty: 0, whiteness: 0, beautyStyle: 'smooth',
  skinSmoothness: 0, skinWhiteness: 0, faceThinness: 0, eyeBigness: 0, filter: 'standard', videoWidth: 360, videoHeight: 640, fps: 15, audioVolumeType: 'voicecall',
  audioReverbType: 0, voiceChangerType: 0, enableAgc: false, enableAns: false, waitingImage: '', waitingImageHash: '',
  autoFocus: true, zoom: false, backgroundMute: false, customEffect: false,
};

const NO_EFFECTS: Partial<typeof EFFECTS> = {};

const TYPES = { string: String, number: Number, boolean: Boolean };

type TypeOf<V> = V extends string ? StringConstructor : V extends number ? NumberConstructor : BooleanConstructor;

/** Properties with these defaults, each of the type that its default has. */
function propertiesOf<T extends Readonly<Record<string, string | number | boolean>>>(defaults: T): { [K in keyof T]: { type: TypeOf<T[K]>; value: T[K] } } {
  const properties = Object.entries(defaults).map(([name, value]) => [name, { type: TYPES[typeof value as keyof typeof TYPES], value }]);
  return Object.fromEntries(properties) as { [K in keyof T]: { type: TypeOf<T[K]>; value: T[K] } };
}

/**
 * What drives live-pusher: it pushes while `url` is not empty, and stops and starts when it changes. WeChat allows one on a
 * page. A component with it has a live-pusher in its template, bound as in this folder's.
 */
export const pusherBehavior = Behavior({
  properties: {
    ...propertiesOf(EFFECTS),
    ...propertiesOf({
      url: '', enableCamera: true, muted: false, devicePosition: 'front', orientation: 'vertical', debug: false,
      /** Opens camera and microphone while there is no `url`: the user sees and hears what would be sent. */
      preview: false,
      /** A text to draw instead of live-pusher, where that does not run; empty: the real one. */
      placeholder: '',
    }),
    /** Some of the same at once: takes the place of what the attributes say, and what it does not name goes back to its default. */
    effects: { type: Object, value: NO_EFFECTS },
    /** `push`, `pop`, or both in a list: when WeChat shows it in its own small window; empty: never. */
    pictureInPictureMode: { type: null, value: 'push' },
  },
  data: {
    /** The address that live-pusher has now. */
    current: '',
    /** The camera that live-pusher was made with; WeChat ignores later changes of the attribute. */
    position: 'front',
  },
  observers: {
    effects(given: Partial<typeof EFFECTS>) {
      const wanted = Object.entries({ ...EFFECTS, ...given }).filter(([name, value]) => Reflect.get(this.data, name) !== value);
      if (wanted.length > 0) this.setData(Object.fromEntries(wanted));
    },
    url() {
      this.follow();
    },
    devicePosition(position: string) {
      const context = contexts.get(this);
      if (!context) this.setData({ position });
      else if (position !== facing.get(this)) context.switchCamera();
      facing.set(this, position);
    },
  },
  lifetimes: {
    attached() {
      facing.set(this, this.data.devicePosition);
      if (this.data.devicePosition !== this.data.position) this.setData({ position: this.data.devicePosition });
    },
    ready() {
      if (this.data.placeholder !== '') return;
      contexts.set(this, wx.createLivePusherContext());
      this.follow();
      if (this.data.preview) this.startPreview();
    },
  },
  methods: {
    /** Makes live-pusher do what `url` says: stop the old stream, take the new address, start. */
    follow() {
      const context = contexts.get(this);
      const { url, current } = this.data;
      if (!context || url === current) return;
      if (current !== '') context.stop();
      this.setData({ current: url }, () => this.start(url));
    },
    start(url: string) {
      if (url === '' || url !== this.data.current) return;
      contexts.get(this)?.start({ fail: () => this.report('failed', 0) });
    },
    startPreview() {
      const told = (isOpen: boolean) => () => this.triggerEvent('preview', { isOpen } satisfies PusherPreview);
      contexts.get(this)?.startPreview({ success: told(true), fail: told(false) });
    },
    report(meaning: StreamMeaning, code: number) {
      this.triggerEvent('state', { meaning, code } satisfies PusherState);
    },
    onState({ detail: { code } }: WechatMiniprogram.LivePusherStateChange) {
      const meaning = meaningOfPusherCode(code);
      if (meaning) this.report(meaning, code);
    },
    onQuality({ detail }: WechatMiniprogram.LivePusherNetStatus) {
      this.triggerEvent('quality', detail.info);
    },
    onVolume({ detail }: WechatMiniprogram.CustomEvent<{ volume: number }>) {
      this.triggerEvent('volume', detail);
    },
    onError({ detail: { errCode } }: WechatMiniprogram.LivePusherError) {
      const device = deniedDevice(errCode);
      if (device) this.triggerEvent('denied', { device, code: errCode } satisfies PusherDenied);
    },
  },
});
