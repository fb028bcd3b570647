/** Where the small picture stands, in px from its corner at the upper right. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** How a finger holds the small picture. */
interface Grip {
  /** The place of the picture were the finger at the upper left corner of the screen. */
  readonly origin: Place;
  /** How far there is room: to the left, and down. Null until it is known, and where the finger is beside the picture. */
  room: Place | null;
  /** The finger has moved too far for a tap. */
  isDragging: boolean;
  /** WeChat draws; where the finger is meanwhile is drawn next, or when it lets go. */
  isBusy: boolean;
  /** Puts the picture where the finger was last, as soon as there is room: it may have let go before that is known. */
  follow: () => void;
}

type Finger = Pick<WechatMiniprogram.TouchDetail, 'clientX' | 'clientY'>;
type Box = Pick<WechatMiniprogram.BoundingClientRectCallbackResult, 'left' | 'right' | 'top' | 'bottom'>;

/** Fingers that hold a picture, by component. */
const grips = new WeakMap<object, Grip>();

/** What is left free above the controls, in px. */
const GAP_PX = 8;

/** Less, in px, is a tap. */
const SLOP_PX = 10;

/**
 * A finger touches the screen while the picture stands at `place`.
 *
 * @returns what takes the boxes of the view, the picture and what is at the bottom, whenever they are measured: the finger
 *   holds the picture if that is below it, and drags it as far as to the other side of the view and down to the bottom.
 */
export function hold(component: object, { clientX, clientY }: Finger, { x, y }: Place): (boxes: readonly Box[]) => void {
  const grip: Grip = { origin: { x: x - clientX, y: y - clientY }, room: null, isDragging: false, isBusy: false, follow: () => undefined };
  grips.set(component, grip);
  return ([view, small, bottom]) => {
    if (!view || !small || !bottom || clientX < small.left || clientX > small.right || clientY < small.top || clientY > small.bottom) return;
    grip.room = { x: x - small.left + view.left + view.right - small.right + x, y: Math.max(0, y + bottom.top - GAP_PX - small.bottom) };
    grip.follow();
  };
}

/** The finger moves or lets go: `draw` puts the picture where it is now, unless what came before is drawn still. */
export function drag(component: object, { clientX, clientY }: Finger, { x, y }: Place, isLast: boolean, draw: (place: Place, drawn: () => void) => void): void {
  const held = grips.get(component);
  if (isLast) grips.delete(component);
  if (!held || (held.isBusy && !isLast)) return;
  held.follow = () => {
    const { origin, room } = held;
    held.isDragging ||= Math.hypot(origin.x + clientX - x, origin.y + clientY - y) > SLOP_PX;
    if (!room || !held.isDragging) return;
    held.isBusy = true;
    draw({ x: Math.max(room.x, Math.min(0, origin.x + clientX)), y: Math.max(0, Math.min(room.y, origin.y + clientY)) }, () => {
      held.isBusy = false;
    });
  };
  held.follow();
}
