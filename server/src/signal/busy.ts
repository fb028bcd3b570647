import type { SessionRow, Store, Terms } from '../store/store';
import type { Call } from './call';
import { isMeeting, seatOf, type Group } from './group';

/** Whether an account is in a call, a call with several or a named room, so that it cannot begin another. */
export async function isInCall(store: Store, row: SessionRow): Promise<boolean> {
  const live = await store.liveOf(row.app, row.account);
  return live.some(({ call }) => isTaking(call, row)) || isInGroup(store, row);
}

/** The same for groups alone; `but` names one that does not count. */
export async function isInGroup(store: Store, row: SessionRow, but?: string): Promise<boolean> {
  const held = await store.groups.heldOf(row.app, row.account);
  return held.some(({ group }) => group.cid !== but && takes(group, row));
}

/** What a device that begins something needs: that it is still there, its account free, and those whom it calls. */
export function termsOf(row: SessionRow, callees: readonly string[] = []): Terms {
  const own = [row.account];
  return row.busyPolicy === 'app' ? { asker: row.sid, mustBeFree: callees, mustBeOut: own } : { asker: row.sid, mustBeFree: [...own, ...callees], mustBeOut: [] };
}

/** An invitation that only rings beside a call ("the app decides") does not keep its callee from calling. */
export function isTaking(call: Call, row: SessionRow): boolean {
  return call.phase !== 'ended' && (row.busyPolicy === 'server' || isPartOf(call, row.account));
}

/** Whether an account calls or talks in a call that is not over. */
export function isPartOf(call: Call, account: string): boolean {
  return call.phase === 'connected' || call.accounts.caller === account;
}

/** Who is in a meeting is free. */
function takes(group: Group, row: SessionRow): boolean {
  if (isMeeting(group)) return false;
  const seat = seatOf(group, row.account);
  return seat?.state === 'in' || (seat?.state === 'ringing' && row.busyPolicy === 'server');
}
