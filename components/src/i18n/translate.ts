import { en } from './en';
import { zhCN } from './zh-CN';

/** A whole dictionary: what a component takes as its property `texts`. */
export type Texts = Readonly<Record<Exclude<keyof typeof en, 'ended'>, string> & { ended: Readonly<Record<keyof typeof en.ended, string>> }>;

/** A language that has a dictionary. */
export type Locale = 'zh-CN' | 'en';

const DICTIONARIES: Readonly<Record<Locale, Texts>> = { 'zh-CN': zhCN, en };

/** The dictionary of a language. */
export function textsOf(locale: Locale): Texts {
  return DICTIONARIES[locale];
}

/** The language to show when the application asks for `auto`: Chinese for any kind of Chinese, English otherwise. */
export function localeOf(systemLanguage: string): Locale {
  return /^zh\b|^zh_/i.test(systemLanguage) ? 'zh-CN' : 'en';
}
