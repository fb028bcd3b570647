import { drag, hold } from './drag';

/**
 * Draws a call that is being dialled, connected, held or just over; the pictures come in through the slots `remote` and
 * `local`. Reports what the user presses. README.md lists properties and events.
 */
Component({
  options: { multipleSlots: true },
  properties: {
    /** `idle`, `dialling`, `connecting`, `connected` or `ended`. */
    status: { type: String, value: 'idle' },
    /** `audio` or `video`. */
    media: { type: String, value: 'audio' },
    name: { type: String, value: '' },
    avatar: { type: String, value: '' },
    /** The line below the name: what happens, how long it lasts, or why it ended. */
    statusText: { type: String, value: '' },
    /** A passing remark on the connection; empty: none. */
    hint: { type: String, value: '' },
    /** What the remark is about: `weak`, a network that is still enough, `lost`, a connection that is being restored, or something else. */
    trouble: { type: String, value: '' },
    /** What the user has refused and must allow; empty: nothing. */
    denied: { type: String, value: '' },
    /** Media could not be restored: offers `retry`. */
    canRetry: { type: Boolean, value: false },
    /** The peer's picture is to be seen. */
    peerPicture: { type: Boolean, value: false },
    /** Several are in the call: `remote` holds their grid, whose first place is left to `local`. */
    grid: { type: Boolean, value: false },
    /** How good the own network is, and what arrives from the other side: bars from 0 to 4; less: none are drawn. */
    ownBars: { type: Number, value: -1 },
    peerBars: { type: Number, value: -1 },
    cameraOn: { type: Boolean, value: false },
    micOn: { type: Boolean, value: true },
    speakerOn: { type: Boolean, value: true },
    /** The peer asks for video: offers `agree` and `refuse`. */
    askedForVideo: { type: Boolean, value: false },
    /** The peer has been asked for video and has not answered. */
    askingForVideo: { type: Boolean, value: false },
    /** Offers `invite` while several talk. */
    inviting: { type: Boolean, value: false },
    /** Offers `minimise` while the call goes on. */
    minimisable: { type: Boolean, value: false },
    /** `light` or `dark`: the looks without a picture; over one they are always dark. */
    theme: { type: String, value: 'dark' },
    /** A dictionary: `textsOf('en')`. */
    texts: { type: Object, value: {} },
  },
  data: {
    /** The own picture is the big one. */
    swapped: false,
    /** A tap on the small picture makes it the big one. */
    swappable: false,
    /** How far the small picture was dragged from its corner, in px. */
    x: 0,
    y: 0,
  },
  observers: {
    /** Another state of the call begins as it always does. */
    'status, media, grid'(status: string, media: string, grid: boolean) {
      const swappable = status === 'connected' && media === 'video' && !grid;
      if (this.data.swapped || swappable !== this.data.swappable) this.setData({ swapped: false, swappable, x: 0, y: 0 });
    },
  },
  pageLifetimes: {
    /** The phone was turned: what was dragged is at its corner again. */
    resize() {
      const { x, y } = this.data;
      if (x !== 0 || y !== 0) this.setData({ x: 0, y: 0 });
    },
  },
  methods: {
    /** A tap on the small picture makes it the big one. */
    onSwap() {
      if (this.data.swappable) this.setData({ swapped: !this.data.swapped });
    },
    onTouch({ touches: [finger] }: WechatMiniprogram.TouchEvent) {
      const { swappable, swapped } = this.data;
      if (!finger || !swappable) return;
      const query = this.createSelectorQuery();
      const measured = hold(this, finger, this.data);
      query.selectAll(`.view,.${swapped ? 'remote' : 'local'},.bottom`).boundingClientRect((boxes) => measured(boxes as never)).exec();
    },
    /** The small picture follows the finger. */
    onDrag({ type, changedTouches: [finger] }: WechatMiniprogram.TouchEvent) {
      if (finger) drag(this, finger, this.data, type !== 'touchmove', (place, drawn) => this.setData(place, drawn));
    },
    /** What can be pressed says in `data-wish` which event it is. */
    onPress({ currentTarget }: WechatMiniprogram.BaseEvent) {
      this.triggerEvent(String(currentTarget.dataset['wish']));
    },
  },
});
