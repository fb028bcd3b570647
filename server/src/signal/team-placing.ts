import { CallError, LIMITS, type CallPlaced, type Requests } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { isInCall, termsOf } from './busy';
import { callOut, firstInvitation, seatAtFirst } from './callees';
import { groupNumber, groupUids, type Callee, type GroupStep, type TakenSeat, type Team } from './group';
import { dissolve, keep, recordsLast, then } from './group-ends';
import type { Groups } from './groups';
import { callNumber } from './placing';
import { roomNumber } from './room';

type TeamRequest = Requests['callTeam'];

/** One digit more than rooms of calls have. */
export const GROUP_DIGITS = 9;

/** A lost race is looked at anew so often; each time somebody else's call has come or gone. */
export const ATTEMPTS = 8;

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
  checkCallees(row, callees);
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
  const effects = called.flatMap(({ seat, reach }) => callOut(team, seat, firstInvitation(team, seat), reach, startedAtMs));
  const step = keep(team, effects);
  const isOver = called.every(({ seat }) => seat.state === 'gone');
  return recordsLast(isOver ? then(step, (group) => dissolve(group, { reason: 'busy', by: null }, startedAtMs)) : step);
}

/** Each is called once, and nobody calls itself. @throws CallError INVALID_CALLEE */
export function checkCallees({ account }: SessionRow, callees: readonly string[]): void {
  if (callees.includes(account) || new Set(callees).size < callees.length) throw new CallError('INVALID_CALLEE');
}

/** How these accounts can be reached. @throws CallError CALLEE_OFFLINE when none of them can */
export async function calleesOf(groups: Groups, row: SessionRow, accounts: readonly string[], busy: ReadonlySet<string>, force: boolean): Promise<readonly Callee[]> {
  const callees = await Promise.all(accounts.map((account) => calleeOf(groups, row, account, busy.has(account), force)));
  if (callees.every(({ reach }) => reach === 'noAnswer')) throw new CallError('CALLEE_OFFLINE');
  return callees;
}

/** Accounts that must be free for these to ring. */
export function mustBeFree(callees: readonly Callee[]): string[] {
  return callees.filter(({ reach, isSilent }) => reach === 'all' && !isSilent).map(({ account }) => account);
}

async function tryToPlace(groups: Groups, row: SessionRow, request: TeamRequest, busy: Set<string>): Promise<CallPlaced | null> {
  const callees = await calleesOf(groups, row, request.callees, busy, request.forceKeepCalling === true);
  const step = placeTeam(placingOf(groups, row, request, callees));
  const outcome = await groups.commit(null, step, termsOf(row, mustBeFree(callees)));
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
