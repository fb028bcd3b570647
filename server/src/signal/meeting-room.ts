import { CallError, type Mode } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { otherRole } from './call';
import type { Calls, LegInCall } from './calls';
import { roomOf, seatOf, type Group, type GroupEvent } from './group';
import type { OwnEvent } from './groups';
import type { Room } from './room';

/** What the leg of a call does in the meeting that its call has in place of a room. */
export interface MeetingRoomOfLeg {
  /** @throws CallError ROOM_UNKNOWN when the meeting has closed, ROOM_FULL, CALL_ENDED */
  join(row: SessionRow, leg: LegInCall, mode: Mode): Promise<Room>;
  leave(row: SessionRow, leg: LegInCall): Promise<void>;
  /** @throws CallError NOT_IN_ROOM, as the others below */
  setMode(row: SessionRow, leg: LegInCall, mode: Mode): Promise<void>;
  renewStream(row: SessionRow, leg: LegInCall): Promise<Room>;
  members(row: SessionRow, leg: LegInCall): Promise<Room>;
}

/** The way of legs to meetings. */
export function meetingRoom(calls: Calls): MeetingRoomOfLeg {
  const { clock } = calls.services;
  const tell = async ({ app }: SessionRow, { call }: LegInCall, eventOf: (group: Group) => GroupEvent): Promise<Group> => {
    const group = call.meeting === undefined ? null : await calls.groups.apply(app, call.meeting, eventOf);
    if (group === null) throw new CallError('ROOM_UNKNOWN');
    return group;
  };
  /** Of a leg that has entered, and has its place still. */
  const inside = async (row: SessionRow, leg: LegInCall, event: OwnEvent): Promise<Room> => {
    const { account, device } = row;
    return roomOf(await tell(row, leg, (group) => {
      if (!isThere(group, row)) throw new CallError('NOT_IN_ROOM');
      return { ...event, account, device };
    }));
  };
  return {
    join: async (row, leg, mode) => {
      const group = await tell(row, leg, () => entering(row, leg, mode, clock.random(7)));
      await joined(calls, row, leg);
      return roomOf(group);
    },
    leave: async ({ app, account, device, type: clientType }, { call: { meeting } }) => {
      if (meeting !== undefined) await calls.groups.apply(app, meeting, () => ({ type: 'left', account, device, clientType }));
    },
    setMode: async (row, leg, mode) => void (await inside(row, leg, { type: 'modeSet', mode })),
    renewStream: (row, leg) => inside(row, leg, { type: 'streamRenewed', random: clock.random(7) }),
    members: (row, leg) => inside(row, leg, { type: 'looked' }),
  };
}

function entering({ account, device, type: clientType, rtc }: SessionRow, { role, call }: LegInCall, mode: Mode, random: Uint8Array): GroupEvent {
  const leg = { cid: call.cid, peer: call.accounts[otherRole(role)] };
  return { type: 'entered', account, device, clientType, mode, scene: 1, live: false, random, nick: rtc?.nick, leg };
}

/** The call learns that its leg has a room. Where it has ended meanwhile, it could not take along a leg that was not there yet. */
async function joined(calls: Calls, { app, device }: SessionRow, { role, call: { cid, meeting } }: LegInCall): Promise<void> {
  try {
    await calls.apply(app, cid, () => ({ type: 'joined', role, device }));
  } catch (fault) {
    if (meeting !== undefined) await calls.leaveMeeting(app, meeting, cid);
    throw fault;
  }
}

function isThere(group: Group, { account, device }: SessionRow): boolean {
  const seat = seatOf(group, account);
  return seat?.state === 'in' && seat.device === device;
}
