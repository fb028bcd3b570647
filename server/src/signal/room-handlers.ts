import { CallError, type Answers, type Member, type RoomEntry, type ServerEvents } from 'netcall-protocol';
import type { MediaEngine } from '../media/engine';
import type { Held, SessionRow, Tell } from '../store/store';
import { known, legRole, type Calls, type Decision } from './calls';
import type { Handlers } from './handlers';
import { changeMode, enterRoom, leaveRoom, memberOf, renewStream, streamName, type Room, type RoomMember, type RoomStep } from './room';

type RoomHandlers = Pick<Handlers, 'join' | 'leave' | 'setMode' | 'renewStream' | 'members'>;
type RoomEvent = 'memberJoined' | 'memberUpdated';

/** Handlers of what happens inside a room. */
export function roomHandlers(calls: Calls): RoomHandlers {
  const { media, store, clock } = calls.services;
  const newStream = (room: string, uid: number): string => streamName(room, uid, clock.random(7));
  const change = async (row: SessionRow, cid: string, decide: (held: Held) => Decision): Promise<Room> => roomOf(known(await calls.act(row.app, cid, decide)));

  return {
    join: async (row, { cid, mode }) => {
      const room = await change(row, cid, (held) => {
        const { role, call } = legRole(held.call, row, 'join');
        const before = roomOf(held);
        const uid = role === 'caller' ? 1 : 2;
        const entered = enterRoom(before, { uid, account: row.account, device: row.device, mode, stream: newStream(before.id, uid) });
        const event = memberOf(before, row.device, row.account) === undefined ? 'memberJoined' : 'memberUpdated';
        return { step: calls.step(call, { type: 'joined', role, device: row.device }), ...told(media, event, entered) };
      });
      return entryOf(media, room, row);
    },
    leave: async (row, { cid }) => {
      await change(row, cid, (held) => {
        const { call } = legRole(held.call, row, 'leave');
        const left = leaveRoom(roomOf(held), row.device, row.account);
        if (left === null) return { step: { call, effects: [] } };
        const { uid, account } = left.member;
        return { step: { call, effects: [] }, room: left.room, revoked: left.revoked, tell: tellOthers(left, { t: 'memberLeft', cid, uid, account }) };
      });
      return {};
    },
    setMode: async (row, { cid, mode }) => {
      await change(row, cid, (held) => updated(held, row, 'setMode', (room) => changeMode(room, row.device, row.account, mode)));
      return {};
    },
    renewStream: async (row, { cid }): Promise<Answers['renewStream']> => {
      const room = await change(row, cid, (held) =>
        updated(held, row, 'renewStream', (before) => renewStream(before, row.device, row.account, newStream(before.id, memberOf(before, row.device, row.account)?.uid ?? 0))),
      );
      return { url: media.pushUrl(memberOf(room, row.device, row.account)?.stream ?? '') };
    },
    members: async (row, { cid }) => {
      const held = known(await store.read(row.app, cid));
      legRole(held.call, row, 'members');
      return entryOf(media, roomOf(held), row);
    },
  };

  function updated(held: Held, row: SessionRow, method: string, edit: (room: Room) => RoomStep | null): Decision {
    const { call } = legRole(held.call, row, method);
    const step = edit(roomOf(held));
    if (step === null) throw new CallError('NOT_IN_ROOM');
    return { step: { call, effects: [] }, ...told(media, 'memberUpdated', step) };
  }
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
export function memberWith({ uid, account, mode, role }: RoomMember, url: string): Member {
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
