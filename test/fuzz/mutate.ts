import type { Chance } from './chance';

/** Lengths, counts and times at which parsers go wrong. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x1fffff, 0x200000, 0x200001, 0x7fffff, 0xfffffe, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff] as const;
const LONGEST_BYTES = 65_536;
const WIDTHS = [1, 2, 3, 4] as const;

type Mutation = (bytes: Buffer, chance: Chance, others: readonly Buffer[]) => Buffer;

const spliced = (bytes: Buffer, at: number, removed: number, inserted: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, chance) => changed(bytes, chance, (byte) => byte ^ (1 << chance.below(8))),
  (bytes, chance) => changed(bytes, chance, () => chance.pick(EDGES) & 0xff),
  (bytes, chance) => numbered(bytes, chance),
  (bytes, chance) => numbered(bytes, chance),
  (bytes, chance) => spliced(bytes, chance.below(bytes.length + 1), 0, chance.bytes(chance.below(20))),
  (bytes, chance) => spliced(bytes, chance.below(bytes.length + 1), chance.below(40), Buffer.alloc(0)),
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  (bytes, chance) => { const [from, length] = [chance.below(bytes.length + 1), chance.below(200)]; return spliced(bytes, chance.below(bytes.length + 1), 0, bytes.subarray(from, from + length)); },
  (bytes, chance, others) => { const other = chance.pick(others) ?? bytes; return spliced(bytes, chance.below(bytes.length + 1), chance.below(60), other.subarray(chance.below(other.length + 1))); },
];

/** One to five small changes, as a broken or hostile sender would make them. The bytes given stay as they are. */
export function mutate(bytes: Buffer, chance: Chance, others: readonly Buffer[]): Buffer {
  let result = bytes;
  for (let left = 1 + chance.below(5); left > 0; left -= 1) result = chance.pick(MUTATIONS)(result, chance, others);
  return result.subarray(0, LONGEST_BYTES);
}

function changed(bytes: Buffer, chance: Chance, change: (byte: number) => number): Buffer {
  if (bytes.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const at = chance.below(bytes.length);
  copy[at] = change(bytes[at] ?? 0);
  return copy;
}

function numbered(bytes: Buffer, chance: Chance): Buffer {
  const width = chance.pick(WIDTHS);
  if (bytes.length < width) return bytes;
  const copy = Buffer.from(bytes);
  copy.writeUIntBE(chance.pick(EDGES) % 256 ** width, chance.below(bytes.length - width + 1), width);
  return copy;
}
