import { LIMITS } from 'netcall-protocol';
import { asHeardBy, deviceOf, endedEvent, endSeat, keep, tell, then, withSeat } from './group-ends';
import { isSilent, liveSeats, takenSeats, type Entering, type Group, type GroupStep, type NamedRoom, type TakenSeat } from './group';
import { streamName } from './room';

type Entered = Entering & { readonly account: string; readonly device: string };

/** Accounts in a room of each scene. */
export const PLACES = [2, LIMITS.roomMembers] as const;

/** Whoever opens the door of a named room gets what `move` gives, when the room is open and of this scene. */
export function asRoom(group: Group, event: Entered, move: (room: NamedRoom) => GroupStep): GroupStep {
  if (group.kind !== 'room' || group.over !== null) return { group, effects: [], refusal: { code: 'ROOM_UNKNOWN', detail: {} } };
  if (group.scene !== event.scene) return { group, effects: [], refusal: { code: 'ROOM_MISMATCH', detail: {} } };
  return move(group);
}

/** An account that is not there enters. If it is called there by one whom it has blocked, that one's call comes to nothing. */
export function enter(room: NamedRoom, event: Entered, nowMs: number): GroupStep {
  const silent = liveSeats(room).find((seat) => seat.account === event.account && isSilent(seat));
  if (silent === undefined) return sitDown(room, event, nowMs);
  return then(endSeat(room, silent, { reason: 'noAnswer', by: null }, nowMs), (left) => asRoom(left, event, (open) => sitDown(open, event, nowMs)));
}

function sitDown(room: NamedRoom, event: Entered, nowMs: number): GroupStep {
  if (liveSeats(room).length >= PLACES[room.scene]) return { group: room, effects: [], refusal: { code: 'ROOM_FULL', detail: {} } };
  const { account, device, clientType: type, mode, role, random, nick, leg } = event;
  const kept = room.meeting?.numbered.indexOf(account) ?? -1;
  const [uid, nextUid] = kept < 0 ? [room.nextUid, room.nextUid + 1] : [kept + 1, room.nextUid];
  const seat: TakenSeat = { state: 'in', uid, account, device, type, link: { up: true }, sinceMs: nowMs, joinUntilMs: null, stream: newStream(room, uid, random), mode, role, nick, leg };
  const next: NamedRoom = { ...room, live: isLive(room, event), nextUid, unusedUntilMs: null, seats: [...room.seats, seat] };
  return keep(next, [{ do: 'announce', t: 'memberJoined', uid }]);
}

/** The account is there: the same device has a new stream, another one takes the place. The leg of a call that loses it is not told: its call goes on. */
export function enterAgain(room: NamedRoom, seat: TakenSeat, event: Entered, nowMs: number): GroupStep {
  const { device, clientType: type, mode, role, random, nick, leg } = event;
  const kicked = { reason: 'kicked', by: seat.account } as const;
  const told = seat.device === device || seat.leg !== undefined ? [] : [tell(deviceOf(seat), endedEvent(room, kicked, nowMs))];
  const stream = newStream(room, seat.uid, random);
  const taken: TakenSeat = { ...seat, device, type, link: { up: true }, nick, leg };
  const back = then(keep({ ...room, live: isLive(room, event) }, told), (group) => (seat.link.up ? keep(group) : tellLink(group, seat, 'ok')));
  return then(back, (group) => moveIn(group, taken, { mode, role, stream }));
}

/** A change of a member: a new stream takes the place of its old one, and the others are told. */
export function moveIn(group: Group, seat: TakenSeat, change: Partial<TakenSeat>): GroupStep {
  const next: TakenSeat = { ...seat, ...change };
  const t = seat.stream === null ? 'memberJoined' : 'memberUpdated';
  const old = seat.stream === null || seat.stream === next.stream ? [] : [{ do: 'revoke', stream: seat.stream } as const];
  return keep(withSeat(group, next), [...old, { do: 'announce', t, uid: seat.uid }]);
}

/** The others hear that a device is away or back; the other side of its call hears that of the call. */
export function tellLink(group: Group, seat: TakenSeat, state: 'ok' | 'reconnecting'): GroupStep {
  const { uid, account } = seat;
  const others = takenSeats(group).filter((each) => each.uid !== uid && each.leg?.peer !== account);
  return keep(group, others.map((each) => tell(deviceOf(each), asHeardBy(each, { t: 'peerState', cid: group.cid, account, state }))));
}

/** A stream's next name. */
export const newStream = (group: Group, uid: number, random: Uint8Array): string => streamName(group.number, uid, random);

const isLive = (room: NamedRoom, event: Entered): boolean => (event.account === room.maker ? event.live : room.live);
