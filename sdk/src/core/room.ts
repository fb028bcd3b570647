import type { Member } from 'netcall-protocol';
import { hasSeveral, type ConnectedCall, type PlacingCall, type Room } from './call';
import type { Effect, Entered, OwnChanged, Placed, ServerEvent, Step } from './call-events';
import { connected, notify } from './call-moves';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;

/** The server rings somebody; or a named room has let this device in. */
export function placed(call: PlacingCall, event: Placed, nowMs: number): Step {
  const { cid, uids, mode = 0, entry } = event;
  if (!entry) return [{ ...call, phase: 'calling', cid, uids, peerRings: false }, []];
  return enter(connected(call, event, 'caller', nowMs), { mode, entry });
}

/** This device is in the room, for the first time or again: the list that comes with it is the truth. */
export function enter(call: ConnectedCall, { mode, entry: { uid, members } }: Pick<Entered, 'mode' | 'entry'>): Step {
  const { room, team, scene = team ? 1 : 0 } = call;
  const userlist = members.map((member) => ({ ...member, pusher_secret: '', scene }));
  const connectCount = room ? room.connectCount + 1 : 0;
  const others = members.filter((each) => each.uid !== uid && connectCount === 0).flatMap((each) => meet(call, each));
  return [{ ...call, room: { uid, mode, members, connectCount } }, [...others, notify('syncDone', { code: 200, errmsg: '', userlist, connectCount })]];
}

/** Among several the application hears whose number is whose. */
function meet(call: ConnectedCall, { uid, account }: Member): readonly Effect[] {
  return hasSeveral(call) ? [notify('joinChannel', { uid, account, cid: call.cid })] : [];
}

/** This device's mode, or its new push URL. */
export function changeOwn(call: ConnectedCall, { change }: OwnChanged): Step {
  return inRoom(call, ({ uid, mode, members }) => ({ mode, ...change, members: members.map((each) => (each.uid === uid ? { ...each, ...change } : each)) }), []);
}

/** Somebody has entered, or changed. Before this device is in the room nothing is to be done: its own entry will list everybody. */
export function join(call: ConnectedCall, { t, cid, member }: Event<'memberJoined' | 'memberUpdated'>): Step {
  const payload = { ...member, cid };
  const effects = t === 'memberJoined' ? [...meet(call, member), notify('clientJoin', payload)] : [notify('clientUpdate', payload)];
  return inRoom(call, ({ members }) => ({ members: [...without(members, member.uid), member] }), effects);
}

/** Somebody has left. Who was not there cannot leave: a repeated event is harmless. */
export function leave(call: ConnectedCall, { t: _, ...payload }: Event<'memberLeft'>): Step {
  const { uid } = payload;
  const isThere = call.room && call.room.members.some((each) => each.uid === uid);
  return isThere ? inRoom(call, ({ members }) => ({ members: without(members, uid) }), [notify('clientLeave', payload)]) : [call, []];
}

function inRoom(call: ConnectedCall, change: (room: Room) => Partial<Room>, effects: readonly Effect[]): Step {
  return call.room ? [{ ...call, room: { ...call.room, ...change(call.room) } }, effects] : [call, []];
}

function without(members: readonly Member[], uid: number): readonly Member[] {
  return members.filter((each) => each.uid !== uid);
}
