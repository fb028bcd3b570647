import { HOST_CLOCK } from '../../server/src/clock';
import { createLog } from '../../server/src/log';
import { Relay, RELAY_APP } from '../../server/src/media/relay';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';

const SECRET = 'a secret of the tests';
const TICKET_TTL_S = 600;

/** A relay that can be taken away and put back on the same port. */
export class TestRelay {
  private relay: Relay | null = null;
  private port = 0;
  private readonly tickets = new Tickets(SECRET);

  /** Listens; the second time on the port of the first. */
  async start(): Promise<void> {
    this.relay = new Relay({
      host: '127.0.0.1', rtmpPort: 0, flvPort: this.port, secret: SECRET, ticketTtlS: TICKET_TTL_S, gopCache: true,
      onEvent: () => undefined, log: createLog('silent'),
    });
    this.port = (await this.relay.listen()).flvPort;
  }

  /** Ends every connection. Safe to call twice. */
  async stop(): Promise<void> {
    const { relay } = this;
    this.relay = null;
    await relay?.close();
  }

  /** A signed URL. */
  url(action: TicketAction, stream: string, scheme: 'ws' | 'http' = 'ws'): string {
    const ticket = this.tickets.sign({ action, app: RELAY_APP, stream }, HOST_CLOCK.nowMs() / 1_000 + TICKET_TTL_S);
    return `${scheme}://127.0.0.1:${this.port}/${RELAY_APP}/${stream}.flv?${ticket}`;
  }
}
