/** A page's address as `wx.navigateTo` takes it, split; values stay encoded, as WeChat hands them to `onLoad`. */
export interface PageUrl {
  /** Logical path of the page, without leading slash. */
  path: string;
  query: Record<string, string>;
  /** The query as text, without `?`. */
  search: string;
}

/** A path that a file names, as a logical path: `/x` from the root, anything else relative to the file. */
export function resolvePath(path: string, from: string): string {
  const parts = path.startsWith('/') ? path.split('/') : [...from.split('/').slice(0, -1), ...path.split('/')];
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept.join('/');
}

/** Splits an address; a relative one is seen from the page `from`. */
export function parsePageUrl(url: string, from: string): PageUrl {
  const [path = '', search = ''] = url.split('?');
  const pairs = search.split('&').filter((pair) => pair !== '');
  const query = Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]));
  return { path: resolvePath(path, from), query, search };
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * The address at which the preview serves a picture or a sound of the mini-program; addresses with a scheme stay.
 *
 * @param from - logical path of the file that names it; relative paths start there.
 */
export function assetUrl(src: string, from: string): string {
  return src === '' || ABSOLUTE.test(src) ? src : `assets/${resolvePath(src, from)}`;
}
