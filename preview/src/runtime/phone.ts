/** Languages that the phone can be set to, as WeChat names them. */
export type Language = 'zh_CN' | 'en';

/** Which phone a page is, and what it is set to: all of it comes from its address. */
export interface Phone {
  /** Name of the phone; its storage is separate from every other's. Default `a`. */
  id: string;
  language: Language;
  /** Does it make sound at the start? The second phone of a pair does not, so that nothing howls. */
  speakerOn: boolean;
  /** Is it drawn inside the pair's page? Then it has a status bar of its own. */
  framed: boolean;
  /** What the mini-program is launched with; `as` is the account to sign in. */
  launch: { path: string; query: Record<string, string> };
}

const OWN_PARAMETERS = new Set(['phone', 'speaker', 'page']);

/**
 * Reads a phone from its address: `phone.html?phone=a&as=alice&lang=en&speaker=off&page=pages/x`.
 *
 * @param search - the query of the address, with `?`.
 * @param firstPage - page to open when the address names none.
 */
export function phoneOf(search: string, firstPage: string, framed: boolean): Phone {
  const parameters = new URLSearchParams(search);
  const query = Object.fromEntries([...parameters].filter(([name]) => !OWN_PARAMETERS.has(name)));
  return {
    id: parameters.get('phone') ?? 'a',
    language: (parameters.get('lang') ?? 'zh').startsWith('en') ? 'en' : 'zh_CN',
    speakerOn: parameters.get('speaker') !== 'off',
    framed,
    launch: { path: parameters.get('page') ?? firstPage, query },
  };
}
