import { STREAM_NAME, type TicketAction, type Tickets, type TicketVerdict } from './tickets';

/** Why somebody is refused: the ticket's verdict, or the name, or the application, or a stream that was revoked. */
export type Refusal = Exclude<TicketVerdict, 'ok'> | 'app' | 'name' | 'revoked';

/** Who wants what, before anything of it is believed. */
export interface Request {
  readonly action: TicketAction;
  readonly app: string;
  readonly stream: string;
  /** The query of the URL, without `?`. */
  readonly query: string;
}

/** What requests are judged by. */
export interface Rules {
  readonly app: string;
  readonly tickets: Tickets;
  /** The host's clock, which tickets are signed by. */
  readonly wallMs: () => number;
  readonly isRevoked: (stream: string) => boolean;
}

/** Judges a request before a byte of media is taken or given (call rule 40). */
export function refusalOf({ action, app, stream, query }: Request, rules: Rules): Refusal | null {
  if (app !== rules.app) return 'app';
  if (!STREAM_NAME.test(stream)) return 'name';
  const verdict = rules.tickets.check({ action, app, stream }, query, rules.wallMs() / 1000);
  if (verdict !== 'ok') return verdict;
  return rules.isRevoked(stream) ? 'revoked' : null;
}
