import { HOST_CLOCK } from '../../server/src/clock';
import { createLog } from '../../server/src/log';
import { Relay, RELAY_APP } from '../../server/src/media/relay';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';

const SECRET = 'a secret of the tests';
const TICKET_TTL_S = 600;

/** A relay that can be taken away and put back on the same port. */
export class TestRelay {
  private relay: Relay | null = null;
  private ports = { rtmpPort: 0, flvPort: 0 };
  /** What the relay saw, as in `published alice`. */
  readonly seen: string[] = [];
  private readonly tickets = new Tickets(SECRET);

  /** Listens; the second time on the ports of the first. */
  async start(): Promise<void> {
    this.relay = new Relay({
      host: '127.0.0.1', ...this.ports, secret: SECRET, ticketTtlS: TICKET_TTL_S, gopCache: true,
      onEvent: ({ type, stream }) => this.seen.push(`${type} ${stream}`), log: createLog('silent'),
    });
    this.ports = await this.relay.listen();
  }

  /** Ends every connection. Safe to call twice. */
  async stop(): Promise<void> {
    const { relay } = this;
    this.relay = null;
    await relay?.close();
  }

  /** A signed URL. Browsers push and play by `ws`, ffmpeg by `rtmp` or `http`. */
  url(action: TicketAction, stream: string, scheme: 'ws' | 'http' | 'rtmp' = 'ws'): string {
    const ticket = this.tickets.sign({ action, app: RELAY_APP, stream }, HOST_CLOCK.wallMs() / 1_000 + TICKET_TTL_S);
    if (scheme === 'rtmp') return `rtmp://127.0.0.1:${this.ports.rtmpPort}/${RELAY_APP}/${stream}?${ticket}`;
    return `${scheme}://127.0.0.1:${this.ports.flvPort}/${RELAY_APP}/${stream}.flv?${ticket}`;
  }
}
