import { parseArgs } from 'node:util';
import { CALLS, FULL, QUICK, type Plan } from './plan';
import { SUBJECT_NAMES, type SubjectName } from './subjects';

/** What is compared: the cost of calls, delay on a link slower than the stream. */
export const PARTS = ['calls', 'slow-link'] as const;

/** What the command line asks for. */
export interface Options {
  readonly plan: Plan;
  readonly subjects: readonly SubjectName[];
  readonly calls: readonly number[];
  readonly parts: readonly (typeof PARTS)[number][];
  /** Nothing is left out or shortened. */
  readonly isWhole: boolean;
  /** Puts the report into the manual; it says itself when it is of a shortened run. */
  readonly write: boolean;
}

const KNOWN = {
  quick: { type: 'boolean' }, write: { type: 'boolean' }, rounds: { type: 'string' }, calls: { type: 'string' }, subjects: { type: 'string' }, only: { type: 'string' },
} as const;

/** @throws Error that names the option or the value that there is not */
export function optionsOf(args: readonly string[]): Options {
  const { quick = false, write = false, rounds, calls, subjects, only } = parseArgs({ args: [...args], options: KNOWN }).values;
  const narrowed = Object.entries({ '--calls': calls, '--subjects': subjects, '--only': only }).flatMap(([name, value]) => value === undefined ? [] : [name]);
  if (write && narrowed.length > 0) throw new Error(`only a run of everything is written, not one with ${narrowed.join(', ')}`);
  const plan = quick ? QUICK : FULL;
  const wanted = subjects?.split(',') ?? SUBJECT_NAMES;
  const parts = only?.split(',') ?? PARTS;
  refuse('--subjects', wanted, SUBJECT_NAMES);
  refuse('--only', parts, PARTS);
  return {
    plan: rounds === undefined ? plan : { ...plan, rounds: countOf('--rounds', rounds) },
    subjects: SUBJECT_NAMES.filter((name) => wanted.includes(name)),
    calls: calls?.split(',').map((each) => countOf('--calls', each)) ?? CALLS,
    parts: PARTS.filter((part) => parts.includes(part)),
    isWhole: !quick && rounds === undefined && narrowed.length === 0,
    write,
  };
}

function refuse(option: string, values: readonly string[], known: readonly string[]): void {
  const unknown = values.filter((value) => !known.includes(value));
  if (unknown.length > 0) throw new Error(`${option}: there is no ${unknown.join(', ')}; there are ${known.join(', ')}`);
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${option} ${text}: a number from 1 to 9999 is expected`);
  return Number(text);
}
