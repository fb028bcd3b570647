import { Event as WxEvent } from 'glass-easel';
import { listensToLongPress, wxElementOf } from './backend';

/** A finger may move this far, in CSS pixels, and still tap. */
const TAP_SLOP_PX = 10;
/** WeChat takes a touch of this length as a long press. */
const LONG_PRESS_MS = 350;
/** After a touch the browser gives mouse events for the same finger; they are not a second tap. */
const MOUSE_AFTER_TOUCH_MS = 1000;

/** One finger, as WeChat's touch events list it. Positions are those in the phone's page, in CSS pixels. */
interface TouchPoint {
  identifier: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  force: number;
}

interface Press {
  target: EventTarget;
  start: TouchPoint;
  timer: number;
  /** What the press has become; a moved or long one ends without a tap. */
  kind: 'tap' | 'moved' | 'long';
}

/**
 * Turns mouse, touch and keyboard of the browser into the mini-program's `touchstart`, `touchmove`, `touchend`,
 * `touchcancel`, `tap` and `longpress`, dispatched to the node under the finger.
 */
export class Gestures {
  private press: Press | null = null;
  private lastTouchAt = -MOUSE_AFTER_TOUCH_MS;

  constructor(private readonly root: HTMLElement) {}

  /** Starts to listen; for the life of the page. */
  listen(): void {
    for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) {
      this.root.addEventListener(type, (event) => this.onTouch(type, event), { capture: true, passive: false });
    }
    this.onMouse('mousedown', 'touchstart');
    this.onMouse('mousemove', 'touchmove');
    this.onMouse('mouseup', 'touchend');
    // A click without a pointer comes from the keyboard.
    this.root.addEventListener('click', (event) => {
      if (event.detail === 0 && event.isTrusted) this.tap(event.target, pointOf(event, 0), event);
    }, true);
  }

  private onTouch(type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', event: TouchEvent): void {
    this.lastTouchAt = performance.now();
    const changed = [...event.changedTouches].map((touch) => pointOf(touch, touch.identifier));
    this.handle(type, event, [...event.touches].map((touch) => pointOf(touch, touch.identifier)), changed);
  }

  private onMouse(type: 'mousedown' | 'mousemove' | 'mouseup', as: 'touchstart' | 'touchmove' | 'touchend'): void {
    this.root.addEventListener(type, (event) => {
      const afterTouch = performance.now() - this.lastTouchAt < MOUSE_AFTER_TOUCH_MS;
      if (event.button !== 0 || afterTouch || (as !== 'touchstart' && !this.press)) return;
      const point = pointOf(event, 0);
      this.handle(as, event, as === 'touchend' ? [] : [point], [point]);
    }, true);
  }

  private handle(type: string, event: UIEvent, touches: TouchPoint[], changed: TouchPoint[]): void {
    const point = changed[0];
    if (!point || !event.target) return;
    if (type === 'touchstart') this.begin(event.target, point);
    const press = this.press;
    const target = press?.target ?? event.target;
    dispatch(target, type, { touches, changedTouches: changed }, touches, changed, event);
    if (!press) return;
    if (type === 'touchmove' && isFar(press.start, point)) this.move(press);
    if (type === 'touchend' || type === 'touchcancel') this.end(press, type, point, event);
  }

  private begin(target: EventTarget, start: TouchPoint): void {
    window.clearTimeout(this.press?.timer);
    const timer = window.setTimeout(() => {
      const press = this.press;
      if (press?.kind !== 'tap') return;
      if (listensToLongPress(target)) press.kind = 'long';
      if (!isDisabled(target)) dispatch(target, 'longpress', positionIn(start), [start], [start]);
    }, LONG_PRESS_MS);
    this.press = { target, start, timer, kind: 'tap' };
  }

  private move(press: Press): void {
    press.kind = 'moved';
    window.clearTimeout(press.timer);
  }

  private end(press: Press, type: string, point: TouchPoint, event: UIEvent): void {
    window.clearTimeout(press.timer);
    this.press = null;
    if (type === 'touchend' && press.kind === 'tap' && !isFar(press.start, point)) this.tap(press.target, point, event);
  }

  private tap(target: EventTarget | null, point: TouchPoint, event: UIEvent): void {
    if (target && !isDisabled(target)) dispatch(target, 'tap', positionIn(point), [], [point], event);
  }
}

function dispatch(target: EventTarget, type: string, detail: unknown, touches: TouchPoint[], changedTouches: TouchPoint[], originalEvent?: UIEvent): void {
  const element = wxElementOf(target);
  if (!element) return;
  const extraFields = { touches, changedTouches };
  const event = new WxEvent(type, detail, { bubbles: true, composed: true, capturePhase: true, originalEvent, extraFields });
  WxEvent.dispatchEvent(element, event);
  if (event.defaultPrevented() && type === 'touchmove' && originalEvent?.cancelable) originalEvent.preventDefault();
}

/** A tap on a disabled button, or on what is inside it, does nothing. */
function isDisabled(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-disabled]') !== null;
}

function pointOf(at: { clientX: number; clientY: number }, identifier: number): TouchPoint {
  return { identifier, pageX: at.clientX, pageY: at.clientY, clientX: at.clientX, clientY: at.clientY, force: 1 };
}

function positionIn({ clientX, clientY }: TouchPoint): { x: number; y: number } {
  return { x: clientX, y: clientY };
}

function isFar(a: TouchPoint, b: TouchPoint): boolean {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) > TAP_SLOP_PX;
}
