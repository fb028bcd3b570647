import { textOf } from './repo';

const FILE = 'test/fixtures/specification/netcall-p2p-call.md';

/** A block of JavaScript in a specification, as it stands there, and the headings above it. */
export interface SpecificationBlock {
  readonly chapter: string;
  readonly heading: string;
  readonly code: string;
}

/** Every JavaScript block of a specification, in its order. Nothing in them is changed. */
export function blocksOf(file: string): SpecificationBlock[] {
  const blocks: SpecificationBlock[] = [];
  let [chapter, heading] = ['', ''];
  let code: string[] | null = null;
  for (const line of textOf(file).split('\n')) {
    if (code !== null) {
      if (line.startsWith('```')) {
        blocks.push({ chapter, heading, code: code.join('\n') });
        code = null;
      } else code.push(line);
    } else if (line.startsWith('```js')) code = [];
    else if (/^(#|<h)/.test(line)) {
      heading = line.replace(/<[^>]*>/g, '').replace(/^#+\s*/, '').trim();
      if (/^## /.test(line)) chapter = heading;
    }
  }
  return blocks;
}

/** The JavaScript blocks of netcall's specification, by the heading that they stand under. Nothing in them is changed. */
export function specificationBlocks(): Map<string, string> {
  return new Map(blocksOf(FILE).map(({ heading, code }) => [heading, code]));
}

/** One block by its heading. */
export function specificationBlock(heading: string): string {
  const block = specificationBlocks().get(heading);
  if (block === undefined) throw new Error(`the specification has no code under ${heading}`);
  return block;
}
