import { textOf } from './repo';

const FILE = 'test/fixtures/specification/netcall-p2p-call.md';

/** The JavaScript blocks of the specification, by the heading that they stand under. Nothing in them is changed. */
export function specificationBlocks(): Map<string, string> {
  const blocks = new Map<string, string>();
  let heading = '';
  let code: string[] | null = null;
  for (const line of textOf(FILE).split('\n')) {
    if (code !== null) {
      if (line.startsWith('```')) {
        blocks.set(heading, code.join('\n'));
        code = null;
      } else code.push(line);
    } else if (line.startsWith('```js')) code = [];
    else if (line.startsWith('#')) heading = line.replace(/<[^>]*>/g, '').replace(/^#+\s*/, '').trim();
  }
  return blocks;
}

/** One block by its heading. */
export function specificationBlock(heading: string): string {
  const block = specificationBlocks().get(heading);
  if (block === undefined) throw new Error(`the specification has no code under ${heading}`);
  return block;
}
