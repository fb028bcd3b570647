import { badOption, isObject } from '../call-kit/rules';

/**
 * A dictionary with the texts that an application gives in place of some or all of it. What is not given, or is undefined, stays.
 *
 * @param path - of the dictionary, for errors, such as `dictionaries.ja`
 * @throws CallError BAD_ARGUMENT naming dictionary and key: of a key that is not in `base`, of what is not a text, and of a text that
 * lacks a placeholder such as `{names}` or has one that nobody fills
 */
export function withOwn<T extends object>(base: T, given: object, path: string): T {
  const merged: T = Object.assign(Array.isArray(base) ? [] : {}, base);
  for (const [key, words] of Object.entries(given) as [string, unknown][]) {
    if (words === undefined) continue;
    const field = `${path}.${key}`;
    const own = Object.entries(base).find(([known]) => known === key)?.[1] as unknown;
    if (own === undefined) throw badOption(field, `one of ${Object.keys(base).join(', ')}`);
    Reflect.set(merged, key, isObject(own) && isObject(words) ? withOwn(own, words, field) : checked(own, words, field));
  }
  return merged;
}

function checked(own: unknown, words: unknown, field: string): string {
  if (typeof own !== 'string') throw badOption(field, 'an object');
  const wanted = placeholdersOf(own);
  if (typeof words !== 'string' || wanted !== placeholdersOf(words)) throw badOption(field, `a text with ${wanted || 'no placeholder'}`);
  return words;
}

/** `{device} {library}`: each once, sorted. */
function placeholdersOf(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}
