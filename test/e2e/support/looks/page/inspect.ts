import { controlsOf, frontPage, isSeen, isWithin, linesOf, sharedBy } from './boxes';
import type { Box, Line } from './boxes';
import { Backdrop } from './contrast';

/** The lowest contrast of text that WCAG's level AA allows. */
const ENOUGH_CONTRAST = 4.5;

/** The lowest contrast of icons that it allows. @see https://www.w3.org/TR/WCAG22/#non-text-contrast */
const ENOUGH_FOR_ICONS = 3;

/** The smallest side of what a finger presses, in CSS pixels. */
const FINGER_PX = 44;

/** How much of a line's height is empty above, and as much below. */
const AIR = 0.12;

/** What is wrong with the looks: a word for the kind, and where. */
export interface Finding {
  readonly kind: 'contrast' | 'icon' | 'cut' | 'overlap' | 'outside' | 'small' | 'nameless' | 'covered';
  readonly what: string;
}

/** What the page is looked at with. */
export interface Looking {
  /** A picture of the window without its texts and icons, as a PNG in base 64. */
  readonly bare: string;
  /** The same with everything, to see how icons stand out; empty: they are not looked at. */
  readonly full: string;
  /** What of the window is the page's own: neither notch nor clock nor the bar for going home. */
  readonly safe: Box;
  /** WeChat's own button. */
  readonly capsule: Box;
  /** Names that are so long that they may end in dots. */
  readonly longNames: readonly string[];
}

/** Everything that is wrong with the page in front. */
export async function inspect({ bare, full, safe, capsule, longNames }: Looking): Promise<Finding[]> {
  const page = frontPage();
  const body = page.querySelector<HTMLElement>('.np-page-body') ?? page;
  const [lines, controls] = [linesOf(body, longNames), controlsOf(body)];
  const backdrop = await Backdrop.of(bare);
  return [
    ...lines.flatMap((line) => [...contrastFindings(line, backdrop), ...cutFindings(line, body)]),
    ...(full === '' ? [] : iconFindings(body, backdrop, await Backdrop.of(full))),
    ...controls.flatMap(controlFindings),
    ...placeFindings(lines, controls, safe, capsule),
    ...overlapFindings(lines, controls, page),
  ];
}

const nameOf = (control: HTMLElement): string => control.getAttribute('aria-label') ?? control.textContent?.trim() ?? '';
const round = (box: Box): string => [box.left, box.top, box.right, box.bottom].map(Math.round).join(' ');

function contrastFindings(line: Line, backdrop: Backdrop): Finding[] {
  const { contrast, behind } = backdrop.worstBehind({ ...line, box: inkOf(line.box) });
  const what = `"${line.text}" ${contrast.toFixed(2)} on rgb(${behind.slice(0, 3).map(Math.round).join(' ')}) at ${round(line.box)}`;
  return contrast < ENOUGH_CONTRAST ? [{ kind: 'contrast', what }] : [];
}

function iconFindings(body: HTMLElement, backdrop: Backdrop, drawn: Backdrop): Finding[] {
  const icons = [...body.querySelectorAll<HTMLElement>('[class*="--icon"], [class*="--minimise"]')].filter(isSeen);
  return icons.flatMap((icon): Finding[] => {
    const contrast = backdrop.strokeContrast(drawn, icon.getBoundingClientRect());
    const what = `${icon.className} ${contrast?.toFixed(2) ?? 'is not drawn'} at ${round(icon.getBoundingClientRect())}`;
    return contrast === null || contrast < ENOUGH_FOR_ICONS ? [{ kind: 'icon', what }] : [];
  });
}

/** A text that reaches beyond a box which shows nothing outside of itself. */
function cutFindings({ element, text, box }: Line, body: HTMLElement): Finding[] {
  for (let around: HTMLElement | null = element; around && around !== body; around = around.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(around);
    if (overflowX === 'visible' && overflowY === 'visible') continue;
    if (!isWithin(inkOf(box), around.getBoundingClientRect())) return [{ kind: 'cut', what: `"${text}" at ${round(box)} in ${round(around.getBoundingClientRect())}` }];
  }
  return [];
}

function controlFindings(control: HTMLElement): Finding[] {
  const box = control.getBoundingClientRect();
  const name = nameOf(control);
  const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const size = `${Math.round(box.width * 10) / 10} × ${Math.round(box.height * 10) / 10}`;
  return [
    ...(box.width < FINGER_PX || box.height < FINGER_PX ? [{ kind: 'small', what: `"${name}" is ${size}` } as const] : []),
    ...(name === '' ? [{ kind: 'nameless', what: `${control.className} at ${round(box)}` } as const] : []),
    ...(control.contains(top) ? [] : [{ kind: 'covered', what: `"${name}" at ${round(box)}` } as const]),
  ];
}

function placeFindings(lines: readonly Line[], controls: readonly HTMLElement[], safe: Box, capsule: Box): Finding[] {
  const things = [...lines.map(({ text, box }) => ({ name: text, box })), ...controls.map((control) => ({ name: nameOf(control), box: control.getBoundingClientRect() }))];
  return things.flatMap(({ name, box }): Finding[] => [
    ...(isWithin(box, safe) ? [] : [{ kind: 'outside', what: `"${name}" at ${round(box)}, safe is ${round(safe)}` } as const]),
    ...(sharedBy(box, capsule) ? [{ kind: 'overlap', what: `"${name}" at ${round(box)} with WeChat's own button at ${round(capsule)}` } as const] : []),
  ]);
}

/** Texts, controls and the small picture, none of which may lie on another. A text in a control belongs to it. */
function overlapFindings(lines: readonly Line[], controls: readonly HTMLElement[], page: HTMLElement): Finding[] {
  const things = [
    ...lines.map(({ element, text, box }) => ({ element, name: `"${text}"`, box: inkOf(box) })),
    ...controls.map((element) => ({ element, name: `[${nameOf(element)}]`, box: element.getBoundingClientRect() })),
    ...smallPicturesOf(page).map((element) => ({ element, name: `<${element.localName}>`, box: element.getBoundingClientRect() })),
  ];
  return things.flatMap((one, index) =>
    things.slice(index + 1).flatMap((other): Finding[] => {
      if (one.element.contains(other.element) || other.element.contains(one.element)) return [];
      const shared = sharedBy(one.box, other.box);
      return shared ? [{ kind: 'overlap', what: `${one.name} and ${other.name} share ${shared.width} × ${shared.height} at ${round(one.box)} and ${round(other.box)}` }] : [];
    }),
  );
}

/** Where letters stand: a line's box reaches above and below them, into the next line's. */
function inkOf({ left, top, right, bottom }: Box): Box {
  const air = (bottom - top) * AIR;
  return { left, top: top + air, right, bottom: bottom - air };
}

/** The picture in the corner, with what stands in its place when there is none: in a grid and on a whole screen texts lie on pictures. */
function smallPicturesOf(page: HTMLElement): Element[] {
  const isInGrid = page.querySelector('[class*="--grid"]') !== null;
  const frames = [...page.querySelectorAll<HTMLElement>('live-pusher, live-player')].filter(isSeen).map(frameOf);
  return isInGrid ? [] : frames.filter((frame) => isSmall(frame.getBoundingClientRect(), page));
}

/** The outermost element of the same size: the box that the picture fills. */
function frameOf(picture: Element): Element {
  const { width, height } = picture.getBoundingClientRect();
  const around = picture.parentElement;
  const box = around?.getBoundingClientRect();
  return around && box && Math.abs(box.width - width) < 1 && Math.abs(box.height - height) < 1 ? frameOf(around) : picture;
}

function isSmall({ width, height }: DOMRect, page: HTMLElement): boolean {
  return width > 8 && width < page.clientWidth / 2 && height > 8 && height < page.clientHeight / 2;
}
