import type { PlayerState } from '../player/codes';
import type { PusherDenied, PusherState } from '../pusher/codes';
import type { CallService } from './service';
import type { Quality } from './signal';
import { currentService, defineStoreComponent, serviceIfMade, textsOf } from './kit';

/** The kit of the app. */
const kit = () => currentService();

/** The kit of each component, and what it calls when it goes. */
const leaving = new WeakMap<object, { readonly service: CallService; readonly leave: () => void }>();

/** The whole call on a page: `<call-kit/>`. It binds the store of `createCallKit` to the parts that draw. */
defineStoreComponent({
  // Without a kit there is an error that says so, save where one was: then its end is still to be seen.
  store: (page) => (leaving.has(page) && !serviceIfMade() ? null : kit().store),
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
    const service = kit();
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
    onAccept: () => void kit().accept(),
    onReject: () => void kit().reject(),
    onHangUp: () => void kit().hangup(),
    onMic: () => void kit().toggleMic(),
    onCamera: () => void kit().toggleCamera(),
    onAskForVideo: () => void kit().askForVideo(),
    onAgree: () => void kit().answerVideo(true),
    onRefuse: () => void kit().answerVideo(false),
    onBackToAudio: () => void kit().backToAudio(),
    onFlip: () => kit().flipCamera(),
    onSpeaker: () => kit().toggleSpeaker(),
    onSettings: () => void kit().openSettings(),
    onMinimise: () => void kit().minimise(),
    onInvite: () => void kit().inviting.pick(),
    onRetry: () => kit().streams.retryNow(),
    onPusherState({ detail }: WechatMiniprogram.CustomEvent<PusherState>) {
      kit().streamHeard('push', detail.code);
      kit().pushState(detail.meaning);
    },
    onPusherQuality({ detail }: WechatMiniprogram.CustomEvent<Quality>) {
      kit().streams.pushQuality(detail);
    },
    onPlayerQuality({ detail, currentTarget }: WechatMiniprogram.CustomEvent<Quality, WechatMiniprogram.IAnyObject, { uid: number }>) {
      kit().streams.playQuality(Number(currentTarget.dataset.uid), detail);
    },
    onDenied({ detail }: WechatMiniprogram.CustomEvent<PusherDenied>) {
      kit().streamHeard('push', detail.code);
      kit().deviceDenied(detail.device);
    },
    onPlayerState({ detail, currentTarget }: WechatMiniprogram.CustomEvent<PlayerState, WechatMiniprogram.IAnyObject, { uid: number }>) {
      kit().streamHeard(`play ${currentTarget.dataset.uid}`, detail.code);
      kit().streams.playState(Number(currentTarget.dataset.uid), detail.meaning);
    },
  },
});
