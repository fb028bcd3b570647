import { checkEnvironment, checkTextsOf, currentLocale, openRemedy, runsLive } from '../check';
import type { Finding } from '../check';
import type { PusherDenied, PusherPreview } from '../pusher/codes';

/** Which judgement is the last that was begun, by component: what an earlier one finds out is dropped. */
const looks = new WeakMap<object, number>();

function nextLook(component: object): number {
  const look = (looks.get(component) ?? 0) + 1;
  looks.set(component, look);
  return look;
}

/** Shows camera and microphone before a call, and says what is missing. README.md lists properties and events. */
Component({
  properties: {
    /** `video` or `audio`: what the call will need. */
    media: { type: String, value: 'video' },
    /** Address of the signalling server, to try a WebSocket to it; empty: none is tried. */
    server: { type: String, value: '' },
    /** `light` or `dark`: what the page around it is. */
    theme: { type: String, value: 'light' },
  },
  data: {
    labels: checkTextsOf('en').labels,
    /** The preview stands on the page. */
    isLooking: false,
    isReady: false,
    level: 0,
    missing: [] as Finding[],
    refused: [] as PusherDenied['device'][],
    /** A text in place of the picture, where that does not run. */
    placeholder: '',
  },
  lifetimes: {
    attached() {
      this.look();
    },
    detached() {
      looks.delete(this);
    },
  },
  pageLifetimes: {
    show() {
      if (!this.data.isLooking) this.look();
    },
    /** Another page may need camera and microphone. */
    hide() {
      this.leave();
    },
  },
  methods: {
    /** Opens camera and microphone, anew when they were open, and looks at everything else. */
    look() {
      this.leave();
      const { labels, findings } = checkTextsOf(currentLocale());
      const placeholder = runsLive() ? '' : findings.devtools.join(' ');
      this.setData({ labels, placeholder, missing: [], refused: [], isReady: false, isLooking: true });
      if (placeholder !== '') void this.judge();
    },
    /** Lets go of camera and microphone. */
    leave() {
      nextLook(this);
      this.setData({ isLooking: false, level: 0 });
    },
    async judge() {
      const { media, server, refused } = this.data;
      const look = nextLook(this);
      const findings = await checkEnvironment({ server, refused });
      if (look !== looks.get(this)) return;
      const missing = findings.filter(({ code, severity }) => severity === 'error' && (media === 'video' || !code.startsWith('CAMERA')));
      this.setData({ missing, isReady: missing.length === 0 });
      this.triggerEvent(missing.length === 0 ? 'ready' : 'missing', { findings: missing.length === 0 ? findings : missing });
    },
    onPreview({ detail }: WechatMiniprogram.CustomEvent<PusherPreview>) {
      if (detail.isOpen) void this.judge();
      else this.refuse(this.data.media === 'video' ? 'camera' : 'microphone');
    },
    onDenied({ detail }: WechatMiniprogram.CustomEvent<PusherDenied>) {
      this.refuse(detail.device);
    },
    refuse(device: PusherDenied['device']) {
      this.setData({ refused: [...this.data.refused, device] });
      void this.judge();
    },
    onVolume({ detail }: WechatMiniprogram.CustomEvent<{ volume: number }>) {
      const level = Math.max(0, Math.min(100, Math.round(detail.volume)));
      if (level !== this.data.level) this.setData({ level });
    },
    async onRemedy({ currentTarget }: WechatMiniprogram.BaseEvent) {
      const finding = this.data.missing[Number(currentTarget.dataset['index'])];
      if (!finding) return;
      await openRemedy(finding);
      this.look();
    },
  },
});
