import { en, type Dictionary } from './en';
import { zhCn } from './zh-cn';

/** Languages of the demo. */
export type Locale = 'zh-CN' | 'en';

const DICTIONARIES: Record<Locale, Dictionary> = { 'zh-CN': zhCn, en };
const STORAGE_KEY = 'netcall-demo.locale';

let chosen: Locale | null = null;

/** The language in use: the user's choice, else WeChat's. */
export function locale(): Locale {
  chosen = chosen ?? asLocale(wx.getStorageSync(STORAGE_KEY)) ?? localeOfHost();
  return chosen;
}

/** Changes the language for this and later starts. */
export function chooseLocale(next: Locale): void {
  chosen = next;
  wx.setStorageSync(STORAGE_KEY, next);
}

/** The dictionary in use; give it to a page as `t`. */
export function texts(): Dictionary {
  return DICTIONARIES[locale()];
}

/** Puts facts into a text: `fill('Call {name}', { name: 'Bob' })`. */
export function fill(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(facts[key] ?? whole));
}

/** What to tell the user about a failure, by its code; a failure without a known code gets a general sentence. */
export function textOfFailure(failure: unknown): string {
  const { errors } = texts();
  const code = typeof failure === 'object' && failure !== null && 'code' in failure ? String(failure.code) : 'other';
  return isKnown(errors, code) ? errors[code] : errors.other;
}

/** The locale that a language tag asks for (`zh-CN`, `zh_TW`, `en-US` …), or null. */
export function asLocale(value: unknown): Locale | null {
  const language = typeof value === 'string' ? value.slice(0, 2).toLowerCase() : '';
  if (language === 'zh') return 'zh-CN';
  return language === 'en' ? 'en' : null;
}

function isKnown(errors: Dictionary['errors'], code: string): code is keyof Dictionary['errors'] {
  return Object.prototype.hasOwnProperty.call(errors, code);
}

/** Whoever reads neither language is more likely to read English. */
function localeOfHost(): Locale {
  return asLocale(wx.getAppBaseInfo().language) ?? 'en';
}
