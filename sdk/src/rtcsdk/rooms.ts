import type { Mode, Snapshot } from 'netcall-protocol';
import type { ServerEvent } from '../core/call-events';
import { nothing } from '../platform/platform';
import { On, type Cookie } from './callbacks';
import { SdkErr } from './errors';
import type { MemberInfo } from './facts';
import { addOutcomes, addResults, ask, askFor, byCid, type Done, type Ground, type Tell } from './ground';
import { meetInfoOf, roomIdOf } from './read';
import { cameraOf, follow, micOf, nickOf, NOWHERE, own, type InRoom, type RoomEvent } from './room-table';
import { showMedia } from './streams';

/** What a request fails with that the server has not answered. */
const NO_RESPONSE: number = SdkErr.noResponse;
/** The command by which a text goes to everybody in the room. */
const MESSAGE = 200;

/** The methods about rooms. */
export function addRooms(g: Ground): void {
  addOutcomes(g, 0, { CreateMeeting: (ok, no) => ask(g, 'createMeeting', {}, ({ meeting }) => ok(meetInfoOf(meeting)), no) });
  addResults(g, 1, { DestroyMeeting: (rslt, meetID: unknown) => destroy(g, roomIdOf(meetID), rslt) });
  addResults(g, 4, { EnterMeeting: (rslt, meetID: unknown) => enter(g, meetID, rslt) });
  addResults(g, 2, { SendMeetingCustomMsg: (rslt, msg: string) => say(g, msg, rslt) });
  const again = g.sdk['EnterMeeting'] as Tell;
  Object.assign(g.sdk, {
    EnterMeeting2: (meetID: unknown, UID: unknown, nick: unknown, cookie: Cookie) => again(meetID, '', UID, nick, cookie),
    EnterMeeting3: (meetID: unknown, cookie: Cookie) => again(meetID, '', '', '', cookie),
    ExitMeeting: () => exit(g),
    GetAllMembers: () => g.stay.members.map(infoOf),
    GetMemberInfo: (UID: string) => g.stay.members.filter(({ account }) => account === UID).map(infoOf)[0],
    Kickout: (UID: string) => ask(g, 'kick', { cid: g.stay.cid, account: UID }),
  });
}

function infoOf(member: Parameters<typeof nickOf>[0] & Parameters<typeof micOf>[0]): MemberInfo {
  return { userID: member.account, nickname: nickOf(member), audioStatus: micOf(member), videoStatus: cameraOf(member) };
}

function destroy(g: Ground, meeting: string, done: Done): void {
  if (!meeting) return done(SdkErr.noRoom);
  askFor(g, 'destroyMeeting', { meeting }, (sdkErr) => {
    if (!sdkErr && g.stay.meeting === meeting) become(g, NOWHERE);
    done(sdkErr);
  });
}

/** Enters a room in place of the one before. The list of members is whole before the application hears of it. */
function enter(g: Ground, meetID: unknown, done: Done): void {
  exit(g);
  join(g, roomIdOf(meetID), 3, (room) => become(g, room), done);
}

/** Asks for a place in a room; whoever has changed its mind meanwhile leaves again, and hears that there is no room. */
function join(g: Ground, meeting: string, mode: Mode, use: (room: InRoom) => void, done: Done): void {
  const { roomWish } = g;
  inTurn(g, (next) => {
    const over: Done = (sdkErr) => {
      done(sdkErr);
      next();
    };
    const tooLate = (): void => over(SdkErr.noRoom);
    if (!g.isIn || g.roomWish !== roomWish || !meeting) return over(g.isIn ? SdkErr.noRoom : SdkErr.notLoggedIn);
    ask(g, 'enterMeeting', { meeting, mode }, ({ cid, uid, members }) => {
      if (g.roomWish !== roomWish) return quit(g, cid, tooLate);
      use({ cid, meeting, uid, members });
      over(SdkErr.ok);
    }, (sdkErr) => {
      // Nobody knows whether this user is in the room: the next connection asks for a snapshot.
      if (sdkErr === NO_RESPONSE && g.line) g.line.session.ticket = null;
      over(sdkErr);
    });
  });
}

/** Leaves the room, and any that is being entered. */
function exit(g: Ground): void {
  const { cid } = g.stay;
  g.roomWish = {};
  if (!cid) return;
  become(g, NOWHERE);
  inTurn(g, (next) => quit(g, cid, next));
}

function quit(g: Ground, cid: string, next: () => void): void {
  ask(g, 'leave', { cid }, next, next);
}

/** Two requests about rooms at once would be refused. */
function inTurn(g: Ground, run: (next: () => void) => void): void {
  g.turn = g.turn.then(() => new Promise(run));
}

function become(g: Ground, room: InRoom): void {
  g.stay = room;
  if (!room.cid) g.lens = 'front';
  showMedia(g);
}

/** Something has happened in the room. */
export function inRoom(g: Ground, event: RoomEvent): void {
  const [room, told] = follow(g.stay, event);
  told.forEach((each) => g.tell(...(each as [On.LineOff, number])));
  become(g, room);
}

/** An event that bears the name of the room; false for all others. @param order - hears what somebody asks of devices */
export function hearRoom(g: Ground, event: ServerEvent, order: (from: string, custom: string) => void): boolean {
  if (!('cid' in event) || event.cid !== g.stay.cid) return false;
  if (event.t === 'control') {
    const { account, command, custom = '' } = event;
    if (command === MESSAGE) g.tell(On.NotifyMeetingCustomMsg, account, custom);
    else order(account, custom);
  } else if ('member' in event || event.t === 'memberLeft' || event.t === 'ended') inRoom(g, event);
  return true;
}

/**
 * The truth after events were lost. The room of before goes on, or is entered anew: the server may have forgotten this session. A room
 * that this client does not know is one of before a restart of the application, which enters it anew if it wants to.
 */
export function adoptRooms(g: Ground, { calls, ended }: Snapshot): void {
  const { stay } = g;
  const { cid, meeting } = stay;
  const rooms = calls.filter(({ channel }) => channel);
  rooms.forEach((each) => each.cid === cid || quit(g, each.cid, nothing));
  if (!cid) return;
  const { room: entry } = byCid(rooms, cid) || {};
  if (entry) return inRoom(g, { t: 'synced', cid, entry });
  const { reason = 'lost' } = byCid(ended, cid) || {};
  if (reason !== 'lost') return inRoom(g, { t: 'ended', reason });
  const { mode = 3 } = own(stay) || {};
  join(g, meeting, mode, (again) => inRoom(g, { t: 'synced', cid: again.cid, entry: again }), (sdkErr) => {
    if (!sdkErr || g.stay !== stay) return;
    g.tell(On.MeetingDropped, sdkErr);
    become(g, NOWHERE);
  });
}

/** The session is over, and every place in a room with it. */
export function leaveBehind(g: Ground): void {
  g.roomWish = {};
  become(g, NOWHERE);
}

function say(g: Ground, custom: string, done: Done): void {
  const { stay: { cid }, line } = g;
  if (!cid || !line) return done(SdkErr.noRoom);
  askFor(g, 'control', { cid, command: MESSAGE, custom }, (sdkErr) => {
    done(sdkErr);
    if (!sdkErr) g.tell(On.NotifyMeetingCustomMsg, line.session.account, custom);
  });
}
