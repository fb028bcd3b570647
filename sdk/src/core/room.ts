import type { Member } from 'netcall-protocol';
import type { ConnectedCall, Room } from './call';
import type { Effect, Entered, ModeSet, Notice, Refreshed, Renewed, ServerEvent, Step } from './call-events';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;

/** This device is in the room, for the first time or again: the list that comes with it is the truth. */
export function enter(call: ConnectedCall, { cid, uid, mode, members }: Entered): Step {
  const room: Room = { uid, mode: mode ?? call.room?.mode ?? 0, members };
  return [{ ...call, room }, [notify({ n: 'entered', cid, members })]];
}

/** Fresh URLs of the same members. */
export function refresh(call: ConnectedCall, { members }: Refreshed): Step {
  return inRoom(call, (room) => ({ ...room, members }), []);
}

/** This device's mode, in its own entry too. */
export function setMode(call: ConnectedCall, { mode }: ModeSet): Step {
  return inRoom(call, (room) => ({ ...room, mode, members: changed(room.members, room.uid, { mode }) }), []);
}

/** This device's new push URL. */
export function renew(call: ConnectedCall, { url }: Renewed): Step {
  return inRoom(call, (room) => ({ ...room, members: changed(room.members, room.uid, { url }) }), []);
}

/** Somebody has entered. Before this device is in the room nothing is to be done: its own entry will list everybody. */
export function join(call: ConnectedCall, { cid, member }: Event<'memberJoined'>): Step {
  return inRoom(call, (room) => ({ ...room, members: withMember(room.members, member) }), [notify({ n: 'memberJoined', cid, member })]);
}

/** Somebody's mode or stream is another one now. */
export function update(call: ConnectedCall, { cid, member }: Event<'memberUpdated'>): Step {
  return inRoom(call, (room) => ({ ...room, members: withMember(room.members, member) }), [notify({ n: 'memberUpdated', cid, member })]);
}

/** Somebody has left. Who was not there cannot leave: a repeated event is harmless. */
export function leave(call: ConnectedCall, { cid, uid }: Event<'memberLeft'>): Step {
  const member = call.room?.members.find((each) => each.uid === uid);
  if (member === undefined) return [call, []];
  return inRoom(call, (room) => ({ ...room, members: room.members.filter((each) => each.uid !== uid) }), [notify({ n: 'memberLeft', cid, member })]);
}

function inRoom(call: ConnectedCall, next: (room: Room) => Room, effects: readonly Effect[]): Step {
  return call.room === null ? [call, []] : [{ ...call, room: next(call.room) }, effects];
}

function withMember(members: readonly Member[], member: Member): readonly Member[] {
  return [...members.filter((each) => each.uid !== member.uid), member];
}

function changed(members: readonly Member[], uid: number, change: Partial<Member>): readonly Member[] {
  return members.map((each) => (each.uid === uid ? { ...each, ...change } : each));
}

function notify(notice: Notice): Effect {
  return { do: 'notify', notice };
}
