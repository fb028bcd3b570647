import { asLocale, fill } from '../../../miniprogram/i18n/index';
import { en } from '../../../miniprogram/i18n/en';
import { zhCn } from '../../../miniprogram/i18n/zh-cn';
import { filesBelow, textOf } from '../../support/repo';

const WXML = filesBelow('miniprogram').filter((file) => file.endsWith('.wxml'));

/** Attributes whose value a user sees or hears. */
const SPOKEN = /\s(?:aria-label|placeholder|title)="([^"]*)"/g;

function flat(dictionary: object, prefix = ''): Record<string, string> {
  return Object.assign({}, ...Object.entries(dictionary).map(([key, value]) =>
    typeof value === 'string' ? { [prefix + key]: value } : flat(value as object, `${prefix}${key}.`))) as Record<string, string>;
}

/** What stands between tags or in a spoken attribute, without the bindings. */
function literals(wxml: string): string[] {
  const between = wxml.replace(/<!--[\s\S]*?-->/g, '').replace(/<(?:"[^"]*"|[^">])*>/g, '\n');
  const spoken = [...wxml.matchAll(SPOKEN)].map((match) => match[1]!);
  return [between, ...spoken].join('\n').replace(/\{\{[^}]*\}\}/g, '').split('\n').map((line) => line.trim()).filter((line) => /\p{L}/u.test(line));
}

test.each(WXML)('%s has no visible text of its own', (file) => {
  expect(literals(textOf(file))).toEqual([]);
});

test('a literal between tags, beside a binding or in a spoken attribute would be found', () => {
  expect(literals('<view aria-label="Close">{{t.a}}: now</view>')).toEqual([': now', 'Close']);
  expect(literals('<view bindtap="onTap">呼叫</view>')).toEqual(['呼叫']);
});

test('both dictionaries have the same keys, no empty text, and the same facts to fill in', () => {
  const [english, chinese] = [flat(en), flat(zhCn)];
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  for (const [key, text] of Object.entries(english)) {
    expect(text).not.toBe('');
    expect({ key, facts: (chinese[key]!.match(/\{\w+\}/g) ?? []).sort() }).toEqual({ key, facts: (text.match(/\{\w+\}/g) ?? []).sort() });
  }
});

test('the English dictionary has no Chinese letters', () => {
  expect(Object.values(flat(en)).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([]);
});

test('every key that a template binds is in the dictionaries', () => {
  const keys = new Set(Object.keys(flat(en)));
  const bound = WXML.filter((file) => file.includes('/pages/')).flatMap((file) => [...textOf(file).matchAll(/\bt((?:\.\w+)+)(?![\w[])/g)].map((match) => match[1]!.slice(1)));
  expect(bound.length).toBeGreaterThan(20);
  expect(bound.filter((key) => !keys.has(key) && key !== 'history')).toEqual([]);
});

test('facts are filled in by name, and a name without a fact stays visible', () => {
  expect(fill('Call {name} at {time}', { name: 'Bob' })).toBe('Call Bob at {time}');
});

test('a language tag gives its locale, any other value none', () => {
  expect(['zh-CN', 'zh', 'zh_TW', 'en', 'en-US', 'fr', '', undefined, 7].map(asLocale)).toEqual(['zh-CN', 'zh-CN', 'zh-CN', 'en', 'en', null, null, null, null]);
});
