import { CallError, END_REASONS, type EndReason, type Media, type Mode, type RoomEntry, type Uids } from 'netcall-protocol';
import type { Platform } from '../platform/platform';
import type { ConnectedCall, LocalEndReason } from './call';
import { localReason } from './call-moves';
import { CAN_BEGIN } from './call-table';
import type { Calls } from './calls';
import { failed, type Done, type Outcome } from './requests';
import type { Session } from './session';

/** Whom to call, and how. */
export interface PlaceRequest {
  readonly callee: string;
  readonly media: Media;
  readonly ringMs: number;
  readonly forceKeepCalling: boolean;
  readonly custom?: string;
}

const DONE: Outcome<void> = { ok: true, value: undefined };

/** What the user wants of a call: asks the server and brings the answer to the table. */
export class Commands {
  constructor(
    private readonly session: Session,
    private readonly calls: Calls,
    private readonly platform: Platform,
  ) {}

  /** Places a call. `done` hears the members' numbers. */
  place({ callee, media, ringMs, forceKeepCalling, custom }: PlaceRequest, done: Done<Uids>): void {
    const { session, calls, platform } = this;
    if (callee === session.account) return done(failed(new CallError('INVALID_CALLEE')));
    if (!CAN_BEGIN[calls.current.phase]) return done(failed(new CallError('ALREADY_IN_CALL')));
    if (session.connection === 'offline' || (session.connection === 'connecting' && session.uncertain)) return done(failed(new CallError('NOT_CONNECTED')));
    const callId = platform.uuid();
    const text = custom === undefined ? {} : { custom };
    calls.dispatch({ t: 'place', callId, peer: callee, media, ...text });
    // A call that was left before the server had made it goes first: two at once would be refused.
    calls.whenLeft(() => {
      const { current } = calls;
      if (current.phase !== 'placing' || current.callId !== callId) return done(failed(new CallError('CALL_ENDED', { reason: 'cancelled' })));
      calls.place(callId, { callee, media, ringMs, ...(forceKeepCalling ? { forceKeepCalling } : {}), ...text }, ringMs, (outcome) =>
        done(outcome.ok ? { ok: true, value: outcome.value.uids } : outcome),
      );
    });
  }

  /** Answers a call that rings. `done` hears that this device has it. */
  accept(cid: string, done: Done<void>): void {
    const { calls, session } = this;
    calls.changeTo(cid);
    const { current } = calls;
    if (current.phase === 'inCall' && current.cid === cid) return done(DONE);
    if (current.phase !== 'ringing' || current.cid !== cid) return done(failed(this.whyNotHere(cid)));
    calls.dispatch({ t: 'acceptAsked', cid });
    const late: Done<{ uids: Uids }> = (outcome) => outcome.ok && calls.dispatch({ t: 'acceptDone', cid, uids: outcome.value.uids });
    session.request('accept', { cid }, (outcome) => {
      calls.dispatch(outcome.ok ? { t: 'acceptDone', cid, uids: outcome.value.uids } : { t: 'acceptFailed', cid, reason: endBehind(outcome.error) });
      done(outcome.ok ? this.ifConnected(cid) : outcome);
    }, { late });
  }

  /** Declines a call that rings. `done` comes when the server has heard it, or at once without a connection. */
  decline(cid: string, custom: string | undefined, done: Done<void>): void {
    const { calls, session } = this;
    const { current } = calls;
    const fields = { cid, ...(custom === undefined ? {} : { custom }) };
    if (current.phase === 'ringing' && current.cid === cid) calls.dispatch({ t: 'rejectAsked', by: session.account, ...fields });
    else if (!calls.declineWaiting(fields)) return done(failed(this.whyNotHere(cid)));
    calls.whenLeft(() => done(DONE));
  }

  /** Ends the call, whatever it is doing. `done` comes when the server has heard it, or at once without a connection. */
  hangUp(done: () => void): void {
    this.calls.dispatch({ t: 'hangUpAsked', by: this.session.account });
    this.calls.whenLeft(done);
  }

  /** Enters the room of the accepted call; a second time gives a new stream. */
  enter(mode: Mode, done: Done<{ uid: number; cid: string }>): void {
    const call = this.connected();
    if (call instanceof CallError) return done(failed(call));
    const { cid } = call;
    this.session.request('join', { cid, mode }, (outcome) => {
      if (!outcome.ok) return done(outcome);
      const { uid, members } = outcome.value;
      this.calls.dispatch({ t: 'entered', cid, mode, uid, members });
      const here = this.ifConnected(cid);
      done(here.ok ? { ok: true, value: { uid, cid } } : here);
    });
  }

  /** Tells the others what this device sends. */
  setMode(mode: Mode, done: Done<void>): void {
    this.inRoom(done, ({ cid }) =>
      this.session.request('setMode', { cid, mode }, (outcome) => {
        if (outcome.ok) this.calls.dispatch({ t: 'modeSet', cid, mode });
        done(outcome.ok ? DONE : outcome);
      }),
    );
  }

  /** A new stream to push, in place of one that is lost. */
  renew(done: Done<{ url: string }>): void {
    this.inRoom(done, ({ cid }) =>
      this.session.request('renewStream', { cid }, (outcome) => {
        if (outcome.ok) this.calls.dispatch({ t: 'renewed', cid, url: outcome.value.url });
        done(outcome);
      }),
    );
  }

  /** Everybody in the room with fresh URLs. */
  members(done: Done<RoomEntry>): void {
    this.inRoom(done, ({ cid }) =>
      this.session.request('members', { cid }, (outcome) => {
        if (outcome.ok) this.calls.dispatch({ t: 'refreshed', cid, members: outcome.value.members });
        done(outcome);
      }),
    );
  }

  /** Sends a command to the peer. */
  control(fields: { cid: string | undefined; command: number; custom?: string }, done: Done<void>): void {
    const { current } = this.calls;
    const cid = fields.cid ?? ('cid' in current && current.phase !== 'ended' ? current.cid : undefined);
    if (cid === undefined) return done(failed(CallError.badState('control', current.phase)));
    this.session.request('control', { ...fields, cid }, (outcome) => done(outcome.ok ? DONE : outcome));
  }

  private connected(): ConnectedCall | CallError {
    const { current } = this.calls;
    if (current.phase === 'inCall') return current;
    return current.phase === 'ended' ? this.whyNotHere(current.cid) : CallError.badState('startRtc', current.phase);
  }

  private inRoom<T>(done: Done<T>, ask: (call: ConnectedCall) => void): void {
    const { current } = this.calls;
    if (current.phase === 'inCall' && current.room !== null) ask(current);
    else done(failed(new CallError('NOT_IN_ROOM')));
  }

  /** The call may be over by the time the server's answer is here: then the success has come to nothing. */
  private ifConnected(cid: string): Outcome<void> {
    const { current } = this.calls;
    return current.phase === 'inCall' && current.cid === cid ? DONE : failed(this.whyNotHere(cid));
  }

  private whyNotHere(cid: string): CallError {
    const { current } = this.calls;
    if (current.phase !== 'ended' || current.cid !== cid) return new CallError('CALL_UNKNOWN');
    const elsewhere = current.reason === 'answeredElsewhere' || current.reason === 'declinedElsewhere';
    return elsewhere ? new CallError('ANSWERED_ELSEWHERE') : new CallError('CALL_ENDED', { reason: current.reason });
  }
}

/** The end of the call that a refused `accept` tells of; null when the call may still ring. */
function endBehind({ code, detail }: CallError): LocalEndReason | null {
  if (code === 'CALL_UNKNOWN') return 'lost';
  const { reason } = detail;
  // The event that says who answered elsewhere comes in its turn.
  return code === 'CALL_ENDED' && isEndReason(reason) ? localReason(true, reason) : null;
}

function isEndReason(text: unknown): text is EndReason {
  return typeof text === 'string' && Object.prototype.hasOwnProperty.call(END_REASONS, text);
}
