/**
 * The connection of a pusher or a player to the relay, as a pure table.
 *
 * idle ─start→ connecting ─opened→ open ─closed→ waiting ─timeUp→ connecting … ─→ failed
 */

/**
 * Waits before the reconnects with the same URL. After the last one the connection has failed. None is longer than a user
 * waits gladly: a server that was started again has its sound and picture back at the next attempt. The first follow each other
 * closely: a relay that has died is back within a second.
 */
export const RETRY_DELAYS_MS: readonly number[] = [250, 250, 500, 500, 500, 1_000, 1_500, 1_500, 1_500];
/** A socket that is not open by then is given up; it counts as a failed attempt. */
export const CONNECT_TIMEOUT_MS = 8_000;
/** A connection that has lived this long gives back all attempts, so that a server that refuses after opening is not asked for ever. */
export const STABLE_AFTER_MS = 2_000;

/** Where the connection is. `attempt` counts the reconnects since the connection was last stable. */
export type Link =
  /** Nothing is wanted. */
  | { readonly phase: 'idle' }
  /** A socket was asked for and has not opened. */
  | { readonly phase: 'connecting'; readonly attempt: number }
  /** Bytes can flow. */
  | { readonly phase: 'open'; readonly attempt: number }
  /** Broken; the next attempt comes by itself. */
  | { readonly phase: 'waiting'; readonly attempt: number }
  /** All attempts are used up; only `start` helps. */
  | { readonly phase: 'failed' };

/** What can happen to a connection. */
export type LinkEvent =
  | { readonly type: 'start' }
  | { readonly type: 'opened' }
  /** The socket closed, or closed before it opened: the relay refused. */
  | { readonly type: 'closed' }
  /** The socket is open but of no use: silent for too long, or not FLV. */
  | { readonly type: 'broken' }
  | { readonly type: 'timeUp' }
  | { readonly type: 'stop' };

/** What is to be done. There is one timer; setting it again replaces it. */
export type LinkEffect =
  | { readonly do: 'openSocket' }
  | { readonly do: 'closeSocket' }
  | { readonly do: 'setTimer'; readonly delayMs: number }
  | { readonly do: 'clearTimer' }
  | { readonly do: 'tellConnected' }
  | { readonly do: 'tellReconnecting'; readonly attempt: number; readonly delayMs: number }
  | { readonly do: 'tellFailed' };

/** The next state and what to do, in order. */
export type LinkStep = readonly [Link, readonly LinkEffect[]];

type In<P extends Link['phase']> = Extract<Link, { phase: P }>;
type Handler<P extends Link['phase']> = (link: In<P>) => LinkStep;
type Table = { readonly [P in Link['phase']]: { readonly [T in LinkEvent['type']]?: Handler<P> } };

const connect = (attempt: number): LinkStep => [
  { phase: 'connecting', attempt },
  [{ do: 'openSocket' }, { do: 'setTimer', delayMs: CONNECT_TIMEOUT_MS }],
];

const stop = (): LinkStep => [{ phase: 'idle' }, [{ do: 'clearTimer' }, { do: 'closeSocket' }]];

function retry({ attempt }: { readonly attempt: number }): LinkStep {
  const delayMs = RETRY_DELAYS_MS[attempt];
  if (delayMs === undefined) return [{ phase: 'failed' }, [{ do: 'clearTimer' }, { do: 'tellFailed' }]];
  const next = attempt + 1;
  return [{ phase: 'waiting', attempt: next }, [{ do: 'setTimer', delayMs }, { do: 'tellReconnecting', attempt: next, delayMs }]];
}

function closeAndRetry(link: { readonly attempt: number }): LinkStep {
  const [next, effects] = retry(link);
  return [next, [{ do: 'closeSocket' }, ...effects]];
}

const TABLE: Table = {
  idle: { start: () => connect(0) },
  connecting: {
    opened: ({ attempt }) => [{ phase: 'open', attempt }, [{ do: 'setTimer', delayMs: STABLE_AFTER_MS }, { do: 'tellConnected' }]],
    closed: retry,
    broken: closeAndRetry,
    timeUp: closeAndRetry,
    stop,
  },
  open: { closed: retry, broken: closeAndRetry, timeUp: () => [{ phase: 'open', attempt: 0 }, []], stop },
  waiting: { timeUp: ({ attempt }) => connect(attempt), stop },
  failed: { start: () => connect(0), stop: () => [{ phase: 'idle' }, []] },
};

/** Pure: no clock, no socket. A pair with no entry changes nothing, so late and repeated events are harmless. */
export function transition(link: Link, event: LinkEvent): LinkStep {
  return handlerOf(link.phase, event)?.(link) ?? [link, []];
}

/** TypeScript cannot see that the row of a link's own phase takes that link; this is the one place that says so. */
function handlerOf(phase: Link['phase'], event: LinkEvent): ((link: Link) => LinkStep) | undefined {
  return TABLE[phase][event.type] as ((link: Link) => LinkStep) | undefined;
}
