import type { UserStatus } from 'netcall-protocol';
import type { Presence, StatusListener } from './presence';
import type { SessionRow } from './store';
import type { Tenant } from './tenant';

/** Where the embedded store keeps what presence is read from. */
export interface PresenceHost {
  find(app: string): Tenant | undefined;
  dndOf(app: string, account: string): number;
}

/** Presence of a single process, read from the calls, groups and sessions in memory. */
export class EmbeddedPresence implements Presence {
  readonly #listeners = new Set<StatusListener>();
  #touched = new Map<string, Set<string>>();

  constructor(private readonly host: PresenceHost) {}

  statusOf(app: string, account: string): Promise<UserStatus> {
    return Promise.resolve(this.#statusOf(app, this.host.find(app), account));
  }

  online(app: string, limit: number): Promise<readonly UserStatus[]> {
    const tenant = this.host.find(app);
    return Promise.resolve([...(tenant?.accounts() ?? [])].sort().slice(0, limit).map((account) => this.#statusOf(app, tenant, account)));
  }

  watchers(app: string): Promise<readonly SessionRow[]> {
    return Promise.resolve([...(this.host.find(app)?.watching.values() ?? [])]);
  }

  onChange(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whether anybody listens: asked at every commit, so that nothing is gathered for nobody. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** The status of these accounts may be another one. */
  touch(app: string, accounts: readonly string[]): void {
    if (!this.isHeard) return;
    const touched = this.#touched.get(app) ?? new Set<string>();
    for (const account of accounts) touched.add(account);
    this.#touched.set(app, touched);
  }

  /** What was touched up to now is durable: listeners hear of it. */
  flushed(): void {
    if (this.#touched.size === 0) return;
    const touched = this.#touched;
    this.#touched = new Map();
    for (const [app, accounts] of touched) for (const listener of this.#listeners) listener(app, [...accounts]);
  }

  /** Who is signed in nowhere shows nothing else: whoever has blocked the asker looks the same. */
  #statusOf(app: string, tenant: Tenant | undefined, account: string): UserStatus {
    if (tenant === undefined || tenant.sessionsOf(account).length === 0) return { account, status: 0, dnd: 0 };
    return { account, status: statusIn(tenant, account), dnd: this.host.dndOf(app, account) };
  }
}

/** Ringing counts for both: whoever is rung is busy for everybody else. */
function statusIn(tenant: Tenant, account: string): 1 | 2 | 3 {
  if (tenant.hasCall(account)) return 2;
  const seats = tenant.groups.heldOf(account).filter(({ group }) => group.over === null && group.seats.some((seat) => seat.account === account && seat.state !== 'gone'));
  if (seats.some(({ group }) => group.kind === 'team')) return 2;
  return seats.length > 0 ? 3 : 1;
}
