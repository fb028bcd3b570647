/**
 * A mini-program that cannot be built. Its message lists every fault as `path:line:column: what`, one a line, lines and
 * columns counted from 1, so that an editor can jump to it.
 */
export class BuildFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'BuildFault';
  }
}

/** The line and column (both from 1) of an offset in a text. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
