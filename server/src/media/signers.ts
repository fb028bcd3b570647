import { createHash, createHmac } from 'node:crypto';
import type { TicketAction, TicketClaim, Tickets } from './tickets';

/** What a URL is signed for. */
export interface SignedClaim extends TicketClaim {
  /** The path of the URL, as in `/live/STREAM.flv`: the part that Aliyun signs. */
  readonly path: string;
}

/** Gives the query of a URL, without `?`. The same claim and expiry (seconds since 1970) give the same query. */
export type Signer = (claim: SignedClaim, expiresAtS: number) => string;

/** A vendor's keys. They differ, or whoever may play could push: neither vendor's signature covers the action. */
export type VendorKeys = Readonly<Record<TicketAction, string>>;

/** Vendors that relay media themselves and check what we sign. */
export type Vendor = 'tencent' | 'aliyun';

const RAND_CHARS = 32;

/** Our own tickets: for the embedded relay, and for engines that ask our hook. */
export function ticketSigner(tickets: Tickets): Signer {
  return (claim, expiresAtS) => tickets.sign(claim, expiresAtS);
}

/** Signers of vendors by name, made of the keys that the vendor's console shows for the push and the play domain. */
export const VENDOR_SIGNERS: Readonly<Record<Vendor, (keys: VendorKeys) => Signer>> = {
  tencent: (keys) => ({ action, stream }, expiresAtS) => {
    const txTime = Math.floor(expiresAtS).toString(16).toUpperCase();
    return `txSecret=${md5(keys[action] + stream + txTime)}&txTime=${txTime}`;
  },
  aliyun: (keys) => ({ action, path }, expiresAtS) => {
    const timestamp = Math.floor(expiresAtS);
    // "rand" may be any text; this one needs no source of chance and tells nothing about the key.
    const rand = createHmac('sha256', keys[action]).update(`rand ${path} ${timestamp}`).digest('hex').slice(0, RAND_CHARS);
    return `auth_key=${aliyunKey(path, timestamp, rand, keys[action])}`;
  },
};

/**
 * The value of `auth_key` in Aliyun's form "type A": `timestamp-rand-uid-md5(path-timestamp-rand-uid-key)`; uid is 0. The
 * URL holds for the period that the console names after `timestampS`.
 *
 * @see https://www.alibabacloud.com/help/en/live/user-guide/url-signing
 */
export function aliyunKey(path: string, timestampS: number, rand: string, key: string): string {
  const head = `${timestampS}-${rand}-0`;
  return `${head}-${md5(`${path}-${head}-${key}`)}`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
