import { badState, CallError, type Answers, type CallPlaced, type Mode, type RoomEntered, type Uids } from 'netcall-protocol';
import { nothing } from '../platform/platform';
import { cidOf, isIn } from './call';
import type { CallEvent, Place } from './call-events';
import { mediaAfter } from './call-moves';
import { CAN_BEGIN } from './call-table';
import { cancelled, dispatch, isAwaited, leave, whenLeft, type Calls } from './calls';
import { request } from './requests';
import type { Fail, FieldsOf, Ok } from './session';

/** A call to somebody or several, or a room to enter: what is asked of the server, and what holds of the call from then on. */
export interface PlaceRequest {
  readonly name: 'call' | 'callTeam' | 'enterRoom';
  readonly fields: object;
  readonly facts: Omit<Place, 't' | 'callId'>;
  /** Made here when it is absent. */
  readonly callId?: string;
  readonly ringMs: number;
}

/** What the server answers: the members only when this device is in the room already. */
export type PlaceAnswer = CallPlaced & Partial<RoomEntered>;

/** Places a call, or enters a room. `ok` comes before what follows from the answer is told. */
export function place(c: Calls, wish: PlaceRequest, ok: (answer: PlaceAnswer) => void, no: Fail): void {
  const { session, ownCall } = c;
  const { facts, callId = session.host.uuid() } = wish;
  if (facts.peer === session.account) return no(new CallError('INVALID_CALLEE'));
  if (!CAN_BEGIN[ownCall.phase]) return no(new CallError('ALREADY_IN_CALL'));
  if (session.linkState === 'offline') return no(new CallError('NOT_CONNECTED'));
  dispatch(c, { t: 'place', callId, ...facts });
  c.failPlacing = () => no(cancelled());
  // A call that was left before the server had made it goes first: two at once would be refused.
  whenLeft(c, () => {
    if (isAwaited(c, callId)) askForCall(c, callId, wish, ok, no);
  });
}

function askForCall(c: Calls, callId: string, { name, fields, ringMs }: PlaceRequest, ok: (answer: PlaceAnswer) => void, no: Fail): void {
  const { session } = c;
  const answered = (event: CallEvent): void => {
    dispatch(c, event);
    c.early.splice(0).forEach((run) => run());
    c.waiting.delete(cidOf(c.ownCall));
    c.earlyInvited.length = 0;
    whenLeft(c);
  };
  c.ringUntilMs = session.host.monotonicMs() + ringMs;
  request(session, name, { ...fields, callId } as FieldsOf<'call'>, (answer: PlaceAnswer) => {
    const { cid, uids, glare, members } = answer;
    const known = { callId, cid, uids };
    const theirs = c.earlyInvited.find((each) => each.cid === cid);
    const { mode } = fields as { mode?: Mode };
    ok(answer);
    answered(glare ? { t: 'glared', ...known, theirs } : { t: 'placed', ...known, mode, entry: members && (answer as RoomEntered) });
  }, (error) => {
    answered({ t: 'placeFailed', callId, reason: error.code === 'CALLEE_OFFLINE' ? 'offline' : 'error' });
    no(error);
  });
}

/** An answer, with what it carries. */
export type Answer = { readonly [K in keyof FieldsOf<'accept'>]: FieldsOf<'accept'>[K] | undefined } & { readonly cid: string };

/** Answers a call that rings. `ok`: this device has it. */
export function accept(c: Calls, fields: Answer, ok: () => void, no: Fail): void {
  const { cid } = fields;
  changeTo(c, cid);
  const { ownCall, session } = c;
  if (!isIn(ownCall, 'ringing') || ownCall.cid !== cid) return ifConnected(c, cid, ok, no);
  dispatch(c, { t: 'acceptAsked', cid });
  request(session, 'accept', fields as FieldsOf<'accept'>, ({ uids }) => {
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
  if (!chosen) return;
  c.waiting = new Map([[cid, chosen], ...c.waiting]); // First in line.
  hangUp(c);
}

/** Declines a call that rings. `ok` comes when the server has heard it, or at once without a connection. */
export function decline(c: Calls, { cid, custom }: Answer, ok: () => void, no: Fail): void {
  const { ownCall, session } = c;
  if (c.waiting.delete(cid)) leave(c, 'reject', cid, custom);
  else if (isIn(ownCall, 'ringing') && ownCall.cid === cid) dispatch(c, { t: 'rejectAsked', cid, by: session.account, custom });
  else return no(whyNot(c, cid));
  whenHeard(c, ok);
}

/** Ends the call, whatever it is doing. `ok` comes when the server has heard it, or at once without a connection. */
export function hangUp(c: Calls, ok = nothing, custom?: string): void {
  dispatch(c, { t: 'hangUpAsked', by: c.session.account, custom });
  whenHeard(c, ok);
}

function whenHeard(c: Calls, ok: () => void): void {
  if (c.session.linkState === 'online') whenLeft(c, ok);
  else ok();
}

/** Enters the room of the accepted call; a second time gives a new stream. */
export function enter(c: Calls, mode: Mode, ok: (started: { uid: number; cid: string }) => void, no: Fail): void {
  const { ownCall } = c;
  if (!isIn(ownCall, 'inCall')) return no(isIn(ownCall, 'ended') ? whyNot(c, ownCall.cid) : badState('startRtc', ownCall.phase));
  const { cid } = ownCall;
  request(c.session, 'join', { cid, mode }, (entry) => {
    dispatch(c, { t: 'entered', cid, mode, entry });
    ok({ uid: entry.uid, cid });
  }, no);
}

/** Asks for something in the room: to tell a mode, for a new stream, for everybody there with fresh URLs. */
export function askInRoom<N extends 'setMode' | 'renewStream' | 'members'>(c: Calls, name: N, fields: Omit<FieldsOf<N>, 'cid'>, ok: Ok<N>, no: Fail): void {
  const { ownCall } = c;
  if (!isIn(ownCall, 'inCall') || !ownCall.room) return no(new CallError('NOT_IN_ROOM'));
  const { cid } = ownCall;
  request(c.session, name, { ...fields, cid } as FieldsOf<N>, (answer) => {
    const change: object = { ...fields, ...answer };
    // The answer to `members` is for the asker alone: nothing about this device has changed.
    if (name !== 'members') dispatch(c, { t: 'ownChanged', cid, change });
    ok(answer);
  }, no);
}

/** What may be asked of a call that goes on, the current one without a `cid`. */
export interface Asked {
  control: { readonly cid?: string | undefined; readonly command: number; readonly custom?: string | undefined };
  callMore: { readonly [K in keyof FieldsOf<'callMore'>]?: FieldsOf<'callMore'>[K] | undefined } & { readonly command?: undefined };
}

/** Sends a command to the peer of a call, or calls more people into it; `ok` then hears everybody's numbers. */
export function askOfCall<N extends keyof Asked>(c: Calls, name: N, fields: Asked[N], ok: (uids: N extends 'control' ? void : Uids) => void, no: Fail): void {
  const { ownCall } = c;
  const { cid = cidOf(ownCall) } = fields;
  if (cid === '') no(badState(name === 'control' ? name : 'invite', ownCall.phase));
  else {
    request(c.session, name, { ...fields, cid } as unknown as FieldsOf<N>, (answer) => {
      const media = mediaAfter(fields.command);
      if (media) dispatch(c, { t: 'mediaChanged', cid, media });
      ok((answer as Partial<Answers['callMore']>).uids as never);
    }, no);
  }
}

/** The call may be over by the time the server's answer is here: then the success has come to nothing. */
function ifConnected(c: Calls, cid: string, ok: () => void, no: Fail): void {
  const { ownCall } = c;
  if (isIn(ownCall, 'inCall') && ownCall.cid === cid) ok();
  else no(whyNot(c, cid));
}

function whyNot({ ownCall }: Calls, cid: string): CallError {
  if (!isIn(ownCall, 'ended') || ownCall.cid !== cid) return new CallError('CALL_UNKNOWN');
  const { reason } = ownCall;
  return reason.endsWith('Elsewhere') ? new CallError('ANSWERED_ELSEWHERE') : new CallError('CALL_ENDED', { reason });
}
