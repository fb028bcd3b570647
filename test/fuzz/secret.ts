import { Tickets, type TicketAction } from '../../server/src/media/tickets';

/** Fixed, as are the tickets, so that a case that was found stays good. */
export const FUZZ_SECRET = 'a secret of the fuzzer alone';
const YEAR_2106_S = 0xffffffff;
const tickets = new Tickets(FUZZ_SECRET);

/** `STREAM?e=…&k=…` with a ticket that does not expire. */
export function ticketed(action: TicketAction, stream: string): string {
  return `${stream}?${tickets.sign({ action, app: 'live', stream }, YEAR_2106_S)}`;
}

/** The same as a path of HTTP. */
export function flvPath(action: TicketAction, stream: string): string {
  return `/live/${ticketed(action, stream).replace('?', '.flv?')}`;
}
