import { CallError } from 'netcall-sdk';

/** What a value must be, in words, and whether it is that. */
export interface Rule {
  readonly expected: string;
  holds(value: unknown): boolean;
}

/** Rules by name, for an object whose names are all known. */
export interface Rules {
  readonly [name: string]: Rule | Group;
}

/** An object with names of its own, or a word in place of it. */
interface Group {
  readonly of: Rules;
  readonly or?: false;
}

/** A rule of one's own. */
export const rule = (expected: string, holds: (value: unknown) => boolean): Rule => ({ expected, holds });

/** One of some words. */
export const oneOf = (...words: readonly string[]): Rule => rule(words.join(' or '), (value) => words.some((word) => word === value));

/** A number, these two included. */
export const within = (least: number, most: number): Rule => rule(`${least} to ${most}`, (value) => typeof value === 'number' && value >= least && value <= most);

/** Any text. */
export const TEXT = rule('a text', (value) => typeof value === 'string');
/** Any function. */
export const FUNCTION = rule('a function', (value) => typeof value === 'function');
/** A switch. */
export const BOOLEAN = rule('true or false', (value) => typeof value === 'boolean');

/**
 * Looks at an object that an application has given: it may be written in JavaScript. What is undefined counts as not given.
 *
 * @param path - what the object is called; empty: the options
 * @throws CallError BAD_ARGUMENT naming the first that is wrong or not known
 */
export function check(given: unknown, rules: Rules, path: string): void {
  if (!isObject(given)) throw badOption(path || 'options', 'an object');
  for (const [name, value] of Object.entries(given)) {
    const field = path === '' ? name : `${path}.${name}`;
    const wanted = Object.entries(rules).find(([known]) => known === name)?.[1];
    if (wanted === undefined) throw badOption(field, `one of ${Object.keys(rules).join(', ')}`);
    if (value === undefined || ('or' in wanted && value === wanted.or)) continue;
    if ('of' in wanted) check(value, wanted.of, field);
    else if (!wanted.holds(value)) throw badOption(field, wanted.expected);
  }
}

/** An error that names what is wrong, and says what it must be. */
export function badOption(field: string, expected: string): CallError {
  return new CallError('BAD_ARGUMENT', { field, expected });
}

/** Whether this is an object, or a list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
