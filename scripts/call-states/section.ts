/** The next heading of the same level ends a part. */
const NEXT = '\n## ';

/** A manual with one part replaced, or added at its end. `part` begins with its heading. */
export function withSection(manual: string, heading: string, part: string): string {
  const from = manual.indexOf(heading);
  if (from < 0) return `${manual.trimEnd()}\n\n${part}`;
  const to = manual.indexOf(NEXT, from + heading.length);
  return `${manual.slice(0, from)}${part}${to < 0 ? '' : manual.slice(to)}`;
}
