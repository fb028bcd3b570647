import type { CallSnapshot, ClientType, EndReason, Media } from 'netcall-protocol';
import type { Call, CallingCall, ConnectedCall, EndedCall, LocalEndReason, PlacingCall, RingingCall } from './call';
import type {
  AcceptDone, Adopted, Effect, Glared, HangUpAsked, Invited, Notice, Notices, Place, Placed, PlaceFailed, Promoted, RejectAsked, ServerEvent, Step,
} from './call-events';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;
type Live = Exclude<Call, { phase: 'idle' | 'ended' }>;

/** The original's numbers of clients; a mini-program signs in as the Web does there. */
const CLIENT_TYPES: Readonly<Record<ClientType, number>> = { wechat: 16, web: 16, node: 32 };

/** An event for the application. */
export function notify<N extends keyof Notices>(event: N, payload: Notices[N]): Effect {
  return ['notify', event, payload] as unknown as Notice; // The union of tuples cannot be built from a generic name.
}

/** netcall's number of a medium. */
export function typeOf(media: Media): 1 | 2 {
  return media === 'audio' ? 1 : 2;
}

/** `custom` where there is one: absent is not the same as undefined. */
export function customOf({ custom }: { readonly custom?: string | undefined }): { custom?: string } {
  return custom === undefined ? {} : { custom };
}

/** The application hears of an invitation, and the caller that it rings here. */
export function announce(event: Invited): readonly Effect[] {
  const { cid, caller, media } = event;
  return [notify('beCalling', { cid, caller, type: typeOf(media), ...customOf(event) }), ['send', 'ringing', cid]];
}

/** The application hears that another device has answered. */
export function ackSync({ cid, media, accepted, clientType, at }: Event<'answeredElsewhere'>): Effect {
  return notify('callerAckSync', { timetag: String(at), cid, type: typeOf(media), accepted, fromClientType: CLIENT_TYPES[clientType] });
}

/** The application hears that a call is over which it did not end. */
export function peerHangup(account: string, { cid, reason, at }: Event<'ended'>): Effect {
  return notify('hangup', { cid, timetag: String(at), account, reason });
}

export function place(_: Call, event: Place): Step {
  const { callId, peer, media } = event;
  return [{ phase: 'placing', callId, peer, media, ...customOf(event) }, []];
}

export function ring(_: Call, event: Invited): Step {
  return [ringing(event), announce(event)];
}

/** It was announced already, when it began to ring beside the other call. */
export function promote(_: Call, { invited }: Promoted): Step {
  return [ringing(invited), []];
}

export function adopt(_: Call, { call, role, sinceMs }: Adopted): Step {
  const known = { ...factsOf({ ...call, peer: role === 'caller' ? call.callee : call.caller }), cid: call.cid, uids: call.uids };
  return [call.phase === 'ringing' ? { ...known, phase: 'calling', peerRings: false } : connected(known, role, sinceMs), []];
}

export function placed(call: PlacingCall, { cid, uids }: Placed): Step {
  return [{ ...call, phase: 'calling', cid, uids, peerRings: false }, []];
}

/** Call rule 1: both pressed "call"; the first call stays, and with it its id and what it carries. */
export function glared(call: PlacingCall, { cid, uids, theirs }: Glared, nowMs: number): Step {
  const next = connected({ ...factsOf({ ...call, ...theirs }), cid, uids }, 'callee', nowMs);
  return [next, [acceptedBy(next)]];
}

export function placeFailed(call: PlacingCall, { reason }: PlaceFailed): Step {
  return close(call, reason, null, 0);
}

/** The server has not answered yet: the call is cancelled as soon as it has. */
export function giveUp(call: PlacingCall, { by }: HangUpAsked): Step {
  return close(call, 'cancelled', by, 0, [], [['abandon']]);
}

export function peerRings(call: CallingCall, { cid, account }: Event<'ringing'>): Step {
  return call.peerRings ? [call, []] : [{ ...call, peerRings: true }, [notify('peerRinging', { cid, account })]];
}

export function accepted(call: CallingCall, { media, uids }: Event<'accepted'>, nowMs: number): Step {
  const next = connected({ ...factsOf({ ...call, media }), cid: call.cid, uids }, 'caller', nowMs);
  return [next, [acceptedBy(next)]];
}

export function answer(call: RingingCall): Step {
  return [call.answering ? call : { ...call, answering: true }, []];
}

export function answerFailed(call: RingingCall): Step {
  return [{ ...call, answering: false }, []];
}

export function answered(call: RingingCall, { uids }: AcceptDone, nowMs: number): Step {
  return [connected({ ...factsOf(call), cid: call.cid, uids }, 'callee', nowMs), []];
}

/** `hangup` declines a call that rings and ends one whose acceptance is on its way: right in both orders. */
export function reject(call: RingingCall, event: RejectAsked | HangUpAsked, nowMs: number): Step {
  const effect: Effect = event.t === 'hangUpAsked' || call.answering ? ['send', 'hangup', call.cid] : ['send', 'reject', call.cid, event.custom];
  return close(call, 'rejected', event.by, nowMs, [effect]);
}

export function elsewhere(call: RingingCall, event: Event<'answeredElsewhere'>, nowMs: number): Step {
  const own = Object.keys(call.uids).find((account) => account !== call.peer) ?? null;
  return close(call, event.accepted ? 'answeredElsewhere' : 'declinedElsewhere', own, nowMs, [ackSync(event)]);
}

/** The user hangs up a call that the server knows. */
export function hangUp(call: CallingCall | ConnectedCall, { by }: HangUpAsked, nowMs: number): Step {
  return close(call, call.phase === 'calling' ? 'cancelled' : 'hungUp', by, nowMs, [['send', 'hangup', call.cid]]);
}

export function control(call: ConnectedCall, event: Event<'control'>): Step {
  const { cid, account, command } = event;
  return [call, [notify('control', { cid, account, command, ...customOf(event) })]];
}

export function peerState(call: ConnectedCall, { cid, account, state }: Event<'peerState'>): Step {
  return call.peerLink === state ? [call, []] : [{ ...call, peerLink: state }, [notify('peerState', { cid, account, state })]];
}

/** An attempt to call came to nothing: whatever the reason, netcall's caller hears `callRejected`. */
export function refused(call: CallingCall, { cid, reason, account }: Event<'ended'>, nowMs: number): Step {
  const { peer, media } = call;
  return close(call, reason, account, nowMs, [notify('callRejected', { cid, account: peer, type: typeOf(media), reason })]);
}

/** A call that rang or was connected is over, and this user did not end it. */
export function ended(call: RingingCall | ConnectedCall, event: Event<'ended'>, nowMs: number): Step {
  return close(call, localReason(call, event.reason), event.account, nowMs, [peerHangup(call.peer, event)]);
}

/** Who is called and does not answer in time, or in the caller's time, has missed the call. */
function localReason({ phase }: Live, reason: EndReason): LocalEndReason {
  return phase === 'ringing' && (reason === 'noAnswer' || reason === 'cancelled') ? 'missed' : reason;
}

function close(call: Live, reason: LocalEndReason, endedBy: string | null, nowMs: number, first: readonly Effect[] = [], last: readonly Effect[] = []): Step {
  const role = call.phase === 'inCall' ? call.role : call.phase === 'ringing' ? 'callee' : 'caller';
  const durationMs = call.phase === 'inCall' ? Math.max(0, nowMs - call.sinceMs) : 0;
  const next: EndedCall = { ...factsOf(call), phase: 'ended', cid: 'cid' in call ? call.cid : '', role, reason, endedBy, durationMs };
  return [next, [...first, notify('disconnect', { code: '0', desc: reason }), ...last]];
}

function acceptedBy({ cid, peer, media }: ConnectedCall): Effect {
  return notify('callAccepted', { cid, account: peer, type: typeOf(media) });
}

function connected(known: Omit<CallingCall, 'phase' | 'peerRings'>, role: ConnectedCall['role'], sinceMs: number): ConnectedCall {
  return { ...known, phase: 'inCall', role, sinceMs, room: null, peerLink: 'ok' };
}

function ringing(event: Invited): RingingCall {
  const { cid, uids } = event;
  return { ...factsOf({ ...event, peer: event.caller }), phase: 'ringing', cid, uids, answering: false };
}

type Facts = Pick<PlacingCall, 'callId' | 'peer' | 'media' | 'custom'>;

/** What holds from the first moment of a call to its last. */
function factsOf(from: Facts | (CallSnapshot & Pick<Facts, 'peer'>)): Facts {
  const { callId, peer, media } = from;
  return { callId, peer, media, ...customOf(from) };
}
