import type { ClientType, EndReason, Media } from 'netcall-protocol';
import { hasSeveral, isIn, type Call, type CallingCall, type ConnectedCall, type EndedCall, type LocalEndReason, type PlacingCall, type RingingCall } from './call';
import type {
  AcceptDone, Adopted, Effect, Glared, HangUpAsked, Invited, MediaChanged, Notices, Place, PlaceFailed, RejectAsked, ServerEvent, Step,
} from './call-events';

type Event<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>;
type Live = Exclude<Call, { phase: 'idle' | 'ended' }>;

/** The original's numbers of clients; a mini-program signs in as the Web does there. */
const CLIENT_TYPES: Readonly<Record<ClientType, number>> = { wechat: 16, web: 16, node: 32 };

/** An event for the application. */
export function notify<N extends keyof Notices>(event: N, payload: Notices[N]): Effect {
  return ['notify', event, payload] as unknown as Effect; // The union of tuples cannot be built from a generic name.
}

/** These fields, where they are: absent is not the same as undefined. */
export function pick<T extends object, K extends keyof T>(from: T, ...names: readonly K[]): Pick<T, K> {
  const picked: Partial<T> = {};
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name];
  return picked as Pick<T, K>;
}

/** The application hears of an invitation, and the caller that it rings here. */
export function announce(invited: Invited): readonly Effect[] {
  const { cid, media } = invited;
  return [notify('beCalling', { ...pick(invited, 'cid', 'caller', 'custom', 'team', 'channel'), type: typeOf(media) }), ['ringing', cid]];
}

/** The application hears that another device has answered. */
export function ackSync({ cid, media, accepted, clientType, at }: Event<'answeredElsewhere'>): Effect {
  return notify('callerAckSync', { timetag: String(at), cid, type: typeOf(media), accepted, fromClientType: CLIENT_TYPES[clientType] });
}

/** The application hears that a call is over which it did not end. */
export function peerHangup(account: string, { cid, reason, at }: Event<'ended'>): Effect {
  return notify('hangup', { cid, timetag: String(at), account, reason });
}

export function place(_: Call, asked: Place): Step {
  return [{ ...factsOf(asked), phase: 'placing' }, []];
}

/** The application has heard of the invitation: it may have rung beside another call before. */
export function ring(_: Call, { t: _t, caller, ringMsLeft: _ms, ...facts }: Invited): Step {
  return [{ ...facts, peer: caller, phase: 'ringing', answering: false }, []];
}

export function adopt(_: Call, { call, phase, role, sinceMs }: Adopted): Step {
  return [phase === 'ringing' ? { ...known(call, call), phase: 'calling', peerRings: false } : connected(call, call, role, sinceMs), []];
}

/** Call rule 1: both pressed "call"; the first call stays, and with it its id and what it carries. */
export function glared(call: PlacingCall, event: Glared, nowMs: number): Step {
  return accepted({ ...call, ...event.theirs }, event, 'callee', nowMs, call.peer);
}

export function placeFailed(call: PlacingCall, { reason }: PlaceFailed): Step {
  return close(call, reason, null, 0);
}

/** The server has not answered yet: the call is cancelled as soon as it has. */
export function abandon(call: PlacingCall, { by }: HangUpAsked): Step {
  return close(call, 'cancelled', by, 0, ['abandon']);
}

export function peerRings(call: CallingCall, { cid, account }: Event<'ringing'>): Step {
  return call.peerRings ? [call, []] : [{ ...call, peerRings: true }, [notify('peerRinging', { cid, account })]];
}

export function calleeAccepted(call: CallingCall, event: Event<'accepted'>, nowMs: number): Step {
  const { media, account } = event;
  return accepted({ ...call, media }, event, 'caller', nowMs, account);
}

/** One more has accepted a call with several. */
export function anotherAccepted(call: ConnectedCall, { cid, account }: Event<'accepted'>): Step {
  return [call, hasSeveral(call) ? [acceptance(call, cid, account)] : []];
}

/** One of several does not come; the call goes on. */
export function declined(call: CallingCall | ConnectedCall, event: Event<'declined'>): Step {
  return [call, [refusal(call, event, event.account)]];
}

/** Somebody in it has called more people, among whom may be some who have declined or left. */
export function calledMore(call: ConnectedCall, { t: _, uids, ...payload }: Event<'calledMore'>): Step {
  const { callees } = payload;
  const team = call.team && [...call.team.filter((each) => !callees.includes(each)), ...callees];
  return [{ ...call, uids, team } as ConnectedCall, [notify('callInvited', payload)]];
}

export function answer(call: RingingCall): Step {
  return [call.answering ? call : { ...call, answering: true }, []];
}

export function answerFailed(call: RingingCall): Step {
  return [{ ...call, answering: false }, []];
}

export function answered(call: RingingCall, event: AcceptDone, nowMs: number): Step {
  return [connected(call, event, 'callee', nowMs), []];
}

/** `hangup` declines a call that rings and ends one whose acceptance is on its way: right in both orders. */
export function reject(call: RingingCall, event: RejectAsked | HangUpAsked, nowMs: number): Step {
  const how = event.t === 'hangUpAsked' || call.answering ? 'hangup' : 'reject';
  return close(call, 'rejected', event.by, nowMs, [how, call.cid, event.custom]);
}

export function elsewhere(call: RingingCall, event: Event<'answeredElsewhere'>, nowMs: number): Step {
  return close(call, `${event.accepted ? 'answered' : 'declined'}Elsewhere`, null, nowMs, ackSync(event));
}

/** The user has hung up already: the call that rings here was taken as the answer to that one. */
export function decline(call: RingingCall, nowMs: number): Step {
  return close(call, 'rejected', null, nowMs, ['hangup', call.cid]);
}

/** The user hangs up a call that the server knows. */
export function hangUp(call: CallingCall | ConnectedCall, { by, custom }: HangUpAsked, nowMs: number): Step {
  return close(call, call.phase === 'calling' ? 'cancelled' : 'hungUp', by, nowMs, ['hangup', call.cid, custom]);
}

export function control(call: ConnectedCall, { t: _, ...payload }: Event<'control'>): Step {
  return [carrying(call, mediaAfter(payload.command)), [notify('control', payload)]];
}

/** This user has agreed to picture or gone back to sound, or a snapshot says that somebody has. */
export function changeMedia(call: ConnectedCall, { media }: MediaChanged): Step {
  return [carrying(call, media), []];
}

/** What netcall's commands make of a call: 6 agrees to picture, 8 goes back to sound; all others leave it as it is. */
export function mediaAfter(command?: number): Media | undefined {
  return command === 6 ? 'video' : command === 8 ? 'audio' : undefined;
}

function carrying(call: ConnectedCall, media = call.media): ConnectedCall {
  return media === call.media ? call : { ...call, media };
}

export function peerState(call: ConnectedCall, { t: _, ...payload }: Event<'peerState'>): Step {
  const { state } = payload;
  const told = [notify('peerState', payload)];
  if (hasSeveral(call)) return [call, told];
  return call.peerLink === state ? [call, []] : [{ ...call, peerLink: state }, told];
}

/** An attempt to call came to nothing: whatever the reason, netcall's caller hears `callRejected`, here or of each of several before. */
export function refused(call: CallingCall, event: Event<'ended'>, nowMs: number): Step {
  return close(call, event.reason, event.account, nowMs, ...(hasSeveral(call) ? [] : [refusal(call, event, call.peer)]));
}

/** A call that rang or was connected is over, and this user did not end it. */
export function ended(call: RingingCall | ConnectedCall, event: Event<'ended'>, nowMs: number): Step {
  return close(call, localReason(call, event.reason), event.account, nowMs, ...farewell(call, event));
}

/** A room may have let this device in anew since, so that it is left once more: whoever is out of it anyway stays out. */
function farewell(call: Live, event: Event<'ended'>): readonly Effect[] {
  const { cid, reason } = event;
  if (!call.channel || isIn(call, 'ringing')) return [peerHangup(call.peer, event)];
  const told = reason === 'closed' ? [notify('liveRoomClose', { cid })] : reason === 'kicked' ? [notify('kicked', { cid, reason })] : [];
  return [...told, ['hangup', cid]];
}

/** Who is called and does not answer in time, or in the caller's time, has missed the call. */
function localReason(call: Live, reason: EndReason): LocalEndReason {
  return isIn(call, 'ringing') && (reason === 'noAnswer' || reason === 'cancelled') ? 'missed' : reason;
}

/** Every way out: `disconnect` is the last that the application hears of a call. */
function close(call: Live, reason: LocalEndReason, endedBy: string | null, nowMs: number, ...first: readonly Effect[]): Step {
  const talked = isIn(call, 'inCall');
  const next: EndedCall = {
    ...factsOf(call), phase: 'ended', cid: isIn(call, 'placing') ? '' : call.cid, role: talked ? call.role : isIn(call, 'ringing') ? 'callee' : 'caller', reason,
    endedBy, durationMs: talked ? Math.max(0, nowMs - call.sinceMs) : 0,
  };
  const code = reason === 'lost' ? '403' : reason === 'kicked' ? '405' : isIn(call, 'placing') && call.channel ? '406' : '0';
  return [next, [...first, notify('disconnect', { code, desc: reason })]];
}

type Facts = Omit<PlacingCall, 'phase'>;
type Numbers = Pick<CallingCall, 'cid' | 'uids'>;

function accepted(call: Facts, numbers: Numbers, role: ConnectedCall['role'], sinceMs: number, account: string): Step {
  return [connected(call, numbers, role, sinceMs), [acceptance(call, numbers.cid, account)]];
}

function known(call: Facts | Place, { cid, uids }: Numbers) {
  return { ...factsOf(call), cid, uids };
}

/** The application hears that somebody has accepted. */
function acceptance({ media }: Facts, cid: string, account: string): Effect {
  return notify('callAccepted', { cid, account, type: typeOf(media) });
}

/** The application hears that somebody does not come. */
function refusal({ media }: Facts, event: Pick<Event<'declined'>, 'cid' | 'reason' | 'custom'>, account: string): Effect {
  return notify('callRejected', { ...pick(event, 'cid', 'reason', 'custom'), account, type: typeOf(media) });
}

/** A call from the moment it is accepted. */
export function connected(call: Facts, numbers: Numbers, role: ConnectedCall['role'], sinceMs: number): ConnectedCall {
  return { ...known(call, numbers), phase: 'inCall', role, sinceMs, room: null, peerLink: 'ok' };
}

/** What holds from the first moment of a call to its last. */
export function factsOf(call: Facts | Place): Facts {
  return pick(call as Facts, 'callId', 'peer', 'media', 'custom', 'team', 'channel', 'scene');
}

function typeOf(media: Media): 1 | 2 {
  return media === 'audio' ? 1 : 2;
}
