import type { Member } from 'netcall-protocol';
import type { ConnectedCall, Room } from './call';
import type { Effect, Entered, OwnChanged, ServerEvent, Step } from './call-events';
import { notify } from './call-moves';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;

/** This device is in the room, for the first time or again: the list that comes with it is the truth. */
export function enter(call: ConnectedCall, { mode, entry: { uid, members } }: Entered): Step {
  const userlist = members.map((member) => ({ ...member, pusher_secret: '', scene: 0 as const }));
  const connectCount = call.room === null ? 0 : (call.room.connectCount ?? 0) + 1;
  return [{ ...call, room: { uid, mode, members, connectCount } }, [notify('syncDone', { code: 200, errmsg: '', userlist, connectCount })]];
}

/** This device's mode, or its new push URL. */
export function changeOwn(call: ConnectedCall, { change }: OwnChanged): Step {
  return inRoom(call, ({ uid, mode, members }) => ({ mode, ...change, members: members.map((each) => (each.uid === uid ? { ...each, ...change } : each)) }), []);
}

/** Somebody has entered, or changed. Before this device is in the room nothing is to be done: its own entry will list everybody. */
export function join(call: ConnectedCall, { t, cid, member }: Event<'memberJoined' | 'memberUpdated'>): Step {
  const effect = notify(t === 'memberJoined' ? 'clientJoin' : 'clientUpdate', { ...member, cid });
  return inRoom(call, ({ members }) => ({ members: [...without(members, member.uid), member] }), [effect]);
}

/** Somebody has left. Who was not there cannot leave: a repeated event is harmless. */
export function leave(call: ConnectedCall, { t: _, ...payload }: Event<'memberLeft'>): Step {
  const { uid } = payload;
  const isThere = call.room !== null && call.room.members.some((each) => each.uid === uid);
  return isThere ? inRoom(call, ({ members }) => ({ members: without(members, uid) }), [notify('clientLeave', payload)]) : [call, []];
}

function inRoom(call: ConnectedCall, change: (room: Room) => Partial<Room>, effects: readonly Effect[]): Step {
  return call.room === null ? [call, []] : [{ ...call, room: { ...call.room, ...change(call.room) } }, effects];
}

function without(members: readonly Member[], uid: number): readonly Member[] {
  return members.filter((each) => each.uid !== uid);
}
