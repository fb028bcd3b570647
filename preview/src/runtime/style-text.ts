/**
 * Stands before every class name in the compiled styles. The runtime replaces it with the component's scope, or with
 * nothing when its style isolation is `shared`; only there is known what `Component({ options })` says.
 */
export const SCOPE_MARK = '__scope__';

const LENGTH = /(-?(?:\d+\.?\d*|\.\d+))(rpx|vh|vw)\b/g;
const UNITS: Readonly<Record<string, string>> = { rpx: 'var(--rpx)', vh: 'var(--page-vh)', vw: 'var(--page-vw)' };

/**
 * Turns `rpx`, `vh` and `vw` of a style into lengths of the phone's own page, which is smaller than the window by its bars.
 *
 * @param style - any text with CSS values: a declaration's value or an inline style.
 */
export function pageLengths(style: string): string {
  return style.replace(LENGTH, (_, number: string, unit: string) => `calc(${UNITS[unit] ?? '1px'} * ${number})`);
}

/** A compiled style sheet with its class names put into a scope; an empty scope is WeChat's `shared`. */
export function scopedStyles(css: string, scope: string): string {
  return css.replaceAll(SCOPE_MARK, scope === '' ? '' : `${scope}--`);
}
