import type { CheckDictionary } from '../i18n/check/texts';
import { withOwn } from '../i18n/own';
import { localeOf, textsOf } from '../i18n/translate';
import type { Dictionaries, Dictionary, Texts } from '../i18n/translate';
import { badOption, isObject } from './rules';

/** The languages that the kit can show: its own and those of the application. */
export class Languages {
  private readonly texts = new Map<string, Texts>([['zh-CN', textsOf('zh-CN')], ['en', textsOf('en')]]);
  private readonly checks = new Map<string, CheckDictionary | undefined>();

  /** @throws CallError as `put` */
  constructor(dictionaries: Dictionaries = {}) {
    Object.entries(dictionaries).forEach(([locale, dictionary]) => this.put(locale, dictionary));
  }

  /**
   * Takes an application's dictionary of a language, in place of an earlier one.
   *
   * @throws CallError BAD_ARGUMENT naming dictionary and key when one is wrong, or the dictionary that is none or of no language, as `auto`
   */
  put(locale: string, dictionary: Dictionary): void {
    if (locale === 'auto' || !isObject(dictionary)) throw badOption(`dictionaries.${locale}`, 'the dictionary of a language');
    const { checks, ...texts } = dictionary;
    this.texts.set(locale, withOwn(textsOf(locale), texts, `dictionaries.${locale}`));
    this.checks.set(locale, checks);
  }

  /**
   * The language to show.
   *
   * @param wanted - `auto`: the system's, if there is a dictionary of it or of its kind (`ja` for `ja_JP`)
   * @throws CallError BAD_ARGUMENT naming `locale` when there is no dictionary of what is wanted
   */
  choose(wanted: string, systemLanguage: string): string {
    const names = [...this.texts.keys()];
    if (wanted !== 'auto') return names.includes(wanted) ? wanted : this.refuse();
    const language = tagOf(systemLanguage);
    const [own = localeOf(systemLanguage)] = [...names.filter((name) => tagOf(name) === language), ...names.filter((name) => language.startsWith(`${tagOf(name)}-`))];
    return own;
  }

  /** The whole dictionary of a language. @throws CallError BAD_ARGUMENT naming `locale` when there is none */
  textsOf(locale: string): Texts {
    return this.texts.get(locale) ?? this.refuse();
  }

  /** What the application's dictionary of a language says for the checks, as it was given; undefined: nothing. */
  checksOf(locale: string): CheckDictionary | undefined {
    return this.checks.get(locale);
  }

  private refuse(): never {
    throw badOption('locale', `one of auto, ${[...this.texts.keys()].join(', ')}`);
  }
}

/** `zh_CN` as `zh-cn`. */
function tagOf(language: string): string {
  return language.replace('_', '-').toLowerCase();
}
