import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kinds of input lie, one folder each. */
export const CORPUS_FOLDER = join(__dirname, 'corpus');
/** What the folders are called: four kinds of bytes, and what comes over a socket of either port. */
export const KINDS = ['amf0', 'chunks', 'flv', 'handshake', 'rtmp', 'http'] as const;
/** Names of inputs that a run has found begin with it. */
export const FOUND = 'found-';
/** One of them. */
export type Kind = (typeof KINDS)[number];

/** One input with its file's name. */
export interface Entry { readonly name: string; readonly bytes: Buffer }

/** The bytes of a client's handshake, with which every conversation begins. */
const HANDSHAKE_BYTES = 1 + 2 * 1536;

/** All inputs. Conversations are cut open, too: their parts are inputs of the parsers. */
export function loadCorpus(): Record<Kind, Entry[]> {
  const corpus = Object.fromEntries(KINDS.map((kind) => [kind, read(kind)])) as Record<Kind, Entry[]>;
  for (const { name, bytes } of corpus.rtmp) {
    corpus.handshake.push({ name, bytes: bytes.subarray(0, HANDSHAKE_BYTES + 20) });
    corpus.chunks.push({ name, bytes: bytes.subarray(HANDSHAKE_BYTES) });
  }
  return corpus;
}

/** Keeps an input that has shown a fault: every later run begins with it. @returns the file's path */
export function keep(kind: Kind, name: string, bytes: Buffer): string {
  const path = join(CORPUS_FOLDER, kind, `${name}.bin`);
  mkdirSync(join(CORPUS_FOLDER, kind), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

function read(kind: Kind): Entry[] {
  return readdirSync(join(CORPUS_FOLDER, kind)).sort().map((name) => ({ name: `${kind}/${name}`, bytes: decoded(name, readFileSync(join(CORPUS_FOLDER, kind, name))) }));
}

/** `.hex` is written by hand: hexadecimal with spaces, and words behind `#`. Everything else is as it is. */
function decoded(name: string, bytes: Buffer): Buffer {
  if (!name.endsWith('.hex')) return bytes;
  return Buffer.from(bytes.toString().replace(/#.*$/gm, '').replace(/\s/g, ''), 'hex');
}
