import { CallError, type Meeting, type RoomEntered } from 'netcall-protocol';
import type { HeldGroup } from '../store/group-store';
import { NO_TERMS, type SessionRow } from '../store/store';
import type { MeetingPlace } from './call';
import { groupNumber, groupUids, isMeeting, roomOf, seatOf, takenSeats, type Group, type MeetingFacts, type MeetingRoom } from './group';
import { keep } from './group-ends';
import type { Groups } from './groups';
import { limitUnused } from './named-rooms';
import { callNumber } from './placing';
import { roomNumber } from './room';
import { entryOf } from './room-handlers';

/** A lost race is looked at anew so often: somebody has come or gone, or has the number that was drawn. */
const ATTEMPTS = 32;

/** An account is in so many meetings at once: those that somebody is in do not count as unused, and would fill the memory of the server. */
const MEETINGS_AT_ONCE = 20;
/** Who is in too many asks again when it has left one, and not before this time. */
const LEAVE_FIRST_MS = 1_000;

/** What a meeting is made with. */
type Making = MeetingFacts & { readonly app: string; readonly maker: string };

/** A meeting with the version that the next commit must name. */
type HeldMeeting = HeldGroup & { readonly group: MeetingRoom };

/** What is told of a meeting. */
export const meetingFacts = (room: MeetingRoom): Meeting => ({ id: room.number, creator: room.maker, startedAtMs: room.startedAtMs, members: takenSeats(room).length });

/** Where the two of a call may meet. */
export const placeOf = (room: MeetingRoom): MeetingPlace => ({ cid: room.cid, facts: meetingFacts(room) });

/**
 * An account makes a meeting, which stays open for others.
 *
 * @throws CallError RATE_LIMITED when it has made too many that nobody is in
 */
export async function createMeeting(groups: Groups, { app, account }: SessionRow): Promise<Meeting> {
  const { store, clock, options } = groups.services;
  limitUnused((await store.groups.unusedOf(app, account)).filter(({ group }) => isMeeting(group)), options.unusedMeetings, clock.nowMs());
  return (await makeMeeting(groups, { app, maker: account, idleMs: options.meetingIdleMs, call: null, numbered: [account] })).facts;
}

/** The server makes a meeting for a call: the caller's, with the numbers that the two have in a room of their own. It goes with the call. */
export function makeForCall(groups: Groups, { app, cid, accounts: { caller, callee } }: { app: string; cid: string; accounts: { caller: string; callee: string } }): Promise<MeetingPlace> {
  return makeMeeting(groups, { app, maker: caller, idleMs: null, call: cid, numbered: [caller, callee] });
}

async function makeMeeting(groups: Groups, making: Making): Promise<MeetingPlace> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const room = newMeeting(groups, making);
    if ((await groups.commit(null, keep(room))).done) return placeOf(room);
  }
  throw new Error('making a meeting lost every race');
}

function newMeeting({ services: { clock } }: Groups, { app, maker, idleMs, call, numbered }: Making): MeetingRoom {
  const startedAtMs = clock.nowMs();
  const number = roomNumber(clock.random(4));
  return {
    kind: 'room', app, cid: groupNumber(callNumber(startedAtMs, clock.random(10))), number, maker, name: number, scene: 1, media: 'video', startedAtMs, live: false,
    nextUid: numbered.length + 1, unusedUntilMs: idleMs === null ? null : startedAtMs + idleMs, seats: [], over: null, meeting: { idleMs, call, numbered },
  };
}

/**
 * The open meeting with a number.
 *
 * @throws CallError ROOM_UNKNOWN
 */
export async function openMeeting(groups: Groups, app: string, id: string): Promise<HeldMeeting> {
  return meetingIn(await groups.services.store.groups.numbered(app, id)) ?? unknown();
}

/** Where a call meets, when that is still open. */
export async function openPlace(groups: Groups, app: string, cid: string): Promise<MeetingPlace | null> {
  const held = meetingIn(await groups.services.store.groups.read(app, cid));
  return held === null ? null : placeOf(held.group);
}

/**
 * A device enters a meeting by its number, in a call or not.
 *
 * @throws CallError ROOM_UNKNOWN, ROOM_FULL, SESSION_EXPIRED, RATE_LIMITED when its account is in too many others
 */
export async function enterMeeting(groups: Groups, row: SessionRow, id: string, mode: 0 | 1 | 2 | 3): Promise<RoomEntered> {
  const { media, clock } = groups.services;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const held = await openMeeting(groups, row.app, id);
    await limitPlaces(groups, row, held.group.cid);
    const { account, device, type: clientType } = row;
    const step = groups.step(held.group, { type: 'entered', account, device, clientType, mode, scene: 1, live: false, random: clock.random(7), nick: row.rtc?.nick });
    const outcome = await groups.commit(held, step, { ...NO_TERMS, asker: row.sid });
    if (outcome.done) return { ...entryOf(media, roomOf(step.group), row), cid: step.group.cid, uids: groupUids(step.group) };
  }
  throw new Error('entering a meeting lost every race');
}

async function limitPlaces({ services: { store } }: Groups, { app, account }: SessionRow, cid: string): Promise<void> {
  const others = (await store.groups.heldOf(app, account)).filter(({ group }) => isMeeting(group) && group.cid !== cid && seatOf(group, account)?.state === 'in');
  if (others.length >= MEETINGS_AT_ONCE) throw new CallError('RATE_LIMITED', { retryAfterMs: LEAVE_FIRST_MS });
}

/**
 * The maker of a meeting shows everybody out and closes it.
 *
 * @returns calls whose legs were in it
 * @throws CallError ROOM_UNKNOWN, for somebody else's too
 */
export async function destroyMeeting(groups: Groups, { app, account, device }: SessionRow, id: string): Promise<string[]> {
  const { group } = await openMeeting(groups, app, id);
  if (group.maker !== account) unknown();
  let legs: string[] = [];
  await groups.apply(app, group.cid, (before) => {
    legs = legsIn(before);
    return { type: 'destroyed', by: account, device };
  });
  return legs;
}

/**
 * The maker of a meeting shows an account out.
 *
 * @returns the call whose leg it was, if any
 * @throws CallError CALL_UNKNOWN for what is not a meeting of this account's, NOT_IN_ROOM
 */
export async function kickOut(groups: Groups, row: SessionRow, cid: string, account: string): Promise<string[]> {
  let legs: string[] = [];
  const after = await groups.apply(row.app, cid, (group) => {
    if (!isMeeting(group) || group.maker !== row.account || group.over !== null) throw new CallError('CALL_UNKNOWN');
    legs = legsIn(group, account);
    return { type: 'kicked', account, by: row.account };
  });
  if (after === null) throw new CallError('CALL_UNKNOWN');
  return legs;
}

function legsIn(group: Group, account?: string): string[] {
  return takenSeats(group).flatMap((seat) => (seat.leg === undefined || (account !== undefined && seat.account !== account) ? [] : [seat.leg.cid]));
}

function meetingIn(held: HeldGroup | null): HeldMeeting | null {
  if (held === null || !isMeeting(held.group) || held.group.over !== null) return null;
  return { group: held.group, version: held.version };
}

function unknown(): never {
  throw new CallError('ROOM_UNKNOWN');
}
