import { type Properties, tag, type TagHandle } from './define';

const MOVABLE = { direction: 'none', inertia: false, outOfBounds: false, x: 0, y: 0, damping: 20, friction: 2, disabled: false, animation: true } satisfies Properties;

/** A distance from where the style has put the view, in CSS pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** `<movable-area>`: the bounds of the movable views right inside it. */
export const movableArea = tag({ properties: { scaleArea: false } });

/**
 * `<movable-view>`: follows a finger within its area, or `x` and `y`, and stays there. It neither glides on nor springs back, so
 * that `inertia`, `damping` and `friction` change nothing, and two fingers do not scale it.
 */
export const movableView = tag({
  properties: MOVABLE,
  mount(handle) {
    const mover = new Mover(handle);
    return {
      changed: (name) => mover.changed(name),
      attached: () => mover.start(),
      detached: () => mover.stop(),
    };
  },
});

class Mover {
  /** When its size or that of the area changes, it comes back within the bounds. */
  private readonly sizes = new ResizeObserver(() => this.moveTo(this.bounded(this.at), ''));
  private at: Place = { x: 0, y: 0 };
  /** Where the finger would be if it had touched the view at home. */
  private grip: Place | null = null;

  constructor(private readonly handle: TagHandle<typeof MOVABLE>) {
    this.followFinger();
  }

  start(): void {
    const { dom } = this.handle;
    this.sizes.observe(dom);
    if (dom.parentElement) this.sizes.observe(dom.parentElement);
    this.follow();
    window.addEventListener('pointermove', this.drag);
    for (const type of ['pointerup', 'pointercancel'] as const) window.addEventListener(type, this.release);
  }

  stop(): void {
    this.sizes.disconnect();
    window.removeEventListener('pointermove', this.drag);
    for (const type of ['pointerup', 'pointercancel'] as const) window.removeEventListener(type, this.release);
  }

  changed(name: string): void {
    const { dom, data } = this.handle;
    dom.dataset['direction'] = data.disabled ? 'none' : data.direction;
    if ((name === 'x' || name === 'y') && dom.isConnected) this.follow();
  }

  /** Goes where `x` and `y` say. */
  private follow(): void {
    const { data, dom } = this.handle;
    dom.style.transition = data.animation ? 'transform 0.2s ease-out' : '';
    this.moveTo(this.bounded({ x: data.x, y: data.y }), '');
  }

  private moveTo(place: Place, source: 'touch' | 'touch-out-of-bounds' | 'out-of-bounds' | ''): void {
    if (place.x === this.at.x && place.y === this.at.y) return;
    this.at = place;
    this.handle.dom.style.transform = `translate(${place.x}px, ${place.y}px)`;
    // Later: `x` may have changed inside a `setData` that is still being applied.
    queueMicrotask(() => this.handle.emit('change', { ...place, source }));
  }

  /** The nearest place within the area; a view that is larger than its area goes on covering it. */
  private bounded({ x, y }: Place): Place {
    const { dom } = this.handle;
    const area = dom.parentElement;
    if (!area || dom.offsetParent !== area) return { x, y };
    return {
      x: between(x, -dom.offsetLeft, area.clientWidth - dom.offsetWidth - dom.offsetLeft),
      y: between(y, -dom.offsetTop, area.clientHeight - dom.offsetHeight - dom.offsetTop),
    };
  }

  private followFinger(): void {
    const { dom, data } = this.handle;
    dom.addEventListener('pointerdown', ({ clientX, clientY }) => {
      if (!data.disabled && data.direction !== 'none') this.grip = { x: clientX - this.at.x, y: clientY - this.at.y };
    });
  }

  private readonly release = (): void => {
    if (this.grip) this.moveTo(this.bounded(this.at), 'out-of-bounds');
    this.grip = null;
  };

  private readonly drag = ({ clientX, clientY }: PointerEvent): void => {
    const { dom, data } = this.handle;
    if (!this.grip) return;
    dom.style.transition = '';
    const wished = {
      x: data.direction === 'vertical' ? this.at.x : clientX - this.grip.x,
      y: data.direction === 'horizontal' ? this.at.y : clientY - this.grip.y,
    };
    const place = this.bounded(wished);
    const isOut = data.outOfBounds && (place.x !== wished.x || place.y !== wished.y);
    this.moveTo(isOut ? wished : place, isOut ? 'touch-out-of-bounds' : 'touch');
  };
}

function between(value: number, one: number, other: number): number {
  return Math.min(Math.max(value, Math.min(one, other)), Math.max(one, other));
}
