import { CallError, type Media, type Mode, type Uids } from 'netcall-protocol';
import type { CallEvent } from './call-events';
import { customOf, mediaAfter } from './call-moves';
import { CAN_BEGIN } from './call-table';
import { cancelled, dispatch, leave, left, whenLeft, type Calls } from './calls';
import { request } from './requests';
import type { Fail, FieldsOf, Ok } from './session';

/** Whom to call, and how. */
export interface PlaceRequest {
  readonly callee: string;
  readonly media: Media;
  readonly ringMs: number;
  readonly forceKeepCalling: boolean;
  readonly custom?: string;
}

/** Places a call. `ok` hears the members' numbers. */
export function place(c: Calls, wish: PlaceRequest, ok: (uids: Uids) => void, no: Fail): void {
  const { session, ownCall } = c;
  const { callee, media } = wish;
  if (callee === session.account) return no(new CallError('INVALID_CALLEE'));
  if (!CAN_BEGIN[ownCall.phase]) return no(new CallError('ALREADY_IN_CALL'));
  if (session.linkState === 'offline') return no(new CallError('NOT_CONNECTED'));
  const callId = session.host.uuid();
  dispatch(c, { t: 'place', callId, peer: callee, media, ...customOf(wish) });
  c.failPlacing = () => no(cancelled());
  // A call that was left before the server had made it goes first: two at once would be refused.
  whenLeft(c, () => {
    if (isPlacing(c, callId)) askForCall(c, callId, wish, ok, no);
    else left(c);
  });
}

function askForCall(c: Calls, callId: string, wish: PlaceRequest, ok: (uids: Uids) => void, no: Fail): void {
  const { session } = c;
  const answered = (event: CallEvent): void => {
    const wasLeft = !isPlacing(c, callId);
    dispatch(c, event);
    c.early.splice(0).forEach((run) => run());
    c.earlyInvited.length = 0;
    if (wasLeft) left(c);
  };
  c.ringUntilMs = session.host.monotonicMs() + wish.ringMs;
  request(session, 'call', { callId, ...wish }, ({ cid, uids, glare }) => {
    const theirs = c.earlyInvited.find((each) => each.cid === cid);
    answered(glare === true ? { t: 'glared', callId, cid, uids, theirs } : { t: 'placed', callId, cid, uids });
    ok(uids);
  }, (error) => {
    answered({ t: 'placeFailed', callId, reason: error.code === 'CALLEE_OFFLINE' ? 'offline' : 'error' });
    no(error);
  });
}

function isPlacing({ ownCall }: Calls, callId: string): boolean {
  return ownCall.phase === 'placing' && ownCall.callId === callId;
}

/** Answers a call that rings. `ok`: this device has it. */
export function accept(c: Calls, cid: string, ok: () => void, no: Fail): void {
  changeTo(c, cid);
  const { ownCall, session } = c;
  if (ownCall.phase !== 'ringing' || ownCall.cid !== cid) return ifConnected(c, cid, ok, no);
  dispatch(c, { t: 'acceptAsked', cid });
  request(session, 'accept', { cid }, ({ uids }) => {
    dispatch(c, { t: 'acceptDone', cid, uids });
    ifConnected(c, cid, ok, no);
  }, (error) => {
    dispatch(c, { t: 'acceptFailed', cid }); // If the call is over, its end comes as an event, or has come.
    no(error);
  });
}

/** Puts a call that rings beside the current one in its place; the current one is left. */
function changeTo(c: Calls, cid: string): void {
  const chosen = c.waiting.get(cid);
  if (chosen === undefined) return;
  c.waiting = new Map([[cid, chosen], ...c.waiting]); // First in line.
  hangUp(c);
}

/** Declines a call that rings. `ok` comes when the server has heard it, or at once without a connection. */
export function decline(c: Calls, { cid, custom }: { readonly cid: string; readonly custom?: string }, ok: () => void, no: Fail): void {
  const { ownCall, session } = c;
  if (c.waiting.delete(cid)) leave(c, 'reject', cid, custom);
  else if (ownCall.phase === 'ringing' && ownCall.cid === cid) dispatch(c, { t: 'rejectAsked', cid, by: session.account, ...customOf({ custom }) });
  else return no(whyNot(c, cid));
  whenLeft(c, ok);
}

/** Ends the call, whatever it is doing. `ok` comes when the server has heard it, or at once without a connection. */
export function hangUp(c: Calls, ok?: () => void): void {
  dispatch(c, { t: 'hangUpAsked', by: c.session.account });
  whenLeft(c, ok);
}

/** Enters the room of the accepted call; a second time gives a new stream. */
export function enter(c: Calls, mode: Mode, ok: (started: { uid: number; cid: string }) => void, no: Fail): void {
  const { ownCall } = c;
  if (ownCall.phase !== 'inCall') return no(ownCall.phase === 'ended' ? whyNot(c, ownCall.cid) : CallError.badState('startRtc', ownCall.phase));
  const { cid } = ownCall;
  request(c.session, 'join', { cid, mode }, (entry) => {
    dispatch(c, { t: 'entered', cid, mode, entry });
    ok({ uid: entry.uid, cid });
  }, no);
}

/** Asks for something in the room: to tell a mode, for a new stream, for everybody there with fresh URLs. */
export function askInRoom<N extends 'setMode' | 'renewStream' | 'members'>(c: Calls, name: N, fields: Omit<FieldsOf<N>, 'cid'>, ok: Ok<N>, no: Fail): void {
  const { ownCall } = c;
  if (ownCall.phase !== 'inCall' || ownCall.room === null) return no(new CallError('NOT_IN_ROOM'));
  const { cid } = ownCall;
  request(c.session, name, { ...fields, cid } as FieldsOf<N>, (answer) => {
    const change: object = { ...fields, ...answer };
    // The answer to `members` is for the asker alone: nothing about this device has changed.
    if (name !== 'members') dispatch(c, { t: 'ownChanged', cid, change });
    ok(answer);
  }, no);
}

/** Sends a command to the peer of a call; without a cid, of the current one. */
export function control(c: Calls, fields: { readonly cid?: string; readonly command: number; readonly custom?: string }, ok: () => void, no: Fail): void {
  const { ownCall } = c;
  const { cid = 'cid' in ownCall ? ownCall.cid : '' } = fields;
  if (cid === '') no(CallError.badState('control', ownCall.phase));
  else {
    const media = mediaAfter(fields.command);
    request(c.session, 'control', { ...fields, cid }, () => {
      if (media !== undefined) dispatch(c, { t: 'mediaChanged', cid, media });
      ok();
    }, no);
  }
}

/** The call may be over by the time the server's answer is here: then the success has come to nothing. */
function ifConnected(c: Calls, cid: string, ok: () => void, no: Fail): void {
  const { ownCall } = c;
  if (ownCall.phase === 'inCall' && ownCall.cid === cid) ok();
  else no(whyNot(c, cid));
}

function whyNot({ ownCall }: Calls, cid: string): CallError {
  if (ownCall.phase !== 'ended' || ownCall.cid !== cid) return new CallError('CALL_UNKNOWN');
  const { reason } = ownCall;
  return reason.endsWith('Elsewhere') ? new CallError('ANSWERED_ELSEWHERE') : new CallError('CALL_ENDED', { reason });
}
