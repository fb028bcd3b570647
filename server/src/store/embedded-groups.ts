import type { StoredRecord } from '../signal/call';
import type { Group } from '../signal/group';
import { groupDeadlineAtMs } from '../signal/group-table';
import { Deadlines } from './deadlines';
import type { GroupChange, GroupOutcome, GroupStore, HeldGroup } from './group-store';
import { ENDED_KNOWN_MS, type CallRef, type Tell } from './store';
import type { Tenant } from './tenant';

/** What the embedded store does for its groups: finds the app, keeps what is to be written, and sends when it is. */
export interface GroupHost {
  find(app: string): Tenant | undefined;
  make(app: string): Tenant;
  all(): Iterable<readonly [app: string, tenant: Tenant]>;
  write(ref: CallRef, row: HeldGroup | null): void;
  record(app: string, record: StoredRecord): void;
  /** Who has, or had, a seat may be seen otherwise from now on. */
  touch(before: Group | null, after: Group): void;
  afterFlush<T>(value: T, tenant: Tenant, tell: readonly Tell[]): Promise<T>;
}

/** Groups in the memory of a single process. The embedded store around it writes them and sends their events. */
export class EmbeddedGroups implements GroupStore {
  readonly #deadlines = new Deadlines<CallRef>();
  /** Groups that are over by `cid`, in the order of their ends. */
  readonly #over = new Map<string, { readonly ref: CallRef; readonly atMs: number }>();

  constructor(private readonly host: GroupHost) {}

  read(app: string, cid: string): Promise<HeldGroup | null> {
    return Promise.resolve(this.host.find(app)?.groups.read(cid) ?? null);
  }

  placed(app: string, caller: string, callId: string): Promise<HeldGroup | null> {
    return Promise.resolve(this.host.find(app)?.groups.placed(caller, callId) ?? null);
  }

  named(app: string, name: string): Promise<HeldGroup | null> {
    return Promise.resolve(this.host.find(app)?.groups.named(name) ?? null);
  }

  numbered(app: string, number: string): Promise<HeldGroup | null> {
    return Promise.resolve(this.host.find(app)?.groups.numbered(number) ?? null);
  }

  heldOf(app: string, account: string): Promise<readonly HeldGroup[]> {
    return Promise.resolve(this.host.find(app)?.groups.heldOf(account) ?? []);
  }

  unusedOf(app: string, maker: string): Promise<readonly HeldGroup[]> {
    return Promise.resolve(this.host.find(app)?.groups.unusedOf(maker) ?? []);
  }

  commit(change: GroupChange): Promise<GroupOutcome> {
    const { group, was } = change;
    const { app, cid } = group;
    const tenant = this.host.make(app);
    const refused = tenant.groups.refusalOf(change) ?? refusedBy(tenant, change);
    if (refused !== null) return Promise.resolve(refused);
    this.host.touch(tenant.groups.read(cid)?.group ?? null, group);
    const row: HeldGroup = { group, version: was + 1 };
    const known = isRemembered(group);
    if (known) tenant.groups.put(row);
    else tenant.groups.forget(cid);
    if (known || was > 0) this.host.write({ app, cid }, known ? row : null);
    this.#keepTime(group, known, change.deadlineAtMs);
    for (const record of change.records) this.host.record(app, record);
    return this.host.afterFlush({ done: true }, tenant, change.tell);
  }

  due(nowMs: number): Promise<readonly CallRef[]> {
    for (const [cid, { ref, atMs }] of this.#over) {
      if (atMs + ENDED_KNOWN_MS > nowMs) break;
      this.#over.delete(cid);
      this.host.find(ref.app)?.groups.forget(cid);
      this.host.write(ref, null);
    }
    return Promise.resolve(this.#deadlines.take(nowMs));
  }

  live(): Promise<readonly CallRef[]> {
    const refs = [...this.host.all()].flatMap(([app, { groups }]) => groups.all().filter(({ group }) => group.over === null).map(({ group }) => ({ app, cid: group.cid })));
    return Promise.resolve(refs);
  }

  /** Takes over what a server before this one has left on disk. */
  adopt(rows: readonly HeldGroup[]): void {
    const inOrder = [...rows].sort((a, b) => (a.group.over?.atMs ?? 0) - (b.group.over?.atMs ?? 0));
    for (const row of inOrder) {
      this.host.make(row.group.app).groups.put(row);
      this.#keepTime(row.group, true, groupDeadlineAtMs(row.group));
    }
  }

  #keepTime({ app, cid, over }: Group, known: boolean, deadlineAtMs: number | null): void {
    this.#deadlines.set(cid, { app, cid }, deadlineAtMs);
    if (over !== null && known) this.#over.set(cid, { ref: { app, cid }, atMs: over.atMs });
  }
}

/** A room that everybody has left has nothing to tell anybody; what was dissolved, and every call, has. */
const isRemembered = (group: Group): boolean => group.over === null || group.seats.length > 0;

function refusedBy(tenant: Tenant, { group, was, asker, mustBeFree, mustBeOut }: GroupChange): GroupOutcome | null {
  if (was === 0 && tenant.isRoomOfCall(group.number)) return { done: false, because: 'stale' };
  if (tenant.isGone(asker)) return { done: false, because: 'gone' };
  const accounts = [...mustBeFree.filter((each) => tenant.isBusy(each, group.cid)), ...mustBeOut.filter((each) => tenant.isTaken(each, group.cid))];
  return accounts.length === 0 ? null : { done: false, because: 'busy', accounts };
}
