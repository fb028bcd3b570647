import type { CallRecord } from 'netcall-protocol';
import type { EndedCall } from '../signal/call';
import { deadlineAtMs } from '../signal/call-table';
import { isGroupRecord } from '../signal/group';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { keyOf } from './accounts';
import type { Bus, Delivery } from './bus';
import { Deadlines } from './deadlines';
import { EmbeddedAccounts } from './embedded-accounts';
import { EmbeddedDocs } from './embedded-docs';
import { EmbeddedGroups } from './embedded-groups';
import { EmbeddedPresence } from './embedded-presence';
import type { Batch, Journal, LiveRow, Loaded } from './journal';
import { ENDED_KNOWN_MS, type CallRef, type Change, type Held, type OpenedSession, type Outcome, type SessionRow, type Store, type StoredPage, type Tell } from './store';
import { Tenant } from './tenant';

/** A server that starts finds ends so much older: the host's clock may have been turned on since they were written. */
const TURNED_ON_MS = 180_000;

const DONE: Outcome = { done: true };

type Writing = { -readonly [K in keyof Omit<Batch, 'accounts'>]: K extends 'records' ? { app: string; record: Batch['records'][number]['record'] }[] : Map<string, Batch[K] extends ReadonlyMap<string, infer V> ? V : never> };

/** What an embedded store is made of. `defer` runs a function after the messages that are already there. */
export interface EmbeddedOptions {
  readonly journal: Journal;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly defer: (flush: () => void) => void;
}

/**
 * The store of a single process: memory in front, a journal behind. Changes apply in memory at once; all changes of one
 * tick are written in one transaction, and only then their events leave and their promises resolve, in order.
 *
 * When the disk refuses, the calls go on in memory, the batch is kept for the next write, and `healthy` says no.
 */
export class EmbeddedStore implements Store {
  readonly accounts: EmbeddedAccounts;
  readonly presence = new EmbeddedPresence({ find: (app) => this.#tenants.get(app), dndOf: (app, account) => this.accounts.dndOf(app, account) });
  readonly docs = new EmbeddedDocs({
    write: (row) => void this.#batch.docs.set(keyOf(row.app, row.key), row),
    afterFlush: (app, value, tell) => this.#afterFlush(value, tell.length === 0 ? [] : deliveriesOf(this.#tenant(app), tell)),
  });
  readonly groups = new EmbeddedGroups({
    find: (app) => this.#tenants.get(app),
    make: (app) => this.#tenant(app),
    all: () => this.#tenants,
    write: ({ app, cid }, row) => void this.#batch.groups.set(cid, { app, cid, row }),
    record: (app, record) => void this.#batch.records.push({ app, record }),
    touch: (before, after) => this.presence.isHeard && this.presence.touch(after.app, [...(before?.seats ?? []), ...after.seats].map(({ account }) => account)),
    afterFlush: (value, tenant, tell) => this.#afterFlush(value, deliveriesOf(tenant, tell)),
  });
  readonly #tenants = new Map<string, Tenant>();
  readonly #deadlines = new Deadlines<CallRef>();
  /** Calls that are over by `cid`, in the order in which they will be forgotten: all are known for the same time, so only the first need be looked at. */
  readonly #over = new Map<string, { readonly call: EndedCall; readonly untilMs: number }>();
  #batch = emptyBatch();
  #waiting: (() => void)[] = [];
  #flushing = false;
  #healthy = true;
  #closed = false;

  constructor(private readonly options: EmbeddedOptions) {
    const { clock, journal } = options;
    this.accounts = new EmbeddedAccounts(journal.accounts, {
      flush: () => this.#flush(),
      after: (app, value, tell) => this.#afterFlush(value, tell.length === 0 ? [] : deliveriesOf(this.#tenant(app), tell)),
      touch: (app, account) => this.presence.touch(app, [account]),
    });
    const loaded = journal.load(clock.nowMs() - ENDED_KNOWN_MS - TURNED_ON_MS);
    clock.notBefore(Math.max(journal.accounts.latestMs(), loaded.ended.at(-1)?.endedAtMs ?? 0));
    this.#adopt(loaded);
  }

  read(app: string, cid: string): Promise<Held | null> {
    return Promise.resolve(this.#tenants.get(app)?.calls.get(cid) ?? null);
  }

  placed(app: string, caller: string, callId: string): Promise<Held | null> {
    return Promise.resolve(this.#tenants.get(app)?.placed(caller, callId) ?? null);
  }

  heldOf(app: string, account: string): Promise<readonly Held[]> {
    return Promise.resolve(this.#tenants.get(app)?.heldOf(account) ?? []);
  }

  liveOf(app: string, account: string): Promise<readonly Held[]> {
    return Promise.resolve(this.#tenants.get(app)?.liveOf(account) ?? []);
  }

  commit(change: Change): Promise<Outcome> {
    const { app, call, room } = change;
    const tenant = this.#tenant(app);
    const refused = refusalOf(tenant, change);
    if (refused !== null) return Promise.resolve(refused);
    const row: LiveRow = { call, room, version: change.was + 1 };
    tenant.put(row);
    if (this.presence.isHeard) this.presence.touch(app, [call.accounts.caller, call.accounts.callee]);
    this.#deadlines.set(call.cid, { app, cid: call.cid }, change.deadlineAtMs);
    const over = call.phase === 'ended';
    if (over) this.#know(call);
    if (!over || change.was > 0) this.#batch.live.set(call.cid, { app, cid: call.cid, row: over ? null : row });
    if (change.record !== null) this.#batch.records.push({ app, record: change.record });
    return this.#afterFlush(DONE, deliveriesOf(tenant, change.tell));
  }

  route(app: string, tell: readonly Tell[]): Promise<void> {
    const tenant = this.#tenants.get(app);
    return this.#afterFlush(undefined, tenant === undefined ? [] : deliveriesOf(tenant, tell));
  }

  due(nowMs: number): Promise<readonly CallRef[]> {
    for (const { call, untilMs } of this.#over.values()) {
      if (untilMs > nowMs) break;
      this.#over.delete(call.cid);
      this.#tenants.get(call.app)?.forget(call);
    }
    return Promise.resolve(this.#deadlines.take(nowMs));
  }

  live(): Promise<readonly CallRef[]> {
    const refs = [...this.#tenants].flatMap(([app, tenant]) => [...tenant.calls.values()].filter(({ call }) => call.phase !== 'ended').map(({ call }) => ({ app, cid: call.cid })));
    return Promise.resolve(refs);
  }

  records(app: string, account: string, before: string | null, limit: number): Promise<StoredPage> {
    this.#flush();
    return Promise.resolve(this.options.journal.records(app, account, before, limit));
  }

  recordOf(app: string, account: string, cid: string): Promise<CallRecord | null> {
    this.#flush();
    return Promise.resolve(this.options.journal.recordOf(app, account, cid));
  }

  openSession(row: SessionRow): Promise<OpenedSession> {
    const tenant = this.#tenant(row.app);
    const replaced = tenant.open(row);
    const opened = { held: tenant.heldOf(row.account), groups: tenant.groups.heldOf(row.account) };
    if (replaced !== null) this.#writeSession(replaced.app, replaced.sid, null);
    this.#writeSession(row.app, row.sid, row);
    this.presence.touch(row.app, [row.account]);
    return this.#afterFlush(opened, replaced === null ? [] : [{ kind: 'replaced', sid: replaced.sid }]);
  }

  saveSession(row: SessionRow): Promise<void> {
    if (this.#tenant(row.app).save(row)) this.#writeSession(row.app, row.sid, row);
    return this.#afterFlush(undefined, []);
  }

  closeSession(app: string, sid: string): Promise<void> {
    const row = this.#tenants.get(app)?.close(sid);
    if (row !== undefined) this.presence.touch(app, [row.account]);
    this.#writeSession(app, sid, null);
    return this.#afterFlush(undefined, []);
  }

  sessionsOf(app: string, account: string): Promise<readonly SessionRow[]> {
    return Promise.resolve(this.#tenants.get(app)?.sessionsOf(account) ?? []);
  }

  sessions(): Promise<readonly SessionRow[]> {
    return Promise.resolve([...this.#tenants.values()].flatMap((tenant) => [...tenant.sessions.values()]));
  }

  healthy(): boolean {
    return this.#healthy;
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#flush();
    this.#closed = true;
    this.options.journal.close();
    return Promise.resolve();
  }

  #tenant(app: string): Tenant {
    const known = this.#tenants.get(app);
    if (known !== undefined) return known;
    const tenant = new Tenant();
    this.#tenants.set(app, tenant);
    return tenant;
  }

  #adopt(loaded: Loaded): void {
    for (const row of loaded.live) {
      const { app, cid } = row.call;
      this.#tenant(app).put(row);
      this.#deadlines.set(cid, { app, cid }, deadlineAtMs(row.call));
    }
    for (const record of loaded.ended) {
      if (isGroupRecord(record)) continue; // What it was a part of stands among the groups.
      const call = endedCall(record);
      this.#tenant(call.app).put({ call, room: null, version: 1 });
      this.#know(call);
    }
    this.groups.adopt(loaded.groups);
    this.docs.adopt(loaded.docs);
    for (const row of loaded.sessions) this.#tenant(row.app).open(row);
  }

  #know(call: EndedCall): void {
    this.#over.set(call.cid, { call, untilMs: this.options.clock.nowMs() + ENDED_KNOWN_MS });
  }

  #writeSession(app: string, sid: string, row: SessionRow | null): void {
    this.#batch.sessions.set(keyOf(app, sid), { app, sid, row });
  }

  #afterFlush<T>(value: T, deliveries: readonly Delivery[]): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        for (const delivery of deliveries) this.options.bus.publish(delivery);
        resolve(value);
      });
      if (this.#flushing) return;
      this.#flushing = true;
      this.options.defer(() => this.#flush());
    });
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#write();
    for (const proceed of waiting) proceed();
    this.presence.flushed();
  }

  #write(): void {
    const batch = this.#batch;
    const accounts = this.accounts.pending;
    if (batch.live.size + batch.groups.size + batch.docs.size + batch.records.length + batch.sessions.size === 0 && accounts === null) return;
    try {
      this.options.journal.write({ ...batch, accounts });
      this.#batch = emptyBatch();
      this.accounts.written();
      if (!this.#healthy) this.options.log.warn({}, 'the store writes again');
      this.#healthy = true;
    } catch (fault) {
      if (this.#healthy) this.options.log.error({ err: fault }, 'the store does not write; calls go on in memory');
      this.#healthy = false;
    }
  }
}

const emptyBatch = (): Writing => ({ live: new Map(), groups: new Map(), docs: new Map(), records: [], sessions: new Map() });

function refusalOf(tenant: Tenant, change: Change): Outcome | null {
  const { call, room, was } = change;
  if ((tenant.calls.get(call.cid)?.version ?? 0) !== was) return { done: false, because: 'stale' };
  if (room !== null && tenant.roomTaken(room.id, call.cid)) return { done: false, because: 'stale' };
  if (was > 0) return null;
  if (tenant.placed(call.accounts.caller, call.callId) !== null) return { done: false, because: 'stale' };
  if (tenant.isGone(change.asker)) return { done: false, because: 'gone' };
  const account = change.mustBeFree.find((each) => tenant.isBusy(each)) ?? change.mustBeOut.find((each) => tenant.isTaken(each));
  return account === undefined ? null : { done: false, because: 'busy', account };
}

function deliveriesOf(tenant: Tenant, tell: readonly Tell[]): Delivery[] {
  return tell.flatMap(({ to, event }) => {
    const sids = tenant.resolve(to);
    if (sids.length === 0) return [];
    return [{ kind: 'event', sids, body: JSON.stringify(event) }];
  });
}

function endedCall(record: Loaded['ended'][number]): EndedCall {
  const { app, cid, callId, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, endedBy, silent } = record;
  const reason = record.reason === 'dnd' ? 'busy' : record.reason; // Only the record says more (call rule 30).
  return { phase: 'ended', app, cid, callId, accounts: { caller, callee }, media, startedAtMs, silent, acceptedAtMs, endedAtMs, reason, endedBy };
}
