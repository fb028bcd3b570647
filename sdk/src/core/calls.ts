import { CallError } from 'netcall-protocol';
import { nothing, type Cancel } from '../platform/platform';
import { cidOf, isIn, type Call } from './call';
import type { CallEvent, CallNews, Effect, Invited, Notice, ServerEvent } from './call-events';
import { ackSync, announce, peerHangup } from './call-moves';
import { CAN_BEGIN, transition } from './call-table';
import { hearNews, messageItem, recordItem } from './news';
import { canSend, fail, PLACING, request } from './requests';
import type { FieldsOf, Pending, Session } from './session';

/** An event by which a call ends. */
export type Ended = Extract<ServerEvent, { t: 'ended' }>;

/** The calls of one client: the call, and what stands outside of its table. Data only; the functions are below. */
export interface Calls {
  readonly session: Session;
  /** Whether a call of before the app's restart goes on. */
  readonly adoptCalls: boolean;
  /** The call is another one, or something about it is. */
  readonly onChange: (call: Call) => void;
  readonly notify: (notice: Notice) => void;
  ownCall: Call;
  /** Calls that ring beside the current one, by cid, and until when. */
  waiting: Map<string, { readonly invited: Invited; readonly untilMs: number }>;
  /** What came while the server had not answered `call`: it may be about a cid that is not known yet. */
  readonly early: (() => void)[];
  /** Calls that are told of there: the answer may be that one of them is accepted. */
  readonly earlyInvited: Pick<Invited, 'cid' | 'callId' | 'media'>[];
  /** Every call that was here, by cid and callId: none rings twice. */
  readonly seen: Set<string>;
  /** Fails the promise of the call that is being placed. */
  failPlacing: () => void;
  /** Until when the current call rings, by the monotonic clock. */
  ringUntilMs: number;
  stopGuard: Cancel;
  /** Ids of the news that were told, with their accounts. */
  readonly told: Set<string>;
  /** Until when news were heard, by the server's clock, and the last ones; and whether older ones may still be on their way. */
  heardMs: number;
  heardIds: string[];
  isBehind: boolean;
  /** The client was destroyed. */
  isOver: boolean;
  /** Who waits until every call that was left here is left on the server too. */
  readonly onLeft: (() => void)[];
}

/** The server ends a ringing call; a client that cannot hear it stops so much later by itself. */
const RING_GRACE_MS = 3_000;
/** No server keeps the call of a client that is away for longer (docs/protocol.md, "Signing in"). */
const AWAY_LIMIT_MS = 125_000;

/** A client without a call. */
export function makeCalls(parts: Pick<Calls, 'session' | 'adoptCalls' | 'onChange' | 'notify'>): Calls {
  return {
    ...parts, ownCall: { phase: 'idle' }, waiting: new Map(), early: [], earlyInvited: [], seen: new Set(), failPlacing: nothing, ringUntilMs: 0, stopGuard: nothing,
    told: new Set(), heardMs: 0, heardIds: [], isBehind: false, isOver: false, onLeft: [],
  };
}

/** The one place where the call changes and where effects leave the pure table. */
export function dispatch(c: Calls, event: CallEvent): void {
  const { ownCall: before, session: { host, setup } } = c;
  const [next, effects] = transition(before, event, host.nowMs());
  c.ownCall = next;
  if (next.phase !== 'idle') c.seen.add(next.callId).add('cid' in next ? next.cid : next.callId);
  if (next.phase !== before.phase) guard(c);
  if (next !== before) c.onChange(next);
  // Call rule 13: such an event is mostly of a call that is over, or of none.
  else if (effects.length === 0 && 'cid' in event) setup.log('debug', 'event ignored', { t: event.t, cid: event.cid });
  effects.forEach((effect) => perform(c, effect));
  promote(c);
}

/** An event of the server. */
export function receive(c: Calls, event: ServerEvent): void {
  if (event.t === 'recorded') hearNews(c, recordItem(event.record));
  else if (event.t === 'message') hearNews(c, messageItem(event.message));
  else receiveOfCall(c, event);
}

function receiveOfCall(c: Calls, event: CallNews): void {
  if (isIn(c.ownCall, 'placing')) {
    if (isLeaving(c) && c.seen.has(event.cid) && !c.waiting.has(event.cid)) return; // Of a room that may be entered again, where it would end the new stay.
    if (event.t === 'invited') c.earlyInvited.push(event);
    c.early.push(() => receiveOfCall(c, event));
  } else if (event.t === 'invited') ring(c, event);
  else if (c.waiting.has(event.cid)) whileWaiting(c, event);
  else dispatch(c, event);
}

/** What an invitation is known by: who is called again into a call that goes on has another `callId` each time, made of the `cid`. */
export function invitationOf({ cid, callId }: Pick<Invited, 'cid' | 'callId'>): string {
  return callId.startsWith(cid) ? callId : cid;
}

/** A call rings: as the current one, or beside it. */
export function ring(c: Calls, invited: Invited): void {
  const { cid, ringMsLeft } = invited;
  const which = invitationOf(invited);
  if (c.seen.has(which)) return;
  c.seen.add(which);
  c.waiting.set(cid, { invited, untilMs: c.session.host.monotonicMs() + ringMsLeft });
  // Who has come by the door of the room meanwhile has answered: see `place`.
  if (!isIn(c.ownCall, 'inCall') || c.ownCall.cid !== cid) announce(invited).forEach((effect) => perform(c, effect));
  promote(c);
}

/** Something about a call that rings beside the current one. */
export function whileWaiting(c: Calls, event: CallNews): void {
  const { cid } = event;
  const waiting = c.waiting.get(cid);
  if (!waiting || (event.t !== 'ended' && event.t !== 'answeredElsewhere')) return;
  c.waiting.delete(cid);
  perform(c, event.t === 'ended' ? peerHangup(waiting.invited.caller, event) : ackSync(event));
}

/** The first of the calls that ring becomes the current one, when there is none. */
function promote(c: Calls): void {
  const [first] = c.waiting.values();
  if (!first || !CAN_BEGIN[c.ownCall.phase]) return;
  c.waiting.delete(first.invited.cid);
  c.ringUntilMs = first.untilMs;
  dispatch(c, first.invited);
}

function perform(c: Calls, effect: Effect): void {
  if (effect[0] === 'notify') c.notify(effect);
  else if (effect[0] === 'abandon') abandon(c);
  else if (effect[0] === 'ringing') request(c.session, 'ringing', { cid: effect[1] }, nothing);
  else leave(c, ...effect);
}

/** Call rule 8: the user has hung up before the server answered. Its answer leads to a hang-up, see `place`. */
function abandon(c: Calls): void {
  c.failPlacing();
  forgetAbandoned(c);
}

/** A call that was abandoned must not be asked for again, which could ring or leave the next one's room: only a snapshot tells whether it was made. */
function forgetAbandoned(c: Calls): void {
  const { session } = c;
  if (canSend(session)) return;
  const abandoned = session.pending.filter((each) => isAbandoned(c, each));
  if (abandoned.length > 0) session.ticket = null;
  fail(session, abandoned, cancelled());
}

function isAbandoned(c: Calls, { name, fields }: Pending): boolean {
  return PLACING.includes(name) && !isAwaited(c, (fields as FieldsOf<'call'>).callId);
}

/** Whether this call is being placed. */
export function isAwaited({ ownCall }: Calls, callId: string): boolean {
  return isIn(ownCall, 'placing') && ownCall.callId === callId;
}

/** Leaves a call on the server. Its invitation may still be on the way, when both have called: it must not ring. */
export function leave(c: Calls, how: 'hangup' | 'reject', cid: string, custom?: string): void {
  const done = (): void => whenLeft(c);
  c.seen.add(cid);
  request(c.session, how, { cid, custom } as FieldsOf<'reject'>, done, done);
}

/** Runs when every call that was left here is left on the server too, so that all its events have come. */
export function whenLeft(c: Calls, run = nothing): void {
  c.onLeft.push(run);
  if (!isLeaving(c)) c.onLeft.splice(0).forEach((each) => each());
}

function isLeaving(c: Calls): boolean {
  return c.session.pending.some((each) => each.name === 'hangup' || each.name === 'reject' || isAbandoned(c, each));
}

/** The connection to the server has changed. */
export function connectionChanged(c: Calls): void {
  forgetAbandoned(c);
  guard(c);
}

/** Ends by itself what the server would have ended, had it been heard. */
function guard(c: Calls): void {
  const { session: { linkState, host }, ownCall, ringUntilMs } = c;
  const rings = isIn(ownCall, 'calling', 'ringing');
  c.stopGuard();
  if (!rings && (!isIn(ownCall, 'inCall') || linkState === 'online')) return;
  c.stopGuard = host.startTimer(() => giveUp(c, rings ? 'noAnswer' : 'lost'), rings ? ringUntilMs + RING_GRACE_MS - host.monotonicMs() : AWAY_LIMIT_MS);
}

/** The session is gone: no call of this client can go on. */
export function closeCalls(c: Calls): void {
  c.waiting.clear();
  giveUp(c, 'lost');
  c.stopGuard();
}

function giveUp(c: Calls, reason: Ended['reason']): void {
  const { ownCall } = c;
  const cid = cidOf(ownCall);
  if (!cid || isIn(ownCall, 'ended')) return;
  dispatch(c, { t: 'ended', cid, reason, account: null, at: c.session.host.nowMs() });
  if (!isIn(ownCall, 'ringing')) leave(c, 'hangup', cid);
}

/** Why a call came to nothing that its user has hung up. */
export function cancelled(): CallError {
  return new CallError('CALL_ENDED', { reason: 'cancelled' });
}
