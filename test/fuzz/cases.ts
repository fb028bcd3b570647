import { encodeAmf0 } from '../../server/src/media/amf0';
import { chanceOf, type Chance } from './chance';
import { FOUND, type Entry, type Kind } from './corpus';
import { makeHttp } from './make-http';
import { makeChunks, makeCommand, makeConversation, makeFlv, makeHandshake, makeMessages, makeValue } from './make-rtmp';
import { mutate } from './mutate';

/** One input and what it is for. The same seed and number give the same case. */
export interface Case {
  readonly number: number;
  readonly kind: Kind;
  readonly bytes: Buffer;
  /** For what the case decides later, as where it is cut. */
  readonly chance: Chance;
  /** An entry of the corpus, unchanged. */
  readonly name: string | null;
}

/** One case in this many goes over a socket; a socket takes as long as a hundred inputs of a parser. */
const CASES_PER_SOCKET = 60;
const PARSED = ['amf0', 'chunks', 'chunks', 'flv', 'handshake'] as const;
const SOCKETS = ['rtmp', 'rtmp', 'http'] as const;

const MAKERS: Record<Kind, (chance: Chance) => Buffer> = {
  amf0: (chance) => chance.happens(0.5) ? makeCommand(chance) : encodeAmf0(makeValue(chance, 0), makeValue(chance, 0)),
  chunks: (chance) => makeChunks(chance, makeMessages(chance)),
  flv: makeFlv,
  handshake: (chance) => Buffer.concat([makeHandshake(chance), chance.bytes(chance.below(40))]),
  rtmp: makeConversation,
  http: makeHttp,
};

/** The entries of the corpus as they are, with which every run begins; their numbers count down from -1. */
export function casesOfCorpus(seed: number, corpus: Record<Kind, readonly Entry[]>): Case[] {
  const entries = Object.entries(corpus) as [Kind, Entry[]][];
  const all = entries.flatMap(([kind, list]) => list.map((entry) => ({ kind, ...entry })));
  return all.map((entry, index) => ({ number: -1 - index, chance: chanceOf(seed, -1 - index), ...entry }));
}

/** A case that is made, or a changed entry of the corpus. What runs have found is not changed: the numbers before it stay what they were. */
export function caseOf(seed: number, number: number, corpus: Record<Kind, readonly Entry[]>): Case {
  const chance = chanceOf(seed, number);
  const kind = number % CASES_PER_SOCKET === 0 ? chance.pick(SOCKETS) : chance.pick(PARSED);
  const known = corpus[kind].filter(({ name }) => !name.includes(FOUND)).map(({ bytes }) => bytes);
  const isMade = known.length === 0 || chance.happens(0.5);
  const bytes = isMade ? MAKERS[kind](chance) : chance.pick(known);
  const isChanged = !isMade || chance.happens(0.6);
  return { number, kind, chance, name: null, bytes: isChanged ? mutate(bytes, chance, known) : bytes };
}
