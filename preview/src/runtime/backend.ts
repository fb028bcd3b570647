import { CurrentWindowBackendContext, type Element as WxElement } from 'glass-easel';

/** A DOM node that stands for a node of the mini-program. */
export interface BoundNode extends Node {
  __wxElement?: WxElement;
}

/** Nodes that something listens to for a long press: there, no tap follows one. */
const longPressNodes = new WeakSet<object>();

/** Events of CSS animations, which the browser itself gives. All others come from gestures.ts or from a tag. */
const CSS_EVENTS = new Set(['transitionend', 'animationstart', 'animationiteration', 'animationend']);

/**
 * Glass-easel's backend for this window, with two changes. DOM events do not reach the mini-program by their name (an
 * `input` event of the tag must not be doubled by that of its DOM node); and rendering does not wait for an animation
 * frame, since a window that is not seen has none and `setData` callbacks would never come.
 */
export class PreviewBackend extends CurrentWindowBackendContext {
  override render(callback: (error: Error | null) => void): void {
    queueMicrotask(() => callback(null));
  }

  override setListenerStats(...[element, type, capture, level]: Parameters<CurrentWindowBackendContext['setListenerStats']>): void {
    if (type === 'longpress') longPressNodes.add(element);
    if (CSS_EVENTS.has(type)) super.setListenerStats(element, type, capture, level);
  }
}

/** The node of the mini-program that a DOM node belongs to, or null outside of it. */
export function wxElementOf(node: EventTarget | null): WxElement | null {
  for (let each = node instanceof Node ? node : null; each; each = each.parentNode) {
    const bound: BoundNode = each;
    if (bound.__wxElement) return bound.__wxElement;
  }
  return null;
}

/** Does this DOM node, or one around it, have a listener for a long press? */
export function listensToLongPress(node: EventTarget | null): boolean {
  for (let each = node instanceof Node ? node : null; each; each = each.parentNode) {
    if (longPressNodes.has(each)) return true;
  }
  return false;
}
