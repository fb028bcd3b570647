import { CallError } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { Buckets, type Rate } from './rate';

/** How often accounts may do what costs others something. Limits of sessions and addresses stand with their sockets. */
export interface AccountRates {
  readonly callRate: Rate;
  /** Of one account to another one. */
  readonly pairRate: Rate;
  readonly sendRate: Rate;
}

/** Token buckets of accounts and of pairs of accounts (call rule 38). Who meets one is told when to come back; nobody else notices. */
export class Limits {
  readonly #calls: Buckets;
  readonly #pairs: Buckets;
  readonly #sends: Buckets;

  constructor({ callRate, pairRate, sendRate }: AccountRates) {
    this.#calls = new Buckets(callRate);
    this.#pairs = new Buckets(pairRate);
    this.#sends = new Buckets(sendRate);
  }

  /** An account calls another one. @throws CallError RATE_LIMITED with `retryAfterMs` */
  call(row: SessionRow, callee: string, nowMs: number): void {
    this.team(row, [callee], nowMs);
  }

  /** An account calls several at once: one call of its own, and one to each of them. @throws CallError RATE_LIMITED with `retryAfterMs` */
  team({ app, account }: SessionRow, callees: readonly string[], nowMs: number): void {
    refuse(this.#calls.take(`${app}\n${account}`, nowMs));
    for (const callee of callees) refuse(this.#pairs.take(`${app}\n${account}\n${callee}`, nowMs));
  }

  /** An account sends a message. @throws CallError RATE_LIMITED with `retryAfterMs` */
  send({ app, account }: SessionRow, nowMs: number): void {
    refuse(this.#sends.take(`${app}\n${account}`, nowMs));
  }

  /** Forgets who has been quiet long enough. */
  sweep(nowMs: number): void {
    for (const buckets of [this.#calls, this.#pairs, this.#sends]) buckets.sweep(nowMs);
  }

  /** How many accounts and pairs are remembered. */
  get size(): number {
    return this.#calls.size + this.#pairs.size + this.#sends.size;
  }
}

function refuse(retryAfterMs: number): void {
  if (retryAfterMs > 0) throw new CallError('RATE_LIMITED', { retryAfterMs });
}
