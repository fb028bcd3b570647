import type { Meeting, Snapshot } from 'netcall-protocol';
import type { ServerEvent } from '../core/call-events';
import type { Cookie } from './callbacks';
import { SDK_ERR } from './errors';
import type { MemberInfo } from './facts';
import { ask, askFor, type Ground } from './ground';
import { showMedia } from './streams';
import { meetInfoOf, roomIdOf } from './read';
import { cameraOf, follow, micOf, nickOf, type InRoom, type RoomEvent } from './room-table';

/** The command by which a text goes to everybody in the room. */
const MESSAGE = 200;

/** The methods about rooms. */
export function roomMethods(g: Ground) {
  const { tell } = g;
  return {
    CreateMeeting: (cookie?: Cookie): void => {
      ask(g, 'createMeeting', {}, ({ meeting }) => created(g, meeting, cookie), (sdkErr) => tell('CreateMeetingFail', sdkErr, cookie));
    },
    DestroyMeeting: (meetID: unknown, cookie?: Cookie): void => destroy(g, roomIdOf(meetID), (sdkErr) => tell('DestroyMeetingRslt', sdkErr, cookie)),
    EnterMeeting: (meetID: unknown, _pswd?: unknown, _UID?: unknown, _nickName?: unknown, cookie?: Cookie): void => enter(g, meetID, cookie),
    EnterMeeting2: (meetID: unknown, _UID?: unknown, _nickName?: unknown, cookie?: Cookie): void => enter(g, meetID, cookie),
    EnterMeeting3: (meetID: unknown, cookie?: Cookie): void => enter(g, meetID, cookie),
    ExitMeeting: (): void => exit(g),
    GetAllMembers: (): readonly MemberInfo[] => membersOf(g),
    GetMemberInfo: (UID: unknown): MemberInfo | undefined => membersOf(g).find(({ userID }) => userID === String(UID)),
    SendMeetingCustomMsg: (msg: unknown, _?: unknown, cookie?: Cookie): void => say(g, String(msg), (sdkErr) => tell('SendMeetingCustomMsgRslt', sdkErr, cookie)),
    Kickout: (UID: unknown): void => {
      const no = (sdkErr: number): void => g.log('warn', 'not kicked out', { sdkErr });
      if (g.room === null) no(SDK_ERR.noRoom);
      else ask(g, 'kick', { cid: g.room.cid, account: String(UID) }, undefined, no);
    },
  };
}

function created(g: Ground, meeting: Meeting, cookie: Cookie): void {
  const meetInfo = meetInfoOf(meeting);
  if (meetInfo !== null) g.tell('CreateMeetingSuccess', meetInfo, cookie);
}

function destroy(g: Ground, meeting: string | null, done: (sdkErr: number) => void): void {
  if (meeting === null) return done(SDK_ERR.noRoom);
  askFor(g, 'destroyMeeting', { meeting }, (sdkErr) => {
    if (sdkErr === SDK_ERR.ok && g.room?.meeting === meeting) become(g, null);
    done(sdkErr);
  });
}

/** Enters a room in place of the one before. The list of members is whole before the application hears of it. */
function enter(g: Ground, meetID: unknown, cookie: Cookie): void {
  const meeting = roomIdOf(meetID);
  exit(g);
  const done = (sdkErr: number): void => g.tell('EnterMeetingRslt', sdkErr, cookie);
  if (meeting === null) done(SDK_ERR.noRoom);
  else join(g, { meeting, mode: 3 }, (room) => become(g, room), done);
}

/** Asks for a place in a room; whoever has changed its mind meanwhile leaves again, and hears that there is no room. */
function join(g: Ground, wish: { readonly meeting: string; readonly mode: 0 | 1 | 2 | 3 }, use: (room: InRoom) => void, done: (sdkErr: number) => void): void {
  const { roomWish } = g;
  inTurn(g, (next) => {
    const over = (sdkErr: number): void => {
      done(sdkErr);
      next();
    };
    if (g.roomWish !== roomWish) return over(SDK_ERR.noRoom);
    ask(g, 'enterMeeting', wish, ({ cid, uid, members }) => {
      if (g.roomWish !== roomWish) return ask(g, 'leave', { cid }, () => over(SDK_ERR.noRoom), () => over(SDK_ERR.noRoom));
      use({ cid, meeting: wish.meeting, uid, members });
      over(SDK_ERR.ok);
    }, (sdkErr, error) => {
      // Nobody knows whether this user is in the room: the next connection asks for a snapshot.
      if (error?.code === 'TIMEOUT' && g.line !== null) g.line.session.ticket = null;
      over(sdkErr);
    });
  });
}

/** Leaves the room, and any that is being entered. */
export function exit(g: Ground): void {
  const { room } = g;
  g.roomWish = {};
  if (room === null) return;
  become(g, null);
  inTurn(g, (next) => ask(g, 'leave', { cid: room.cid }, next, next));
}

/** Two requests about rooms at once would be refused. */
function inTurn(g: Ground, run: (next: () => void) => void): void {
  const { turns } = g;
  turns.push(() => run(() => {
    turns.shift();
    turns[0]?.();
  }));
  if (turns.length === 1) turns[0]?.();
}

function become(g: Ground, room: InRoom | null): void {
  g.room = room;
  if (room === null) g.facing = 'front';
  showMedia(g);
}

/** Something has happened in the room. */
export function inRoom(g: Ground, event: RoomEvent): void {
  if (g.room === null) return;
  const [room, told] = follow(g.room, event);
  told.forEach(([name, ...args]) => g.tell(name, ...(args as never)));
  become(g, room);
}

/** An event that bears the name of the room; false for all others. */
export function hearRoom(g: Ground, event: ServerEvent, order: (from: string, custom: string) => void): boolean {
  if (g.room === null || !('cid' in event) || event.cid !== g.room.cid) return false;
  const { t } = event;
  if (t === 'memberJoined' || t === 'memberUpdated' || t === 'memberLeft' || t === 'ended') inRoom(g, event);
  else if (t === 'control') {
    const { account, command, custom = '' } = event;
    if (command === MESSAGE) g.tell('NotifyMeetingCustomMsg', account, custom);
    else order(account, custom);
  }
  return true;
}

/**
 * The truth after events were lost. The room of before goes on, or is entered anew: the server may have forgotten this session. A room
 * that this client does not know is one of before a restart of the application, which enters it anew if it wants to.
 */
export function adoptRooms(g: Ground, { calls, ended }: Snapshot): void {
  const { room } = g;
  const here = calls.filter(({ channel }) => channel !== undefined);
  here.filter(({ cid }) => cid !== room?.cid).forEach(({ cid }) => ask(g, 'leave', { cid }));
  if (room === null) return;
  const { cid, meeting, members, uid } = room;
  const entry = here.find((each) => each.cid === cid)?.room;
  if (entry !== undefined) return inRoom(g, { t: 'synced', cid, entry });
  const end = ended.find((each) => each.cid === cid);
  if (end !== undefined && end.reason !== 'lost') return inRoom(g, { ...end, t: 'ended', at: 0 });
  const { mode = 3 } = members.find((each) => each.uid === uid) ?? {};
  join(g, { meeting, mode }, (again) => inRoom(g, { t: 'synced', cid: again.cid, entry: again }), (sdkErr) => {
    if (sdkErr === SDK_ERR.ok || g.room !== room) return;
    g.tell('MeetingDropped', sdkErr);
    become(g, null);
  });
}

/** The session is over, and every place in a room with it. */
export function leaveBehind(g: Ground): void {
  g.roomWish = {};
  become(g, null);
}

function say(g: Ground, custom: string, done: (sdkErr: number) => void): void {
  const { room, line } = g;
  if (room === null || line === null) return done(SDK_ERR.noRoom);
  askFor(g, 'control', { cid: room.cid, command: MESSAGE, custom }, (sdkErr) => {
    done(sdkErr);
    if (sdkErr === SDK_ERR.ok) g.tell('NotifyMeetingCustomMsg', line.session.account, custom);
  });
}

function membersOf({ room }: Ground): MemberInfo[] {
  const members = room === null ? [] : room.members;
  return members.map((member) => ({ userID: member.account, nickname: nickOf(member), audioStatus: micOf(member), videoStatus: cameraOf(member) }));
}
