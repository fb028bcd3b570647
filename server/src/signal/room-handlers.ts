import { CallError, type Answers, type Member, type RoomEntry, type ServerEvents } from 'netcall-protocol';
import type { MediaEngine } from '../media/engine';
import type { Held, SessionRow, Tell } from '../store/store';
import type { ConnectedCall } from './call';
import { known, legRole, type Calls, type Decision, type LegInCall } from './calls';
import type { Handlers } from './handlers';
import { meetingRoom } from './meeting-room';
import { changeMode, enterRoom, leaveRoom, memberOf, renewStream, streamName, type Room, type RoomMember, type RoomStep } from './room';

type RoomHandlers = Pick<Handlers, 'join' | 'leave' | 'setMode' | 'renewStream' | 'members'>;
type RoomEvent = 'memberJoined' | 'memberUpdated';

/** Handlers of what happens inside the room of a call, or in the meeting that the call has in its place. */
export function roomHandlers(calls: Calls): RoomHandlers {
  const { media, clock } = calls.services;
  const there = meetingRoom(calls);
  const newStream = (room: string, uid: number): string => streamName(room, uid, clock.random(7));

  return {
    join: async (row, { cid, mode }) => {
      const found = await inRoom(calls, row, cid, 'join', (held, { role, call }) => {
        const before = roomOf(held);
        const uid = role === 'caller' ? 1 : 2;
        const entered = enterRoom(before, { uid, account: row.account, device: row.device, mode, stream: newStream(before.id, uid) });
        const event = memberOf(before, row.device, row.account) === undefined ? 'memberJoined' : 'memberUpdated';
        return { step: calls.step(call, { type: 'joined', role, device: row.device }), ...told(media, event, entered) };
      });
      return entryOf(media, found.room ?? (await there.join(row, found.leg, mode)), row);
    },
    leave: async (row, { cid }) => {
      const found = await inRoom(calls, row, cid, 'leave', (held, { call }) => {
        const left = leaveRoom(roomOf(held), row.device, row.account);
        if (left === null) return nothing(call);
        const { uid, account } = left.member;
        return { ...nothing(call), room: left.room, revoked: left.revoked, tell: tellOthers(left, { t: 'memberLeft', cid, uid, account }) };
      });
      if (found.room === null) await there.leave(row, found.leg);
      return {};
    },
    setMode: async (row, { cid, mode }) => {
      const found = await inRoom(calls, row, cid, 'setMode', updated((room) => changeMode(room, row.device, row.account, mode), media));
      if (found.room === null) await there.setMode(row, found.leg, mode);
      return {};
    },
    renewStream: async (row, { cid }): Promise<Answers['renewStream']> => {
      const renew = (before: Room): RoomStep | null => renewStream(before, row.device, row.account, newStream(before.id, memberOf(before, row.device, row.account)?.uid ?? 0));
      const found = await inRoom(calls, row, cid, 'renewStream', updated(renew, media));
      const room = found.room ?? (await there.renewStream(row, found.leg));
      return { url: media.pushUrl(memberOf(room, row.device, row.account)?.stream ?? '') };
    },
    members: async (row, { cid }) => {
      const found = await inRoom(calls, row, cid, 'members', (_held, { call }) => nothing(call));
      return entryOf(media, found.room ?? (await there.members(row, found.leg)), row);
    },
  };
}

/** The room after a change, or the leg whose call has a meeting in place of a room. */
type Found = { readonly room: Room } | { readonly room: null; readonly leg: LegInCall };

async function inRoom(calls: Calls, row: SessionRow, cid: string, method: string, decide: (held: Held, leg: LegInCall) => Decision): Promise<Found> {
  const led: { leg: LegInCall | null } = { leg: null };
  const held = await calls.act(row.app, cid, (before) => {
    const leg = legRole(before.call, row, method);
    led.leg = leg.call.meeting === undefined ? null : leg;
    return led.leg === null ? decide(before, leg) : nothing(leg.call);
  });
  return led.leg === null ? { room: roomOf(known(held)) } : { room: null, leg: led.leg };
}

const nothing = (call: ConnectedCall): Decision => ({ step: { call, effects: [] } });

function updated(edit: (room: Room) => RoomStep | null, media: MediaEngine): (held: Held, leg: LegInCall) => Decision {
  return (held, { call }) => {
    const step = edit(roomOf(held));
    if (step === null) throw new CallError('NOT_IN_ROOM');
    return { ...nothing(call), ...told(media, 'memberUpdated', step) };
  };
}

/**
 * What a member sees of its room: its own number, everybody with fresh URLs, its own to push and the others' to play.
 *
 * @throws CallError NOT_IN_ROOM
 */
export function entryOf(media: MediaEngine, room: Room, row: SessionRow): RoomEntry {
  const self = memberOf(room, row.device, row.account);
  if (self === undefined) throw new CallError('NOT_IN_ROOM');
  const members = room.members.map((each) => memberWith(each, each === self ? media.pushUrl(each.stream) : media.playUrl(each.stream)));
  return { uid: self.uid, members };
}

/** A member as others see it. Who only listens has nothing to push or to play. */
export function memberWith({ uid, account, mode, role, nick }: RoomMember, url: string): Member {
  if (nick !== undefined) return { uid, account, mode, url, nick };
  return role === undefined ? { uid, account, mode, url } : { uid, account, mode, url: role === 1 ? '' : url, role };
}

function told(media: MediaEngine, t: RoomEvent, step: RoomStep): Pick<Decision, 'tell' | 'revoked'> & { room: Room } {
  const event = { t, cid: step.room.cid, member: memberWith(step.member, media.playUrl(step.member.stream)) };
  return { room: step.room, revoked: step.revoked, tell: step.room.members.length > 1 ? tellOthers(step, event) : [] };
}

type RoomTold = ({ t: RoomEvent } & ServerEvents['memberJoined']) | ({ t: 'memberLeft' } & ServerEvents['memberLeft']);

function tellOthers({ room, member }: RoomStep, event: RoomTold): Tell[] {
  const others = room.members.filter((each) => each.uid !== member.uid);
  return others.map(({ account, device }) => ({ do: 'tell', to: { account, device }, event }));
}

function roomOf({ room }: Held): Room {
  if (room === null) throw new CallError('NOT_IN_ROOM');
  return room;
}
