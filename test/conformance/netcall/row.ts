import type { Stage } from './stage';

/** `drop-in`: the classes of `netcall-sdk/netease`; `modern`: `new Netcall(...)` of `netcall-sdk`. */
export type Face = 'drop-in' | 'modern';

/** What one row of the reference asks for, as a sentence and its proof. A row may need more than one. */
export interface Row {
  /** Section of the reference. */
  readonly section: string;
  /** Name of the row there. */
  readonly row: string;
  /** Where the proof holds: on both faces, or on the one that it is about. */
  readonly face: Face | 'both';
  /** What is proven. */
  readonly says: string;
  readonly prove: (stage: Stage) => Promise<unknown>;
}

/** Writes the rows of a section. */
export function section(name: string) {
  return {
    both: (row: string, says: string, prove: Row['prove']): Row => ({ section: name, row, face: 'both', says, prove }),
    dropIn: (row: string, says: string, prove: Row['prove']): Row => ({ section: name, row, face: 'drop-in', says, prove }),
    modern: (row: string, says: string, prove: Row['prove']): Row => ({ section: name, row, face: 'modern', says, prove }),
  };
}

/** The faces that a row is proven on. */
export function facesOf({ face }: Row): readonly Face[] {
  return face === 'both' ? ['drop-in', 'modern'] : [face];
}
