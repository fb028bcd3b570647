import { invitationOf, ringingSeats, takenSeats, type Group, type TakenSeat } from '../../server/src/signal/group';
import type { Device } from './device';
import type { Seen } from './device-facts';
import type { HappenedGroup } from './group-history';
import { claim } from './history';
import { seatsOf, type Called, type Stay } from './invitations';
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
  const untilMs = Math.min(...ringingSeats(group).map((seat) => invitationOf(group, seat)?.untilMs ?? 0));
  const isLate = server.nowMs() > untilMs + LATE_MS && server.upMs > LATE_MS;
  claim(!isLate, () => `${group.cid} rings for longer than it may`);
}

/** A client believes of a group only what has happened. */
function checkClient({ history }: World, { id, account, current }: Device): void {
  if (!('cid' in current) || current.phase === 'ended' || (current.team ?? current.channel) === undefined) return;
  const { cid, phase } = current;
  const happened = history.groups.groups.get(cid);
  claim(happened !== undefined, () => `${id} is ${phase} in ${cid}, which was never made`);
  const { now, stays, called } = happened!;
  const isCalled = called.some((each) => each.account === account);
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
    for (const happened of groups.values()) checkHeard(happened, device);
    for (const seen of device.seen.values()) checkSeen(groups.get(seen.cid), device, seen);
  }
  const timers = (await server.store?.groups.due(server.nowMs() + 600_000)) ?? [];
  claim(timers.length === 0, () => `the server keeps timers of ${timers.map(({ cid }) => cid).join(', ')}`);
}

/** Each who was called has one record each time, for a reason that somebody has caused, or nobody. */
function checkCauses(devices: readonly Device[], { now, records, called }: HappenedGroup): void {
  claim(records.length === called.length, () => `${now.cid} has ${records.length} records of ${called.length}`);
  for (const { cid, reason, by } of records) {
    const story = (): string => `${cid} is on the record as ${reason} by ${by}`;
    if (!OWN_REASONS.includes(reason)) claim(by === (reason === 'closed' ? now.maker : null), story);
    else claim(devices.some((device) => device.account === by && didAsk(device, now.cid, 'hangup', 'reject', 'leave')), () => `${story()}, who did nothing`);
  }
}

/** Nothing is heard more often than it happened: an invitation, and what becomes of one. */
function checkHeard({ called, tidings, now: { cid } }: HappenedGroup, device: Device): void {
  const [rings, most] = [device.ringsOf(cid), called.filter(({ account }) => account === device.account).length];
  claim(rings <= most, () => `${device.id} hears beCalling of ${cid} ${rings} times, and was called ${most} times`);
  for (const { heard } of [...device.seen.values()].filter((seen) => seen.cid === cid)) {
    for (const { name, account } of tidings) {
      const [times, happened] = [heard.get(`${name} ${account}`) ?? 0, tidings.filter((each) => each.name === name && each.account === account).length];
      claim(times <= happened, () => `${device.id} hears ${name} of ${account} in ${cid} ${times} times, and it happened ${happened} times`);
    }
  }
}

/** A device has seen a group end once, for a reason that it ended, and has heard of everybody who came or did not. */
function checkSeen(happened: HappenedGroup | undefined, device: Device, seen: Seen): void {
  if (happened === undefined) return;
  const { phases, reasons, disturbed, awayMs, isSignedOut, cid } = seen;
  const reason = reasons[0]!;
  const own = (seen.own || device.told.get(cid)?.has('hangup') === true) && OWN_REASONS.includes(reason);
  const story = (): string => `${device.id} has seen group ${cid} as ${phases.join(', ')} (${reasons.join(', ')})`;
  const stays = staysOf(happened, device, seen);
  const expected = stays.length > 0 ? stays.map(({ ending }) => ending?.reason ?? 'nothing yet') : reasonsOf(calledOf(happened, device, seen), device);
  const isUnheard = stays.length === 0 || (!phases.includes('inCall') && (reason === 'noAnswer' || reason === 'missed'));
  const isForgotten = happened.now.kind === 'room' && reason === 'lost'; // A snapshot does not say why one is no more in a room.
  const excuse = own || (disturbed && (isUnheard || isForgotten)) || ((awayMs >= AWAY_MS || isSignedOut) && reason === 'lost');
  claim(expected.includes(reason) || excuse, () => `${story()}: expected ${expected.join(' or ')}`);
  if (!disturbed && !own && stays.length === 1) checkTidings(happened, seen, stays[0]!, story);
}

/** Whoever was there has heard of each who came, and of each who did not. */
function checkTidings({ tidings }: HappenedGroup, { heard }: Seen, { device, uid }: Stay, story: () => string): void {
  const due = tidings.filter(({ hearers }) => hearers.some((each) => each.device === device && each.uid === uid));
  const missed = due.filter(({ name, account }) => (heard.get(`${name} ${account}`) ?? 0) < due.filter((each) => each.name === name && each.account === account).length);
  claim(missed.length === 0, () => `${story()}, and has not heard ${missed.map(({ name, account }) => `${name} of ${account}`).join(', ')}`);
}

/** The times in a group that a device may have seen as this call: one that came by an invitation knows it by that. */
function staysOf({ stays, called }: HappenedGroup, { id }: Device, { callId }: Seen): Stay[] {
  const own = stays.filter(({ device }) => device === id);
  const isInvited = called.some((each) => each.callId === callId && callId !== '');
  const matching = own.filter((each) => each.callId === callId);
  return isInvited || matching.length > 0 ? matching : own;
}

/** As which of those who were called a device has seen it. */
function calledOf({ called }: HappenedGroup, { account }: Device, { callId }: Seen): Called | undefined {
  return called.find((each) => each.account === account && each.callId === callId);
}

/** How a call that rang must look on a device that hears everything and does nothing. */
function reasonsOf(called: Called | undefined, { id }: Device): string[] {
  if (called === undefined) return [];
  const { ending, device } = called;
  if (device !== null) return device === id ? [] : ['answeredElsewhere'];
  if (ending === null) return [];
  if (ending.reason === 'rejected') return ['declinedElsewhere'];
  return ending.reason === 'cancelled' || ending.reason === 'noAnswer' ? ['missed'] : [ending.reason];
}
