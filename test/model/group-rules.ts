import { LIMITS } from 'netcall-protocol';
import { ringingSeats, takenSeats, type Group, type NamedRoom, type Seat, type Team } from '../../server/src/signal/group';
import type { GroupChange } from '../../server/src/store/group-store';
import type { TrueRecord } from './group-history';

/** What a seat may become. */
const NEXT: Readonly<Record<Seat['state'], readonly Seat['state'][]>> = { ringing: ['ringing', 'in', 'gone'], in: ['in', 'gone'], gone: ['gone'] };
const PLACES = [2, LIMITS.roomMembers] as const;

/** What the store was told of a group that no server may tell it. `records` are those that the change must write. */
export function faultsOf(before: Group | null, change: GroupChange, records: readonly TrueRecord[]): string[] {
  const { group } = change;
  const found = [...always(before, change), ...recordFaults(change, records), ...(group.kind === 'team' ? ofTeam(before, group) : ofRoom(before, group))];
  return found.map((what) => `group ${group.cid}: ${what}`);
}

function always(before: Group | null, { group, tell }: GroupChange): string[] {
  const { seats, over } = group;
  const called = ringingSeats(group).map(({ account }) => account);
  const invited = tell.flatMap(({ to, event }) => (event.t === 'invited' && 'account' in to ? [to.account] : []));
  return [
    ...claimed(before === null || before.over === null, 'changed after its end'),
    ...claimed(new Set(seats.map(({ account }) => account)).size === seats.length, 'somebody has two places'),
    ...claimed(over === null || seats.every(({ state }) => state === 'gone'), 'is over with somebody in it'),
    ...claimed(invited.every((account) => called.includes(account)), 'rings for somebody who is not called, or is in it already'),
  ];
}

function recordFaults({ group, records }: GroupChange, expected: readonly TrueRecord[]): string[] {
  const written = records.map(({ cid, caller, callee, acceptedAtMs, reason, endedBy: by }) => ({ cid, caller, callee, acceptedAtMs, reason, by }));
  const [is, must] = [written, expected].map((list) => list.map((record) => JSON.stringify(record)).sort().join());
  return claimed(is === must, `the records of ${group.over === null ? 'a part' : 'its end'} are ${is}, not ${must}`);
}

/** Who was called keeps its number, and goes through its places in one direction. */
function ofTeam(before: Group | null, team: Team): string[] {
  const jumps = (before?.seats ?? []).filter((was) => {
    const seat = team.seats.find(({ uid }) => uid === was.uid);
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
  const stays = taken.filter(({ account, uid }) => were.some((was) => was.account === account && was.uid !== uid));
  const comes = taken.filter(({ account }) => !were.some((was) => was.account === account));
  const first = before?.kind === 'room' ? before.nextUid : 1;
  return [
    ...claimed(taken.length <= PLACES[room.scene], `has ${taken.length} members in scene ${room.scene}`),
    ...claimed(stays.length === 0 && comes.every(({ uid }) => uid >= first), 'gives a number again, or another one'),
    ...claimed(room.over !== null || taken.length > 0 || were.length === 0, 'stays open and empty'),
    ...claimed(!(before?.kind === 'room' && before.live && isIn(were) && !isIn(taken)) || room.over !== null, 'goes on without the one who broadcasts'),
  ];
}

function claimed(isTrue: boolean, otherwise: string): string[] {
  return isTrue ? [] : [otherwise];
}
