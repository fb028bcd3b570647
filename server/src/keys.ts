import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key is for. Each purpose has its own, so that a signature for one never holds for another. */
export type Purpose = 'resume' | 'ticket';

/**
 * A 32-byte key for one purpose out of the server's secret, by HKDF-SHA256.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function deriveKey(secret: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `netcall ${purpose} v1`, 32));
}

/** HMAC-SHA256 as base64url. */
export function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Compares two signatures in constant time. */
export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
