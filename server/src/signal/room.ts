import type { Mode, RoomRole, Uid } from 'netcall-protocol';

/** A device in a room, with the name of the stream that it pushes. */
export interface RoomMember {
  readonly uid: Uid;
  readonly account: string;
  readonly device: string;
  readonly mode: Mode;
  readonly stream: string;
  /** In named rooms only. */
  readonly role?: RoomRole;
  /** In meetings only: the name that the user has signed in with. */
  readonly nick?: string;
}

/** Where members meet and streams live. It knows its call by `cid` alone; its functions know nothing of calls. */
export interface Room {
  /** 8 digits, unique among the rooms of its app that are open. */
  readonly id: string;
  readonly cid: string;
  readonly members: readonly RoomMember[];
}

/** A change of a room: the room after it, streams that no longer hold, and the member it is about. */
export interface RoomStep {
  readonly room: Room;
  readonly revoked: readonly string[];
  readonly member: RoomMember;
}

const DIGITS = 8;

/** An 8-digit room number without a leading zero, from 4 random bytes. Rooms of groups have one digit more, so that they never meet those of calls. */
export function roomNumber(random: Uint8Array, digits = DIGITS): string {
  const value = random.reduce((sum, byte) => sum * 256 + byte, 0);
  const lowest = 10 ** (digits - 1);
  return String(lowest + (value % (9 * lowest)));
}

/**
 * A stream's name, `<room>_<uid>_<attempt>`: the attempt is random, so a name never comes back, not even when a room
 * number is drawn again.
 *
 * @param random - 7 bytes
 */
export function streamName(room: string, uid: Uid, random: Uint8Array): string {
  const attempt = random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n).toString(36);
  return `${room}_${uid}_${attempt}`;
}

/** A member enters. A second time it gets its place again with the new stream; the old stream is revoked. */
export function enterRoom(room: Room, member: RoomMember): RoomStep {
  const others = room.members.filter((each) => each.uid !== member.uid);
  const revoked = room.members.filter((each) => each.uid === member.uid).map((each) => each.stream);
  return { room: { ...room, members: [...others, member] }, revoked, member };
}

/** A device leaves; null when it is not there. */
export function leaveRoom(room: Room, device: string, account: string): RoomStep | null {
  const member = memberOf(room, device, account);
  if (member === undefined) return null;
  return { room: { ...room, members: room.members.filter((each) => each !== member) }, revoked: [member.stream], member };
}

/** A member changes its mode; null when the device is not there. */
export function changeMode(room: Room, device: string, account: string, mode: Mode): RoomStep | null {
  return change(room, device, account, (member) => ({ ...member, mode }));
}

/** A member gets a new stream; null when the device is not there. The old stream is revoked. */
export function renewStream(room: Room, device: string, account: string, stream: string): RoomStep | null {
  return change(room, device, account, (member) => ({ ...member, stream }));
}

/** The member that a device of an account is. */
export function memberOf(room: Room, device: string, account: string): RoomMember | undefined {
  return room.members.find((each) => each.device === device && each.account === account);
}

function change(room: Room, device: string, account: string, edit: (member: RoomMember) => RoomMember): RoomStep | null {
  const before = memberOf(room, device, account);
  if (before === undefined) return null;
  const member = edit(before);
  const members = room.members.map((each) => (each === before ? member : each));
  return { room: { ...room, members }, revoked: member.stream === before.stream ? [] : [before.stream], member };
}
