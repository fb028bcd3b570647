import type { Member, Mode, RoomEntry } from 'netcall-protocol';
import { On, type Heard } from './callbacks';
import type { ServerEvent } from '../core/call-events';
import { SdkErr } from './errors';

/** The room that this user is in. */
export interface InRoom {
  /** The server's name for the stay, and the number of the room. */
  readonly cid: string;
  readonly meeting: string;
  readonly uid: number;
  readonly members: readonly Member[];
}

/** Not in a room. */
export const NOWHERE: InRoom = { cid: '', meeting: '', uid: 0, members: [] };

/** What applications hear of a room. */
export type Told = { [N in On]: readonly [what: N, ...args: Heard<N>] }[On];

/** The room after something has happened, and what is told of it. */
export type RoomStep = readonly [room: InRoom, told: readonly Told[]];

/** Something about the room that this user is in. */
export type RoomEvent =
  | Extract<ServerEvent, { t: 'memberJoined' | 'memberUpdated' | 'memberLeft' }>
  | { readonly t: 'ended'; readonly reason: string }
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
  if (event.t === 'ended') return [NOWHERE, [endOf(event.reason)]];
  if (event.t === 'synced') return sync(room, event.cid, event.entry);
  if (event.t === 'memberLeft') return become(room, members.filter((each) => each.uid !== event.uid));
  if (event.t === 'own') return become(room, members.map((each) => (each.uid === uid ? { ...each, ...event.change } : each)));
  const { member } = event;
  const isThere = find(members, member.account);
  return become(room, isThere ? members.map((each) => (each === isThere ? member : each)) : [...members, member]);
}

/** 2 closed, 3 open. */
export function micOf({ mode }: Pick<Member, 'mode'>): 2 | 3 {
  return mode > 1 ? 2 : 3;
}

/** 2 closed, 3 open. */
export function cameraOf({ mode }: Pick<Member, 'mode'>): 2 | 3 {
  return mode % 2 ? 2 : 3;
}

/** What a member with these devices says it sends. */
export function modeOf(mic: boolean, camera: boolean): Mode {
  return mic ? (camera ? 0 : 1) : camera ? 2 : 3;
}

/** The name of a member: its UID when it has none. */
export function nickOf({ nick, account }: Pick<Member, 'nick' | 'account'>): string {
  return nick || account;
}

/** A member by its UID. */
export function find(members: readonly Member[], account: string): Member | undefined {
  return members.find((each) => each.account === account);
}

/** This user's own entry; absent outside of a room. */
export function own({ members, uid }: InRoom): Member | undefined {
  return members.find((each) => each.uid === uid);
}

function endOf(reason: string): Told {
  return reason === 'closed' ? [On.MeetingStopped] : [On.MeetingDropped, reason === 'kicked' ? SdkErr.kicked : SdkErr.network];
}

/** In the same stay the own stream goes on, whatever the age of its address: another one would begin it anew. */
function sync(room: InRoom, cid: string, { uid, members }: RoomEntry): RoomStep {
  const me = cid === room.cid && own(room);
  return become(room, members.map((each) => (me && each.uid === uid ? { ...each, url: me.url } : each)), { cid, uid });
}

function become(room: InRoom, members: readonly Member[], change: Partial<InRoom> = {}): RoomStep {
  const left = room.members.filter(({ account }) => !find(members, account)).map(({ account }): Told => [On.UserLeftMeeting, account]);
  return [{ ...room, ...change, members }, [...left, ...members.flatMap((member) => changes(find(room.members, member.account), member))]];
}

function changes(old: Member | undefined, member: Member): readonly Told[] {
  const { account } = member;
  if (!old) return [[On.UserEnterMeeting, account]];
  const told: readonly Told[] = [
    [On.NotifyNickNameChanged, account, nickOf(old), nickOf(member)], [On.AudioStatusChanged, account, micOf(old), micOf(member)],
    [On.VideoStatusChanged, account, cameraOf(old), cameraOf(member)],
  ];
  return told.filter(([, , from, to]) => from !== to);
}
