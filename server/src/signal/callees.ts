import { LIMITS } from 'netcall-protocol';
import { declinedEvent, keep, recordOf, tell, tellTaken } from './group-ends';
import {
  groupRecordNumber, groupUids, invitationOf, isMeeting, isSilent, liveSeats, teamOf, type Callee, type GoneSeat, type Group, type GroupEffect, type GroupStep, type Invitation, type Reach,
  type RingingSeat, type Seat, type SeatEvent, type TakenSeat,
} from './group';
import { PLACES } from './room-moves';

type CalledMore = Extract<SeatEvent, { type: 'calledMore' }>;

/** A call with several remembers so many accounts: who is out for longest is forgotten when others are called. */
const SEATS_KEPT = 64;

/** The seat of one who is called, and how it can be reached. Who does not want to be disturbed is busy to everybody else (call rule 30). */
export function seatAtFirst(uid: number, { account, reach, isSilent: silently }: Callee, atMs: number, called?: Invitation): GoneSeat | RingingSeat {
  const silent = silently ? ({ silent: true } as const) : {};
  if (reach === 'all' || reach === 'appPolicy') return { state: 'ringing', uid, account, rang: false, ...silent, ...(called === undefined ? {} : { called }) };
  return { state: 'gone', uid, account, atMs, reason: reach === 'dnd' ? 'busy' : reach, by: null, ...silent };
}

/** What follows for one who is called: its devices ring, or everybody in it hears why not. */
export function callOut(group: Group, seat: GoneSeat | RingingSeat, called: Invitation, reach: Reach, nowMs: number): GroupEffect[] {
  if (seat.state === 'ringing') return isSilent(seat) ? [] : [invitation(group, seat, called, reach, nowMs)];
  const because = reach === 'dnd' ? 'dnd' : seat.reason;
  return [...tellTaken(group, null, declinedEvent(group, seat.account, seat.reason)), recordOf(group, seat, called, null, seat.atMs, { reason: because, by: null })];
}

/** One who is in a group that goes on calls more accounts, none of which is in it or rings. Who was out gets a new number. */
export function callMore(group: Group, asker: TakenSeat, event: CalledMore, nowMs: number): GroupStep {
  if (isMeeting(group)) return { group, effects: [], refusal: { code: 'BAD_STATE', detail: { method: 'callMore', phase: 'connected' } } };
  const first = group.kind === 'room' ? group.nextUid : Math.max(...group.seats.map(({ uid }) => uid)) + 1;
  const added = event.callees.map((callee, index) => {
    const uid = first + index;
    const called: Invitation = {
      by: asker.uid, caller: asker.account, callId: groupRecordNumber(group.cid, uid), atMs: nowMs, untilMs: nowMs + event.ringMs, ...(event.custom === undefined ? {} : { custom: event.custom }),
    };
    return { seat: seatAtFirst(uid, callee, nowMs, called), called, reach: callee.reach };
  });
  const most = group.kind === 'room' ? PLACES[group.scene] : LIMITS.roomMembers;
  if (liveSeats(group).length + added.filter(({ seat }) => seat.state === 'ringing').length > most) return { group, effects: [], refusal: { code: 'ROOM_FULL', detail: {} } };
  const next = withSeats(group, added.map(({ seat }) => seat));
  const callees = added.map(({ seat }) => seat.account);
  const told = tellTaken(next, null, { t: 'calledMore', cid: group.cid, account: asker.account, callees, uids: groupUids(next) });
  return keep(next, [...told, ...added.flatMap(({ seat, called, reach }) => callOut(next, seat, called, reach, nowMs))]);
}

/** Room for those who are called. A named room keeps no place for who cannot come. */
function withSeats(group: Group, added: readonly (GoneSeat | RingingSeat)[]): Group {
  const others = group.seats.filter(({ account }) => added.every((seat) => seat.account !== account));
  if (group.kind === 'room') return { ...group, nextUid: group.nextUid + added.length, seats: [...others, ...added.filter(({ state }) => state === 'ringing')] };
  const out = others.filter((seat): seat is GoneSeat => seat.state === 'gone').sort((one, other) => one.atMs - other.atMs);
  const forgotten: readonly Seat[] = out.slice(0, Math.max(0, others.length + added.length - SEATS_KEPT));
  return { ...group, seats: [...others.filter((seat) => !forgotten.includes(seat)), ...added] };
}

function invitation(group: Group, { account, uid, called }: RingingSeat, { callId, caller, custom, untilMs }: Invitation, reach: Reach, nowMs: number): GroupEffect {
  const { cid, media } = group;
  const event = {
    t: 'invited', cid, callId, caller, media, ringMsLeft: untilMs - nowMs, uids: groupUids(group), team: called === undefined ? teamOf(group) : companyOf(group, uid),
    ...(group.kind === 'room' ? { channel: group.name } : {}), ...(custom === undefined ? {} : { custom }),
  } as const;
  return tell({ account, except: null, only: reach === 'appPolicy' ? 'appPolicy' : 'all' }, event);
}

/** Whom one who is called later meets: those who are in it or ring. */
export function companyOf(group: Group, uid: number): string[] {
  return teamOf({ seats: liveSeats(group).filter((seat) => seat.uid === uid || !isSilent(seat)) });
}

/** How one of the first moment was called: by the caller. */
export function firstInvitation(group: Group, seat: Seat): Invitation {
  const called = invitationOf(group, seat);
  if (called === null) throw new Error(`${seat.account} was called by nobody`);
  return called;
}
