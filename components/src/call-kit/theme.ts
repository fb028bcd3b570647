import type { Host } from './host';

/** How the call is drawn where there is no picture to see. */
export type Theme = 'light' | 'dark';

/** What an application may choose: one of the two, or WeChat's. */
export type ThemeChoice = Theme | 'auto';

/**
 * Tells the theme at once and, for `auto`, whenever WeChat's changes. An application that does not follow WeChat (`darkmode` in
 * app.json) is told none: then `auto` is dark, as calls are drawn in WeChat itself.
 *
 * @returns what ends it
 */
export function followTheme(host: Pick<Host, 'theme' | 'onTheme'>, choice: ThemeChoice, tell: (theme: Theme) => void): () => void {
  tell(choice === 'auto' ? (host.theme() ?? 'dark') : choice);
  return choice === 'auto' ? host.onTheme(tell) : () => undefined;
}
