import { eventNumber, parseServerFrame, type AnswerFrame, type EventFrame, type HeardName } from 'netcall-protocol';
import type { Log } from '../platform/platform';

/** A frame of the server. `skipped`: an event that cannot be read, or of a newer server; its number still counts. */
export type Frame = AnswerFrame | EventFrame<HeardName> | { readonly t: 'skipped'; readonly s: number };

/** Reads a text frame. What is not of this protocol is logged, never thrown: it must not end a call (call rule 35). */
export function readFrame(text: string, log: Log): Frame | null {
  try {
    const frame = parseServerFrame(text);
    if (frame !== null) return frame;
  } catch (error) {
    log('error', 'bad frame', { error });
  }
  const s = eventNumber(text);
  return s === null ? null : { t: 'skipped', s };
}
