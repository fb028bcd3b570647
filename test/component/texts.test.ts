import type { LocalEndReason } from 'netcall-sdk';
import { en } from '../../components/src/i18n/en';
import { localeOf, textsOf } from '../../components/src/i18n/translate';
import type { Texts } from '../../components/src/i18n/translate';
import { zhCN } from '../../components/src/i18n/zh-CN';
import { filesBelow, textOf } from '../support/repo';

/** Texts of a dictionary by key; those of `ended` under their own names. */
const flat = ({ ended, ...rest }: Texts): Record<string, string> => ({ ...rest, ...Object.fromEntries(Object.entries(ended).map(([key, text]) => [`ended.${key}`, text])) });
const english = flat(en);
const chinese = flat(zhCN);

const sources = filesBelow('components/src').filter((file) => !file.includes('/i18n/'));
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '').replace(/<!--[\s\S]*?-->/g, '');

/** Attributes whose value nobody sees or hears: what is not here must come from a dictionary. */
const UNSEEN = /^(class|style|id|slot|src|url|mode|icon|tone|media|status|trouble|theme|aria-role|text-role|aria-hidden|hover-[\w-]+|wx:\w+|(bind|catch):?\w+|data-[\w-]+|[\w-]+-mode|sound-mode|object-fit|wx:key)$/;

/** Texts that people would see or hear, although no dictionary has them: between tags, in attributes, and within expressions of both. */
function literalsOfWxml(wxml: string): string[] {
  const plain = wxml.replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[^}]*\}\}/g, (expression) => expression.replace(/[<>]/g, '')).replace(/<slot\b[^>]*>/g, '');
  const attributes = [...plain.matchAll(/\s([\w:-]+)="([^"]*)"/g)].filter(([, name = '']) => !UNSEEN.test(name)).map(([, , value = '']) => value);
  return [...attributes, ...plain.replace(/<[^>]*>/g, '\n').split('\n')].flatMap(literalsOf).filter((text) => /\p{L}/u.test(text));
}

/** What of a value stands there as it is: outside of `{{ }}`, and strings within that are not compared with. */
function literalsOf(value: string): string[] {
  const within = [...value.matchAll(/\{\{([\s\S]*?)\}\}/g)].map(([, expression = '']) => expression.replace(/[=!]==? *'[^']*'/g, ''));
  return [value.replace(/\{\{[\s\S]*?\}\}/g, ''), ...within.flatMap((expression) => [...expression.matchAll(/'([^']*)'/g)].map(([, text = '']) => text))].map((text) => text.trim());
}

/** How WeChat says that the user has not been asked. */
const WECHATS_WORD = 'not determined';

/** Strings in code that read as a sentence: two words or more. Errors are for developers, in English; so is what begins with their code, and what an option must be. */
function sentencesOf(code: string): string[] {
  const spoken = withoutComments(code).split('\n').filter((line) => !/Error\(|badOption\(|\brule\(|^import |^export .* from /.test(line)).join('\n');
  return [...spoken.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, single, template]) => (single ?? template ?? '').replace(/\$\{[^}]*\}/g, '')).filter((text) => /\p{L} +\p{L}/u.test(text) && !/^[A-Z_]+: /.test(text) && text !== WECHATS_WORD);
}

test('both dictionaries have the same keys in the same order, and no empty text', () => {
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  expect([...Object.values(english), ...Object.values(chinese)].filter((text) => text.trim() === '')).toEqual([]);
});

test('every text has the same placeholders in both languages', () => {
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.entries(english).filter(([key, text]) => blanks(text).join() !== blanks(chinese[key]!).join())).toEqual([]);
});

test('every text of a dictionary is asked for by its key, in a template or in code', () => {
  const all = sources.filter((file) => /\.(ts|wxml)$/.test(file)).map((file) => withoutComments(textOf(file))).join('\n');
  expect(Object.keys(en).filter((key) => !new RegExp(`\\btexts\\.${key}\\b|key: '${key}'`).test(all))).toEqual([]);
});

test('every reason for which a call may end has its text, and there is no text without a reason', () => {
  const reasons: Readonly<Record<LocalEndReason, true>> = {
    answeredElsewhere: true, busy: true, cancelled: true, closed: true, declinedElsewhere: true, dnd: true, error: true, failed: true, hungUp: true, kicked: true, lost: true, missed: true,
    noAnswer: true, offline: true, rejected: true,
  };
  expect(Object.keys(en.ended)).toEqual(Object.keys(reasons));
});

test('every text that a wxml asks for is in the dictionaries', () => {
  const asked = sources.filter((file) => file.endsWith('.wxml')).flatMap((file) => [...textOf(file).matchAll(/texts\.(\w+)/g)].map((match) => match[1]!));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
});

test('no wxml holds a visible text of its own', () => {
  const found = sources.filter((file) => file.endsWith('.wxml')).flatMap((file) => literalsOfWxml(textOf(file)).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});

test('a visible text in a wxml would be found, wherever it stands', () => {
  expect(literalsOfWxml('<view aria-label="Mute">{{a}}<text>Call</text></view>')).toEqual(['Mute', 'Call']);
  expect(literalsOfWxml(`<button label="{{isOn ? 'On' : texts.off}}" new-attribute="Say"/><view>{{a === 'b' ? 'Yes' : name}}</view>`)).toEqual(['On', 'Say', 'Yes']);
  expect(literalsOfWxml(`<view class="{{a ? 'on' : ''}}" bindtap="b" wx:if="{{status === 'ended'}}">{{texts.mute + ': ' + name}}</view>`)).toEqual([]);
});

test('no code holds a sentence', () => {
  const found = sources.filter((file) => file.endsWith('.ts')).flatMap((file) => sentencesOf(textOf(file)).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
  expect(sentencesOf("const a = 'Call ended'; // 'a comment here'\nthrow new Error('no such key');\nsetData({ hint: `Wait for ${name}` });")).toEqual(['Call ended', 'Wait for ']);
});

test('no code holds Chinese, or a text of the English dictionary', () => {
  const found = sources.filter((file) => file.endsWith('.ts')).flatMap((file) => {
    const code = withoutComments(textOf(file));
    const copied = Object.values(english).filter((text) => text.includes(' ') && code.includes(text));
    return [...(code.match(/[\u3000-\u9fff\uff00-\uffef]+/g) ?? []), ...copied].map((text) => `${file}: ${text}`);
  });
  expect(found).toEqual([]);
});

test('any Chinese is Chinese, everything else is English', () => {
  expect(['zh_CN', 'zh-TW', 'zh', 'ZH_hk', 'en', 'en_US', 'ja', 'zhuang', ''].map(localeOf)).toEqual([
    'zh-CN', 'zh-CN', 'zh-CN', 'zh-CN', 'en', 'en', 'en', 'en', 'en',
  ]);
  expect(['en', 'zh-CN', 'zh-TW', 'fr'].map((locale) => textsOf(locale).accept)).toEqual(['Accept', '接听', '接听', 'Accept']);
});
