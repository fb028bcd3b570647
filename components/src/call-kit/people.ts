import type { Attempt } from './attempt';
import type { User } from './facts';
import type { CallStore } from './store';

/** Names and pictures of those who are in a call: asks the application once for each call and account. */
export class People {
  private readonly asked = new Set<string>();

  constructor(
    private readonly store: CallStore,
    private readonly resolveUser: (account: string) => User | Promise<User>,
    private readonly attempt: Attempt,
  ) {}

  /** Another call has begun: whoever is in it is asked for anew, and has the name of before until then. */
  begin(): void {
    this.asked.clear();
  }

  /** Learns who these accounts are; the account is the name until the application has answered. */
  meet(accounts: readonly string[]): void {
    accounts.filter((account) => account !== '' && !this.asked.has(account)).forEach((account) => {
      this.asked.add(account);
      const found = Promise.resolve().then(() => this.resolveUser(account));
      void this.attempt(found.then((user) => this.store.setUser(account, user)));
    });
  }
}
