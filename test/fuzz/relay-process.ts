/** A real relay in a process of its own, which a fault may end and whose memory can be measured: after `gc()`, on request. */
import { Relay } from '../../server/src/media/relay';
import type { LookedAt } from './relay-under-test';
import { FUZZ_SECRET } from './secret';

/** Sessions that say nothing end sooner than in the world; all other limits are the relay's own. */
const LIMITS = { setupMs: 2_000, publisherIdleMs: 5_000, playerStalledMs: 2_000, sweepMs: 200 } as const;
const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

let published = 0;
const relay = new Relay({
  host: '127.0.0.1', rtmpPort: 0, flvPort: 0, secret: FUZZ_SECRET, ticketTtlS: 60, gopCache: true, log: SILENT, limits: LIMITS,
  onEvent: ({ type }) => { published += type === 'published' ? 1 : -1; },
});

process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.(look()));
void relay.listen().then((ports) => process.send?.(ports));

function look(): LookedAt {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, rssBytes: rss, sessions: relay['sessions'].size, sockets: relay['door']['open'].size, streams: relay['hub']['streams'].size, published };
}
