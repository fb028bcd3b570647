/** A rectangle in CSS pixels of the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text that can be read, line by line. */
export interface Line {
  readonly element: HTMLElement;
  readonly text: string;
  readonly box: Box;
}

/** What the user can press. */
export const CONTROLS = '[role="button"], button, input, switch';

/** Less than this is a rounded corner or a fraction of a pixel. */
const SLACK_PX = 1.5;

/** The page in front. */
export function frontPage(): HTMLElement {
  const page = document.querySelector<HTMLElement>('.np-page-frame:not([hidden])');
  if (!page) throw new Error('no page is shown');
  return page;
}

/** How opaque an element is together with everything around it, from 0 to 1. */
export function opacityOf(element: Element): number {
  let opacity = 1;
  for (let each: Element | null = element; each; each = each.parentElement) opacity *= Number(getComputedStyle(each).opacity);
  return opacity;
}

export function isSeen(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && opacityOf(element) > 0.02;
}

/** Every line of text that can be read. @param longNames - of them only the part before the dots counts, where they end so */
export function linesOf(page: HTMLElement, longNames: readonly string[]): Line[] {
  const lines: Line[] = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').trim();
    if (!element || text === '' || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    const seen = longNames.includes(text) && endsInDots(element) ? boxes.map((box) => clipped(box, element.getBoundingClientRect())) : boxes;
    lines.push(...seen.filter(({ top, bottom }) => bottom - top > SLACK_PX).map((box) => ({ element, text, box })));
  }
  return lines;
}

function endsInDots(element: Element): boolean {
  const { textOverflow, webkitLineClamp } = getComputedStyle(element);
  return textOverflow === 'ellipsis' || webkitLineClamp !== 'none';
}

function clipped(box: Box, frame: Box): Box {
  return { left: Math.max(box.left, frame.left), top: Math.max(box.top, frame.top), right: Math.min(box.right, frame.right), bottom: Math.min(box.bottom, frame.bottom) };
}

/** Every control that can be seen. */
export function controlsOf(page: HTMLElement): HTMLElement[] {
  return [...page.querySelectorAll<HTMLElement>(CONTROLS)].filter(isSeen);
}

/** How far two rectangles reach into each other, as wide and high as both share; null: they do not. */
export function sharedBy(one: Box, other: Box): { readonly width: number; readonly height: number } | null {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > SLACK_PX && height > SLACK_PX ? { width: Math.round(width), height: Math.round(height) } : null;
}

/** Whether a rectangle lies within another. */
export function isWithin(inner: Box, outer: Box): boolean {
  const { left, top, right, bottom } = outer;
  return inner.left >= left - SLACK_PX && inner.top >= top - SLACK_PX && inner.right <= right + SLACK_PX && inner.bottom <= bottom + SLACK_PX;
}
