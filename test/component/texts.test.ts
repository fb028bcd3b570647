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

/** Texts between tags and in attributes that people see or hear; expressions are taken out. */
function literalsOfWxml(wxml: string): string[] {
  const plain = wxml.replace(/<slot[^>]*>/g, '').replace(/\{\{[\s\S]*?\}\}/g, '');
  const attributes = [...plain.matchAll(/\s(?:aria-label|label|placeholder|title|alt|name|hint|text)="([^"]*)"/g)].map((match) => match[1]!);
  return [...attributes, ...plain.replace(/<[^>]*>/g, '\n').split('\n')].map((text) => text.trim()).filter((text) => text !== '');
}

test('both dictionaries have the same keys in the same order, and no empty text', () => {
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  expect([...Object.values(english), ...Object.values(chinese)].filter((text) => text.trim() === '')).toEqual([]);
});

test('every text of a dictionary is used', () => {
  const all = sources.filter((file) => /\.(ts|wxml)$/.test(file)).map(textOf).join('\n');
  expect(Object.keys(en).filter((key) => !new RegExp(`\\b${key}\\b`).test(all))).toEqual([]);
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

test('a visible text in a wxml would be found', () => {
  expect(literalsOfWxml('<view aria-label="Mute">{{a}}<text>Call</text></view>')).toEqual(['Mute', 'Call']);
  expect(literalsOfWxml('<view class="a" bindtap="b">{{texts.mute}}</view>')).toEqual([]);
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
  expect([textsOf('en').accept, textsOf('zh-CN').accept]).toEqual(['Accept', '接听']);
});
