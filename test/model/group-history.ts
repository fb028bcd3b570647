import type { EndReason } from 'netcall-protocol';
import { groupRecordNumber, ringingSeats, takenSeats, type Ending, type GoneSeat, type Group, type RingingSeat, type Seat, type TakenSeat, type Team } from '../../server/src/signal/group';
import { groupDeadlineAtMs } from '../../server/src/signal/group-table';
import type { GroupChange, GroupStore } from '../../server/src/store/group-store';
import { faultsOf } from './group-rules';
import { watchDoor } from './watch';

/** Why one who was called does not come; for other reasons it is over for everybody. */
const DECLINED: readonly EndReason[] = ['rejected', 'noAnswer', 'busy'];

/** What stands on the record of two accounts. */
export interface TrueRecord {
  readonly cid: string;
  readonly caller: string;
  readonly callee: string;
  readonly acceptedAtMs: number | null;
  readonly reason: EndReason;
  readonly by: string | null;
}

/** A device's time in a group, from its place to its end; a device that another one takes the place of is `kicked`. */
export interface Stay {
  readonly account: string;
  readonly device: string;
  ending: Ending | null;
}

/** What the devices that were in it must hear of one who was called. */
export interface Tiding {
  readonly name: 'callAccepted' | 'callRejected';
  readonly account: string;
  readonly devices: readonly string[];
}

/** What really happened to one group, as it reached the disk. */
export interface HappenedGroup {
  now: Group;
  version: number;
  readonly stays: Stay[];
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
    const records = group.kind === 'team' ? recordsOf(before, group) : [];
    if (group.kind === 'team') happened.tidings.push(...tidingsOf(before, group));
    if (before === null && group.over !== null) happened.stays.push(...refused(change));
    this.faults.push(...faultsOf(before, change, records));
    happened.records.push(...records);
    stay(happened.stays, before, group);
    Object.assign(happened, { now: group, version: was + 1 });
  }

  #begun(group: Group): HappenedGroup {
    const happened: HappenedGroup = { now: group, version: 0, stays: [], records: [], tidings: [] };
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

/** One record for each who was called: of what ended first, its own part or the caller's. */
function recordsOf(before: Group | null, team: Team): TrueRecord[] {
  const [caller, ...callees] = team.seats;
  return callees.flatMap((seat) => {
    const was = before?.seats.find(({ uid }) => uid === seat.uid);
    const callerWas = before?.seats[0];
    const known = { cid: groupRecordNumber(team.cid, seat.uid), caller: team.maker, callee: seat.account };
    if (was?.state === 'gone' || (was?.state === 'in' && callerWas?.state === 'gone')) return [];
    if (caller?.state === 'gone' && seat.state === 'in' && was?.state === 'ringing') return [{ ...known, acceptedAtMs: null, reason: 'cancelled' as const, by: caller.account }];
    const ending = was?.state === 'in' && caller?.state === 'gone' && !wasFirst(seat, caller, team) ? caller : seat.state === 'gone' ? seat : null;
    return ending === null ? [] : [{ ...known, acceptedAtMs: was?.state === 'in' ? was.sinceMs : null, reason: ending.reason, by: ending.by }];
  });
}

/** Of two who are out with one change: this one was by itself, and the caller with all others when too few were left. */
function wasFirst(seat: Seat, caller: GoneSeat, { over }: Team): boolean {
  return seat.state === 'gone' && over !== null && caller.reason === over.reason && seat.reason !== over.reason;
}

/** Who comes and who does not is told to all who are in it, and to those whose call ends with it. */
function tidingsOf(before: Group | null, team: Team): Tiding[] {
  const ringing = before === null ? team.seats.slice(1) : ringingSeats(before);
  return ringing.flatMap(({ uid, account }): Tiding[] => {
    const seat = team.seats.find((each) => each.uid === uid);
    if (seat === undefined || seat.state === 'ringing' || (seat.state === 'gone' && !DECLINED.includes(seat.reason))) return [];
    const hears = (each: TakenSeat): boolean => {
      const after = team.seats.find((other) => other.uid === each.uid);
      return after?.state === 'in' || (seat.state === 'gone' && after?.state === 'gone' && after.reason === seat.reason && after.by === seat.by);
    };
    const devices = before === null ? takenSeats(team) : takenSeats(before).filter(hears);
    return [{ name: seat.state === 'in' ? 'callAccepted' : 'callRejected', account, devices: devices.map(({ device }) => device) }];
  });
}

function stay(stays: Stay[], before: Group | null, group: Group): void {
  const taken = before === null ? [] : takenSeats(before);
  for (const was of taken) {
    const seat = group.seats.find(({ uid }) => uid === was.uid);
    const open = stays.find(({ device, ending }) => device === was.device && ending === null);
    if (open === undefined || (seat?.state === 'in' && seat.device === was.device)) continue;
    if (seat?.state === 'in') open.ending = { reason: 'kicked', by: was.account };
    else if (seat?.state === 'gone') open.ending = { reason: seat.reason, by: seat.by };
    else open.ending = goneFrom(group, was);
  }
  for (const { account, device, uid } of takenSeats(group)) {
    if (!taken.some((was) => was.uid === uid && was.device === device)) stays.push({ account, device, ending: null });
  }
}

/** Nobody could be reached: the caller has no place any more, and is known by what it is told. */
function refused({ group: { maker, over }, tell }: GroupChange): Stay[] {
  const devices = tell.flatMap(({ to, event }) => (event.t === 'ended' && 'device' in to ? [to.device] : []));
  return devices.map((device) => ({ account: maker, device, ending: over }));
}

/** A named room forgets who has left it: with a socket it has hung up, without one it was lost. */
function goneFrom({ over }: Group, { account, link }: TakenSeat): Ending {
  if (over !== null) return over;
  return link.up ? { reason: 'hungUp', by: account } : { reason: 'lost', by: null };
}

/** Who still has a place or rings. */
export const seatsOf = (group: Group): (RingingSeat | TakenSeat)[] => [...ringingSeats(group), ...takenSeats(group)];
