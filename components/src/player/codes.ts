import type { StreamMeaning } from '../pusher/codes';

/** Detail of the event `state`. */
export interface PlayerState {
  readonly meaning: StreamMeaning;
  /** WeChat's code; 0 when `play` itself was refused. */
  readonly code: number;
}

/** Codes of live-player's `statechange`. Those that are not here are noise. */
const STATES: Readonly<Record<number, StreamMeaning>> = {
  2001: 'connecting', // connected to the server
  2002: 'connecting', // pulling
  2003: 'live', // first video packet
  2004: 'live', // playing
  2007: 'stalled', // loading; 2004 follows
  2103: 'stalled', // reconnecting by itself
  2104: 'weak', // unstable input
  2105: 'weak', // stutter
  2107: 'weak', // pictures are missing
  3001: 'stalled', // DNS
  3002: 'stalled', // connecting
  3003: 'stalled', // handshake
  3005: 'stalled', // reading or writing
  2006: 'failed', // the stream has ended, yet the member has not left
  [-2301]: 'failed', // broken, retries exhausted
  [-2302]: 'failed', // no address to play from
};

/** The meaning of a code of live-player's `statechange`; null for noise. */
export function meaningOfPlayerCode(code: number): StreamMeaning | null {
  return STATES[code] ?? null;
}
