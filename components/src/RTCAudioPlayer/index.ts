import { mediaOfSdk, roomSound } from '../rtcsdk/index';
import type { MediaView } from '../rtcsdk/index';

/** `config`, every key of which may be absent. */
export interface AudioConfig {
  /** `speaker` or `ear`: where the sound of the whole room comes out. */
  readonly soundMode?: string;
  /** Whether it falls silent while another page is in front. */
  readonly autoPause?: boolean;
}

/** What belongs to one component on a page. */
interface Parts {
  view: MediaView;
  readonly leave: () => void;
}

/** Everything as the manual says. */
const NO_CONFIG: AudioConfig = {};

const partsOf = new WeakMap<object, Parts>();

/** Plays those members of the room that no video player shows. README.md lists what it takes. */
Component({
  properties: {
    config: { type: Object, value: NO_CONFIG },
    debug: { type: Boolean, value: false },
  },
  data: { voices: [] as { readonly userId: string; readonly autoPause: boolean }[] },
  observers: {
    config() {
      this.draw();
    },
  },
  lifetimes: {
    attached() {
      const media = mediaOfSdk();
      const leaves: (() => void)[] = [];
      const parts: Parts = { view: media.view, leave: () => leaves.forEach((leave) => leave()) };
      partsOf.set(this, parts);
      leaves.push(roomSound.subscribe(() => this.draw()), media.subscribe((view) => this.hear(parts, view)));
    },
    detached() {
      partsOf.get(this)?.leave();
      partsOf.delete(this);
    },
  },
  methods: {
    hear(parts: Parts, view: MediaView) {
      parts.view = view;
      this.draw();
    },
    draw() {
      const parts = partsOf.get(this);
      if (!parts) return;
      const { soundMode = 'speaker', autoPause = true } = this.data.config;
      roomSound.setMode(soundMode);
      const unseen = parts.view.play.filter(({ userID }) => !roomSound.isShown(userID));
      this.setData({ voices: unseen.map(({ userID: userId }) => ({ userId, autoPause })) });
    },
  },
});
