import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { CallError, complainAboutAccount } from 'netcall-protocol';
import type { Clock } from '../clock';

/** Why a sign-in token is not accepted (docs/protocol.md, "Signing in"). */
export type TokenFault = 'signature' | 'expired' | 'notYetValid' | 'app' | 'malformed';

/** Who a token speaks of. */
export interface Identity {
  readonly app: string;
  readonly account: string;
}

/** Clocks of a back end and of this server may differ by this much. Seconds. */
const LEEWAY_S = 60;

/** Checks sign-in tokens: JWT by HS256, one secret per app, and nothing else. */
export class Tokens {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** @param secrets - by app */
  constructor(
    secrets: ReadonlyMap<string, string>,
    private readonly clock: Pick<Clock, 'wallMs'>,
  ) {
    this.#keys = new Map([...secrets].map(([app, secret]) => [app, createSecretKey(Buffer.from(secret))]));
  }

  /**
   * Reads a token. It must carry `sub` (the account) and `exp`; `app` is `default` when absent.
   *
   * @throws CallError UNAUTHENTICATED with `reason`, one of `TokenFault`
   */
  async verify(token: string): Promise<Identity> {
    const app = this.#appOf(token);
    const key = this.#keys.get(app);
    if (key === undefined) throw unauthenticated('app');
    const account = await this.#subjectOf(token, key);
    if (complainAboutAccount(account) !== null) throw unauthenticated('malformed');
    return { app, account };
  }

  /** Makes a token, for development only; `null` for an app without a secret. */
  async issue(identity: Identity, ttlS: number): Promise<{ token: string; expiresAtMs: number } | null> {
    const key = this.#keys.get(identity.app);
    if (key === undefined) return null;
    const issuedS = Math.floor(this.clock.wallMs() / 1000);
    const claims = new SignJWT({ app: identity.app }).setProtectedHeader({ alg: 'HS256' }).setSubject(identity.account);
    const token = await claims.setIssuedAt(issuedS).setExpirationTime(issuedS + ttlS).sign(key);
    return { token, expiresAtMs: (issuedS + ttlS) * 1000 };
  }

  /** The app decides which secret checks the token, so it is read before the signature; nothing else is believed. */
  #appOf(token: string): string {
    try {
      const { app = 'default' } = decodeJwt(token);
      if (typeof app === 'string') return app;
    } catch (fault) {
      throw unauthenticated('malformed', fault);
    }
    throw unauthenticated('malformed');
  }

  async #subjectOf(token: string, key: KeyObject): Promise<string> {
    try {
      const options = { algorithms: ['HS256'], clockTolerance: LEEWAY_S, currentDate: new Date(this.clock.wallMs()), requiredClaims: ['sub', 'exp'] };
      const { payload } = await jwtVerify(token, key, options);
      return payload.sub ?? '';
    } catch (fault) {
      throw unauthenticated(faultOf(fault), fault);
    }
  }
}

function faultOf(fault: unknown): TokenFault {
  if (fault instanceof errors.JWTExpired) return 'expired';
  if (fault instanceof errors.JWTClaimValidationFailed) return fault.claim === 'nbf' && fault.reason === 'check_failed' ? 'notYetValid' : 'malformed';
  const forged = fault instanceof errors.JWSSignatureVerificationFailed || fault instanceof errors.JOSEAlgNotAllowed || fault instanceof errors.JOSENotSupported;
  return forged ? 'signature' : 'malformed';
}

/** The refusal of a token. */
export function unauthenticated(reason: TokenFault, cause?: unknown): CallError {
  return new CallError('UNAUTHENTICATED', { reason }, cause);
}
