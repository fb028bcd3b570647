import { LIMITS, type UserStatus } from 'netcall-protocol';
import { keyOf } from '../store/accounts';
import type { SessionRow, Tell } from '../store/store';
import type { Part } from './part';
import type { Services } from './services';
import { away, ToldStatuses } from './told-statuses';

/** So many changes of an account are told at once within a second: one that goes on would cost every watcher as many events as it has requests. */
const CHANGES_AT_ONCE = 5;

/**
 * Tells sessions that watch how others are: each change once, and never what they have been told already. One thing is done
 * after the other, so that what is compared with the last word is always newer than it.
 */
export class StatusWatch implements Part {
  /** Apps in which somebody watches. */
  readonly #apps = new Map<string, ToldStatuses>();
  /** How often watchers were told of accounts within this second. */
  readonly #changes = new Map<string, number>();
  /** By app, accounts that have changed more often: how they are is told with the next second. */
  readonly #late = new Map<string, Set<string>>();
  #tail: Promise<unknown> = Promise.resolve();
  #stop: (() => void) | null = null;

  constructor(private readonly services: Services) {}

  async restart(): Promise<void> {
    for (const row of await this.services.store.sessions()) if (row.rtc?.watches === true) await this.begin(row);
  }

  /** A session watches from now on; the store knows it already. */
  begin({ app, account }: SessionRow): Promise<void> {
    return this.#inTurn(() => this.#begin(app, account));
  }

  /** How others look to an account: those that it names, or all who are signed in. */
  async usersFor(row: SessionRow, accounts?: readonly string[]): Promise<readonly UserStatus[]> {
    const users = row.rtc?.watches === true ? await this.#inTurn(() => this.#asTold(row, accounts)) : await this.#asSeen(row, accounts);
    return accounts === undefined ? users.filter(({ status }) => status !== 0) : users;
  }

  async #begin(app: string, watcher: string): Promise<void> {
    const { presence, accounts } = this.services.store;
    this.#stop ??= presence.onChange((changed, names) => this.#changed(changed, names));
    const online = await presence.online(app, Infinity);
    const told = this.#apps.get(app) ?? new ToldStatuses(online);
    this.#apps.set(app, told);
    for (const { account } of online) told.begin(account, watcher, (await accounts.blockedAmong(app, account, [watcher])).size > 0);
  }

  /** A second is over: how those are who have changed too often in it. */
  async tellNews(): Promise<void> {
    this.#changes.clear();
    for (const [app, accounts] of this.#late) this.#lookSoon(app, () => [...accounts]);
    this.#late.clear();
    await this.#tail;
  }

  #changed(app: string, accounts: readonly string[]): void {
    this.#lookSoon(app, () => accounts.filter((account) => this.#isRare(app, account)));
  }

  #isRare(app: string, account: string): boolean {
    if ((this.#changes.get(keyOf(app, account)) ?? 0) < CHANGES_AT_ONCE) return true;
    this.#late.set(app, (this.#late.get(app) ?? new Set<string>()).add(account));
    return false;
  }

  #lookSoon(app: string, accounts: () => readonly string[]): void {
    this.#inTurn(() => this.#look(app, accounts())).catch((fault: unknown) => this.services.log.error({ err: fault, app }, 'changes of status could not be told'));
  }

  async #look(app: string, names: readonly string[]): Promise<void> {
    const { store } = this.services;
    const { presence, accounts } = store;
    const watchers = await presence.watchers(app);
    const told = this.#apps.get(app);
    if (told === undefined || watchers.length === 0) return this.#end(app);
    const watching = [...new Set(watchers.map(({ account }) => account))];
    const looks = await Promise.all(names.map((name) => Promise.all([presence.statusOf(app, name), accounts.blockedAmong(app, name, watching)])));
    const tell = looks.flatMap(([user, blocked]) => this.#counted(app, user.account, told.look(user, blocked, watchers)));
    if (tell.length > 0) await store.route(app, tell);
  }

  #counted(app: string, account: string, tell: readonly Tell[]): readonly Tell[] {
    const key = keyOf(app, account);
    if (tell.length > 0) this.#changes.set(key, (this.#changes.get(key) ?? 0) + 1);
    return tell;
  }

  /** Nobody watches this app any more. */
  #end(app: string): void {
    this.#apps.delete(app);
    if (this.#apps.size > 0) return;
    this.#stop?.();
    this.#stop = null;
  }

  /** Who watches gets what it counts as told: a later change that brings one of these back is told then. */
  async #asTold({ app, account }: SessionRow, accounts?: readonly string[]): Promise<readonly UserStatus[]> {
    const names = accounts ?? (await this.services.store.presence.online(app, LIMITS.userStatuses)).map((user) => user.account);
    await this.#look(app, names);
    return names.map((name) => this.#apps.get(app)?.seenBy(account, name) ?? away(name));
  }

  async #asSeen({ app, account }: SessionRow, accounts?: readonly string[]): Promise<readonly UserStatus[]> {
    const { store: { presence, accounts: stances } } = this.services;
    const users = accounts === undefined ? await presence.online(app, LIMITS.userStatuses) : await Promise.all(accounts.map((name) => presence.statusOf(app, name)));
    return Promise.all(users.map(async (user) => ((await stances.stance(app, user.account, account)) === 'blocked' ? away(user.account) : user)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined); // Whoever waits for it hears why; the next one goes on.
    return done;
  }
}
