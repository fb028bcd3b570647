import type { StreamMeaning } from '../pusher/codes';
import { meaningOfPlayerCode } from './codes';
import type { PlayerState } from './codes';

/** Contexts by component; absent until `ready`, since WeChat's contexts do nothing before. */
const contexts = new WeakMap<object, WechatMiniprogram.LivePlayerContext>();

/** The last address and attempt that a component was told to play, as one text. */
const played = new WeakMap<object, string>();

/**
 * What drives live-player: it plays while `src` is not empty, and plays anew when `src` or `attempt` changes. A component
 * with it has a live-player called `player` in its template, bound as in this folder's.
 */
export const playerBehavior = Behavior({
  properties: {
    // A type alone: empty, 0, false.
    src: String,
    /** Raise it to play the same address once more. */
    attempt: Number,
    mode: { type: String, value: 'RTC' },
    soundMode: { type: String, value: 'speaker' },
    objectFit: { type: String, value: 'fillCrop' },
    orientation: { type: String, value: 'vertical' },
    /** Seconds of media kept ready at least and at most: WeChat's advice for mode RTC. */
    minCache: { type: Number, value: 0.2 },
    maxCache: { type: Number, value: 0.8 },
    muted: Boolean,
    /** A call goes on while its user looks at other pages, or at WeChat's own, unless the page says otherwise. */
    autoPauseIfNavigate: Boolean,
    autoPauseIfOpenNative: Boolean,
    backgroundMute: Boolean,
    enableAutoRotation: Boolean,
    enableCasting: Boolean,
    referrerPolicy: { type: String, value: 'no-referrer' },
    debug: Boolean,
    /** A text to draw instead of live-player, where that does not run; empty: the real one. */
    placeholder: String,
    /** `push`, `pop`, or both in a list: when WeChat shows it in its own small window; empty: never. */
    pictureInPictureMode: { type: null, value: 'push' },
  },
  data: {
    /** The address that live-player has now. */
    current: '',
  },
  observers: {
    'src, attempt'() {
      this.follow();
    },
  },
  lifetimes: {
    ready() {
      if (this.data.placeholder !== '') return;
      contexts.set(this, wx.createLivePlayerContext('player', this));
      this.follow();
    },
  },
  methods: {
    /** A changed address alone does not restart live-player reliably: stop and play once it has arrived there. */
    follow() {
      const { src, attempt, current } = this.data;
      const wanted = `${attempt} ${src}`;
      if (!contexts.has(this) || wanted === played.get(this)) return;
      const isFirst = current === '';
      played.set(this, wanted);
      this.setData({ current: src }, () => this.restart(src, isFirst));
    },
    restart(src: string, isFirst: boolean) {
      const context = contexts.get(this);
      if (!context || src !== this.data.current) return;
      if (!isFirst) context.stop();
      if (src !== '') context.play({ fail: () => this.report('failed', 0) });
    },
    report(meaning: StreamMeaning, code: number) {
      this.triggerEvent('state', { meaning, code } satisfies PlayerState);
    },
    onState({ detail: { code } }: WechatMiniprogram.LivePlayerStateChange) {
      const meaning = meaningOfPlayerCode(code);
      if (meaning) this.report(meaning, code);
    },
    onQuality({ detail }: WechatMiniprogram.LivePlayerNetStatus) {
      this.triggerEvent('quality', detail.info);
    },
  },
});
