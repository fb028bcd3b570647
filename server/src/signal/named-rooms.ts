import { CallError, type Requests, type RoomEntered, type Scene } from 'netcall-protocol';
import type { HeldGroup } from '../store/group-store';
import { NO_TERMS, type SessionRow } from '../store/store';
import { isInCall, termsOf } from './busy';
import { groupNumber, groupUids, isMeeting, roomOf, seatOf, type Group, type GroupEvent, type NamedRoom } from './group';
import { keep } from './group-ends';
import type { Groups } from './groups';
import { callNumber } from './placing';
import { roomNumber } from './room';
import { entryOf } from './room-handlers';
import { GROUP_DIGITS } from './team-placing';

type EnterRequest = Requests['enterRoom'];

/** A room is for a meeting unless its maker says otherwise. */
const DEFAULT_SCENE: Scene = 1;

/** A lost race is looked at anew so often: somebody else has made, entered or left the room. */
const ATTEMPTS = 32;

/**
 * Opens a room that nobody is in yet.
 *
 * @throws CallError ROOM_EXISTS; RATE_LIMITED when this account has made too many that nobody has entered
 */
export async function createRoom(groups: Groups, row: SessionRow, { name, scene = DEFAULT_SCENE, custom }: Requests['createRoom']): Promise<void> {
  const { store, clock, options } = groups.services;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if ((await store.groups.named(row.app, name)) !== null) throw new CallError('ROOM_EXISTS');
    limitUnused((await store.groups.unusedOf(row.app, row.account)).filter(({ group }) => !isMeeting(group)), options.unusedRooms, clock.nowMs());
    const outcome = await groups.commit(null, keep(newRoom(groups, row, name, scene, custom)));
    if (outcome.done) return;
  }
  throw new Error('making a room lost every race');
}

/**
 * Enters a room, and makes it when `create` asks for it.
 *
 * @throws CallError ROOM_UNKNOWN, ROOM_MISMATCH, ROOM_FULL, ALREADY_IN_CALL, SESSION_EXPIRED
 */
export async function enterRoom(groups: Groups, row: SessionRow, request: EnterRequest): Promise<RoomEntered> {
  const { store, media } = groups.services;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const held = await store.groups.named(row.app, request.name);
    if (held === null && request.create !== true) throw new CallError('ROOM_UNKNOWN');
    const group = await tryToEnter(groups, row, request, held);
    if (group === null) continue;
    const { cid, custom } = group;
    return { ...entryOf(media, roomOf(group), row), cid, uids: groupUids(group), ...(custom === undefined ? {} : { custom }) };
  }
  throw new Error('entering a room lost every race');
}

async function tryToEnter(groups: Groups, row: SessionRow, request: EnterRequest, held: HeldGroup | null): Promise<Group | null> {
  const { scene = DEFAULT_SCENE } = request;
  const room = held?.group ?? newRoom(groups, row, request.name, scene);
  const isThere = seatOf(room, row.account) !== undefined;
  if (!isThere && (await isInCall(groups.services.store, row))) throw new CallError('ALREADY_IN_CALL');
  const step = groups.step(room, entering(groups, row, request, scene));
  const outcome = await groups.commit(held, step, isThere ? { ...NO_TERMS, asker: row.sid } : termsOf(row));
  return outcome.done ? step.group : null;
}

function entering({ services: { clock } }: Groups, row: SessionRow, { mode, role, live = false }: EnterRequest, scene: Scene): GroupEvent {
  return { type: 'entered', account: row.account, device: row.device, clientType: row.type, mode, role, scene, live, random: clock.random(7) };
}

function newRoom({ services: { clock, options } }: Groups, row: SessionRow, name: string, scene: Scene, custom?: string): NamedRoom {
  const startedAtMs = clock.nowMs();
  return {
    kind: 'room', app: row.app, cid: groupNumber(callNumber(startedAtMs, clock.random(10))), number: roomNumber(clock.random(4), GROUP_DIGITS), maker: row.account, name, scene,
    media: 'video', custom, startedAtMs, live: false, nextUid: 1, unusedUntilMs: startedAtMs + options.unusedRoomMs, seats: [], over: null,
  };
}

/**
 * Rooms that nobody enters would otherwise fill the memory of the server, and take names from others.
 *
 * @throws CallError RATE_LIMITED when there are `most` of them, until the first closes
 */
export function limitUnused(unused: readonly HeldGroup[], most: number, nowMs: number): void {
  if (unused.length < most) return;
  const untilMs = unused.map(({ group }) => (group.kind === 'room' ? (group.unusedUntilMs ?? nowMs) : nowMs));
  throw new CallError('RATE_LIMITED', { retryAfterMs: Math.max(1, Math.min(...untilMs) - nowMs) });
}
