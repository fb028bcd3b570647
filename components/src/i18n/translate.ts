import type { CheckDictionary } from './check/texts';
import { en } from './en';
import { zhCN } from './zh-CN';

/** A whole dictionary: what a component takes as its property `texts`. */
export type Texts = Readonly<Record<Exclude<keyof typeof en, 'ended'>, string> & { ended: Readonly<Record<keyof typeof en.ended, string>> }>;

/** A language that the kit itself has a dictionary of. */
export type Locale = 'zh-CN' | 'en';

/** Texts of an application's own, whole or in part: what is missing is the kit's, in Chinese for a language that begins with `zh`, otherwise in English. */
export type Dictionary = Partial<Omit<Texts, 'ended'>> & {
  readonly ended?: Partial<Texts['ended']>;
  /** What `checkEnvironment` and `<call-check/>` say. */
  readonly checks?: CheckDictionary;
};

/** Dictionaries of an application's own, by language, such as `ja` or `zh-TW`; those called `zh-CN` and `en` change the kit's. */
export type Dictionaries = Readonly<Record<string, Dictionary>>;

const DICTIONARIES: Readonly<Record<Locale, Texts>> = { 'zh-CN': zhCN, en };

/** The kit's own dictionary of a language: the Chinese one for any kind of Chinese, otherwise the English one. */
export function textsOf(locale: string): Texts {
  return DICTIONARIES[localeOf(locale)];
}

/** The language to show when the application asks for `auto`: Chinese for any kind of Chinese, English otherwise. */
export function localeOf(systemLanguage: string): Locale {
  return /^zh\b|^zh_/i.test(systemLanguage) ? 'zh-CN' : 'en';
}
