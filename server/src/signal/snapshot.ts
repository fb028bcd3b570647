import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import type { MediaEngine } from '../media/engine';
import type { Held, SessionRow } from '../store/store';
import { legOf, roleOf, uidsOf, type ConnectedCall, type RingingCall } from './call';
import { memberOf } from './room';
import { entryOf } from './room-handlers';

/** The truth about a device's calls: those it takes part in, those that ring for its account, and recent ends. */
export function snapshotOf(held: readonly Held[], row: SessionRow, media: MediaEngine, nowMs: number): Snapshot {
  const calls: CallSnapshot[] = [];
  const ended: Snapshot['ended'][number][] = [];
  for (const each of held) {
    const { call } = each;
    if (call.phase === 'ended') ended.push({ cid: call.cid, callId: call.callId, reason: call.reason, account: call.endedBy });
    else if (concerns(call, row)) calls.push(callSnapshot(each, call, row, media, nowMs));
  }
  return { calls, ended };
}

function concerns(call: RingingCall | ConnectedCall, row: SessionRow): boolean {
  const role = roleOf(call, row.account);
  if (role === null) return false;
  const leg = legOf(call, role);
  return leg === null || leg.device === row.device;
}

function callSnapshot({ room }: Held, call: RingingCall | ConnectedCall, row: SessionRow, media: MediaEngine, nowMs: number): CallSnapshot {
  const { cid, callId, accounts, media: kind, phase, custom } = call;
  const role = roleOf(call, row.account);
  const entered = room !== null && memberOf(room, row.device, row.account) !== undefined;
  return {
    cid, callId, caller: accounts.caller, callee: accounts.callee, media: kind, phase, uids: uidsOf(accounts),
    mine: role !== null && legOf(call, role)?.device === row.device,
    ...(custom === undefined ? {} : { custom }),
    ringMsLeft: call.phase === 'ringing' ? Math.max(0, call.ringUntilMs - nowMs) : 0,
    acceptedAtMs: call.phase === 'connected' ? call.acceptedAtMs : null,
    ...(entered ? { room: entryOf(media, room, row) } : {}),
  };
}
