import type { Dictionary, Locale } from '../i18n/translate';
import type { Languages } from './languages';
import { checkOption } from './options';
import { withPusher } from './pusher-options';
import type { PusherChanges } from './pusher-options';
import type { ServiceParts } from './service-parts';
import type { CallStore } from './store';
import { followTheme } from './theme';
import type { ThemeChoice } from './theme';

/** What an application may change of how calls look and are sent, whether there is one or not. */
export class Settings {
  /** What the pages bind to. */
  readonly store: CallStore;
  /** The dictionaries; the checks have theirs from here. */
  readonly languages: Languages;
  private stopTheme: () => void = () => undefined;

  constructor(protected readonly parts: ServiceParts) {
    this.store = parts.store;
    this.languages = parts.languages;
    this.setTheme(parts.theme);
  }

  /**
   * Changes the language of every text, at once; `auto` follows WeChat.
   *
   * @param dictionary - texts of this language, such as your server has sent, in place of those given before
   * @throws CallError BAD_ARGUMENT naming `locale` when there is no dictionary of it, or dictionary and key, such as `dictionaries.ja.hangup`, when the one given has a wrong one
   */
  setLocale(locale: Locale | 'auto' | (string & Record<never, never>), dictionary?: Dictionary): void {
    if (dictionary !== undefined) this.languages.put(locale, dictionary);
    const chosen = this.languages.choose(locale, this.parts.host.language);
    this.store.setLocale(chosen, this.languages.textsOf(chosen));
  }

  /** Changes the theme of what is drawn without a picture; `auto` follows WeChat's where the application has `darkmode`, and is dark where not. @throws CallError BAD_ARGUMENT for another word */
  setTheme(theme: ThemeChoice = 'auto'): void {
    checkOption('theme', theme);
    this.stopTheme();
    this.stopTheme = followTheme(this.parts.host, theme, (shown) => this.store.setTheme(shown));
  }

  /**
   * Changes how the own picture and sound are made, such as `{ beauty: 5 }`: in this call and in those that follow. What is not named stays;
   * undefined goes back to WeChat's default.
   *
   * @throws CallError BAD_ARGUMENT naming the field, when there is no such setting or WeChat does not know its value; then nothing changes
   */
  setPusher(changes: PusherChanges): void {
    this.store.setPusher(withPusher(this.store.pusher, changes));
  }

  /** Follows WeChat no longer. */
  protected closeSettings(): void {
    this.stopTheme();
  }
}
