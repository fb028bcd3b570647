import { LIMITS } from 'netcall-protocol';
import { liveSeats, ringingSeats, takenSeats, type Group, type NamedRoom, type Seat, type Team } from '../../server/src/signal/group';
import type { GroupChange } from '../../server/src/store/group-store';
import type { Called, TrueRecord } from './invitations';

/** What a seat may become. */
const NEXT: Readonly<Record<Seat['state'], readonly Seat['state'][]>> = { ringing: ['ringing', 'in', 'gone'], in: ['in', 'gone'], gone: ['gone'] };
const PLACES = [2, LIMITS.roomMembers] as const;

/** What must come of a change: the records that it writes, and who is called with it. */
interface Consequences {
  readonly records: readonly TrueRecord[];
  readonly added: readonly Called[];
}

/** What the store was told of a group that no server may tell it. */
export function faultsOf(before: Group | null, change: GroupChange, { records, added }: Consequences): string[] {
  const { group } = change;
  const ofSort = group.kind === 'team' ? ofTeam(before, group, added) : ofRoom(before, group);
  const found = [...always(before, change), ...invitingFaults(before, change, added), ...recordFaults(change, records), ...ofSort];
  return found.map((what) => `group ${group.cid}: ${what}`);
}

function always(before: Group | null, { group }: GroupChange): string[] {
  const { seats, over } = group;
  return [
    ...claimed(before === null || before.over === null, 'changed after its end'),
    ...claimed(new Set(seats.map(({ account }) => account)).size === seats.length, 'somebody has two places'),
    ...claimed(over === null || seats.every(({ state }) => state === 'gone'), 'is over with somebody in it'),
    ...claimed(liveSeats(group).length <= mostIn(group), `has ${liveSeats(group).length} who are in it or ring`),
  ];
}

const mostIn = (group: Group): number => (group.kind === 'room' ? PLACES[group.scene] : LIMITS.roomMembers);

/** Only who is in it and talks calls more; who is called had no place, and rings once. */
function invitingFaults(before: Group | null, { group, tell }: GroupChange, added: readonly Called[]): string[] {
  const ringing = ringingSeats(group).filter(({ uid }) => before?.seats.every((was) => was.uid !== uid) ?? true);
  const invited = tell.flatMap(({ to, event }) => (event.t === 'invited' && 'account' in to ? [`${to.account} ${event.callId}`] : []));
  const called = ringing.flatMap(({ uid }) => added.filter((each) => each.uid === uid).map(({ account, callId }) => `${account} ${callId}`));
  const talks = before === null || before.kind === 'room' || before.acceptedAtMs !== null;
  return [
    ...claimed(ringing.length === called.length && invited.join() === called.join(), `rings for ${invited.join(', ')} and has called ${called.join(', ')}`),
    ...claimed(added.length === 0 || talks, 'calls more before anybody has answered'),
    ...claimed(before === null || added.every(({ by }) => by > 0), 'somebody calls more who is not in it'),
    ...claimed(before === null || liveSeats(before).every(({ account }) => added.every((each) => each.account !== account)), 'calls somebody who is in it or rings'),
  ];
}

function recordFaults({ group, records }: GroupChange, expected: readonly TrueRecord[]): string[] {
  const written = records.map(({ cid, caller, callee, acceptedAtMs, reason, endedBy: by }) => ({ cid, caller, callee, acceptedAtMs, reason, by }));
  const [is, must] = [written, expected].map((list) => list.map((record) => JSON.stringify(record)).sort().join());
  return claimed(is === must, `the records of ${group.over === null ? 'a part' : 'its end'} are ${is}, not ${must}`);
}

/** Who was called keeps its number, and goes through its places in one direction, until it is called again when it is out. */
function ofTeam(before: Group | null, team: Team, added: readonly Called[]): string[] {
  const jumps = (before?.seats ?? []).filter((was) => {
    const seat = team.seats.find(({ uid }) => uid === was.uid);
    if (was.state === 'gone' && seat === undefined && added.some(({ account }) => account === was.account)) return false;
    const isSame = seat?.account === was.account && NEXT[was.state].includes(seat.state);
    return !isSame || (was.state === 'in' && seat.state === 'in' && was.device !== seat.device);
  });
  const [taken, ringing] = [takenSeats(team).length, ringingSeats(team).length];
  return [
    ...claimed(jumps.length === 0, `${jumps.map(({ account, state }) => `${account} was ${state}`).join(', ')} and cannot be what it is now`),
    ...claimed(team.over !== null || taken > 1 || (taken === 1 && ringing > 0), 'goes on with fewer than two'),
  ];
}

/** A room has places, new numbers for those who come, and no life without them. */
function ofRoom(before: Group | null, room: NamedRoom): string[] {
  const taken = takenSeats(room);
  const were = before === null ? [] : takenSeats(before);
  const isIn = (seats: readonly Seat[]): boolean => seats.some(({ account }) => account === room.maker);
  const ringing = before === null ? [] : ringingSeats(before);
  const hasCome = ({ account, uid }: Seat): boolean => ringing.some((was) => was.account === account && was.uid === uid);
  const stays = taken.filter(({ account, uid }) => were.some((was) => was.account === account && was.uid !== uid));
  const comes = taken.filter(({ account }) => !were.some((was) => was.account === account));
  const first = before?.kind === 'room' ? before.nextUid : 1;
  return [
    ...claimed(taken.length <= PLACES[room.scene], `has ${taken.length} members in scene ${room.scene}`),
    ...claimed(stays.length === 0 && comes.every((seat) => seat.uid >= first || hasCome(seat)), 'gives a number again, or another one'),
    ...claimed(room.over !== null || taken.length > 0 || were.length === 0, 'stays open and empty'),
    ...claimed(!(before?.kind === 'room' && before.live && isIn(were) && !isIn(taken)) || room.over !== null, 'goes on without the one who broadcasts'),
  ];
}

function claimed(isTrue: boolean, otherwise: string): string[] {
  return isTrue ? [] : [otherwise];
}
