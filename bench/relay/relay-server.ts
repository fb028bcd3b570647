/** The relay as it runs in production, in a process of its own. Prints its RTMP port. */
import { Relay } from '../../server/src/media/relay';
import { BENCH_SECRET, BENCH_TICKET_S } from './plan';

const quiet = () => undefined;
const relay = new Relay({
  host: '127.0.0.1', rtmpPort: 0, flvPort: 0, secret: BENCH_SECRET, ticketTtlS: BENCH_TICKET_S, gopCache: true, onEvent: quiet,
  log: { error: quiet, warn: quiet, info: quiet, debug: quiet },
});
void relay.listen().then(({ rtmpPort }) => console.log(rtmpPort));
