import type { EndReason } from 'netcall-protocol';
import type { CallingCall, ConnectedCall, EndedCall, IdleCall, LocalEndReason, PlacingCall, RingingCall } from './call';
import type {
  AcceptDone, AcceptFailed, Adopted, Effect, Glared, HangUpAsked, Invitation, Notice, Over, Place, Placed, PlaceFailed, RejectAsked, ServerEvent, Step,
} from './call-events';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;
type Live = PlacingCall | CallingCall | RingingCall | ConnectedCall;

/** Who is called and does not answer in time, or in the caller's time, has missed the call. */
export function localReason(ringsHere: boolean, reason: EndReason): LocalEndReason {
  return ringsHere && (reason === 'noAnswer' || reason === 'cancelled') ? 'missed' : reason;
}

export function place(_: IdleCall | EndedCall, { callId, peer, media, custom }: Place): Step {
  return [{ phase: 'placing', callId, peer, media, ...customOf(custom) }, []];
}

export function ring(_: IdleCall | EndedCall, event: Invitation): Step {
  const { cid, caller: account, media, custom } = event;
  return [ringing(event), [notify({ n: 'invited', cid, account, media, ...customOf(custom) }), { do: 'send', request: 'ringing', cid }]];
}

/** It has been announced already, when it began to ring beside the other call. */
export function promote(_: IdleCall | EndedCall, event: Invitation): Step {
  return [ringing(event), []];
}

export function adopt(_: IdleCall | EndedCall, { call, role, sinceMs }: Adopted): Step {
  const { cid, uids } = call;
  const facts = { callId: call.callId, peer: role === 'caller' ? call.callee : call.caller, media: call.media, ...customOf(call.custom) };
  if (call.phase === 'ringing') return [{ ...facts, phase: 'calling', cid, uids, peerRings: false }, []];
  return [{ ...facts, phase: 'inCall', cid, uids, role, sinceMs, room: null, peerLink: 'ok' }, []];
}

export function placed(call: PlacingCall, { cid, uids }: Placed): Step {
  return [{ ...call, phase: 'calling', cid, uids, peerRings: false }, []];
}

/** Call rule 1: both pressed "call"; the first call stays, and with it its id and what it carries. */
export function glared(call: PlacingCall, { cid, uids, theirs }: Glared, nowMs: number): Step {
  const next: ConnectedCall = { ...call, ...theirs, phase: 'inCall', cid, uids, role: 'callee', sinceMs: nowMs, room: null, peerLink: 'ok' };
  return [next, [notify({ n: 'accepted', cid, account: next.peer, media: next.media })]];
}

export function placeFailed(call: PlacingCall, { reason }: PlaceFailed): Step {
  return close(call, { reason, by: null, nowMs: 0 }, []);
}

/** The server has not answered yet: the call is cancelled as soon as it has. */
export function giveUp(call: PlacingCall, { by }: HangUpAsked): Step {
  const [next, effects] = close(call, { reason: 'cancelled', by, nowMs: 0 }, []);
  return [next, [...effects, { do: 'abandon', callId: call.callId }]];
}

export function peerRings(call: CallingCall, { cid, account }: Event<'ringing'>): Step {
  if (call.peerRings) return [call, []];
  return [{ ...call, peerRings: true }, [notify({ n: 'peerRinging', cid, account })]];
}

export function accepted(call: CallingCall, { cid, account, media, uids }: Event<'accepted'>, nowMs: number): Step {
  const { peerRings: _, ...facts } = call;
  const next: ConnectedCall = { ...facts, media, uids, phase: 'inCall', role: 'caller', sinceMs: nowMs, room: null, peerLink: 'ok' };
  return [next, [notify({ n: 'accepted', cid, account, media })]];
}

export function answer(call: RingingCall): Step {
  return [call.answering ? call : { ...call, answering: true }, []];
}

export function answered(call: RingingCall, { uids }: AcceptDone, nowMs: number): Step {
  const { answering: _, ...facts } = call;
  return [{ ...facts, uids, phase: 'inCall', role: 'callee', sinceMs: nowMs, room: null, peerLink: 'ok' }, []];
}

export function answerFailed(call: RingingCall, { reason }: AcceptFailed, nowMs: number): Step {
  if (reason === null) return [{ ...call, answering: false }, []];
  return close(call, { reason, by: null, nowMs }, peerEnded(call, reason, nowMs));
}

export function reject(call: RingingCall, { by, custom }: RejectAsked, nowMs: number): Step {
  if (call.answering) return rejectByHangUp(call, { by }, nowMs);
  return close(call, { reason: 'rejected', by, nowMs }, [{ do: 'send', request: 'reject', cid: call.cid, ...customOf(custom) }]);
}

/** `hangup` declines a call that rings and ends one whose acceptance is on its way: right in both orders. */
export function rejectByHangUp(call: RingingCall, { by }: Pick<HangUpAsked, 'by'>, nowMs: number): Step {
  return close(call, { reason: 'rejected', by, nowMs }, [{ do: 'send', request: 'hangup', cid: call.cid }]);
}

export function elsewhere(call: RingingCall, { cid, media, accepted: byAccepting, clientType, at }: Event<'answeredElsewhere'>, nowMs: number): Step {
  const notice = notify({ n: 'elsewhere', cid, media, accepted: byAccepting, clientType, at });
  const by = Object.keys(call.uids).find((account) => account !== call.peer) ?? null;
  return close(call, { reason: byAccepting ? 'answeredElsewhere' : 'declinedElsewhere', by, nowMs }, [notice]);
}

/** The user hangs up a call that the server knows. */
export const hangUp =
  (reason: 'cancelled' | 'hungUp') =>
  (call: CallingCall | ConnectedCall, { by }: HangUpAsked, nowMs: number): Step =>
    close(call, { reason, by, nowMs }, [{ do: 'send', request: 'hangup', cid: call.cid }]);

export function control(call: ConnectedCall, { cid, account, command, custom }: Event<'control'>): Step {
  return [call, [notify({ n: 'control', cid, account, command, ...customOf(custom) })]];
}

export function peerState(call: ConnectedCall, { cid, account, state }: Event<'peerState'>): Step {
  if (call.peerLink === state) return [call, []];
  return [{ ...call, peerLink: state }, [notify({ n: 'peerState', cid, account, state })]];
}

/** The server says that the call is over. What the application hears depends on where the call was. */
export const ended = {
  calling: (call: CallingCall, { reason, account }: Event<'ended'>, nowMs: number): Step =>
    close(call, { reason, by: account, nowMs }, refused(call, reason)),
  ringing: (call: RingingCall, { reason, account, at }: Event<'ended'>, nowMs: number): Step =>
    close(call, { reason: localReason(true, reason), by: account, nowMs }, [notify({ n: 'peerEnded', cid: call.cid, account: call.peer, reason, at })]),
  inCall: (call: ConnectedCall, { reason, account, at }: Event<'ended'>, nowMs: number): Step =>
    close(call, { reason, by: account, nowMs }, [notify({ n: 'peerEnded', cid: call.cid, account: call.peer, reason, at })]),
};

/** The call is over and nobody has said so. */
export const over = {
  calling: (call: CallingCall, { reason }: Over, nowMs: number): Step =>
    close(call, { reason, by: null, nowMs }, refused(call, wireReason(reason))),
  talking: (call: RingingCall | ConnectedCall, { reason }: Over, nowMs: number): Step =>
    close(call, { reason, by: null, nowMs }, peerEnded(call, reason, nowMs)),
};

interface Ending {
  readonly reason: LocalEndReason;
  readonly by: string | null;
  readonly nowMs: number;
}

function close(call: Live, { reason, by, nowMs }: Ending, first: readonly Effect[]): Step {
  const { callId, peer, media, custom } = call;
  const cid = call.phase === 'placing' ? '' : call.cid;
  const durationMs = call.phase === 'inCall' ? Math.max(0, nowMs - call.sinceMs) : 0;
  const next: EndedCall = { phase: 'ended', callId, peer, media, ...customOf(custom), cid, role: roleIn(call), reason, endedBy: by, durationMs };
  return [next, [...first, notify({ n: 'closed', cid, reason })]];
}

function roleIn(call: Live): 'caller' | 'callee' {
  if (call.phase === 'inCall') return call.role;
  return call.phase === 'ringing' ? 'callee' : 'caller';
}

function ringing({ cid, callId, caller, media, custom, uids }: Invitation): RingingCall {
  return { phase: 'ringing', callId, peer: caller, media, ...customOf(custom), cid, uids, answering: false };
}

function refused(call: CallingCall, reason: EndReason): readonly Effect[] {
  return [notify({ n: 'refused', cid: call.cid, account: call.peer, media: call.media, reason })];
}

function peerEnded(call: RingingCall | ConnectedCall, reason: LocalEndReason, at: number): readonly Effect[] {
  return [notify({ n: 'peerEnded', cid: call.cid, account: call.peer, reason: wireReason(reason), at })];
}

/** The call's own reason behind one that only this device has. */
function wireReason(reason: LocalEndReason): EndReason {
  if (reason === 'missed') return 'noAnswer';
  if (reason === 'declinedElsewhere') return 'rejected';
  return reason === 'answeredElsewhere' || reason === 'offline' || reason === 'error' ? 'lost' : reason;
}

function notify(notice: Notice): Effect {
  return { do: 'notify', notice };
}

function customOf(custom: string | undefined): { custom?: string } {
  return custom === undefined ? {} : { custom };
}
