import { deniedDevice, meaningOfPusherCode } from './codes';
import type { PusherDenied, PusherPreview, PusherState, StreamMeaning } from './codes';

/** Contexts by component; absent until `ready`, since WeChat's contexts do nothing before. */
const contexts = new WeakMap<object, WechatMiniprogram.LivePusherContext>();

/** The camera in use, by component: what `switchCamera` has made of the first one. */
const facing = new WeakMap<object, string>();

/**
 * What drives live-pusher: it pushes while `url` is not empty, and stops and starts when it changes. WeChat allows one on a
 * page. A component with it has a live-pusher in its template, bound as in this folder's.
 */
export const pusherBehavior = Behavior({
  properties: {
    url: { type: String, value: '' },
    enableCamera: { type: Boolean, value: true },
    muted: { type: Boolean, value: false },
    devicePosition: { type: String, value: 'front' },
    mode: { type: String, value: 'RTC' },
    minBitrate: { type: Number, value: 200 },
    maxBitrate: { type: Number, value: 1000 },
    aspect: { type: String, value: '9:16' },
    audioQuality: { type: String, value: 'high' },
    orientation: { type: String, value: 'vertical' },
    localMirror: { type: String, value: 'auto' },
    remoteMirror: { type: Boolean, value: false },
    /** Opens camera and microphone while there is no `url`: the user sees and hears what would be sent. */
    preview: { type: Boolean, value: false },
    /** A text to draw instead of live-pusher, where that does not run; empty: the real one. */
    placeholder: { type: String, value: '' },
  },
  data: {
    /** The address that live-pusher has now. */
    current: '',
    /** The camera that live-pusher was made with; WeChat ignores later changes of the attribute. */
    position: 'front',
  },
  observers: {
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
