import type { CallRecord, EndReason, ServerEvents } from 'netcall-protocol';
import type { Audience, StoredRecord, Told } from './call';
import { keepRecord } from './call-ends';
import {
  groupRecordNumber, invitationOf, isSilent, ringingSeats, takenSeats, type Ending, type Group, type GroupEffect, type GroupStep, type Invitation, type NamedRoom, type RingingSeat,
  type Seat, type TakenSeat,
} from './group';

/** A step without a change. */
export const keep = <G extends Group>(group: G, effects: readonly GroupEffect[] = []): GroupStep<G> => ({ group, effects });

/** One step after another. */
export function then(step: GroupStep, next: (group: Group) => GroupStep): GroupStep {
  const after = next(step.group);
  return { group: after.group, effects: [...step.effects, ...after.effects] };
}

/** The group with a seat in the place of the one with its number. */
export function withSeat<G extends Group>(group: G, seat: Seat): G {
  return { ...group, seats: group.seats.map((each) => (each.uid === seat.uid ? seat : each)) };
}

/** An event for one device, or for all of an account's. */
export const tell = (to: Audience, event: Told): GroupEffect => ({ do: 'tell', to, event });

/** Everybody who is in it, but one. */
export function tellTaken(group: Group, but: number | null, event: Told): GroupEffect[] {
  return takenSeats(group).filter(({ uid }) => uid !== but).map((seat) => tell(deviceOf(seat), asHeardBy(seat, event)));
}

/** The leg of a call knows a meeting by the number of its call. */
export function asHeardBy<T extends Told>({ leg }: TakenSeat, event: T): T {
  return leg === undefined || !('cid' in event) ? event : { ...event, cid: leg.cid };
}

/** The device of a seat. */
export const deviceOf = ({ account, device }: TakenSeat): Audience => ({ account, device });

/** The devices of an account, all or all but one. */
export const devicesOf = (account: string, except: string | null = null): Audience => ({ account, except, only: 'all' });

/** Its end for whoever a seat stands for: its device, every device that rings, or nobody. A leg hears of the end of its call instead. */
export function tellSeat(seat: RingingSeat | TakenSeat, event: Told): GroupEffect[] {
  if (seat.state === 'in') return seat.leg === undefined ? [tell(deviceOf(seat), event)] : [];
  return isSilent(seat) ? [] : [tell(devicesOf(seat.account), event)];
}

/** The end, as a device hears it. */
export function endedEvent(group: Group, { reason, by }: Ending, at: number): { t: 'ended' } & ServerEvents['ended'] {
  return { t: 'ended', cid: group.cid, reason, account: by, at };
}

/**
 * A seat comes to its end: its stream is revoked, records are written, those who stay are told, and the group is over when
 * too few are left. The device that asked for it has its answer and hears nothing else.
 *
 * @param custom - what one who declines says
 */
export function endSeat(group: Group, seat: RingingSeat | TakenSeat, ending: Ending, nowMs: number, custom?: string): GroupStep {
  const vacated = vacate(group, seat, ending, nowMs);
  const declined: GroupEffect[] = seat.state === 'ringing' ? tellTaken(group, null, declinedEvent(group, seat.account, ending.reason, custom)) : [];
  const step: GroupStep = { group: vacated.group, effects: [...vacated.effects, ...declined] };
  const last = lastEnding(vacated.group, ending);
  if (last !== null) return then(step, (left) => dissolve(left, last, nowMs));
  if (seat.state === 'ringing') return step;
  const left = { t: 'memberLeft', cid: group.cid, uid: seat.uid, account: seat.account } as const;
  return { group: step.group, effects: [...step.effects, ...tellTaken(step.group, null, left)] };
}

/** What one who was called, and does not come, is told as to the others. */
export function declinedEvent({ cid }: Group, account: string, reason: EndReason, custom?: string): { t: 'declined' } & ServerEvents['declined'] {
  return { t: 'declined', cid, account, reason, ...(custom === undefined ? {} : { custom }) };
}

/** It is over for everybody: who is in it and who still rings hears the reason. */
export function dissolve(group: Group, ending: Ending, nowMs: number): GroupStep {
  let step = keep(group);
  for (const seat of group.seats) {
    if (seat.state === 'gone') continue;
    const own: Ending = seat.state === 'ringing' && ending.reason === 'hungUp' ? { ...ending, reason: 'cancelled' } : ending;
    const heard = tellSeat(seat, endedEvent(group, own, nowMs));
    step = then(step, (before) => then(vacate(before, seat, own, nowMs), (after) => keep(after, heard)));
  }
  return { group: { ...step.group, over: { ...ending, atMs: nowMs } }, effects: step.effects };
}

/** What one who was called and who has called it have done together, once one of the two is out; silent when the one has blocked the other. */
export function recordOf({ cid, media }: Group, callee: Seat, called: Invitation, acceptedAtMs: number | null, endedAtMs: number, { reason, by }: Ending): GroupEffect {
  const { callId, caller, atMs: startedAtMs } = called;
  const durationMs = acceptedAtMs === null ? 0 : Math.max(0, endedAtMs - acceptedAtMs);
  const record: StoredRecord = {
    cid: groupRecordNumber(cid, callee.uid), callId, caller, callee: callee.account, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason, endedBy: by,
    ...(isSilent(callee) ? { silent: true } : {}),
  };
  return { do: 'record', record };
}

/** Records are told after the ends that they are of: to each account its own. */
export function recordsLast(step: GroupStep): GroupStep {
  const records = step.effects.flatMap((effect) => (effect.do === 'record' ? keepRecord(effect.record, recordForCaller(effect.record)) : []));
  return records.length === 0 ? step : { ...step, effects: [...step.effects.filter((effect) => effect.do !== 'record'), ...records] };
}

function recordForCaller({ callId: _callId, silent: _silent, ...record }: StoredRecord): CallRecord {
  return record.reason === 'dnd' ? { ...record, reason: 'busy' } : record;
}

/** A named room keeps no place for who has left: it may stay open for days, and everybody may come by. */
function vacate(group: Group, seat: RingingSeat | TakenSeat, ending: Ending, nowMs: number): GroupStep {
  const { uid, account } = seat;
  const revoke: GroupEffect[] = seat.state === 'in' && seat.stream !== null ? [{ do: 'revoke', stream: seat.stream }] : [];
  const gone: Seat = { state: 'gone', uid, account, atMs: nowMs, ...ending, ...(isSilent(seat) ? { silent: true } : {}) };
  const effects = [...revoke, ...recordsOf(group, seat, ending, nowMs)];
  if (group.kind === 'team') return { group: withSeat(group, gone), effects };
  const isLeg = seat.state === 'in' && seat.leg !== undefined;
  if (ending.reason === 'closed' && !isLeg) return { group: withSeat(group, seat.state === 'in' ? { ...gone, device: seat.device } : gone), effects };
  const seats = group.seats.filter((each) => each.uid !== uid);
  const idleMs = seats.length === 0 ? (group.meeting?.idleMs ?? null) : null;
  return { group: { ...group, seats, ...(idleMs === null ? {} : { unusedUntilMs: nowMs + idleMs }) }, effects };
}

/** One record for each account that was called: when it is out, or when who has called it is and it had answered. */
function recordsOf(group: Group, seat: RingingSeat | TakenSeat, ending: Ending, nowMs: number): GroupEffect[] {
  const own = invitationOf(group, seat);
  const record = (each: RingingSeat | TakenSeat, called: Invitation): GroupEffect => recordOf(group, each, called, each.state === 'in' ? each.sinceMs : null, nowMs, ending);
  const others = takenSeats(group).flatMap((each) => {
    const called = invitationOf(group, each);
    return called?.by === seat.uid ? [record(each, called)] : [];
  });
  const isOpen = own !== null && (seat.state === 'ringing' || isIn(group, own.by));
  return isOpen ? [record(seat, own), ...others] : others;
}

/** Whether the one with this number is in it. */
export const isIn = (group: Group, uid: number): boolean => takenSeats(group).some((seat) => seat.uid === uid);

/** How all of it ends when this was the last that kept it alive; null while it goes on. */
function lastEnding(group: Group, ending: Ending): Ending | null {
  const taken = takenSeats(group);
  if (group.kind === 'team') return taken.length === 0 || (taken.length === 1 && ringingSeats(group).length === 0) ? ending : null;
  if (taken.length === 0) return staysOpen(group) ? null : ending;
  return group.live && !taken.some(({ account }) => account === group.maker) ? { reason: 'closed', by: group.maker } : null;
}

/** A meeting waits for those who come back: one for a call as long as the call lives, any other for its time. */
const staysOpen = ({ meeting }: NamedRoom): boolean => meeting !== undefined && (meeting.idleMs !== null || meeting.call !== null);
