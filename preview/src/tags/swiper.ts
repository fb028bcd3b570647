import { type Properties, tag, type TagHandle } from './define';

const SWIPER = {
  indicatorDots: false, indicatorColor: 'rgba(0, 0, 0, .3)', indicatorActiveColor: '#000000', autoplay: false, current: 0, interval: 5000, duration: 500, circular: false,
  vertical: false, previousMargin: '0px', nextMargin: '0px', displayMultipleItems: 1, snapToEdge: false, easingFunction: 'default',
} satisfies Properties;

/** A drag of this share of the swiper's size turns to the next item. */
const TURN_SHARE = 0.3;

/** `<swiper>`: one item at a time, turned by dragging, by `autoplay` or by `current`. Times in milliseconds. */
export const swiper = tag({
  properties: SWIPER,
  mount(handle) {
    const track = new Track(handle);
    return {
      changed: (name) => track.changed(name),
      attached: () => track.start(),
      detached: () => track.stop(),
    };
  },
});

/** `<swiper-item>`. */
export const swiperItem = tag({ properties: { itemId: '', skipHiddenItemLayout: false } });

class Track {
  private readonly dots = document.createElement('div');
  private readonly watch = new MutationObserver(() => this.layOut(0));
  private timer = 0;
  private shown = 0;

  constructor(private readonly handle: TagHandle<typeof SWIPER>) {
    this.dots.className = 'np-swiper-dots';
    handle.dom.append(this.dots);
    this.followDrags();
  }

  start(): void {
    this.watch.observe(this.handle.dom, { childList: true });
    this.layOut(0);
    this.restartTimer();
  }

  stop(): void {
    this.watch.disconnect();
    window.clearInterval(this.timer);
  }

  changed(name: string): void {
    const { current, duration } = this.handle.data;
    if (name === 'current' && current !== this.shown) this.turnTo(current, '', duration);
    if (name === 'autoplay' || name === 'interval') this.restartTimer();
    if (name !== 'current') this.layOut(0);
  }

  private get items(): HTMLElement[] {
    return [...this.handle.dom.children].filter((each): each is HTMLElement => each.tagName === 'SWIPER-ITEM');
  }

  private restartTimer(): void {
    window.clearInterval(this.timer);
    const { autoplay, interval } = this.handle.data;
    if (autoplay && this.handle.dom.isConnected) this.timer = window.setInterval(() => this.turnTo((this.shown + 1) % Math.max(this.items.length, 1), 'autoplay'), interval);
  }

  private turnTo(index: number, source: 'autoplay' | 'touch' | '', duration = this.handle.data.duration): void {
    const next = Math.min(Math.max(index, 0), Math.max(this.items.length - 1, 0));
    const turned = next !== this.shown;
    this.shown = next;
    this.layOut(duration);
    if (!turned) return;
    if (this.handle.data.current !== next) this.handle.assign('current', next);
    const detail = { current: next, currentItemId: '', source };
    // Later: `current` may have changed inside a `setData` that is still being applied.
    queueMicrotask(() => this.handle.emit('change', detail));
    window.setTimeout(() => this.handle.emit('animationfinish', detail), duration);
  }

  private layOut(duration: number, dragged = 0): void {
    const { vertical, indicatorDots, indicatorColor, indicatorActiveColor, displayMultipleItems } = this.handle.data;
    const { items } = this;
    this.shown = Math.min(this.shown, Math.max(items.length - 1, 0));
    items.forEach((item, index) => {
      const offset = `calc(${(index - this.shown) * 100}% + ${dragged}px)`;
      item.style.transition = `transform ${duration}ms ease`;
      item.style.transform = vertical ? `translateY(${offset})` : `translateX(${offset})`;
      item.style.setProperty(vertical ? 'height' : 'width', `${100 / displayMultipleItems}%`);
    });
    this.dots.hidden = !indicatorDots;
    this.dots.replaceChildren(...items.map((_, index) => {
      const dot = document.createElement('i');
      dot.style.background = index === this.shown ? indicatorActiveColor : indicatorColor;
      return dot;
    }));
  }

  private followDrags(): void {
    const { dom, data } = this.handle;
    const along = (event: PointerEvent) => (data.vertical ? event.clientY : event.clientX);
    let from: number | null = null;
    dom.addEventListener('pointerdown', (event) => {
      from = along(event);
      window.clearInterval(this.timer);
    });
    dom.addEventListener('pointermove', (event) => {
      if (from !== null) this.layOut(0, along(event) - from);
    });
    const release = (event: PointerEvent) => {
      if (from === null) return;
      const share = (along(event) - from) / (data.vertical ? dom.clientHeight : dom.clientWidth);
      from = null;
      const step = Math.abs(share) < TURN_SHARE ? 0 : -Math.sign(share);
      this.turnTo(this.wrapped(this.shown + step), 'touch');
      this.restartTimer();
    };
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) dom.addEventListener(type, release);
  }

  private wrapped(index: number): number {
    const count = this.items.length;
    return this.handle.data.circular && count > 0 ? (index + count) % count : index;
  }
}
