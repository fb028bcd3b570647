import { CallError, LIMITS, type CallPlaced, type Requests } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { isInCall, termsOf } from './busy';
import { groupNumber, groupUids, isSilent, teamOf, type GoneSeat, type GroupEffect, type GroupStep, type RingingSeat, type TakenSeat, type Team } from './group';
import { declinedEvent, deviceOf, dissolve, keep, recordOf, recordsLast, tell, then } from './group-ends';
import type { Groups } from './groups';
import { callNumber } from './placing';
import { roomNumber } from './room';

type TeamRequest = Requests['callTeam'];

/** How one who is called can be reached: all devices ring, only those that decide for themselves do, or none does, and why. */
export type Reach = 'all' | 'appPolicy' | 'busy' | 'dnd' | 'noAnswer';

/** One who is called. `isSilent`: has blocked the caller, and is to the caller as somebody who is away (call rule 32). */
export interface Callee {
  readonly account: string;
  readonly reach: Reach;
  readonly isSilent: boolean;
}

/** One digit more than rooms of calls have. */
export const GROUP_DIGITS = 9;

/** A lost race is looked at anew so often; each time somebody else's call has come or gone. */
const ATTEMPTS = 8;

/** What a call with several is placed with. */
export interface TeamPlacing extends Pick<Team, 'app' | 'cid' | 'number' | 'callId' | 'media' | 'custom' | 'startedAtMs' | 'ringUntilMs'> {
  readonly caller: Pick<TakenSeat, 'account' | 'device' | 'type'>;
  readonly callees: readonly Callee[];
}

/**
 * Places a call with several, or finds that it is placed already.
 *
 * @throws CallError INVALID_CALLEE, ALREADY_IN_CALL, CALLEE_OFFLINE, RATE_LIMITED, SESSION_EXPIRED
 */
export async function callTeam(groups: Groups, row: SessionRow, request: TeamRequest): Promise<CallPlaced> {
  const { callees } = request;
  if (callees.includes(row.account) || new Set(callees).size < callees.length) throw new CallError('INVALID_CALLEE');
  const { store, limits, clock } = groups.services;
  const busy = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const known = await store.groups.placed(row.app, row.account, request.callId);
    if (known !== null) return placedAs(known.group);
    if (attempt === 0) limits.team(row, callees, clock.nowMs());
    if (await isInCall(store, row)) throw new CallError('ALREADY_IN_CALL');
    const placed = await tryToPlace(groups, row, request, busy);
    if (placed !== null) return placed;
  }
  throw new Error('placing a call with several lost every race');
}

/** A new call with several. Who cannot be reached is told to the caller at once; when nobody can, it is over as busy. */
export function placeTeam(placing: TeamPlacing): GroupStep {
  const { app, cid, number, callId, media, custom, startedAtMs, ringUntilMs, caller, callees } = placing;
  const own: TakenSeat = { state: 'in', uid: 1, ...caller, link: { up: true }, sinceMs: startedAtMs, joinUntilMs: null, stream: null, mode: 0 };
  const called = callees.map((callee, index) => ({ reach: callee.reach, seat: seatAtFirst(index + 2, callee, startedAtMs) }));
  const seats = [own, ...called.map(({ seat }) => seat)];
  const team: Team = { kind: 'team', app, cid, number, maker: own.account, callId, media, custom, startedAtMs, ringUntilMs, acceptedAtMs: null, seats, over: null };
  const effects = called.flatMap(({ seat, reach }) => (seat.state === 'ringing' ? invite(team, seat, reach === 'appPolicy') : refusal(team, own, seat, reach)));
  const step = keep(team, effects);
  const isOver = called.every(({ seat }) => seat.state === 'gone');
  return recordsLast(isOver ? then(step, (group) => dissolve(group, { reason: 'busy', by: null }, startedAtMs)) : step);
}

/** Who does not want to be disturbed is busy to everybody else (call rule 30). */
function seatAtFirst(uid: number, { account, reach, isSilent }: Callee, atMs: number): GoneSeat | RingingSeat {
  const silent = isSilent ? ({ silent: true } as const) : {};
  if (reach === 'all' || reach === 'appPolicy') return { state: 'ringing', uid, account, rang: false, ...silent };
  return { state: 'gone', uid, account, atMs, reason: reach === 'dnd' ? 'busy' : reach, by: null, ...silent };
}

function invite(team: Team, seat: RingingSeat, onlyAppPolicy: boolean): GroupEffect[] {
  if (isSilent(seat)) return [];
  const { cid, callId, maker: caller, media, custom, ringUntilMs, startedAtMs } = team;
  const event = { t: 'invited', cid, callId, caller, media, ringMsLeft: ringUntilMs - startedAtMs, uids: groupUids(team), team: teamOf(team) } as const;
  return [tell({ account: seat.account, except: null, only: onlyAppPolicy ? 'appPolicy' : 'all' }, custom === undefined ? event : { ...event, custom })];
}

function refusal(team: Team, caller: TakenSeat, seat: GoneSeat, reach: Reach): GroupEffect[] {
  const because = reach === 'dnd' ? 'dnd' : seat.reason;
  return [tell(deviceOf(caller), declinedEvent(team, seat.account, seat.reason)), recordOf(team, seat, null, seat.atMs, { reason: because, by: null })];
}

async function tryToPlace(groups: Groups, row: SessionRow, request: TeamRequest, busy: Set<string>): Promise<CallPlaced | null> {
  const callees = await Promise.all(request.callees.map((account) => calleeOf(groups, row, account, busy.has(account), request.forceKeepCalling === true)));
  if (callees.every(({ reach }) => reach === 'noAnswer')) throw new CallError('CALLEE_OFFLINE');
  const step = placeTeam(placingOf(groups, row, request, callees));
  const mustBeFree = callees.filter(({ reach, isSilent }) => reach === 'all' && !isSilent).map(({ account }) => account);
  const outcome = await groups.commit(null, step, termsOf(row, mustBeFree));
  if (outcome.done) return placedAs(step.group);
  if (outcome.because === 'busy') for (const account of outcome.accounts) busy.add(account);
  return null;
}

async function calleeOf({ services: { store } }: Groups, row: SessionRow, account: string, isBusy: boolean, force: boolean): Promise<Callee> {
  const stance = await store.accounts.stance(row.app, account, row.account);
  const sessions = await store.sessionsOf(row.app, account);
  const isSilent = stance === 'blocked';
  if ((isSilent || sessions.length === 0) && !force) return { account, reach: 'noAnswer', isSilent };
  if (stance === 'dnd') return { account, reach: 'dnd', isSilent };
  if (isSilent || !isBusy) return { account, reach: 'all', isSilent };
  return { account, reach: sessions.some(({ busyPolicy }) => busyPolicy === 'app') ? 'appPolicy' : 'busy', isSilent };
}

function placingOf({ services: { clock } }: Groups, row: SessionRow, request: TeamRequest, callees: TeamPlacing['callees']): TeamPlacing {
  const startedAtMs = clock.nowMs();
  const { callId, media, custom, ringMs = LIMITS.ringDefaultMs } = request;
  return {
    app: row.app, cid: groupNumber(callNumber(startedAtMs, clock.random(10))), number: roomNumber(clock.random(4), GROUP_DIGITS), callId, media, custom, startedAtMs,
    ringUntilMs: startedAtMs + ringMs, caller: { account: row.account, device: row.device, type: row.type }, callees,
  };
}

const placedAs = (group: GroupStep['group']): CallPlaced => ({ cid: group.cid, uids: groupUids(group) });
