import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import type { Call } from './call';
import type { CallEvent, Invitation, ServerEvent } from './call-events';

/** What is to be done so that this client and a snapshot say the same. */
export type Adoption =
  | { readonly do: 'dispatch'; readonly event: CallEvent }
  /** A call that rings, which this client may know already. */
  | { readonly do: 'ring'; readonly invitation: Invitation; readonly msLeft: number }
  /** A call that rang beside the current one is over. */
  | { readonly do: 'forget'; readonly event: Extract<ServerEvent, { t: 'ended' }> }
  /** The user has left this call, or nobody knows it any more. */
  | { readonly do: 'hangUp'; readonly cid: string }
  /** The server no longer has this device in the room. */
  | { readonly do: 'enterAgain' };

/** What this client knows when the snapshot comes. */
export interface Known {
  readonly account: string;
  readonly current: Call;
  /** Calls that ring beside the current one. */
  readonly waiting: readonly string[];
  /** Whether a call, by its `cid` or its `callId`, is over here. */
  readonly isOver: (id: string) => boolean;
  /** Whether a connected call of before the app's restart goes on. */
  readonly adoptCalls: boolean;
  readonly serverNowMs: number;
  readonly nowMs: number;
}

/** Compares a snapshot with what this client knows. What is not in the snapshot is over (call rule 20). Pure. */
export function adoptionOf(snapshot: Snapshot, known: Known): readonly Adoption[] {
  const mine = currentAgainst(snapshot, known);
  const free = !isLive(known.current) || mine.some((step) => step.do === 'dispatch' && (step.event.t === 'ended' || step.event.t === 'over'));
  const gone = known.waiting.filter((cid) => find(snapshot, cid) === undefined);
  const others = snapshot.calls.filter(({ cid }) => !isLive(known.current) || cid !== cidOf(known.current));
  return [...mine, ...gone.map((cid): Adoption => ({ do: 'forget', event: endOf(snapshot, cid, known) })), ...othersOf(others, known, free)];
}

function currentAgainst(snapshot: Snapshot, known: Known): readonly Adoption[] {
  const { current } = known;
  if (!isLive(current) || current.phase === 'placing') return [];
  const call = find(snapshot, current.cid);
  if (call !== undefined) return meet(current, call);
  const end = snapshot.ended.find(({ cid }) => cid === current.cid);
  if (current.phase === 'ringing' && (end === undefined || end.reason === 'rejected')) {
    return [dispatch({ t: 'over', cid: current.cid, reason: end === undefined ? 'answeredElsewhere' : 'declinedElsewhere' })];
  }
  return [dispatch(endOf(snapshot, current.cid, known))];
}

/** The same call on both sides: what has happened to it meanwhile. */
function meet(current: Exclude<Call, { phase: 'idle' | 'placing' | 'ended' }>, call: CallSnapshot): readonly Adoption[] {
  const { cid, uids, media } = call;
  if (call.phase === 'ringing') return [];
  switch (current.phase) {
    case 'calling':
      return [dispatch({ t: 'accepted', cid, account: call.callee, media, uids })];
    case 'ringing':
      return [dispatch(call.mine ? { t: 'acceptDone', cid, uids } : { t: 'over', cid, reason: 'answeredElsewhere' })];
    case 'inCall':
      if (current.room === null) return [];
      return call.room === undefined ? [{ do: 'enterAgain' }] : [dispatch({ t: 'entered', cid, mode: null, ...call.room })];
  }
}

function othersOf(calls: readonly CallSnapshot[], known: Known, free: boolean): readonly Adoption[] {
  const left = calls.filter(({ cid, callId }) => known.isOver(cid) || known.isOver(callId));
  const open = calls.filter((call) => !left.includes(call));
  const own = open.filter(({ mine }) => mine);
  const adopted = free && known.adoptCalls ? own[0] : undefined;
  return [
    ...[...left, ...own.filter((call) => call !== adopted)].map(({ cid }): Adoption => ({ do: 'hangUp', cid })),
    ...(adopted === undefined ? [] : [dispatch(adopt(adopted, known))]),
    ...open.filter(({ mine, phase }) => !mine && phase === 'ringing').map(ring),
  ];
}

function adopt(call: CallSnapshot, { account, serverNowMs, nowMs }: Known): CallEvent {
  const role = call.caller === account ? 'caller' : 'callee';
  return { t: 'adopted', call, role, sinceMs: nowMs - Math.max(0, serverNowMs - (call.acceptedAtMs ?? serverNowMs)) };
}

function ring({ cid, callId, caller, media, custom, ringMsLeft, uids }: CallSnapshot): Adoption {
  return { do: 'ring', invitation: { cid, callId, caller, media, ringMsLeft, uids, ...(custom === undefined ? {} : { custom }) }, msLeft: ringMsLeft };
}

function endOf(snapshot: Snapshot, cid: string, { serverNowMs }: Known): Extract<ServerEvent, { t: 'ended' }> {
  const { reason = 'lost', account = null } = snapshot.ended.find((end) => end.cid === cid) ?? {};
  return { t: 'ended', cid, reason, account, at: serverNowMs };
}

function find(snapshot: Snapshot, cid: string): CallSnapshot | undefined {
  return snapshot.calls.find((call) => call.cid === cid);
}

function isLive(call: Call): call is Exclude<Call, { phase: 'idle' | 'ended' }> {
  return call.phase !== 'idle' && call.phase !== 'ended';
}

function cidOf(call: Call): string {
  return 'cid' in call ? call.cid : '';
}

function dispatch(event: CallEvent): Adoption {
  return { do: 'dispatch', event };
}
