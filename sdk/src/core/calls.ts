import { CallError, type Answers, type EventFrame, type Requests as Fields, type Snapshot } from 'netcall-protocol';
import type { Cancel, Platform } from '../platform/platform';
import { adoptionOf, type Adoption } from './adoption';
import type { Call, LocalEndReason } from './call';
import type { CallEvent, Effect, Invitation, Notice, ServerEvent } from './call-events';
import { CAN_BEGIN, transition } from './call-table';
import type { Outcome, Pending } from './requests';
import type { Session } from './session';

/** Who hears of the calls. */
export interface CallsListener {
  /** The call is another one, or something about it is. */
  changed(call: Call): void;
  notice(notice: Notice): void;
}

/** What the calls work with. */
export interface CallsParts {
  readonly session: Session;
  readonly platform: Platform;
  readonly listener: CallsListener;
  /** Whether a call of before the app's restart goes on. */
  readonly adoptCalls: boolean;
}

/** A call that rings beside the current one, until when. */
interface Waiting {
  readonly invitation: Invitation;
  readonly untilMs: number;
}

/** The server ends a ringing call; a client that cannot hear it stops so much later by itself. */
const RING_GRACE_MS = 3_000;
/** No server keeps the call of a client that is away for longer (docs/protocol.md, "Signing in"). */
const AWAY_LIMIT_MS = 125_000;
/** So many ids are remembered, so that no call rings twice. */
const REMEMBERED = 400;
const nothing = (): void => undefined;

/** The calls of one client: brings events to the table, performs its effects, and keeps what stands outside of it. */
export class Calls {
  private call: Call = { phase: 'idle' };
  /** Calls that ring beside the current one, by cid. */
  private readonly waiting = new Map<string, Waiting>();
  /** What came while the server had not answered `call`: it may be about a cid that is not known yet. */
  private early: (() => void)[] = [];
  private readonly earlyInvitations = new Map<string, Pick<Invitation, 'callId' | 'media'>>();
  /** Every call that was here, by cid and callId. */
  private readonly seen = new Set<string>();
  private placing: Pending | null = null;
  private ringUntilMs = 0;
  private stopGuard: Cancel = nothing;
  /** Calls that are left here and not yet on the server, and who waits for that. */
  private readonly leaving = new Set<string>();
  private onLeft: (() => void)[] = [];

  constructor(private readonly parts: CallsParts) {}

  /** The call of this client. */
  get current(): Call {
    return this.call;
  }

  /** The one place where the call changes and where effects leave the pure table. */
  dispatch(event: CallEvent): void {
    const before = this.call;
    const [next, effects] = transition(before, event, this.parts.platform.nowMs());
    this.call = next;
    if (next.phase !== before.phase) this.phaseChanged(next);
    if (next !== before) this.parts.listener.changed(next);
    effects.forEach((effect) => this.perform(effect));
    if (this.call !== before && CAN_BEGIN[this.call.phase]) this.promote();
  }

  /** An event of the server. */
  event(event: EventFrame): void {
    if (this.call.phase === 'placing') this.later(event);
    else if (event.t === 'invited') this.invited(event);
    else if (this.waiting.has(event.cid)) this.whileWaiting(event);
    else this.dispatch(event);
  }

  /** The truth after a gap. */
  snapshot(snapshot: Snapshot, serverNowMs: number): void {
    if (this.call.phase === 'placing') {
      snapshot.calls.forEach((call) => this.earlyInvitations.set(call.cid, call));
      this.early.push(() => this.snapshot(snapshot, serverNowMs));
      return;
    }
    const { session, platform, adoptCalls } = this.parts;
    const steps = adoptionOf(snapshot, {
      account: session.account, current: this.call, waiting: [...this.waiting.keys()], isOver: (id) => this.isOver(id), adoptCalls, serverNowMs,
      nowMs: platform.nowMs(),
    });
    steps.forEach((step) => this.adopt(step));
  }

  /** The connection to the server has changed. */
  connectionChanged(): void {
    this.checkLeft();
    this.guard();
  }

  /** The session is gone: no call of this client can go on. */
  sessionClosed(): void {
    this.waiting.clear();
    this.over('lost');
  }

  /** Ends timers. */
  close(): void {
    this.stopGuard();
  }

  /** The server is asked to make a call; its answer has come, or none in time. */
  place(callId: string, fields: Omit<Fields['call'], 'callId'>, ringMs: number, done: (outcome: Outcome<Answers['call']>) => void): void {
    this.ringUntilMs = this.parts.platform.monotonicMs() + ringMs;
    const answered = (outcome: Outcome<Answers['call']>): void => {
      this.placing = null;
      this.dispatch(this.answerOf(callId, outcome));
      this.flush();
      done(outcome);
    };
    const late = (outcome: Outcome<Answers['call']>): void => {
      if (outcome.ok) this.dispatch({ t: 'placed', callId, ...outcome.value });
      this.left(callId);
    };
    this.placing = this.parts.session.request('call', { callId, ...fields }, answered, { late });
  }

  /** Puts a call that rings beside the current one in its place; the current one is left. */
  changeTo(cid: string): void {
    const chosen = this.waiting.get(cid);
    if (chosen === undefined) return;
    const others = [...this.waiting].filter(([each]) => each !== cid);
    this.waiting.clear();
    [[cid, chosen] as const, ...others].forEach(([each, waiting]) => this.waiting.set(each, waiting));
    this.dispatch({ t: 'hangUpAsked', by: this.parts.session.account });
  }

  /** Declines a call that rings beside the current one. False when there is none. */
  declineWaiting(fields: Fields['reject']): boolean {
    if (!this.waiting.delete(fields.cid)) return false;
    this.leave('reject', fields);
    return true;
  }

  /** Runs when every call that was left here is left on the server too; at once without a connection. */
  whenLeft(run: () => void): void {
    this.onLeft.push(run);
    this.checkLeft();
  }

  private answerOf(callId: string, outcome: Outcome<Answers['call']>): CallEvent {
    if (!outcome.ok) return { t: 'placeFailed', callId, reason: refusalOf(outcome.error) };
    const { cid, uids, glare } = outcome.value;
    if (glare === undefined) return { t: 'placed', callId, cid, uids };
    const theirs = this.earlyInvitations.get(cid);
    return { t: 'glared', callId, cid, uids, theirs: theirs === undefined ? null : { callId: theirs.callId, media: theirs.media } };
  }

  private later(event: EventFrame): void {
    if (event.t === 'invited') this.earlyInvitations.set(event.cid, event);
    this.early.push(() => this.event(event));
  }

  private flush(): void {
    const { early } = this;
    this.early = [];
    this.earlyInvitations.clear();
    early.forEach((run) => run());
  }

  private invited(invitation: Invitation): void {
    const { cid, callId, caller, media, custom, ringMsLeft, uids } = invitation;
    if (this.seen.has(cid)) return;
    const untilMs = this.parts.platform.monotonicMs() + ringMsLeft;
    const facts = { cid, callId, caller, media, ringMsLeft, uids, ...(custom === undefined ? {} : { custom }) };
    if (CAN_BEGIN[this.call.phase]) {
      this.ringUntilMs = untilMs;
      this.dispatch({ t: 'invited', ...facts });
      return;
    }
    this.remember(cid);
    this.waiting.set(cid, { invitation: facts, untilMs });
    this.ask({ do: 'send', request: 'ringing', cid });
    this.parts.listener.notice({ n: 'invited', cid, account: caller, media, ...(custom === undefined ? {} : { custom }) });
  }

  /** Something about a call that rings beside the current one. */
  private whileWaiting(event: ServerEvent): void {
    const waiting = this.waiting.get(event.cid);
    if (waiting === undefined || (event.t !== 'ended' && event.t !== 'answeredElsewhere')) return;
    this.waiting.delete(event.cid);
    const { cid } = event;
    const { listener } = this.parts;
    if (event.t === 'ended') listener.notice({ n: 'peerEnded', cid, account: waiting.invitation.caller, reason: event.reason, at: event.at });
    else listener.notice({ n: 'elsewhere', cid, media: event.media, accepted: event.accepted, clientType: event.clientType, at: event.at });
  }

  private promote(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    const [cid, { invitation, untilMs }] = first;
    this.waiting.delete(cid);
    this.ringUntilMs = untilMs;
    this.dispatch({ t: 'promoted', ...invitation });
  }

  private adopt(step: Adoption): void {
    switch (step.do) {
      case 'dispatch':
        if (step.event.t === 'adopted') this.ringUntilMs = this.parts.platform.monotonicMs() + step.event.call.ringMsLeft;
        return this.dispatch(step.event);
      case 'ring':
        return this.invited(step.invitation);
      case 'forget':
        return this.whileWaiting(step.event);
      case 'hangUp':
        return this.leave('hangup', { cid: step.cid });
      case 'enterAgain':
        return this.enterAgain();
    }
  }

  private enterAgain(): void {
    if (this.call.phase !== 'inCall' || this.call.room === null) return;
    const { cid, room } = this.call;
    const { mode } = room;
    this.parts.session.request('join', { cid, mode }, (outcome) => outcome.ok && this.dispatch({ t: 'entered', cid, mode, ...outcome.value }));
  }

  private perform(effect: Effect): void {
    switch (effect.do) {
      case 'notify':
        return this.parts.listener.notice(effect.notice);
      case 'send':
        return this.ask(effect);
      case 'abandon':
        return this.abandon(effect.callId);
    }
  }

  private ask({ request, cid, custom }: Extract<Effect, { do: 'send' }>): void {
    if (request === 'ringing') this.parts.session.request('ringing', { cid }, nothing);
    else this.leave(request, { cid, ...(custom === undefined ? {} : { custom }) });
  }

  /** The user has hung up before the server answered: its answer leads to a hang-up (call rule 8). */
  private abandon(callId: string): void {
    const { placing } = this;
    if (placing === null) return;
    this.leaving.add(callId);
    this.parts.session.giveUp(placing, cancelled());
  }

  private leave(request: 'hangup' | 'reject', fields: Fields['reject']): void {
    this.leaving.add(fields.cid);
    this.parts.session.request(request, fields, () => this.left(fields.cid));
  }

  private left(id: string): void {
    this.leaving.delete(id);
    this.checkLeft();
  }

  private checkLeft(): void {
    if (this.leaving.size > 0 && this.parts.session.connection === 'online') return;
    this.onLeft.splice(0).forEach((run) => run());
  }

  private phaseChanged(call: Call): void {
    if (call.phase !== 'idle') this.remember(call.callId);
    if ('cid' in call) this.remember(call.cid);
    this.guard();
  }

  private remember(id: string): void {
    this.seen.add(id);
    const [oldest] = this.seen;
    if (this.seen.size > REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
  }

  private isOver(id: string): boolean {
    const isCurrent = !CAN_BEGIN[this.call.phase] && this.call.phase !== 'idle' && (this.call.callId === id || ('cid' in this.call && this.call.cid === id));
    return this.seen.has(id) && !this.waiting.has(id) && !isCurrent;
  }

  /** Ends by itself what the server would have ended, had it been heard. */
  private guard(): void {
    this.stopGuard();
    this.stopGuard = nothing;
    const { phase } = this.call;
    const ringMsLeft = this.ringUntilMs + RING_GRACE_MS - this.parts.platform.monotonicMs();
    if (phase === 'calling') this.startGuard(ringMsLeft, 'noAnswer');
    else if (phase === 'ringing') this.startGuard(ringMsLeft, 'missed');
    else if (phase === 'inCall' && this.parts.session.connection !== 'online') this.startGuard(AWAY_LIMIT_MS, 'lost');
  }

  private startGuard(ms: number, reason: LocalEndReason): void {
    this.stopGuard = this.parts.platform.startTimer(() => {
      const cid = 'cid' in this.call ? this.call.cid : '';
      this.over(reason);
      if (reason !== 'missed') this.leave('hangup', { cid });
    }, Math.max(0, ms));
  }

  private over(reason: LocalEndReason): void {
    if ('cid' in this.call) this.dispatch({ t: 'over', cid: this.call.cid, reason });
  }
}

function cancelled(): CallError {
  return new CallError('CALL_ENDED', { reason: 'cancelled' });
}

function refusalOf({ code }: CallError): LocalEndReason {
  if (code === 'CALLEE_OFFLINE') return 'offline';
  return code === 'CALLEE_BUSY' ? 'busy' : 'error';
}
