import type { UserStatus } from 'netcall-protocol';
import type { SessionRow, Tell } from '../store/store';

/** Those of an app who watch how others are. */
type Watcher = Pick<SessionRow, 'account' | 'sid'>;

/**
 * What those who watch an app were last told of each account. All are told the same, save that whoever has blocked a watcher is
 * signed in nowhere for it. Accounts that are signed in nowhere need no entry.
 */
export class ToldStatuses {
  readonly #told = new Map<string, UserStatus>();
  /** Accounts that have blocked watchers, with those watchers' accounts. */
  readonly #hidden = new Map<string, ReadonlySet<string>>();

  /** @param users - how everybody is when the first begins to watch */
  constructor(users: readonly UserStatus[]) {
    for (const user of users) this.#told.set(user.account, user);
  }

  /** An account begins to watch: this one has blocked it, or has not. Nothing is told. */
  begin(account: string, watcher: string, isHidden: boolean): void {
    const hidden = new Set(this.#hidden.get(account));
    if (isHidden) hidden.add(watcher);
    else hidden.delete(watcher);
    this.#hide(account, hidden);
  }

  /** How an account looks to another one that watches. */
  seenBy(watcher: string, account: string): UserStatus {
    const isHidden = this.#hidden.get(account)?.has(watcher) ?? false;
    return (isHidden ? undefined : this.#told.get(account)) ?? away(account);
  }

  /** Takes in how an account is now and whom of the watchers it blocks; gives what differs for whom. */
  look(user: UserStatus, blocked: ReadonlySet<string>, watchers: readonly Watcher[]): Tell[] {
    if (this.#isKnown(user, blocked)) return []; // Whoever asks how everybody is would otherwise compare everybody for every watcher.
    const [seen, hidden] = [[] as string[], [] as string[]];
    for (const { account, sid } of watchers) {
      const before = this.seenBy(account, user.account);
      const isHidden = blocked.has(account);
      if (!isSame(before, isHidden ? away(user.account) : user)) (isHidden ? hidden : seen).push(sid);
    }
    this.#hide(user.account, blocked);
    if (user.status === 0) this.#told.delete(user.account);
    else this.#told.set(user.account, user);
    return [...telling(seen, user), ...telling(hidden, away(user.account))];
  }

  #isKnown(user: UserStatus, blocked: ReadonlySet<string>): boolean {
    const hidden = this.#hidden.get(user.account);
    return blocked.size === 0 && hidden === undefined && isSame(this.#told.get(user.account) ?? away(user.account), user);
  }

  #hide(account: string, hidden: ReadonlySet<string>): void {
    if (hidden.size === 0) this.#hidden.delete(account);
    else this.#hidden.set(account, hidden);
  }
}

/** How somebody looks who is signed in nowhere, or who has blocked the one that asks. */
export const away = (account: string): UserStatus => ({ account, status: 0, dnd: 0 });

const isSame = (a: UserStatus, b: UserStatus): boolean => a.status === b.status && a.dnd === b.dnd;

function telling(sids: readonly string[], user: UserStatus): Tell[] {
  return sids.length === 0 ? [] : [{ do: 'tell', to: { sids }, event: { t: 'userStatus', user } }];
}
