import { TIMES } from 'netcall-protocol';

/**
 * Wait before reconnect attempt `attempt` (0 is the first), in milliseconds.
 *
 * Full jitter: after a server restart ten thousand clients must not return in the same second.
 *
 * @param random - a number in [0, 1); pass a fixed one in tests
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  return random * Math.min(TIMES.reconnectMaxMs, TIMES.reconnectBaseMs * 2 ** attempt);
}
