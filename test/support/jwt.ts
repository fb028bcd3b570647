import { createHmac } from 'node:crypto';

/** A token as text, truly signed with HMAC-SHA512 when its header says so, otherwise with HMAC-SHA256; without a secret it has no signature. */
export function makeToken(claims: Readonly<Record<string, unknown>>, secret: string | null, header: Readonly<Record<string, unknown>> = { alg: 'HS256' }): string {
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${content}.${secret === null ? '' : createHmac(header['alg'] === 'HS512' ? 'sha512' : 'sha256', secret).update(content).digest('base64url')}`;
}

/** Seconds since 1970, `fromNowS` from now, as claims have them. */
export function secondsFromNow(fromNowS: number): number {
  return Math.floor(Date.now() / 1000) + fromNowS;
}
