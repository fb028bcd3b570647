import { CallError, eventNumber, parseServerFrame, type AnswerFrame, type EventFrame } from 'netcall-protocol';
import type { Log } from '../platform/platform';

/** A frame of the server. `skipped`: an event that cannot be read, or of a newer server; its number still counts. */
export type Frame = AnswerFrame | EventFrame | { readonly t: 'skipped'; readonly s: number };

/** What an event's number says: the next one, one seen before, or one with others missing before it. */
export type Verdict = 'next' | 'seen' | 'gap';

/** Counts the events of a session: each is taken once, in order, without a gap (call rule 12). */
export class Inbox {
  /** Number of the last event seen. */
  seen = 0;

  /** A new session counts from 1. */
  reset(): void {
    this.seen = 0;
  }

  /** Looks at an event's number, and counts it when it is the next one. */
  count(s: number): Verdict {
    if (s <= this.seen) return 'seen';
    if (s !== this.seen + 1) return 'gap';
    this.seen = s;
    return 'next';
  }
}

/** Reads a text frame. What is not of this protocol is logged, never thrown: it must not end a call (call rule 35). */
export function readFrame(text: string, log: Log): Frame | null {
  try {
    const frame = parseServerFrame(text);
    if (frame !== null) return frame;
  } catch (error) {
    log('error', 'a frame of the server is not of this protocol', error instanceof CallError ? error.detail : {});
  }
  const s = eventNumber(text);
  return s === null ? null : { t: 'skipped', s };
}

/**
 * The invitations of a replay whose call has ended later in the same replay: they must not ring. Only after the whole
 * replay has been seen can that be known.
 */
export function staleRings(replay: readonly Frame[]): ReadonlySet<Frame> {
  const over = new Set<string>();
  const stale = new Set<Frame>();
  for (const frame of [...replay].reverse()) {
    if (frame.t === 'ended' || frame.t === 'answeredElsewhere') over.add(frame.cid);
    else if (frame.t === 'invited' && over.has(frame.cid)) stale.add(frame);
  }
  return stale;
}
