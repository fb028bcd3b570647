import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a ticket allows. A push ticket does not play and a play ticket does not push. */
export type TicketAction = 'push' | 'play';

/** What a ticket is for. */
export interface TicketClaim {
  readonly action: TicketAction;
  readonly app: string;
  readonly stream: string;
}

/** Why a ticket is not good, or `ok`. A ticket for something else and a tampered one both read `signature`. */
export type TicketVerdict = 'ok' | 'missing' | 'malformed' | 'signature' | 'expired';

/** The form of stream names: what every engine, URL and file name takes unescaped. */
export const STREAM_NAME = /^[A-Za-z0-9_-]{1,128}$/;

const SIGNATURE_BYTES = 16;
const EXPIRY = /^[0-9a-f]{1,10}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{22}$/;

/**
 * Signs and checks the query of stream URLs. Push and play are signed with different keys, derived from one secret.
 *
 * @see docs/protocol.md, "Stream URLs"
 */
export class Tickets {
  private readonly keys: Record<TicketAction, Buffer>;

  /** @throws Error when the secret is empty */
  constructor(secret: string) {
    if (secret === '') throw new Error('the ticket secret must not be empty');
    this.keys = { push: deriveKey(secret, 'push'), play: deriveKey(secret, 'play') };
  }

  /** The query of a URL, without `?`, good until `expiresAtS` (seconds since 1970). */
  sign(claim: TicketClaim, expiresAtS: number): string {
    const expiry = Math.floor(expiresAtS).toString(16);
    return `e=${expiry}&k=${this.signature(claim, expiry)}`;
  }

  /** Judges the query of a URL. A parameter given twice is malformed, so that no reader can be led to the other value. */
  check(claim: TicketClaim, query: string, nowS: number): TicketVerdict {
    const parameters = new URLSearchParams(query);
    const [expiry, ...otherExpiries] = parameters.getAll('e');
    const [signature, ...otherSignatures] = parameters.getAll('k');
    if (expiry === undefined || signature === undefined) return 'missing';
    if (otherExpiries.length + otherSignatures.length > 0) return 'malformed';
    if (!EXPIRY.test(expiry) || !SIGNATURE.test(signature)) return 'malformed';
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(this.signature(claim, expiry)))) return 'signature';
    return parseInt(expiry, 16) > nowS ? 'ok' : 'expired';
  }

  private signature(claim: TicketClaim, expiry: string): string {
    const text = `${claim.action}/${claim.app}/${claim.stream}/${expiry}`;
    return createHmac('sha256', this.keys[claim.action]).update(text).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
  }
}

function deriveKey(secret: string, action: TicketAction): Buffer {
  return createHmac('sha256', secret).update(`netcall stream ticket ${action}`).digest();
}
