import type { EndReason, Media } from 'netcall-protocol';
import { deadlineAtMs } from '../../server/src/signal/call-table';
import type { Call, RingingCall } from '../../server/src/signal/call';
import type { Change, Store } from '../../server/src/store/store';
import { delegateGroups, GroupHistory } from './group-history';
import type { TrueRecord } from './invitations';
import { watchDoor } from './watch';

/** A rule of calls is broken: the model has found something. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** @throws Violation unless it is true */
export function claim(isTrue: boolean, otherwise: () => string): void {
  if (!isTrue) throw new Violation(otherwise());
}

/** What really happened to one call, as it reached the disk. */
export interface Happened {
  readonly cid: string;
  readonly callId: string;
  readonly caller: string;
  readonly callee: string;
  readonly media: Media;
  readonly ringUntilMs: number | null;
  readonly callerDevice: string | null;
  now: Call;
  version: number;
  connected: { readonly atMs: number; readonly callerDevice: string; readonly calleeDevice: string } | null;
  ended: { readonly atMs: number; readonly reason: EndReason; readonly by: string | null } | null;
}

/** The true story of all calls, over every restart of the server, told at the store's door. */
export class History {
  readonly calls = new Map<string, Happened>();
  readonly groups = new GroupHistory();
  readonly #cidOf = new Map<string, string>();
  readonly #faults: string[] = [];

  /** Calls that are not over. */
  get live(): Happened[] {
    return [...this.calls.values()].filter(({ ended }) => ended === null);
  }

  /** What the store was told that no server may tell it. */
  get faults(): readonly string[] {
    return [...this.#faults, ...this.groups.faults];
  }

  /** Every record that must have been written. */
  get records(): TrueRecord[] {
    const ofCalls = [...this.calls.values()].flatMap(({ cid, caller, callee, connected, ended }) =>
      ended === null ? [] : [{ cid, caller, callee, acceptedAtMs: connected?.atMs ?? null, reason: ended.reason, by: ended.by }],
    );
    return [...ofCalls, ...[...this.groups.groups.values()].flatMap(({ records }) => records)];
  }

  /** Puts a watch before a store. `isAlive` is false once the server that uses it is killed. */
  watch(store: Store, isAlive: () => boolean): Store {
    return {
      ...delegate(store),
      groups: this.groups.watch(store.groups, isAlive),
      ...watchDoor(store, {
        isAlive,
        committed: (change) => this.#committed(change),
        deadlineAtMs: (cid) => deadlineOf(this.calls.get(cid)),
        fault: (text) => this.#faults.push(text),
      }),
    };
  }

  #committed(change: Change): void {
    const { call, was, record } = change;
    const before = this.calls.get(call.cid);
    if (before === undefined) this.#begun(change);
    else {
      if (before.version !== was) this.#faults.push(`call ${call.cid}: a change was lost (${before.version}, ${was})`);
      if (before.ended !== null) this.#faults.push(`call ${call.cid} changed after its end`);
      if (before.now.phase === 'connected' && call.phase === 'ringing') this.#faults.push(`call ${call.cid} rings after its answer`);
      Object.assign(before, { now: call, version: was + 1, ...facts(call, before) });
    }
    if ((record !== null) !== (call.phase === 'ended')) this.#faults.push(`call ${call.cid}: a record without an end, or an end without one`);
  }

  #begun({ call, was }: Change): void {
    const key = `${call.accounts.caller} ${call.callId}`;
    if (this.#cidOf.has(key)) this.#faults.push(`one tap has made two calls: ${this.#cidOf.get(key)} and ${call.cid}`);
    this.#cidOf.set(key, call.cid);
    const ringing: RingingCall | null = call.phase === 'ringing' ? call : null;
    const { cid, callId, accounts, media } = call;
    const begun: Happened = {
      cid, callId, ...accounts, media, ringUntilMs: ringing?.ringUntilMs ?? null, callerDevice: ringing?.caller.device ?? null, now: call, version: was + 1, connected: null, ended: null,
    };
    this.calls.set(cid, { ...begun, ...facts(call, begun) });
  }
}

function deadlineOf(call: Happened | undefined): number | null {
  return call === undefined ? null : deadlineAtMs(call.now);
}

function facts(call: Call, before: Happened): Partial<Happened> {
  if (call.phase === 'connected' && before.connected === null) {
    return { connected: { atMs: call.acceptedAtMs, callerDevice: call.caller.device, calleeDevice: call.callee.device } };
  }
  return call.phase === 'ended' && before.ended === null ? { ended: { atMs: call.endedAtMs, reason: call.reason, by: call.endedBy } } : {};
}

/** A store that hands everything to another one. */
export function delegate(store: Store): Store {
  return {
    accounts: store.accounts,
    groups: store.groups,
    docs: store.docs,
    presence: store.presence,
    read: (app, cid) => store.read(app, cid),
    placed: (app, caller, callId) => store.placed(app, caller, callId),
    heldOf: (app, account) => store.heldOf(app, account),
    liveOf: (app, account) => store.liveOf(app, account),
    commit: (change) => store.commit(change),
    route: (app, tell) => store.route(app, tell),
    due: (nowMs) => store.due(nowMs),
    live: () => store.live(),
    records: (app, account, before, limit) => store.records(app, account, before, limit),
    recordOf: (app, account, cid) => store.recordOf(app, account, cid),
    openSession: (row) => store.openSession(row),
    saveSession: (row) => store.saveSession(row),
    closeSession: (app, sid) => store.closeSession(app, sid),
    sessionsOf: (app, account) => store.sessionsOf(app, account),
    sessions: () => store.sessions(),
    healthy: () => store.healthy(),
    close: () => store.close(),
  };
}

/** The same store, further away: what is asked arrives later, and so does its answer, as with an engine on another machine. */
export function distant(store: Store, travel: () => Promise<void>): Store {
  const near = delegate(store);
  const groups = delegateGroups(store.groups);
  const far = <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => async (...args: A): Promise<T> => {
    await travel();
    return ask(...args);
  };
  return {
    ...near,
    groups: {
      ...groups, read: far(groups.read), placed: far(groups.placed), named: far(groups.named), numbered: far(groups.numbered), heldOf: far(groups.heldOf), unusedOf: far(groups.unusedOf),
      commit: far(groups.commit),
    },
    docs: {
      read: (app, key) => far(() => store.docs.read<never>(app, key))(), commit: (change) => far(() => store.docs.commit(change))(),
      due: (kind, nowMs) => store.docs.due(kind, nowMs), all: (kind) => store.docs.all(kind),
    },
    read: far(near.read), placed: far(near.placed), heldOf: far(near.heldOf), liveOf: far(near.liveOf), sessionsOf: far(near.sessionsOf),
    commit: far(near.commit), openSession: far(near.openSession), saveSession: far(near.saveSession), closeSession: far(near.closeSession),
  };
}
