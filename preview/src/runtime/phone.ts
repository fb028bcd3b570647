/** Languages that the phone can be set to, as WeChat names them. */
export type Language = 'zh_CN' | 'en';

/** WeChat's theme. */
export type Theme = 'light' | 'dark';

/** Which phone a page is, and what it is set to: all of it comes from its address. */
export interface Phone {
  /** Name of the phone; its storage is separate from every other's. Default `a`. */
  id: string;
  language: Language;
  /** Does it make sound at the start? The second phone of a pair does not, so that nothing howls. */
  speakerOn: boolean;
  /** Do live-players show their figures at the start? */
  figuresOn: boolean;
  /** Is it drawn inside the pair's page? Then it has a status bar of its own. */
  framed: boolean;
  /** WeChat's theme; null: the browser's. */
  theme: Theme | null;
  /** WeChat's size of text, in pixels; 16 is the standard. */
  textPx: number;
  /** What the mini-program is launched with; `as` is the account to sign in. */
  launch: { path: string; query: Record<string, string> };
}

/** WeChat's own default. */
const STANDARD_TEXT_PX = 16;

const OWN_PARAMETERS = new Set(['phone', 'speaker', 'figures', 'page', 'theme', 'text']);

/**
 * Reads a phone from its address: `phone.html?phone=a&as=alice&lang=en&speaker=off&theme=dark&text=20&page=pages/x`.
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
    figuresOn: parameters.get('figures') === 'on',
    framed,
    theme: themeOf(parameters.get('theme')),
    textPx: Number(parameters.get('text')) || STANDARD_TEXT_PX,
    launch: { path: parameters.get('page') ?? firstPage, query },
  };
}

function themeOf(name: string | null): Theme | null {
  return name === 'light' || name === 'dark' ? name : null;
}
