import type { Duplex } from 'node:stream';

/**
 * Holds what a stream is given until the end of this turn: an answer and the events behind it leave in one write then. A
 * write costs the kernel more than its frame has cost us.
 */
export function holdForTurn(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
