import { takenSeats, type Group, type TakenSeat } from '../../server/src/signal/group';
import type { Device } from './device';
import type { Seen } from './device-facts';
import { seatsOf, type HappenedGroup } from './group-history';
import { claim } from './history';
import { AWAY_MS, didAsk, holdingsOf, LATE_MS, OWN_REASONS } from './invariants';
import type { World } from './world';

/** What holds of calls with several and of named rooms after every step. */
export function checkGroups(world: World): void {
  checkOnePlace(world);
  for (const { now } of world.history.groups.live) checkRinging(world, now);
  for (const device of world.devices) checkClient(world, device);
}

/** Nobody is in a group and in a call, or in two groups: no device at all, and no account whose second calls the server refuses. */
function checkOnePlace(world: World): void {
  const holders = new Map<string, string>(holdingsOf(world));
  for (const { now } of world.history.groups.live) {
    const accounts = seatsOf(now).map(({ account }) => account).filter((account) => world.isServersDecision(account));
    for (const holder of [...accounts, ...takenSeats(now).map(({ device }) => device)]) {
      claim(!holders.has(holder), () => `${holder} is in two at once: ${holders.get(holder)} and ${now.cid}`);
      holders.set(holder, now.cid);
    }
  }
}

function checkRinging({ server }: World, group: Group): void {
  if (group.kind !== 'team' || group.seats.every(({ state }) => state !== 'ringing')) return;
  const isLate = server.nowMs() > group.ringUntilMs + LATE_MS && server.upMs > LATE_MS;
  claim(!isLate, () => `${group.cid} rings for longer than it may`);
}

/** A client believes of a group only what has happened. */
function checkClient({ history }: World, { id, account, current }: Device): void {
  if (!('cid' in current) || current.phase === 'ended' || (current.team ?? current.channel) === undefined) return;
  const { cid, phase } = current;
  const happened = history.groups.groups.get(cid);
  claim(happened !== undefined, () => `${id} is ${phase} in ${cid}, which was never made`);
  const { now, stays } = happened!;
  const isCalled = now.kind === 'team' && now.maker !== account && now.seats.some((seat) => seat.account === account);
  if (phase === 'ringing') return claim(isCalled, () => `${id} rings for ${cid}, to which nobody has called it`);
  claim(phase === 'inCall' || now.maker === account, () => `${id} calls in ${cid}, which ${now.maker} has made`);
  claim(stays.some(({ device }) => device === id), () => `${id} is ${phase} in ${cid}, where it has never been`);
}

/** What holds of them once everything has happened that will. */
export function checkGroupsAtRest(world: World): void {
  for (const { now } of world.history.groups.live) {
    claim(now.seats.every(({ state }) => state !== 'ringing'), () => `${now.cid} still rings on the server`);
    claim(takenSeats(now).length > (now.kind === 'team' ? 1 : 0), () => `${now.cid} goes on with nobody to talk to`);
    for (const seat of takenSeats(now)) checkMember(world, now, seat);
  }
  for (const { id, current } of world.devices) {
    if (current.phase !== 'inCall' || (current.team ?? current.channel) === undefined) continue;
    const group = world.history.groups.groups.get(current.cid)!.now;
    claim(takenSeats(group).some(({ device }) => device === id), () => `${id} is in ${current.cid}, which has it no more`);
  }
}

/** Who is in a group is there, and knows everybody who is. */
function checkMember({ devices }: World, group: Group, { device: id, stream, uid }: TakenSeat): void {
  const current = devices.find((each) => each.id === id)?.current;
  claim(current?.phase === 'inCall' && current.cid === group.cid, () => `${group.cid} goes on without ${id}, which is ${current?.phase}`);
  claim(stream !== null, () => `${id} has never entered ${group.cid}`);
  if (current?.phase !== 'inCall' || current.room === null) return;
  const known = current.room.members.map((each) => (each.uid === uid ? `${uid} ${each.account}` : `${each.uid} ${each.account} ${each.mode} ${streamOf(each.url)} ${each.role}`));
  const real = takenSeats(group).flatMap((each) => {
    if (each.stream === null) return [];
    return each.uid === uid ? [`${uid} ${each.account}`] : [`${each.uid} ${each.account} ${each.mode} ${each.role === 1 ? '' : each.stream} ${each.role}`];
  });
  const [is, must] = [known, real].map((list) => list.sort().join(', '));
  claim(is === must, () => `${id} knows in ${group.cid} ${is}, and there is ${must}`);
}

const streamOf = (url: string): string => url.split(/[/?]/).at(-2)?.replace('.flv', '') ?? '';

/** What holds of them at the very end. */
export async function checkGroupsAtEnd({ history, devices, server }: World): Promise<void> {
  const { live, groups } = history.groups;
  claim(live.length === 0, () => `${live.map(({ now }) => now.cid).join(', ')} never ended`);
  for (const happened of groups.values()) checkCauses(devices, happened);
  for (const device of devices) {
    for (const seen of device.seen.values()) checkSeen(groups.get(seen.cid), device, seen);
  }
  const timers = (await server.store?.groups.due(server.nowMs() + 600_000)) ?? [];
  claim(timers.length === 0, () => `the server keeps timers of ${timers.map(({ cid }) => cid).join(', ')}`);
}

/** Each who was called has one record, for a reason that somebody has caused, or nobody. */
function checkCauses(devices: readonly Device[], { now, records }: HappenedGroup): void {
  if (now.kind === 'room') return;
  claim(records.length === now.seats.length - 1, () => `${now.cid} has ${records.length} records of ${now.seats.length - 1}`);
  for (const { cid, reason, by } of records) {
    const story = (): string => `${cid} is on the record as ${reason} by ${by}`;
    if (!OWN_REASONS.includes(reason)) claim(by === null, story);
    else claim(devices.some((device) => device.account === by && didAsk(device, now.cid, 'hangup', 'reject')), () => `${story()}, who did nothing`);
  }
}

/** A device has seen a group end once, for a reason that it ended, and has heard of everybody who came or did not. */
function checkSeen(happened: HappenedGroup | undefined, { id, account, told }: Device, seen: Seen): void {
  if (happened === undefined) return;
  const { phases, reasons, disturbed, awayMs, isSignedOut, cid, heard } = seen;
  const reason = reasons[0]!;
  const own = (seen.own || told.get(cid)?.has('hangup') === true) && OWN_REASONS.includes(reason);
  const story = (): string => `${id} has seen group ${cid} as ${phases.join(', ')} (${reasons.join(', ')})`;
  const expected = reasonsOn(happened, id, account);
  const isLeg = happened.stays.some(({ device }) => device === id);
  const isUnheard = !isLeg || (!phases.includes('inCall') && (reason === 'noAnswer' || reason === 'missed'));
  const isForgotten = happened.now.kind === 'room' && reason === 'lost'; // A snapshot does not say why one is no more in a room.
  const excuse = own || (disturbed && (isUnheard || isForgotten)) || ((awayMs >= AWAY_MS || isSignedOut) && reason === 'lost');
  claim(expected.includes(reason) || excuse, () => `${story()}: expected ${expected.join(' or ')}`);
  if (disturbed || own) return;
  const missed = happened.tidings.filter(({ name, account: about, devices }) => devices.includes(id) && !heard.has(`${name} ${about}`));
  claim(missed.length === 0, () => `${story()}, and has not heard ${missed.map(({ name, account: about }) => `${name} of ${about}`).join(', ')}`);
}

/** How a group must look on a device that hears everything and does nothing. */
function reasonsOn({ now, stays }: HappenedGroup, id: string, account: string): string[] {
  const own = stays.filter(({ device }) => device === id);
  if (own.length > 0) return own.map(({ ending }) => ending?.reason ?? 'nothing yet');
  if (stays.some((each) => each.account === account)) return ['answeredElsewhere'];
  const seat = now.seats.find((each) => each.account === account);
  if (seat?.state !== 'gone') return [];
  if (seat.reason === 'rejected') return ['declinedElsewhere'];
  return seat.reason === 'cancelled' || seat.reason === 'noAnswer' ? ['missed'] : [seat.reason];
}
