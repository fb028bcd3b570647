import { createHash } from 'node:crypto';
import type { UrlBases } from '../stream-urls';

/** One engine of several. */
export interface MediaNode extends UrlBases {
  /** Where its API answers, reachable from this server only; absent for vendors. */
  readonly control?: string;
}

/**
 * The node of a stream. All streams of a call begin with its room's number, so they share a node. Each node gives each room a
 * weight, and the heaviest wins: a node more takes its share of rooms from all others and moves no other room.
 *
 * @param nodes - at least one, each with its own `push`
 * @see https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
export function nodeOf<N extends UrlBases>(nodes: readonly [N, ...N[]], stream: string): N {
  const room = stream.split('_', 1)[0] ?? stream;
  return nodes.reduce((best, node) => (weightOf(node, room) > weightOf(best, room) ? node : best));
}

function weightOf(node: UrlBases, room: string): string {
  return createHash('sha256').update(`${node.push}\n${room}`).digest('hex');
}
