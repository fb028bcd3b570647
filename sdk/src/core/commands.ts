import { CallError, END_REASONS, type EndReason, type Media, type Mode, type RoomEntry, type Uids } from 'netcall-protocol';
import type { Platform } from '../platform/platform';
import type { ConnectedCall } from './call';
import { customOf } from './call-moves';
import { CAN_BEGIN } from './call-table';
import type { Calls } from './calls';
import type { Fail } from './requests';
import type { Session } from './session';

/** Whom to call, and how. */
export interface PlaceRequest {
  readonly callee: string;
  readonly media: Media;
  readonly ringMs: number;
  readonly forceKeepCalling: boolean;
  readonly custom?: string;
}

/** What the user wants of a call: asks the server and brings the answer to the table. Each calls `ok` or `no` once. */
export class Commands {
  constructor(
    private readonly session: Session,
    private readonly calls: Calls,
    private readonly platform: Platform,
  ) {}

  /** Places a call. `ok` hears the members' numbers. */
  place(request: PlaceRequest, ok: (uids: Uids) => void, no: Fail): void {
    const { session, calls } = this;
    const { callee, media } = request;
    if (callee === session.account) return no(new CallError('INVALID_CALLEE'));
    if (!CAN_BEGIN[calls.current.phase]) return no(new CallError('ALREADY_IN_CALL'));
    if (session.connection === 'offline' || (session.connection === 'connecting' && session.requests.uncertain)) return no(new CallError('NOT_CONNECTED'));
    const callId = this.platform.uuid();
    calls.dispatch({ t: 'place', callId, peer: callee, media, ...customOf(request) });
    // A call that was left before the server had made it goes first: two at once would be refused.
    calls.whenLeft(() => {
      const { current } = calls;
      if (current.phase === 'placing' && current.callId === callId) calls.place({ ...request, callId }, request.ringMs, ({ uids }) => ok(uids), no);
      else no(new CallError('CALL_ENDED', { reason: 'cancelled' }));
    });
  }

  /** Answers a call that rings. `ok`: this device has it. */
  accept(cid: string, ok: () => void, no: Fail): void {
    const { calls, session } = this;
    calls.changeTo(cid);
    const { current } = calls;
    if (current.phase !== 'ringing' || current.cid !== cid) return this.ifConnected(cid, ok, no);
    calls.dispatch({ t: 'acceptAsked', cid });
    const late = ({ uids }: { uids: Uids }): void => calls.dispatch({ t: 'acceptDone', cid, uids });
    session.request('accept', { cid }, (answer) => {
      late(answer);
      this.ifConnected(cid, ok, no);
    }, (error) => {
      const { reason } = error.detail;
      const isOver = error.code === 'CALL_ENDED' && isEndReason(reason);
      calls.dispatch(isOver ? { t: 'ended', cid, reason, account: null, at: this.platform.nowMs() } : { t: 'acceptFailed', cid });
      no(error);
    }, { late });
  }

  /** Declines a call that rings. `ok` comes when the server has heard it, or at once without a connection. */
  decline(cid: string, custom: string | undefined, ok: () => void, no: Fail): void {
    const { calls, session } = this;
    const { current } = calls;
    if (current.phase === 'ringing' && current.cid === cid) calls.dispatch({ t: 'rejectAsked', cid, by: session.account, ...customOf({ custom }) });
    else if (!calls.declineWaiting(cid, custom)) return no(this.whyNot(cid));
    calls.whenLeft(ok);
  }

  /** Ends the call, whatever it is doing. `ok` comes when the server has heard it, or at once without a connection. */
  hangUp(ok: () => void): void {
    this.calls.dispatch({ t: 'hangUpAsked', by: this.session.account });
    this.calls.whenLeft(ok);
  }

  /** Enters the room of the accepted call; a second time gives a new stream. */
  enter(mode: Mode, ok: (started: { uid: number; cid: string }) => void, no: Fail): void {
    const { current } = this.calls;
    if (current.phase !== 'inCall') return no(current.phase === 'ended' ? this.whyNot(current.cid) : CallError.badState('startRtc', current.phase));
    const { cid } = current;
    this.session.request('join', { cid, mode }, (entry) => {
      this.calls.dispatch({ t: 'entered', cid, mode, entry });
      this.ifConnected(cid, () => ok({ uid: entry.uid, cid }), no);
    }, no);
  }

  /** Tells the others what this device sends. */
  setMode(mode: Mode, ok: () => void, no: Fail): void {
    this.inRoom(no, ({ cid }) =>
      this.session.request('setMode', { cid, mode }, () => {
        this.calls.dispatch({ t: 'ownChanged', cid, change: { mode } });
        ok();
      }, no),
    );
  }

  /** A new stream to push, in place of one that is lost. */
  renew(ok: (answer: { url: string }) => void, no: Fail): void {
    this.inRoom(no, ({ cid }) =>
      this.session.request('renewStream', { cid }, (change) => {
        this.calls.dispatch({ t: 'ownChanged', cid, change });
        ok(change);
      }, no),
    );
  }

  /** Everybody in the room with fresh URLs. */
  members(ok: (entry: RoomEntry) => void, no: Fail): void {
    this.inRoom(no, ({ cid }) =>
      this.session.request('members', { cid }, (entry) => {
        this.calls.dispatch({ t: 'refreshed', cid, members: entry.members });
        ok(entry);
      }, no),
    );
  }

  /** Sends a command to the peer of a call; without a cid, of the current one. */
  control(fields: { readonly cid: string | undefined; readonly command: number; readonly custom?: string }, ok: () => void, no: Fail): void {
    const { current } = this.calls;
    const cid = fields.cid ?? ('cid' in current && current.phase !== 'ended' ? current.cid : undefined);
    if (cid === undefined) no(CallError.badState('control', current.phase));
    else this.session.request('control', { ...fields, cid }, ok, no);
  }

  private inRoom(no: Fail, ask: (call: ConnectedCall) => void): void {
    const { current } = this.calls;
    if (current.phase === 'inCall' && current.room !== null) ask(current);
    else no(new CallError('NOT_IN_ROOM'));
  }

  /** The call may be over by the time the server's answer is here: then the success has come to nothing. */
  private ifConnected(cid: string, ok: () => void, no: Fail): void {
    const { current } = this.calls;
    if (current.phase === 'inCall' && current.cid === cid) ok();
    else no(this.whyNot(cid));
  }

  private whyNot(cid: string): CallError {
    const { current } = this.calls;
    if (current.phase !== 'ended' || current.cid !== cid) return new CallError('CALL_UNKNOWN');
    const { reason } = current;
    return reason === 'answeredElsewhere' || reason === 'declinedElsewhere' ? new CallError('ANSWERED_ELSEWHERE') : new CallError('CALL_ENDED', { reason });
  }
}

function isEndReason(text: unknown): text is EndReason {
  return Object.keys(END_REASONS).some((each) => each === text);
}
