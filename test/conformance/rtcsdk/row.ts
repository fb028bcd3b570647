import type { Stage } from './stage';

/** What one row of the reference asks for, as a sentence and its proof. A row may need more than one. */
export interface Row {
  /** `<section> <name>`, as in test/fixtures/rtcsdk-rows.txt. */
  readonly row: string;
  /** What is proven. Begins with "is not supported" where the proof shows a refusal with its number. */
  readonly says: string;
  readonly prove: (stage: Stage) => Promise<unknown>;
}

/** Writes the rows of a section. Names that are proven by one story stand in one list. */
export function section(name: string) {
  return (rows: string | readonly string[], says: string, prove: Row['prove']): Row[] =>
    (typeof rows === 'string' ? [rows] : rows).map((row) => ({ row: `${name} ${row}`, says, prove }));
}
