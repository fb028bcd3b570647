import type { Log } from '../../../../server/src/log';
import type { MediaEvent } from '../../../../server/src/media/engine';
import { Relay, type RelayOptions, type RelayPorts } from '../../../../server/src/media/relay';
import { Tickets, type TicketAction } from '../../../../server/src/media/tickets';
import { FakeClock } from './fake-clock';

export const SECRET = 'a secret of this test alone';
export const TTL_S = 600;

/** A log that says nothing. */
export const SILENT: Log = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

/** A relay on free ports with a clock that stands still, what it told, and a signer with its secret. */
export interface TestingRelay {
  readonly relay: Relay;
  readonly ports: RelayPorts;
  readonly clock: FakeClock;
  readonly events: MediaEvent[];
  /** `STREAM?e=…&k=…` with a good ticket. */
  ticketed(action: TicketAction, stream: string): string;
  /** Resolves when the relay has told this much. */
  told(count: number): Promise<void>;
}

export async function startTestingRelay(options: Partial<RelayOptions> = {}): Promise<TestingRelay> {
  const clock = new FakeClock();
  const events: MediaEvent[] = [];
  let wake: () => void = () => undefined;
  const onEvent = (event: MediaEvent) => { events.push(event); wake(); };
  const relay = new Relay({ host: '127.0.0.1', rtmpPort: 0, flvPort: 0, secret: SECRET, ticketTtlS: TTL_S, gopCache: true, log: SILENT, clock, onEvent, ...options });
  const tickets = new Tickets(SECRET);
  return {
    relay, clock, events, ports: await relay.listen(),
    ticketed: (action, stream) => `${stream}?${tickets.sign({ action, app: 'live', stream }, clock.nowMs() / 1000 + TTL_S)}`,
    told: async (count) => { while (events.length < count) await new Promise<void>((resolve) => { wake = resolve; }); },
  };
}
