import type { Properties, TagHandle } from './define';

/** Properties of tags that change their look while a finger is on them. Times in milliseconds. */
export const HOVER = { hoverClass: 'none', hoverStopPropagation: false, hoverStartTime: 50, hoverStayTime: 400 } satisfies Properties;

/** Tags that already hover under the same finger, for `hover-stop-propagation`. */
const stopped = new WeakSet<Event>();

/**
 * Puts `hover-class` on a tag while it is pressed.
 *
 * @param fallback - class to use while the tag names none; `none` means no change.
 */
export function hoverOn(tag: TagHandle<typeof HOVER>, fallback = 'none'): void {
  let timer = 0;
  let worn = '';
  const wear = (name: string) => {
    if (worn !== '') tag.element.toggleNodeClass(worn, false);
    worn = name;
    if (worn !== '') tag.element.toggleNodeClass(worn, true);
  };
  const press = (event: Event) => {
    const { hoverClass, hoverStopPropagation, hoverStartTime } = tag.data;
    if (stopped.has(event) || tag.dom.hasAttribute('data-disabled')) return;
    if (hoverStopPropagation) stopped.add(event);
    const name = hoverClass === 'none' || hoverClass === '' ? fallback : hoverClass;
    window.clearTimeout(timer);
    if (name !== 'none') timer = window.setTimeout(() => wear(name), hoverStartTime);
  };
  const release = () => {
    window.clearTimeout(timer);
    if (worn !== '') timer = window.setTimeout(() => wear(''), tag.data.hoverStayTime);
  };
  tag.dom.addEventListener('pointerdown', press);
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) tag.dom.addEventListener(type, release);
}
