import { Listeners } from './listeners';
import type { Theme } from './phone';

/** WeChat's theme on one phone: the one of its address, or the browser's, followed live. */
export class PhoneTheme {
  /** Fires with the theme when it has changed; for a mini-program that does not follow the theme, never. */
  readonly changed = new Listeners<{ theme: Theme }>();
  private readonly dark = window.matchMedia('(prefers-color-scheme: dark)');

  /**
   * @param asked - of the phone's address; null: the browser's
   * @param isFollowed - whether the mini-program has `darkmode` in app.json
   */
  constructor(private readonly asked: Theme | null, private readonly isFollowed: boolean) {
    if (asked === null && isFollowed) this.dark.addEventListener('change', () => this.changed.emit({ theme: this.browsers }));
  }

  /** What the mini-program is told; undefined when it does not follow the theme. */
  get current(): Theme | undefined {
    return this.isFollowed ? (this.asked ?? this.browsers) : undefined;
  }

  private get browsers(): Theme {
    return this.dark.matches ? 'dark' : 'light';
  }
}
