import type { Rendered } from './render';

/** A dictionary in which every text is its own key in brackets, with the placeholders behind: what has no brackets on the screen is from elsewhere. */
export function marked<T extends object>(dictionary: T, path = ''): T {
  const entries = Object.entries(dictionary).map(([key, words]: [string, unknown]) => {
    const at = path + key;
    return [key, typeof words === 'object' && words !== null ? marked(words, `${at}.`) : `⟦${at}⟧${(String(words).match(/\{\w+\}/g) ?? []).join('')}`];
  });
  return (Array.isArray(dictionary) ? entries.map(([, words]) => words) : Object.fromEntries(entries)) as T;
}

/** Attributes that people hear, or see in another component. */
const SPOKEN = ['ariaLabel', 'aria-label', 'label', 'placeholder', 'title', 'alt'];

/** Everything that a component shows or has a screen reader say. */
export function saidBy(component: Rendered): string {
  type Node = ReturnType<Rendered['toJSON']>;
  const labels = ({ attrs = [], children = [] }: Node): string[] => [
    ...attrs.filter(({ name }) => SPOKEN.includes(name)).map(({ value }) => String(value)), ...children.flatMap((child) => labels(child)),
  ];
  return [component.dom.textContent ?? '', ...labels(component.toJSON())].join('\n');
}

/** What of it is from no dictionary: all letters outside of brackets. */
export function unmarked(said: string): string[] {
  return said.replace(/⟦[^⟧]*⟧/g, '').match(/\p{L}+/gu) ?? [];
}

/** Keys of the dictionary that were said. */
export function keysIn(said: string): string[] {
  return [...said.matchAll(/⟦([^⟧]*)⟧/g)].map(([, key = '']) => key);
}
