import { dissolve, deviceOf, endedEvent, endSeat, keep, tell, then } from './group-ends';
import { isMeeting, takenSeats, type Group, type GroupStep, type MeetingEvent, type MeetingRoom } from './group';

/** What happens to a meeting beside what its members do. Any other group stays as it is. */
export function meetingTransition(group: Group, event: MeetingEvent, nowMs: number): GroupStep {
  if (!isMeeting(group) || group.over !== null) return keep(group);
  switch (event.type) {
    case 'callOver':
      return callOver(group, event.cid, nowMs);
    case 'kicked':
      return kick(group, event.account, event.by, nowMs);
    case 'destroyed':
      return destroy(group, event, nowMs);
  }
}

/** The legs of a call leave with it; a meeting that was made for it is then one that nobody keeps. */
function callOver(room: MeetingRoom, cid: string, nowMs: number): GroupStep {
  const free = room.meeting.call === cid ? { ...room, meeting: { ...room.meeting, call: null } } : room;
  const legs = takenSeats(room).filter(({ leg }) => leg?.cid === cid);
  const left = legs.reduce((step, seat) => then(step, (now) => endSeat(now, seat, { reason: 'hungUp', by: seat.account }, nowMs)), keep<Group>(free));
  return then(left, (now) => (isAbandoned(now) ? dissolve(now, { reason: 'closed', by: null }, nowMs) : keep(now)));
}

const isAbandoned = (group: Group): boolean =>
  isMeeting(group) && group.over === null && group.meeting.idleMs === null && group.meeting.call === null && takenSeats(group).length === 0;

function kick(room: MeetingRoom, account: string, by: string, nowMs: number): GroupStep {
  const seat = takenSeats(room).find((each) => each.account === account);
  if (seat === undefined) return { group: room, effects: [], refusal: { code: 'NOT_IN_ROOM', detail: {} } };
  const ending = { reason: 'kicked', by } as const;
  const told = seat.leg === undefined ? [tell(deviceOf(seat), endedEvent(room, ending, nowMs))] : [];
  return then(endSeat(room, seat, ending, nowMs), (after) => keep(after, told));
}

/** The device that has asked for it has its answer. */
function destroy(room: MeetingRoom, { by, device }: Extract<MeetingEvent, { type: 'destroyed' }>, nowMs: number): GroupStep {
  const { group, effects } = dissolve(room, { reason: 'closed', by }, nowMs);
  const isAsker = (to: object): boolean => 'device' in to && 'account' in to && to.account === by && to.device === device;
  return { group, effects: effects.filter((effect) => effect.do !== 'tell' || !isAsker(effect.to)) };
}
