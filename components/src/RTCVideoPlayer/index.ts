import { playerBehavior } from '../player/behavior';
import { meaningOfPlayerCode } from '../player/codes';
import type { StreamMeaning } from '../pusher/codes';
import { mediaOfSdk, onReturn, roomSound, snapshotOf, Stream } from '../rtcsdk/index';
import type { Media, MediaView, Play } from '../rtcsdk/index';

/** `config`, every key of which may be absent. */
export interface PlayerConfig {
  /** `video`, the default; a shared screen or a shared file there is none of. */
  readonly type?: string;
  readonly userId?: string;
  /** Everybody has one camera. */
  readonly camId?: number;
  readonly orientation?: string;
  readonly objectFit?: string;
  /** Whether it falls silent while another page is in front. */
  readonly autoPause?: boolean;
}

/** A user as older applications give it. */
export interface PlayerUser {
  readonly userID?: string;
  readonly userId?: string;
}

/** What belongs to one component on a page. */
interface Parts {
  readonly media: Media;
  readonly stream: Stream;
  readonly leave: () => void;
  view: MediaView;
  /** Whom it plays, once that one has opened a device: from then on the stream is played on, silent and dark when all are closed. */
  begun: string;
}

/** Everything as the manual says. */
const NO_CONFIG: PlayerConfig = {};

const NOBODY: PlayerUser = {};

const partsOf = new WeakMap<object, Parts>();

/** Shows and plays one other member of the room that RTCSDK is in. README.md lists what it takes and tells. */
Component({
  behaviors: [playerBehavior],
  properties: {
    config: { type: Object, value: NO_CONFIG },
    /** Whom it plays, in the way of older applications: `{userID}`. */
    userInfo: { type: Object, value: NOBODY },
    debug: { type: Boolean, value: false },
    /** Inside of the audio player: it is heard and not seen. */
    soundOnly: { type: Boolean, value: false },
  },
  data: { picture: false, autoPause: true },
  observers: {
    'config, userInfo'() {
      this.draw();
    },
  },
  lifetimes: {
    attached() {
      const media = mediaOfSdk();
      const stream = new Stream('play', { show: (src) => this.setData({ src, attempt: this.data.attempt + 1 }), ask: () => media.refresh() });
      const leaves: (() => void)[] = [];
      const parts: Parts = { media, stream, view: media.view, begun: '', leave: () => leaves.forEach((leave) => leave()) };
      partsOf.set(this, parts);
      leaves.push(onReturn(() => stream.revive()), roomSound.subscribe(() => this.sound()), media.subscribe((view) => this.hear(parts, view)));
    },
    detached() {
      const parts = partsOf.get(this);
      partsOf.delete(this);
      parts?.leave();
      parts?.stream.stop();
      roomSound.show(this, '');
    },
  },
  methods: {
    /** Takes a picture of what is played. @returns its path, or itself as base64 when `base64` is true. */
    snapshot(quality?: string, base64?: boolean): Promise<string> {
      return snapshotOf(wx.createLivePlayerContext('player', this), quality, base64);
    },
    /** Fills the screen. @param deg - 0 upright, 90 or -90 lying. */
    fullScreen(deg?: number) {
      wx.createLivePlayerContext('player', this).requestFullScreen({ direction: deg === 90 || deg === -90 ? deg : 0 });
    },
    /** Goes back to its place on the page. */
    exitFullScreen() {
      wx.createLivePlayerContext('player', this).exitFullScreen();
    },
    hear(parts: Parts, view: MediaView) {
      parts.view = view;
      this.draw();
    },
    draw() {
      const parts = partsOf.get(this);
      if (!parts) return;
      const userID = userOf(this.data);
      const play = parts.view.play.find((each) => each.userID === userID);
      if (!play || isOpen(play) || parts.begun !== userID) parts.begun = play && isOpen(play) ? userID : '';
      const { objectFit = 'contain', orientation = 'vertical', autoPause = true } = this.data.config;
      this.setData({ objectFit, orientation, autoPause, picture: play?.camera === true });
      if (!this.data.soundOnly) roomSound.show(this, userID);
      this.sound();
      parts.stream.follow(play && parts.begun !== '' ? play.url : '');
    },
    sound() {
      this.setData({ soundMode: roomSound.mode, muted: !this.data.soundOnly && !roomSound.isHeard(this) });
    },
    report(meaning: StreamMeaning) {
      const parts = partsOf.get(this);
      if (!parts) return;
      const play = parts.view.play.find(({ userID }) => userID === parts.begun);
      if (meaning !== 'failed' || (play && isOpen(play))) return parts.stream.heard(meaning);
      parts.begun = ''; // With all devices closed there may be no stream: it is played when one opens.
      this.draw();
    },
    onState({ detail }: WechatMiniprogram.LivePlayerStateChange) {
      const meaning = meaningOfPlayerCode(detail.code);
      if (meaning) this.report(meaning);
      this.triggerEvent('statechange', detail);
    },
    onQuality({ detail }: WechatMiniprogram.LivePlayerNetStatus) {
      this.triggerEvent('netstatus', detail);
    },
    onFullScreen({ detail }: WechatMiniprogram.LivePlayerFullScreenChange) {
      this.triggerEvent('fullscreenchange', detail);
    },
  },
});

const isOpen = ({ mic, camera }: Play): boolean => mic || camera;

function userOf({ config, userInfo }: { config: PlayerConfig; userInfo: PlayerUser }): string {
  if (config.type !== undefined && config.type !== 'video') return '';
  return config.userId ?? userInfo.userID ?? userInfo.userId ?? '';
}
