import type { Member, Mode, RoomEntry } from 'netcall-protocol';
import type { Callbacks } from './callbacks';
import type { ServerEvent } from '../core/call-events';
import { SDK_ERR } from './errors';

/** The room that this user is in. */
export interface InRoom {
  /** The server's name for the stay, and the number of the room. */
  readonly cid: string;
  readonly meeting: string;
  readonly uid: number;
  readonly members: readonly Member[];
}

/** What applications hear of a room, as a name with its arguments. */
export type Told = { [N in keyof Callbacks]: readonly [name: N, ...args: Callbacks[N]] }[keyof Callbacks];

/** The room after something has happened, and what is told of it. */
export type RoomStep = readonly [room: InRoom | null, told: readonly Told[]];

/** Something about the room that this user is in. */
export type RoomEvent =
  | Extract<ServerEvent, { t: 'memberJoined' | 'memberUpdated' | 'memberLeft' | 'ended' }>
  /** Who is there by the server's word, after events were lost, or on entering anew: `uid` and `cid` may be other ones then. */
  | { readonly t: 'synced'; readonly cid: string; readonly entry: RoomEntry }
  /** This user has opened or closed a device, or has another address to push to. */
  | { readonly t: 'own'; readonly change: { readonly mode?: Mode; readonly url?: string } };

/**
 * The mirror of a room, as a pure table: it follows what the server tells and says what applications hear of the difference.
 * Repeated and late events change nothing.
 */
export function follow(room: InRoom, event: RoomEvent): RoomStep {
  const { members, uid } = room;
  if (event.t === 'ended') return [null, [endOf(event.reason)]];
  if (event.t === 'synced') return sync(room, event.cid, event.entry);
  if (event.t === 'own') return become(room, members, members.map((each) => (each.uid === uid ? { ...each, ...event.change } : each)));
  if (event.t === 'memberLeft') return become(room, members, members.filter((each) => each.uid !== event.uid));
  const { member } = event;
  const isThere = members.some(({ account }) => account === member.account);
  return become(room, members, isThere ? members.map((each) => (each.account === member.account ? member : each)) : [...members, member]);
}

/** The own stream goes on while its name is the same, whatever the age of its address: another one would begin it anew. */
function sync(room: InRoom, cid: string, { uid, members }: RoomEntry): RoomStep {
  const { url = '' } = room.members.find((each) => each.uid === room.uid) ?? {};
  const isSame = (other: string): boolean => url.split('?')[0] === other.split('?')[0];
  return become({ ...room, cid, uid }, room.members, members.map((each) => (each.uid === uid && isSame(each.url) ? { ...each, url } : each)));
}

/** 2 closed, 3 open. */
export function micOf({ mode }: Pick<Member, 'mode'>): 2 | 3 {
  return mode <= 1 ? 3 : 2;
}

/** 2 closed, 3 open. */
export function cameraOf({ mode }: Pick<Member, 'mode'>): 2 | 3 {
  return mode % 2 === 0 ? 3 : 2;
}

/** What a member with these devices says it sends. */
export function modeOf(hasMic: boolean, hasCamera: boolean): Mode {
  return hasMic ? (hasCamera ? 0 : 1) : hasCamera ? 2 : 3;
}

/** The name of a member: its UID when it has none. */
export function nickOf({ nick, account }: Pick<Member, 'nick' | 'account'>): string {
  return nick ?? account;
}

function endOf(reason: string): Told {
  return reason === 'closed' ? ['MeetingStopped'] : ['MeetingDropped', reason === 'kicked' ? SDK_ERR.kicked : SDK_ERR.network];
}

function become(room: InRoom, before: readonly Member[], members: readonly Member[]): RoomStep {
  const left = before.filter((old) => !members.some(({ account }) => account === old.account));
  const told = left.map<Told>(({ account }) => ['UserLeftMeeting', account]);
  return [{ ...room, members }, [...told, ...members.flatMap((member) => changes(before.find(({ account }) => account === member.account), member))]];
}

function changes(old: Member | undefined, member: Member): readonly Told[] {
  const { account } = member;
  if (old === undefined) return [['UserEnterMeeting', account]];
  const told: Told[] = [];
  if (nickOf(old) !== nickOf(member)) told.push(['NotifyNickNameChanged', account, nickOf(old), nickOf(member)]);
  if (micOf(old) !== micOf(member)) told.push(['AudioStatusChanged', account, micOf(old), micOf(member)]);
  if (cameraOf(old) !== cameraOf(member)) told.push(['VideoStatusChanged', account, cameraOf(old), cameraOf(member)]);
  return told;
}
