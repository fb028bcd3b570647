import type { PlayerState } from '../player/codes';
import type { PusherDenied, PusherState } from '../pusher/codes';
import type { CallService } from './service';
import type { Quality } from './signal';
import { currentService, defineStoreComponent, serviceIfMade, textsOf } from './kit';

/** The kit of each component, and what it calls when it goes. */
const leaving = new WeakMap<object, { readonly service: CallService; readonly leave: () => void }>();

/** The kit whose call a page shows: its own, also when that was destroyed and the page is about to go, or there is another one since. */
const kitOf = (page: object): CallService => leaving.get(page)?.service ?? currentService();

/** The whole call on a page: `<call-kit/>`. It binds the store of `createCallKit` to the parts that draw. */
defineStoreComponent({
  // Without a kit there is an error that says so, save where one was: then its end is still to be seen.
  store: (page) => (leaving.has(page) && !serviceIfMade() ? null : currentService().store),
  initial: {
    status: 'idle', media: 'audio', title: '', peerName: '', peerAvatar: '', ownBars: -1, peerBars: -1, isGrid: false, gridStyle: '', tiles: [], statusText: '', hint: '', deniedText: '', canRetry: false, invites: false, peerPicture: false, videoTurn: 'none',
    isAskedForVideo: false, theme: 'dark', textScale: 1,
    cameraOn: false, micOn: true, speakerOn: true, soundMode: 'speaker', facing: 'front', pusher: {}, pushUrl: '', mediaRuns: false, placeholder: '',
    texts: textsOf('en'), // Any language: none of it is drawn before the store's own.
  },
  appeared({ flush }) {
    const settle = (): Promise<void> => {
      flush();
      return new Promise((resolve) => wx.nextTick(resolve));
    };
    const service = currentService();
    leaving.set(this, { service, leave: service.attach({ settle }) });
  },
  shown() {
    leaving.get(this)?.service.stage.pageShown();
  },
  hidden() {
    leaving.get(this)?.service.stage.pageHidden();
  },
  gone() {
    leaving.get(this)?.leave();
  },
  methods: {
    onAccept() {
      void kitOf(this).accept();
    },
    onReject() {
      void kitOf(this).reject();
    },
    onHangUp() {
      void kitOf(this).hangup();
    },
    onMic() {
      void kitOf(this).toggleMic();
    },
    onCamera() {
      void kitOf(this).toggleCamera();
    },
    onAskForVideo() {
      void kitOf(this).askForVideo();
    },
    onAgree() {
      void kitOf(this).answerVideo(true);
    },
    onRefuse() {
      void kitOf(this).answerVideo(false);
    },
    onBackToAudio() {
      void kitOf(this).backToAudio();
    },
    onFlip() {
      kitOf(this).flipCamera();
    },
    onSpeaker() {
      kitOf(this).toggleSpeaker();
    },
    onSettings() {
      void kitOf(this).openSettings();
    },
    onMinimise() {
      void kitOf(this).minimise();
    },
    onInvite() {
      void kitOf(this).inviting.pick();
    },
    onRetry() {
      kitOf(this).streams.retryNow();
    },
    onPusherState({ detail }: WechatMiniprogram.CustomEvent<PusherState>) {
      kitOf(this).streamHeard('push', detail.code);
      kitOf(this).pushState(detail.meaning);
    },
    onPusherQuality({ detail }: WechatMiniprogram.CustomEvent<Quality>) {
      kitOf(this).streams.pushQuality(detail);
    },
    onPlayerQuality({ detail, currentTarget }: WechatMiniprogram.CustomEvent<Quality, WechatMiniprogram.IAnyObject, { uid: number }>) {
      kitOf(this).streams.playQuality(Number(currentTarget.dataset.uid), detail);
    },
    onDenied({ detail }: WechatMiniprogram.CustomEvent<PusherDenied>) {
      kitOf(this).streamHeard('push', detail.code);
      kitOf(this).deviceDenied(detail.device);
    },
    onPlayerState({ detail, currentTarget }: WechatMiniprogram.CustomEvent<PlayerState, WechatMiniprogram.IAnyObject, { uid: number }>) {
      kitOf(this).streamHeard(`play ${currentTarget.dataset.uid}`, detail.code);
      kitOf(this).streams.playState(Number(currentTarget.dataset.uid), detail.meaning);
    },
  },
});
