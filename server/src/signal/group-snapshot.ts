import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import type { MediaEngine } from '../media/engine';
import type { HeldGroup } from '../store/group-store';
import { ENDED_KNOWN_MS, type SessionRow } from '../store/store';
import { groupUids, invitationOf, isMeeting, roomOf, seatOf, teamOf, type Group, type RingingSeat, type TakenSeat } from './group';
import { companyOf } from './callees';
import { meetingFacts } from './meetings';
import { entryOf } from './room-handlers';

/** The truth about a device's groups: where it is, what rings for its account, and what its account was in until lately. */
export function groupsSnapshot(held: readonly HeldGroup[], row: SessionRow, media: MediaEngine, nowMs: number): Snapshot {
  const calls: CallSnapshot[] = [];
  const ended: Snapshot['ended'][number][] = [];
  for (const { group } of held) {
    const seat = seatOf(group, row.account);
    if (seat?.state === 'gone') {
      if (nowMs - seat.atMs < ENDED_KNOWN_MS && (seat.device ?? row.device) === row.device) ended.push({ cid: group.cid, callId: callIdOf(group), reason: seat.reason, account: seat.by });
    } else if (seat !== undefined && (seat.state === 'ringing' || isAt(seat, row))) calls.push(snapshotOf(group, seat, row, media, nowMs));
  }
  return { calls, ended };
}

/** A leg of a call is in its meeting with the call, which tells of it. */
const isAt = ({ device, leg }: TakenSeat, row: SessionRow): boolean => device === row.device && leg === undefined;

function snapshotOf(group: Group, seat: RingingSeat | TakenSeat, row: SessionRow, media: MediaEngine, nowMs: number): CallSnapshot {
  const { cid, maker, media: kind } = group;
  const called = invitationOf(group, seat);
  const custom = called === null ? group.custom : called.custom;
  const talks = seat.state === 'in' && (group.kind === 'room' || group.acceptedAtMs !== null);
  return {
    cid, callId: called?.callId ?? callIdOf(group), caller: called?.caller ?? maker, callee: '', media: kind, phase: talks ? 'connected' : 'ringing', uids: groupUids(group), mine: seat.state === 'in',
    ...(custom === undefined ? {} : { custom }),
    ringMsLeft: talks ? 0 : Math.max(0, (called?.untilMs ?? ringUntilMs(group)) - nowMs),
    acceptedAtMs: talks ? sinceMs(group, seat) : null,
    ...(seat.state === 'in' && seat.stream !== null ? { room: entryOf(media, roomOf(group), row) } : {}),
    ...(group.kind === 'team' ? {} : { channel: group.name }),
    ...(seat.state === 'ringing' && seat.called !== undefined ? { team: companyOf(group, seat.uid) } : group.kind === 'team' ? { team: teamOf(group) } : {}),
    ...(isMeeting(group) ? { meeting: meetingFacts(group) } : {}),
  };
}

/** The caller of a call with several talks since the first answer, everybody else since its own. */
function sinceMs(group: Group, seat: TakenSeat): number | null {
  return group.kind === 'team' && invitationOf(group, seat) === null ? group.acceptedAtMs : seat.sinceMs;
}

/** Until when the caller waits for somebody to answer. */
const ringUntilMs = (group: Group): number => (group.kind === 'team' ? group.ringUntilMs : 0);

/** A named room has none: its `cid` is all that names it. */
const callIdOf = (group: Group): string => (group.kind === 'team' ? group.callId : '');
