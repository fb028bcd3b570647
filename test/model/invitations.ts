import type { EndReason } from 'netcall-protocol';
import { groupRecordNumber, takenSeats, type Ending, type Group, type RingingSeat, type Seat, type TakenSeat } from '../../server/src/signal/group';
import type { GroupChange } from '../../server/src/store/group-store';

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

/** One who was called: at the first moment of a call with several, or into one or a named room that went on. */
export interface Called {
  readonly uid: number;
  readonly account: string;
  /** Who has called it, with its number then. */
  readonly caller: string;
  readonly by: number;
  readonly callId: string;
  /** How it came to nothing; null while it rings, and for one who has come. */
  ending: Ending | null;
  /** The device that has come. */
  device: string | null;
  record: TrueRecord | null;
}

/** A device's time in a group, from its place to its end; a device that another one takes the place of is `kicked`. `callId` is that of the call or of the invitation by which it came, null by the door of a room. */
export interface Stay {
  readonly account: string;
  readonly device: string;
  readonly uid: number;
  readonly callId: string | null;
  ending: Ending | null;
}

/** What the devices that were in it must hear of one who was called: that it is called more, that it comes, or does not. */
export interface Tiding {
  readonly name: 'callInvited' | 'callAccepted' | 'callRejected';
  readonly account: string;
  readonly hearers: readonly Pick<Stay, 'device' | 'uid'>[];
}

/** Who is called with a change, as it tells everybody who is in it. */
export function newlyCalled(before: Group | null, change: GroupChange): Called[] {
  const { group } = change;
  const fresh = { ending: null, device: null, record: null };
  if (before === null) {
    return group.kind === 'room' ? [] : group.seats.slice(1).map(({ uid, account }) => ({ uid, account, caller: group.maker, by: 1, callId: group.callId, ...fresh }));
  }
  const told = invitingOf(change);
  if (told === undefined) return [];
  const first = before.kind === 'room' ? before.nextUid : Math.max(...before.seats.map(({ uid }) => uid)) + 1;
  const by = takenSeats(before).find(({ account }) => account === told.account)?.uid ?? 0;
  return told.callees.map((account, index) => ({ uid: first + index, account, caller: told.account, by, callId: groupRecordNumber(group.cid, first + index), ...fresh }));
}

/** Who calls whom into it with a change. */
function invitingOf({ tell }: GroupChange): { readonly account: string; readonly callees: readonly string[] } | undefined {
  for (const { event } of tell) if (event.t === 'calledMore') return event;
  return undefined;
}

/** What becomes of those who were called, and the records that must be written: of what ended first, one's own part or that of who has called. */
export function follow(called: readonly Called[], before: Group | null, change: GroupChange): TrueRecord[] {
  return called.flatMap((each) => {
    if (each.record !== null) return [];
    const was = seatWith(before, each.uid);
    const seat = seatWith(change.group, each.uid);
    if (was?.state !== 'in' && isOut(seat)) each.ending = endingOf(change, each, was);
    if (seat?.state === 'in' && was?.state !== 'in') each.device = seat.device;
    each.record = recordOf(each, before, change);
    return each.record === null ? [] : [each.record];
  });
}

function recordOf(each: Called, before: Group | null, change: GroupChange): TrueRecord | null {
  const { group } = change;
  const { uid, account: callee, caller, by } = each;
  const [was, seat] = [seatWith(before, uid), seatWith(group, uid)];
  const known = { cid: groupRecordNumber(group.cid, uid), caller, callee };
  const isAlone = seatWith(group, by)?.state !== 'in';
  if (was?.state !== 'in') {
    if (each.ending !== null) return { ...known, acceptedAtMs: null, ...each.ending };
    return seat?.state === 'in' && isAlone ? { ...known, acceptedAtMs: null, reason: 'cancelled', by: caller } : null;
  }
  const own = isOut(seat) ? endingOf(change, each, was) : null;
  const callers = isAlone ? endingOf(change, { uid: by, account: caller }, seatWith(before, by)) : null;
  const ending = own !== null && (callers === null || wasFirst(own, callers, group)) ? own : callers;
  return ending === null ? null : { ...known, acceptedAtMs: was.sinceMs, ...ending };
}

/** Of two who are out with one change: this one was by itself, and who has called it with all others when too few were left. */
function wasFirst(own: Ending, callers: Ending, { over }: Group): boolean {
  return over !== null && callers.reason === over.reason && own.reason !== over.reason;
}

/** How a place came to its end. A named room forgets it: then by what is told, and who is told nothing did it. */
export function endingOf({ group, tell }: GroupChange, { uid, account }: { readonly uid: number; readonly account: string }, was: Seat | undefined): Ending {
  const seat = seatWith(group, uid);
  if (seat?.state === 'gone') return { reason: seat.reason, by: seat.by };
  for (const { to, event } of tell) {
    if (was === undefined && event.t === 'declined' && event.account === account) return { reason: event.reason, by: null };
    if (event.t !== 'ended' || !('account' in to) || to.account !== account) continue;
    if (was?.state === 'in' ? 'device' in to && to.device === was.device : !('device' in to)) return { reason: event.reason, by: event.account };
  }
  return { reason: was?.state === 'in' ? 'hungUp' : 'rejected', by: account };
}

/** Everybody who was in it hears whom somebody calls more. */
export function invitingTidings(added: readonly Called[], before: Group | null): Tiding[] {
  return before === null ? [] : added.map(({ account }) => ({ name: 'callInvited', account, hearers: takenSeats(before) }));
}

/** Who comes and who does not is told to all who are in it, and to those whose call ends with it. Of those who were `called` and had not come. */
export function tidingsOf(called: readonly Called[], before: Group | null, group: Group): Tiding[] {
  return called.flatMap(({ uid, account, ending }): Tiding[] => {
    const [was, seat] = [seatWith(before, uid), seatWith(group, uid)];
    const isSettled = was?.state !== 'in' && (ending !== null || seat?.state === 'in');
    if (!isSettled || (ending !== null && !DECLINED.includes(ending.reason))) return [];
    const hears = (each: TakenSeat): boolean => {
      const after = seatWith(group, each.uid);
      return after?.state === 'in' || (ending !== null && after?.state === 'gone' && after.reason === ending.reason && after.by === ending.by);
    };
    const hearers = before === null ? takenSeats(group) : takenSeats(before).filter(hears);
    return [{ name: ending === null ? 'callAccepted' : 'callRejected', account, hearers }];
  });
}

/** Who comes to a place and who leaves one with a change. */
export function stay(stays: Stay[], before: Group | null, change: GroupChange): void {
  const { group } = change;
  const taken = before === null ? [] : takenSeats(before);
  for (const was of taken) {
    const seat = seatWith(group, was.uid);
    const open = stays.find(({ device, ending }) => device === was.device && ending === null);
    if (open === undefined || (seat?.state === 'in' && seat.device === was.device)) continue;
    open.ending = seat?.state === 'in' ? { reason: 'kicked', by: was.account } : endingOf(change, was, was);
  }
  const first = group.kind === 'team' ? group.callId : null;
  for (const { account, device, uid, called } of takenSeats(group)) {
    if (!taken.some((was) => was.uid === uid && was.device === device)) stays.push({ account, device, uid, callId: called?.callId ?? first, ending: null });
  }
}

/** Who has this number in it. */
export const seatWith = (group: Group | null, uid: number): Seat | undefined => group?.seats.find((seat) => seat.uid === uid);

const isOut = (seat: Seat | undefined): boolean => seat === undefined || seat.state === 'gone';

/** Who still has a place or rings. */
export const seatsOf = ({ seats }: Group): (RingingSeat | TakenSeat)[] => seats.filter((seat) => seat.state !== 'gone');
