import type { Locale } from '../../components/src/i18n/translate';
import { LANDSCAPE, LARGE, MIDDLE, SMALL, type Device } from '../../test/e2e/support/looks/devices';
import { LARGE_FONT_PX, type Wear } from '../../test/e2e/support/looks/stand';
import { ENDS, STATES, stateOf, type State } from '../../test/e2e/support/looks/states';

/** One picture of a sheet. */
export interface Cell {
  readonly state: State;
  readonly wear: Wear;
  /** What stands above it. */
  readonly caption: string;
}

/** Pictures of one state, or of one kind of phone, side by side. */
export interface Sheet {
  readonly name: string;
  readonly title: Readonly<Record<Locale, string>>;
  readonly rows: readonly (readonly Cell[])[];
  /** How big a CSS pixel is drawn. */
  readonly scale: number;
  /** What of each screen is shown, from and to how many CSS pixels from its top; all without it. */
  readonly part?: readonly [from: number, to: number];
  /** WeChat's setting for the size of texts, in pixels. */
  readonly fontPx: number;
}

const THEMES = ['light', 'dark'] as const;
const LOCALES = ['zh-CN', 'en'] as const;

/** WeChat's usual size of texts. */
const USUAL_FONT_PX = 16;

const cell = (state: State, device: Device, theme: Wear['theme'], locale: Locale, caption: string): Cell => ({ state, wear: { device, theme, locale }, caption });

/** A row for each theme: every width in both languages. */
const sheetOf = (state: State): Sheet => ({
  name: state.name, title: state.title, scale: 0.6, fontPx: USUAL_FONT_PX,
  rows: THEMES.map((theme) => [SMALL, MIDDLE, LARGE].flatMap((device) => LOCALES.map((locale) => cell(state, device, theme, locale, `${device.name} ${locale} ${theme}`)))),
});

const ENDED: Sheet = {
  name: 'ended-reasons', title: { en: 'Ended, for each reason', 'zh-CN': '各种结束原因' }, scale: 0.6, fontPx: USUAL_FONT_PX, part: [200, 440],
  rows: THEMES.flatMap((theme) => LOCALES.flatMap((locale) => [ENDS.slice(0, 8), ENDS.slice(8)].map((ends) => ends.map((state) => cell(state, SMALL, theme, locale, state.name.replace('ended-', '')))))),
};

/** States in which there is most to draw. */
const FULLEST = ['dialling-audio', 'incoming-group', 'audio', 'asked-for-video', 'video-bright', 'denied-by-phone', 'long-name', 'group-9'].map(stateOf);

const LYING: Sheet = {
  name: 'landscape', title: { en: 'Landscape', 'zh-CN': '横屏' }, scale: 0.6, fontPx: USUAL_FONT_PX,
  rows: ['dialling-audio', 'incoming-group', 'audio', 'asked-for-video', 'video-bright', 'video-swapped', 'denied-by-phone', 'group-4', 'group-9', 'ended'].map(stateOf)
    .map((state) => THEMES.map((theme, index) => cell(state, LANDSCAPE, theme, LOCALES[index] ?? 'en', `${state.name} ${theme}`))),
};

const BIG: Sheet = {
  name: 'large-text', title: { en: 'Texts 1.4 times as big', 'zh-CN': '文字放大至 1.4 倍' }, scale: 0.5, fontPx: LARGE_FONT_PX,
  rows: THEMES.flatMap((theme, index) => [SMALL, MIDDLE].map((device, place) => FULLEST.map((state) => cell(state, device, theme, LOCALES[(index + place) % 2] ?? 'en', `${state.name} ${device.name}`)))),
};

/** Every sheet, in the order of a call. */
export const SHEETS: readonly Sheet[] = [...STATES.map(sheetOf), ENDED, LYING, BIG];
