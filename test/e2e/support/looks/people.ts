import type { User } from '../../../../components/src/call-kit/facts';
import type { Locale } from '../../../../components/src/i18n/translate';

/** A small picture of a face, so that both kinds of avatars are to be seen. */
const FACE = 'data:image/svg+xml,' + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#f3d9b8"/><circle cx="48" cy="40" r="18" fill="#a9714b"/><path d="M14 96a34 34 0 0 1 68 0z" fill="#3f6ea5"/></svg>',
);

const NAMES: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Bob Baker', 'Carol Chen', 'Dave Dixon', 'Erin Evans', 'Frank Fisher', 'Grace Green', 'Heidi Huber', 'Ivan Ito'],
  'zh-CN': ['王小明', '陈可欣', '丁大伟', '艾琳', '方志强', '顾佳怡', '胡海迪', '伊凡'],
};

/** As long as names become: of several words, and without a place to break. */
export const LONG_NAMES: Readonly<Record<Locale, string>> = {
  en: 'Maximiliane von Hohenstein-Westerburg',
  'zh-CN': '古丽扎提·阿不都热西提·买买提依明',
};

/** The accounts of the people, in the order of their names. */
export const ACCOUNTS = ['bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'] as const;

/** Whoever has a long name. */
export const LONG = 'maximiliane';

/** Everybody by account; every other one has a picture. */
export function usersOf(locale: Locale): Readonly<Record<string, User>> {
  const users = ACCOUNTS.map((account, index) => [account, { name: NAMES[locale][index] ?? account, ...(index % 2 === 1 ? { avatar: FACE } : {}) }] as const);
  return { ...Object.fromEntries(users), [LONG]: { name: LONG_NAMES[locale] } };
}
