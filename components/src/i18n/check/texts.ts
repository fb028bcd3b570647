import type { Locale } from '../translate';
import { en } from './en';
import { zhCN } from './zh-CN';

/** What a finding can say. */
export type FindingKey = keyof typeof en.findings;

/** What `checkEnvironment` and `<call-check/>` say: of each finding the text and the remedy. */
export interface CheckTexts {
  readonly labels: Readonly<Record<keyof typeof en.labels, string>>;
  readonly findings: Readonly<Record<FindingKey, readonly [text: string, remedy: string]>>;
}

/** The same of an application's own, whole or in part. */
export interface CheckDictionary {
  readonly labels?: Partial<CheckTexts['labels']>;
  readonly findings?: Partial<CheckTexts['findings']>;
}

const CHECK_DICTIONARIES: Readonly<Record<Locale, CheckTexts>> = { 'zh-CN': zhCN, en };

/** The kit's own dictionary of the checks in a language. Nobody carries it who does not import the checks. */
export function ownCheckTexts(locale: Locale): CheckTexts {
  return CHECK_DICTIONARIES[locale];
}
