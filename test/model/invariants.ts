import { isGroupNumber } from '../../server/src/signal/group';
import type { Device } from './device';
import type { Seen } from './device-facts';
import { claim, type Happened } from './history';
import type { World } from './world';

/** A ringing call is ended by the server at its time; this much later at most. */
export const LATE_MS = 2_500;
/** From so long on a device that is away may end a call as lost, whatever it has become meanwhile. */
export const AWAY_MS = 100_000;
/** What somebody has done, whether on this device or on another. */
export const OWN_REASONS: readonly string[] = ['hungUp', 'cancelled', 'rejected'];

/** What holds after every step. */
export function checkStep(world: World): void {
  const { history, complaints, server } = world;
  claim(history.faults.length === 0, () => history.faults.join('; '));
  claim(complaints.length === 0, () => complaints.join('; '));
  claim(server.allErrors.length === 0, () => `the server logs: ${server.allErrors.join('; ')}`);
  checkOneCall(world);
  for (const call of history.live) checkRinging(world, call);
  for (const device of world.devices) checkClient(world, device);
}

/** Nobody is in two calls: no device at all, and no account whose second calls the server refuses. */
function checkOneCall(world: World): void {
  const { history } = world;
  const holders = new Map<string, string>();
  for (const [holder, cid] of holdingsOf(world)) {
    claim(!holders.has(holder), () => `${holder} is in two calls: ${holders.get(holder)} and ${cid}`);
    holders.set(holder, cid);
  }
  const ringing = history.live.filter(({ connected }) => connected === null);
  for (const one of ringing) {
    const mirror = ringing.find((other) => other.caller === one.callee && other.callee === one.caller);
    claim(mirror === undefined, () => `${one.caller} and ${one.callee} ring each other: ${one.cid} and ${mirror?.cid}`);
  }
}

/** Who may be in no other call, by which call. */
export function holdingsOf(world: World): (readonly [holder: string, cid: string])[] {
  return world.history.live.flatMap(({ cid, caller, callee, connected, callerDevice }) => {
    const accounts = [caller, callee].filter((account) => world.isServersDecision(account));
    const devices = connected === null ? [`${callerDevice}`] : [connected.callerDevice, connected.calleeDevice];
    return [...accounts, ...devices].map((holder) => [holder, cid] as const);
  });
}

function checkRinging({ server }: World, { cid, connected, ringUntilMs }: Happened): void {
  const isLate = connected === null && ringUntilMs !== null && server.nowMs() > ringUntilMs + LATE_MS && server.upMs > LATE_MS;
  claim(!isLate, () => `${cid} rings for longer than it may`);
}

/** A client believes of a call only what has happened. */
function checkClient({ history }: World, { id, account, current }: Device): void {
  if (current.phase === 'idle' || current.phase === 'placing' || current.phase === 'ended' || isGroupNumber(current.cid)) return;
  const call = history.calls.get(current.cid);
  claim(call !== undefined, () => `${id} is ${current.phase} in ${current.cid}, which was never made`);
  if (call === undefined) return;
  if (current.phase === 'calling') claim((call.callerDevice ?? id) === id && call.caller === account, () => `${id} calls in ${call.cid}, which ${call.callerDevice} has made`);
  if (current.phase === 'ringing') claim(call.callee === account, () => `${id} rings for ${call.cid}, which is for ${call.callee}`);
  if (current.phase !== 'inCall') return;
  const { connected } = call;
  claim(connected !== null, () => `${id} is in ${call.cid}, which nobody has answered`);
  claim(connected?.callerDevice === id || connected?.calleeDevice === id, () => `${id} is in ${call.cid}, which is another device's`);
}

/** What holds once everything has happened that will, while calls that were left alone go on. */
export function checkCalm(world: World): void {
  checkStep(world);
  for (const device of world.devices) {
    const { id, current, process, wishes } = device;
    for (const { what, process: of, state } of wishes) claim(state !== 'waits' || !of.alive, () => `${id}: the promise of ${what} never settles`);
    for (const { timers } of device.retired) claim(timers === 0, () => `${id}: a destroyed client holds ${timers} timers`);
    if (process === null) continue;
    const { connection } = process.netcall;
    claim(['idle', 'ended', 'inCall'].includes(current.phase), () => `${id} is still ${current.phase}`);
    claim(connection !== 'connecting', () => `${id} is still connecting`);
    claim(connection === 'online' || current.phase !== 'inCall', () => `${id} is in a call and signed out`);
    const allowed = connection === 'online' ? 1 : 0;
    claim(process.timers === allowed, () => `${id} is ${connection} and ${current.phase}, and holds ${process.timers} timers`);
    if (current.phase === 'inCall' && !isGroupNumber(current.cid)) checkPeer(world, device, current.cid);
    if (connection === 'online' && !device.wasKilled) checkNews(world, device);
  }
  for (const call of world.history.live) checkLive(world, call);
}

/** A device that is here has heard the record of every call of its account; one that was killed may have been told and not have listened. */
function checkNews({ history }: World, { id, account, records }: Device): void {
  const missed = history.records.filter(({ caller, callee, cid }) => [caller, callee].includes(account) && !records.has(cid));
  claim(missed.length === 0, () => `${id} has not heard of the record of ${missed.map(({ cid }) => cid).join(', ')}`);
}

/** Nobody is in a call with one who is not. */
function checkPeer({ history, devices }: World, { id }: Device, cid: string): void {
  const { connected, ended } = history.calls.get(cid)!;
  claim(ended === null, () => `${id} is in ${cid}, which has ended`);
  const peer = devices.find((each) => each.id === (connected?.callerDevice === id ? connected.calleeDevice : connected?.callerDevice));
  const isThere = peer !== undefined && peer.current.phase === 'inCall' && peer.current.cid === cid;
  claim(isThere, () => `${id} is in ${cid}, but ${peer?.id} is ${peer?.current.phase}`);
}

function checkLive({ devices }: World, { cid, connected }: Happened): void {
  claim(connected !== null, () => `${cid} still rings on the server`);
  for (const id of [connected?.callerDevice, connected?.calleeDevice]) {
    const device = devices.find((each) => each.id === id);
    claim(device?.current.phase === 'inCall' && device.current.cid === cid, () => `${cid} goes on without ${id}, which is ${device?.current.phase}`);
  }
}

/** What holds at the very end, when everybody has hung up and signed out. */
export async function checkEnd(world: World): Promise<void> {
  checkStep(world);
  const { history, devices, server } = world;
  claim(history.live.length === 0, () => `${history.live.map(({ cid }) => cid).join(', ')} never ended`);
  for (const device of devices) {
    const { id, process } = device;
    const left = (process?.timers ?? 0) + (process?.network.size ?? 0) + (process?.visibility.size ?? 0);
    claim(left === 0, () => `${id} has signed out and holds ${process?.timers} timers and ${left - (process?.timers ?? 0)} subscriptions`);
    for (const [command, times] of device.commands) claim(times === 1, () => `${id} hears ${command} ${times} times`);
    for (const seen of device.seen.values()) checkSeen(world, device, seen);
  }
  await checkRecords(world);
  const timers = (await server.store?.due(server.nowMs() + 600_000)) ?? [];
  claim(timers.length === 0, () => `the server keeps timers of ${timers.map(({ cid }) => cid).join(', ')}`);
}

/** Records equal what happened: one per call that was made, with what it came to and nothing else. */
async function checkRecords({ history, server, devices }: World): Promise<void> {
  const accounts = [...new Set(devices.map(({ account }) => account))];
  const pages = await Promise.all(accounts.map((account) => server.store!.records('default', account, null, 1_000)));
  const happened = new Map(history.records.map((each) => [each.cid, each]));
  for (const [index, { records }] of pages.entries()) {
    const own = [...happened.values()].filter(({ caller, callee }) => [caller, callee].includes(accounts[index]!));
    claim(records.length === own.length, () => `${accounts[index]} has ${records.length} records of ${own.length} calls`);
    for (const record of records) {
      const call = happened.get(record.cid);
      const isTrue = call?.reason === record.reason && call.acceptedAtMs === record.acceptedAtMs && call.by === record.endedBy;
      claim(isTrue, () => `the record of ${record.cid} is not what happened: ${JSON.stringify(record)}`);
    }
  }
  for (const call of history.calls.values()) checkCause(devices, call);
}

/** A reason is on the record because somebody did it. */
function checkCause(devices: readonly Device[], { cid, caller, callee, connected, ended, callerDevice }: Happened): void {
  const { reason, by } = ended!;
  const asked = (device: Device, ...names: string[]): boolean => didAsk(device, cid, ...names);
  const did = devices.filter((device) => {
    if (reason === 'hungUp') return (device.id === connected?.callerDevice || device.id === connected?.calleeDevice) && asked(device, 'hangup');
    if (reason === 'cancelled') return device.id === callerDevice && asked(device, 'hangup');
    return device.account === callee && asked(device, 'reject', 'hangup');
  });
  if (!OWN_REASONS.includes(reason)) return claim(by === null, () => `${cid} ended as ${reason} by ${by}`);
  claim(did.some(({ account }) => account === by), () => `${cid} of ${caller} and ${callee} is on the record as ${reason} by ${by}, who did nothing`);
}

/** Whether a device has asked for one of these about a call, or signed out. */
export function didAsk({ told }: Device, cid: string, ...names: string[]): boolean {
  return told.get('')?.has('signOut') === true || names.some((name) => told.get(cid)?.has(name));
}

/** A device has seen a call end exactly once, for the reason that it ended. */
function checkSeen({ history }: World, { id, account, told }: Device, seen: Seen): void {
  const { callId, cid, phases, reasons, disturbed, awayMs, isSignedOut } = seen;
  const own = seen.own || told.get(cid)?.has('hangup') === true; // The latter: of a call that its user had hung up before it had a number.
  const story = (): string => `${id} has seen call ${cid === '' ? callId : cid} as ${phases.join(', ')} (${reasons.join(', ')})`;
  claim(reasons.length === 1, () => `${story()}: it must end once`);
  const call = history.calls.get(cid);
  if (call?.ended === null || call === undefined) return;
  const reason = reasons[0]!;
  const expected = reasonOn(call, id, account);
  const isLeg = call.connected?.callerDevice === id || call.connected?.calleeDevice === id;
  const isUnheard = !isLeg || (!phases.includes('inCall') && (reason === 'noAnswer' || reason === 'missed')); // The answer has not reached it.
  const excuse = (own && OWN_REASONS.includes(reason)) || (disturbed && isUnheard) || ((awayMs >= AWAY_MS || isSignedOut) && reason === 'lost');
  claim(reason === expected || excuse, () => `${story()}, which ended as ${call.ended?.reason}: expected ${expected}`);
}

/** How a call must look on a device that hears everything and does nothing. */
function reasonOn({ connected, ended, caller }: Happened, id: string, account: string): string {
  const reason = ended!.reason;
  if (connected !== null) return connected.callerDevice === id || connected.calleeDevice === id ? reason : 'answeredElsewhere';
  if (account === caller) return reason;
  if (reason === 'rejected') return 'declinedElsewhere';
  return reason === 'cancelled' || reason === 'noAnswer' ? 'missed' : reason;
}
