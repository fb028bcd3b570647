import type { Clock } from '../clock';

/** Stream names that are refused, for as long as a ticket for them could hold. */
export class RevokedNames {
  private readonly untilMs = new Map<string, number>();

  constructor(private readonly clock: Clock, private readonly ticketTtlS: number) {}

  add(stream: string): void {
    this.forgetExpired();
    this.untilMs.set(stream, this.clock.wallMs() + this.ticketTtlS * 1000);
  }

  has(stream: string): boolean { return this.untilMs.has(stream); }

  list(): string[] {
    this.forgetExpired();
    return [...this.untilMs.keys()];
  }

  /** When a URL is signed, in milliseconds: one for a revoked name is born expired, so that it does not outlive this memory. */
  signingTimeMs(stream: string): number { return this.has(stream) ? 0 : this.clock.wallMs(); }

  /** In the order of their expiry, because all tickets live equally long. */
  private forgetExpired(): void {
    for (const [stream, untilMs] of this.untilMs) {
      if (untilMs >= this.clock.wallMs()) return;
      this.untilMs.delete(stream);
    }
  }
}
