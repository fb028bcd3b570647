import type { ClientType, EndReason, Media, Mode, RoomRole, Scene, Uid, Uids } from 'netcall-protocol';
import type { CallTimes, Effect, Link, Refusal } from './call';
import type { Room } from './room';

/** Who was called and whose devices ring. */
export interface RingingSeat {
  readonly state: 'ringing';
  readonly uid: Uid;
  readonly account: string;
  /** Whether a device has said that it really rings. */
  readonly rang: boolean;
  /** This one has blocked the caller: nothing rings, and only the caller ever knows of it (call rule 32). */
  readonly silent?: true;
  readonly called?: Invitation | undefined;
}

/** How an account was called into a group that went on already. A seat without one is of the first moment, or came by the door of a room. */
export interface Invitation {
  /** The number of the one who has called it. */
  readonly by: Uid;
  readonly caller: string;
  readonly callId: string;
  readonly atMs: number;
  /** It rings so long. */
  readonly untilMs: number;
  readonly custom?: string | undefined;
}

/** How one who is called can be reached: all devices ring, only those that decide for themselves do, or none does, and why. */
export type Reach = 'all' | 'appPolicy' | 'busy' | 'dnd' | 'noAnswer';

/** One who is called. `isSilent`: has blocked the caller, and is to the caller as somebody who is away (call rule 32). */
export interface Callee {
  readonly account: string;
  readonly reach: Reach;
  readonly isSilent: boolean;
}

/** Who is in it, with one device. */
export interface TakenSeat {
  readonly state: 'in';
  readonly uid: Uid;
  readonly account: string;
  readonly device: string;
  readonly type: ClientType;
  readonly link: Link;
  /** Since when; for the caller of a call with several, when it was placed. */
  readonly sinceMs: number;
  /** It must have entered by then; null when it has, or need not yet. */
  readonly joinUntilMs: number | null;
  /** The stream that it pushes; null while it has not entered. */
  readonly stream: string | null;
  readonly mode: Mode;
  /** In named rooms only; none in meetings. */
  readonly role?: RoomRole | undefined;
  /** The user's name, of RTCSDK's sessions. */
  readonly nick?: string | undefined;
  /** In meetings only: the call that has brought it here. */
  readonly leg?: LegSeat | undefined;
  readonly called?: Invitation | undefined;
}

/** The device of a seat knows the meeting by the number of its call, which it leaves the meeting with. */
export interface LegSeat {
  readonly cid: string;
  /** The other side of the call, of whose connection the call itself tells. */
  readonly peer: string;
}

/** Who is out again: it has declined, not answered, left, or was lost. */
export interface GoneSeat {
  readonly state: 'gone';
  readonly uid: Uid;
  readonly account: string;
  readonly atMs: number;
  readonly reason: EndReason;
  /** Null when a time limit or a loss did it. */
  readonly by: string | null;
  /** Of a named room that was dissolved: the device that was there. To another one, whose place this one had taken, it is nothing. */
  readonly device?: string;
  /** As in `RingingSeat`. */
  readonly silent?: true;
}

/** An account's place. There is one for each account, whatever its devices. */
export type Seat = RingingSeat | TakenSeat | GoneSeat;

/** How a seat, or all of it, came to its end. */
export interface Ending {
  readonly reason: EndReason;
  readonly by: string | null;
}

/** Facts that both sorts share. */
export interface GroupFacts {
  readonly app: string;
  readonly cid: string;
  /** The room's number, in the names of its streams. */
  readonly number: string;
  /** Who placed the call or made the room. */
  readonly maker: string;
  readonly media: Media;
  readonly custom?: string | undefined;
  readonly startedAtMs: number;
  readonly seats: readonly Seat[];
  /** Set once it is over; every seat is then gone. */
  readonly over: (Ending & { readonly atMs: number }) | null;
}

/** A call with several. Every account that was called keeps its seat to the end; the caller's is the first. */
export interface Team extends GroupFacts {
  readonly kind: 'team';
  readonly callId: string;
  readonly ringUntilMs: number;
  /** When the first has answered; null before. */
  readonly acceptedAtMs: number | null;
}

/** A room that is opened by name. Who leaves it gives its seat up; only those who were there at a dissolution keep one. */
export interface NamedRoom extends GroupFacts {
  readonly kind: 'room';
  readonly name: string;
  readonly scene: Scene;
  /** Dissolved when its maker leaves. */
  readonly live: boolean;
  /** The number of the next account that enters; numbers do not come back. */
  readonly nextUid: Uid;
  /** Nobody has entered yet, or nobody is in the meeting, and it closes then; null while it does not wait for that. */
  readonly unusedUntilMs: number | null;
  /** Set when it is a meeting; its name is then its number. */
  readonly meeting?: MeetingFacts;
}

/**
 * What makes a named room a meeting, a room by number (docs/protocol.md, "RTCSDK"): it outlives its members, and who is in it
 * is free for calls.
 */
export interface MeetingFacts {
  /** How long it stays open while nobody is in it; null for one that the server has made for a call. */
  readonly idleMs: number | null;
  /** The call that it was made for, while that lives and meets here. */
  readonly call: string | null;
  /** Accounts that have the first numbers, 1 and on, whenever they come. */
  readonly numbered: readonly string[];
}

/** A named room that is a meeting. */
export type MeetingRoom = NamedRoom & { readonly meeting: MeetingFacts };

/** A call with several or a named room: several accounts who meet, each with one device. */
export type Group = Team | NamedRoom;

/** Where it stands, for the log, the manual and tests: nothing is decided by it. */
export type GroupPhase = 'calling' | 'talking' | 'unused' | 'open' | 'over';

/** What can happen to a group. What an account does carries its device. */
export type GroupEvent = SeatEvent | MeetingEvent | { readonly type: 'timeUp'; readonly live: ReadonlySet<Uid> } | { readonly type: 'restarted' };

/** What happens to a meeting alone. The call with this `cid` is over, or meets elsewhere; or the maker, `by`, shows an account or everybody out. */
export type MeetingEvent =
  | { readonly type: 'callOver'; readonly cid: string }
  | { readonly type: 'kicked'; readonly account: string; readonly by: string }
  | { readonly type: 'destroyed'; readonly by: string; readonly device: string };

/** What an account's device asks for, or what becomes of its connection. */
export type SeatEvent = { readonly account: string; readonly device: string } & (
  | { readonly type: 'rang' }
  | { readonly type: 'accepted'; readonly clientType: ClientType }
  | { readonly type: 'rejected'; readonly clientType: ClientType; readonly custom?: string | undefined }
  | { readonly type: 'left'; readonly clientType: ClientType }
  | { readonly type: 'joined'; readonly mode: Mode; readonly random: Uint8Array }
  | { readonly type: 'steppedOut' }
  | { readonly type: 'modeSet'; readonly mode: Mode }
  | { readonly type: 'streamRenewed'; readonly random: Uint8Array }
  | { readonly type: 'calledMore'; readonly callees: readonly Callee[]; readonly ringMs: number; readonly custom?: string | undefined }
  | { readonly type: 'commanded'; readonly command: number; readonly custom?: string | undefined }
  | { readonly type: 'looked' }
  | Entering
  | { readonly type: 'linkLost' }
  | { readonly type: 'linkBack' }
);

/** Somebody opens the door of a named room. `random` is 7 bytes for the name of its stream. */
export interface Entering {
  readonly type: 'entered';
  readonly clientType: ClientType;
  readonly mode: Mode;
  /** None in meetings. */
  readonly role?: RoomRole | undefined;
  readonly scene: Scene;
  readonly live: boolean;
  readonly random: Uint8Array;
  readonly nick?: string | undefined;
  readonly leg?: LegSeat | undefined;
}

/** What a transition asks for. `announce` tells the others in the room about a member; its play URL is signed only then. */
export type GroupEffect =
  | Extract<Effect, { do: 'tell' | 'record' }>
  | { readonly do: 'announce'; readonly t: 'memberJoined' | 'memberUpdated'; readonly uid: Uid }
  | { readonly do: 'revoke'; readonly stream: string };

/** The outcome of one event: the next group (the same object when nothing changed), effects, and a refusal. */
export interface GroupStep<G extends Group = Group> {
  readonly group: G;
  readonly effects: readonly GroupEffect[];
  readonly refusal?: Refusal;
}

/** How long a group waits for what: as a call for two. */
export type GroupTimes = CallTimes;

/** Who places a call with several has this number in it. */
const CALLER_UID: Uid = 1;

/** A group's `cid` ends with this letter. A call's has none of it, so no store needs to be asked which of the two it is. */
const GROUP_MARK = 'g';

/** The number of a group, made of that of a call. */
export const groupNumber = (callNumber: string): string => `${callNumber}${GROUP_MARK}`;

/** Whether a `cid` is a group's; a forged one is merely unknown there. */
export const isGroupNumber = (cid: string): boolean => cid.endsWith(GROUP_MARK);

/** The number of the record about one who was called. */
export const groupRecordNumber = (cid: string, uid: Uid): string => `${cid}.${uid}`;

/** Whether a record is of a call with several. */
export const isGroupRecord = ({ cid }: { readonly cid: string }): boolean => cid.includes(`${GROUP_MARK}.`);

/** The phase in one word. */
export function phaseOf(group: Group): GroupPhase {
  if (group.over !== null) return 'over';
  if (group.kind === 'team') return group.acceptedAtMs === null ? 'calling' : 'talking';
  return group.unusedUntilMs === null ? 'open' : 'unused';
}

/** An account's seat; undefined for a stranger, and for one who has blocked the caller. */
export const seatOf = (group: Group, account: string): Seat | undefined => group.seats.find((seat) => seat.account === account && !isSilent(seat));

/** Whether a seat is nothing to its own account. */
export const isSilent = (seat: Seat): boolean => seat.state !== 'in' && seat.silent === true;

/** Whether it is a meeting. */
export const isMeeting = (group: Group): group is MeetingRoom => group.kind === 'room' && group.meeting !== undefined;

/** Those who are in it. */
export const takenSeats = (group: Group): TakenSeat[] => group.seats.filter((seat) => seat.state === 'in');

/** Those who are in it or ring: nobody else takes their places. */
export const liveSeats = (group: Group): (RingingSeat | TakenSeat)[] => group.seats.filter((seat) => seat.state !== 'gone');

/** Those whose devices ring. */
export const ringingSeats = (group: Group): RingingSeat[] => group.seats.filter((seat) => seat.state === 'ringing');

/** Everybody's number. Without a prototype, so that an account named `__proto__` is a key like any other. */
export function groupUids(group: Group): Uids {
  const uids = Object.create(null) as Record<string, Uid>;
  for (const { account, uid } of group.seats) uids[account] = uid;
  return uids;
}

/** Who has called the one of a seat, and how; null for the caller, and for who came by itself. */
export function invitationOf(group: Group, { uid, ...seat }: Seat): Invitation | null {
  if ('called' in seat && seat.called !== undefined) return seat.called;
  if (group.kind === 'room' || uid === CALLER_UID) return null;
  const { maker: caller, callId, startedAtMs: atMs, ringUntilMs: untilMs, custom } = group;
  return { by: CALLER_UID, caller, callId, atMs, untilMs, custom };
}

/** Everybody who was called and the caller. */
export const teamOf = ({ seats }: Pick<Group, 'seats'>): string[] => seats.map(({ account }) => account);

/** Those who have entered, as a room. */
export function roomOf(group: Group): Room {
  const members = takenSeats(group).flatMap(({ stream, uid, account, device, mode, role, nick }) =>
    stream === null ? [] : [{ uid, account, device, mode, stream, ...(role === undefined ? {} : { role }), ...(nick === undefined ? {} : { nick }) }],
  );
  return { id: group.number, cid: group.cid, members };
}
