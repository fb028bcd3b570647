import type { EndReason, PeerLink } from 'netcall-sdk';
import { Alarm } from './alarm';
import type { CallInProgress } from './client';
import type { Clock } from './host';
import type { CallStore } from './store';

/**
 * How long somebody is shown as being called. Who enters a call late has not heard who declined before: a call rings for
 * 30 s unless its caller says otherwise, and who calls hears of everybody, save what a lost connection has swallowed.
 */
export const AWAITED_MS = { callee: 35_000, caller: 125_000 } as const;

/** Who of a call with several may still come, whose connection is lost, and what is remarked on those who go. */
export class Roster {
  private readonly patience: Alarm;

  constructor(
    private readonly store: CallStore,
    clock: Clock,
  ) {
    this.patience = new Alarm(clock);
  }

  /** A call has begun after `close`. One that is taken up in its midst, as after a restart of the app, awaits nobody. */
  begin({ phase, peer, team = [] }: CallInProgress): void {
    if (phase === 'inCall' || team.length === 0) return;
    this.store.setMedia({ awaited: team.filter((account) => account !== this.store.ownAccount && account !== peer) });
    this.patience.set(AWAITED_MS[phase === 'ringing' ? 'callee' : 'caller'], () => this.store.setMedia({ awaited: [] }));
  }

  /** Somebody has called more people, who may have declined or left before. */
  called(accounts: readonly string[]): void {
    this.came(accounts);
    this.store.setMedia({ awaited: [...this.store.awaited, ...accounts] });
    this.patience.set(AWAITED_MS.caller, () => this.store.setMedia({ awaited: [] }));
  }

  /** These are in the room, or have left it: they are not awaited, and their connection is not lost. */
  came(accounts: readonly string[]): void {
    const isOther = (account: string): boolean => !accounts.includes(account);
    this.store.setMedia({ awaited: this.store.awaited.filter(isOther), away: this.store.away.filter(isOther) });
  }

  /** Somebody will not come, and may say why. */
  declined(account: string, reason: EndReason, text = ''): void {
    if (!this.store.isGroup) return this.store.setMedia({ farewell: text });
    this.came([account]);
    this.store.say({ account, reason, text });
  }

  /** A member's connection to the server is lost or back. */
  follow(account: string, link: PeerLink): void {
    if (!this.store.isGroup) return;
    this.came([account]);
    if (link === 'reconnecting') this.store.setMedia({ away: [...this.store.away, account] });
  }

  /** Nobody is awaited any more. */
  close(): void {
    this.patience.clear();
  }
}
