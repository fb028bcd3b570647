/** Lengths in CSS pixels. */
interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A phone as its screen is. */
export interface Device {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** What notch, rounded corners and the bar for going home take. */
  readonly safe: Insets;
  /** Where WeChat draws clock and battery. */
  readonly statusBarHeight: number;
}

const NONE: Insets = { top: 0, right: 0, bottom: 0, left: 0 };

/** The narrowest that WeChat runs on: no notch, and so no safe area that tells of the clock. */
export const SMALL: Device = { name: '320', width: 320, height: 568, safe: NONE, statusBarHeight: 20 };
export const MIDDLE: Device = { name: '375', width: 375, height: 812, safe: { ...NONE, top: 44, bottom: 34 }, statusBarHeight: 44 };
export const LARGE: Device = { name: '430', width: 430, height: 932, safe: { ...NONE, top: 59, bottom: 34 }, statusBarHeight: 59 };
export const LANDSCAPE: Device = { name: 'landscape', width: 812, height: 375, safe: { top: 0, right: 44, bottom: 21, left: 44 }, statusBarHeight: 0 };

/** WeChat's own button at the right of every page, as `wx.getMenuButtonBoundingClientRect` tells it. */
export function capsuleOf({ width, safe, statusBarHeight }: Device): { left: number; top: number; width: number; height: number } {
  return { left: width - safe.right - 7 - 87, top: statusBarHeight + 4, width: 87, height: 32 };
}
