import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import type { MediaEngine } from '../media/engine';
import type { HeldGroup } from '../store/group-store';
import type { Held, SessionRow } from '../store/store';
import { legOf, roleOf, uidsOf, type ConnectedCall, type RingingCall } from './call';
import { roomOf, seatOf } from './group';
import type { Beside } from './meeting-calls';
import { memberOf, type Room } from './room';
import { entryOf } from './room-handlers';

/** What an account has: its calls, what stands beside them by `cid`, and its groups, one of which a call may meet in. */
export interface Holdings {
  readonly held: readonly Held[];
  readonly beside: ReadonlyMap<string, Beside>;
  readonly groups: readonly HeldGroup[];
}

/** The truth about a device's calls: those it takes part in, those that ring for its account, and recent ends. */
export function snapshotOf(holdings: Holdings, row: SessionRow, media: MediaEngine, nowMs: number): Snapshot {
  const calls: CallSnapshot[] = [];
  const ended: Snapshot['ended'][number][] = [];
  for (const each of holdings.held) {
    const { call } = each;
    if (call.phase === 'ended') ended.push({ cid: call.cid, callId: call.callId, reason: call.reason, account: call.endedBy });
    else if (concerns(call, row)) calls.push({ ...callSnapshot(call, roomIn(holdings, each, row), row, media, nowMs), ...holdings.beside.get(call.cid) });
  }
  return { calls, ended };
}

function concerns(call: RingingCall | ConnectedCall, row: SessionRow): boolean {
  const role = roleOf(call, row.account);
  if (role === null) return false;
  const leg = legOf(call, role);
  return leg === null || leg.device === row.device;
}

/** The room of a call: its own, or the meeting, once this leg is there. */
function roomIn({ groups }: Holdings, { call, room }: Held, row: SessionRow): Room | null {
  if (call.meeting === undefined) return room;
  const meeting = groups.find(({ group }) => group.cid === call.meeting)?.group;
  const seat = meeting === undefined ? undefined : seatOf(meeting, row.account);
  return meeting !== undefined && seat?.state === 'in' && seat.leg?.cid === call.cid ? roomOf(meeting) : null;
}

function callSnapshot(call: RingingCall | ConnectedCall, room: Room | null, row: SessionRow, media: MediaEngine, nowMs: number): CallSnapshot {
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
