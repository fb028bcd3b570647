import type { Group } from '../../server/src/signal/group';
import { groupDeadlineAtMs } from '../../server/src/signal/group-table';
import type { GroupChange, GroupStore } from '../../server/src/store/group-store';
import { faultsOf } from './group-rules';
import { follow, invitingTidings, newlyCalled, stay, tidingsOf, type Called, type Stay, type Tiding, type TrueRecord } from './invitations';
import { watchDoor } from './watch';

/** What really happened to one group, as it reached the disk. */
export interface HappenedGroup {
  now: Group;
  version: number;
  readonly stays: Stay[];
  /** Everybody who was called, as often as it was. */
  readonly called: Called[];
  readonly records: TrueRecord[];
  readonly tidings: Tiding[];
}

/** The true story of all calls with several and of all named rooms, told at the store's door. */
export class GroupHistory {
  readonly groups = new Map<string, HappenedGroup>();
  readonly faults: string[] = [];
  readonly #callIds = new Map<string, string>();

  /** Groups that are not over. */
  get live(): HappenedGroup[] {
    return [...this.groups.values()].filter(({ now }) => now.over === null);
  }

  /** Puts a watch before a store, as that of calls. */
  watch(store: GroupStore, isAlive: () => boolean): GroupStore {
    return {
      ...delegateGroups(store),
      ...watchDoor(store, {
        isAlive,
        committed: (change) => this.#committed(change),
        deadlineAtMs: (cid) => deadlineOf(this.groups.get(cid)),
        fault: (text) => this.faults.push(text),
      }),
    };
  }

  #committed(change: GroupChange): void {
    const { group, was } = change;
    const happened = this.groups.get(group.cid) ?? this.#begun(group);
    const before = happened.version === 0 ? null : happened.now;
    if (happened.version !== was) this.faults.push(`group ${group.cid}: a change was lost (${happened.version}, ${was})`);
    const added = newlyCalled(before, change);
    happened.called.push(...added);
    const open = happened.called.filter(({ record }) => record === null);
    const records = follow(open, before, change);
    happened.tidings.push(...invitingTidings(added, before), ...tidingsOf(open, before, group));
    if (before === null && group.over !== null) happened.stays.push(...refused(change));
    this.faults.push(...faultsOf(before, change, { records, added }));
    happened.records.push(...records);
    stay(happened.stays, before, change);
    Object.assign(happened, { now: group, version: was + 1 });
  }

  #begun(group: Group): HappenedGroup {
    const happened: HappenedGroup = { now: group, version: 0, stays: [], called: [], records: [], tidings: [] };
    this.groups.set(group.cid, happened);
    if (group.kind !== 'team') return happened;
    const key = `${group.maker} ${group.callId}`;
    if (this.#callIds.has(key)) this.faults.push(`one tap has made two calls with several: ${this.#callIds.get(key)} and ${group.cid}`);
    this.#callIds.set(key, group.cid);
    return happened;
  }
}

/** A store of groups that hands everything to another one. */
export function delegateGroups(store: GroupStore): GroupStore {
  return {
    read: (app, cid) => store.read(app, cid),
    placed: (app, caller, callId) => store.placed(app, caller, callId),
    named: (app, name) => store.named(app, name),
    numbered: (app, number) => store.numbered(app, number),
    heldOf: (app, account) => store.heldOf(app, account),
    unusedOf: (app, maker) => store.unusedOf(app, maker),
    commit: (change) => store.commit(change),
    due: (nowMs) => store.due(nowMs),
    live: () => store.live(),
  };
}

function deadlineOf(happened: HappenedGroup | undefined): number | null {
  return happened === undefined ? null : groupDeadlineAtMs(happened.now);
}

/** Nobody could be reached: the caller has no place any more, and is known by what it is told. */
function refused({ group, tell }: GroupChange): Stay[] {
  const { maker, over } = group;
  const devices = tell.flatMap(({ to, event }) => (event.t === 'ended' && 'device' in to ? [to.device] : []));
  return devices.map((device) => ({ account: maker, device, uid: 1, callId: group.kind === 'team' ? group.callId : null, ending: over }));
}
