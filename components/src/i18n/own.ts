/**
 * A dictionary with the texts that an application gives in place of some or all of it. What is not given, or is undefined, stays.
 *
 * @param name - of the dictionary, for errors
 * @throws Error that names dictionary and key: of a key that is not in `base`, of what is not a text, and of a text that lacks a
 * placeholder such as `{names}` or has one that nobody fills
 */
export function withOwn<T extends object>(base: T, given: object, name: string, path = ''): T {
  const merged: T = Object.assign(Array.isArray(base) ? [] : {}, base);
  for (const [key, words] of Object.entries(given) as [string, unknown][]) {
    if (words === undefined) continue;
    const at = path + key;
    const own = Object.entries(base).find(([known]) => known === key)?.[1] as unknown;
    Reflect.set(merged, key, isGroup(own) && isGroup(words) ? withOwn(own, words, name, `${at}.`) : checked(own, words, `dictionary ${name}, key ${at}`));
  }
  return merged;
}

function checked(own: unknown, words: unknown, where: string): string {
  if (own === undefined) throw new Error(`${where}: there is no such text`);
  if (typeof words !== 'string' || typeof own !== 'string') throw new Error(`${where}: ${isGroup(own) ? 'an object with texts' : 'a string'} is wanted, not ${typeof words}`);
  const [wanted, found] = [placeholdersOf(own), placeholdersOf(words)];
  if (wanted !== found) throw new Error(`${where}: ${wanted || 'no placeholder'} is wanted, not ${found || 'none'}`);
  return words;
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `{device} {library}`: each once, sorted. */
function placeholdersOf(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}
