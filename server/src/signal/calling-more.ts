import { CallError, LIMITS, type Answers, type Requests } from 'netcall-protocol';
import type { HeldGroup } from '../store/group-store';
import { NO_TERMS, type SessionRow } from '../store/store';
import { roleOf } from './call';
import { groupUids, isGroupNumber, liveSeats, type Group, type SeatEvent } from './group';
import type { Groups } from './groups';
import { ATTEMPTS, calleesOf, checkCallees, mustBeFree } from './team-placing';

/**
 * Calls more accounts into a call with several or a named room that this device is in. Who is in it or rings is passed over.
 *
 * @throws CallError INVALID_CALLEE, CALL_UNKNOWN, CALL_ENDED, BAD_STATE, ROOM_FULL, CALLEE_OFFLINE, RATE_LIMITED, SESSION_EXPIRED
 */
export async function callMore(groups: Groups, row: SessionRow, request: Requests['callMore']): Promise<Answers['callMore']> {
  checkCallees(row, request.callees);
  const { limits, clock } = groups.services;
  const busy = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const held = await heldBy(groups, row, request.cid);
    groups.step(held.group, eventOf(row, request, [])); // Who may not ask learns nothing of those it names.
    const there = liveSeats(held.group).map(({ account }) => account);
    const accounts = request.callees.filter((account) => !there.includes(account));
    if (accounts.length === 0) return { uids: groupUids(held.group) };
    if (attempt === 0) limits.team(row, accounts, clock.nowMs());
    const group = await tryToCall(groups, row, request, held, accounts, busy);
    if (group !== null) return { uids: groupUids(group) };
  }
  throw new Error('calling more lost every race');
}

/** A call for two stays one: its two have no places to give. */
async function heldBy({ services: { store } }: Groups, row: SessionRow, cid: string): Promise<HeldGroup> {
  const held = isGroupNumber(cid) ? await store.groups.read(row.app, cid) : null;
  if (held !== null) return held;
  const call = (await store.read(row.app, cid))?.call;
  if (call === undefined || roleOf(call, row.account) === null) throw new CallError('CALL_UNKNOWN');
  if (call.phase === 'ended') throw new CallError('CALL_ENDED', { reason: call.reason });
  throw new CallError('BAD_STATE', { method: 'callMore', phase: call.phase, expected: 'a call with several or a named room' });
}

async function tryToCall(groups: Groups, row: SessionRow, request: Requests['callMore'], held: HeldGroup, accounts: readonly string[], busy: Set<string>): Promise<Group | null> {
  const callees = await calleesOf(groups, row, accounts, busy, request.forceKeepCalling === true);
  const step = groups.step(held.group, eventOf(row, request, callees));
  const outcome = await groups.commit(held, step, { ...NO_TERMS, asker: row.sid, mustBeFree: mustBeFree(callees) });
  if (!outcome.done && outcome.because === 'busy') for (const account of outcome.accounts) busy.add(account);
  return outcome.done ? step.group : null;
}

function eventOf(row: SessionRow, { ringMs = LIMITS.ringDefaultMs, custom }: Requests['callMore'], callees: Extract<SeatEvent, { type: 'calledMore' }>['callees']): SeatEvent {
  return { type: 'calledMore', account: row.account, device: row.device, callees, ringMs, custom };
}
