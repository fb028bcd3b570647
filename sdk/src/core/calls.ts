import { CallError, type Answers, type CallSnapshot, type EventFrame, type Requests as Fields, type Snapshot } from 'netcall-protocol';
import type { Cancel, Platform } from '../platform/platform';
import type { Call } from './call';
import type { CallEvent, Effect, Invited, Notice, ServerEvent } from './call-events';
import { ackSync, announce, customOf, peerHangup } from './call-moves';
import { CAN_BEGIN, transition } from './call-table';
import type { Fail, Pending } from './requests';
import type { Session } from './session';

type Ended = Extract<ServerEvent, { t: 'ended' }>;

/** What the calls work with. */
export interface CallsParts {
  readonly session: Session;
  readonly platform: Platform;
  /** Whether a call of before the app's restart goes on. */
  readonly adoptCalls: boolean;
  /** The call is another one, or something about it is. */
  readonly onChange: (call: Call) => void;
  readonly notify: (notice: Notice) => void;
}

/** A call that rings beside the current one, until when. */
interface Waiting {
  readonly invited: Invited;
  readonly untilMs: number;
}

/** The server ends a ringing call; a client that cannot hear it stops so much later by itself. */
const RING_GRACE_MS = 3_000;
/** No server keeps the call of a client that is away for longer (docs/protocol.md, "Signing in"). */
const AWAY_LIMIT_MS = 125_000;
const nothing = (): void => undefined;

/** The calls of one client: brings events to the table, performs its effects, and keeps what stands outside of it. */
export class Calls {
  /** The call of this client. */
  current: Call = { phase: 'idle' };
  /** Calls that ring beside the current one, by cid. */
  private readonly waiting = new Map<string, Waiting>();
  /** What came while the server had not answered `call`: it may be about a cid that is not known yet. */
  private early: (() => void)[] = [];
  /** Invitations among these: the answer may be that one of them is accepted. */
  private earlyInvited: Pick<Invited, 'cid' | 'callId' | 'media'>[] = [];
  /** Every call that was here, by cid and callId: none rings twice. */
  private readonly seen = new Set<string>();
  private placing: Pending | null = null;
  private ringUntilMs = 0;
  private stopGuard: Cancel = nothing;
  private onLeft: (() => void)[] = [];

  constructor(private readonly parts: CallsParts) {}

  /** The one place where the call changes and where effects leave the pure table. */
  dispatch(event: CallEvent): void {
    const before = this.current;
    const [next, effects] = transition(before, event, this.parts.platform.nowMs());
    this.current = next;
    if (next.phase !== 'idle') this.seen.add(next.callId).add('cid' in next ? next.cid : next.callId);
    if (next.phase !== before.phase) this.guard();
    if (next !== before) this.parts.onChange(next);
    effects.forEach((effect) => this.perform(effect));
    const [first] = this.waiting.values();
    if (first !== undefined && CAN_BEGIN[this.current.phase]) this.promote(first);
  }

  /** An event of the server. */
  event(event: EventFrame): void {
    if (this.current.phase === 'placing') {
      if (event.t === 'invited') this.earlyInvited.push(event);
      this.early.push(() => this.event(event));
    } else if (event.t === 'invited') this.invited(event);
    else if (this.waiting.has(event.cid)) this.whileWaiting(event);
    else this.dispatch(event);
  }

  /** The truth after a gap: what is not in it is over (call rule 20). */
  snapshot(snapshot: Snapshot, serverNowMs: number): void {
    const { calls, ended } = snapshot;
    if (this.current.phase === 'placing') {
      this.earlyInvited.push(...calls);
      this.early.push(() => this.snapshot(snapshot, serverNowMs));
      return;
    }
    const endOf = (cid: string): Ended => ({ t: 'ended', reason: 'lost', account: null, ...ended.find((each) => each.cid === cid), cid, at: serverNowMs });
    const isGone = (cid: string): boolean => calls.every((each) => each.cid !== cid);
    const { current } = this;
    [...this.waiting.keys()].filter(isGone).forEach((cid) => this.whileWaiting(endOf(cid)));
    if ('cid' in current && isGone(current.cid)) this.gone(current, endOf(current.cid), ended.some(({ cid }) => cid === current.cid));
    calls.forEach((call) => this.meet(call, serverNowMs));
  }

  /** The connection to the server has changed, or a request is settled. */
  settled(): void {
    if (this.parts.session.connection !== 'online' || !this.parts.session.requests.leaving) this.onLeft.splice(0).forEach((run) => run());
  }

  /** Ends by itself what the server would have ended, had it been heard. */
  guard(): void {
    this.stopGuard();
    const { session, platform } = this.parts;
    const { phase } = this.current;
    const rings = phase === 'calling' || phase === 'ringing';
    if (!rings && (phase !== 'inCall' || session.connection === 'online')) return;
    this.stopGuard = platform.startTimer(() => this.end(rings ? 'noAnswer' : 'lost'), rings ? this.ringUntilMs + RING_GRACE_MS - platform.monotonicMs() : AWAY_LIMIT_MS);
  }

  /** The session is gone: no call of this client can go on. */
  close(): void {
    this.waiting.clear();
    this.end('lost');
    this.stopGuard();
  }

  /** Asks the server to make the call that is being placed. */
  place(fields: Fields['call'], ringMs: number, ok: (answer: Answers['call']) => void, no: Fail): void {
    const { callId } = fields;
    this.ringUntilMs = this.parts.platform.monotonicMs() + ringMs;
    const answered = (event: CallEvent): void => {
      this.placing = null;
      this.dispatch(event);
      this.earlyInvited = [];
      this.early.splice(0).forEach((run) => run());
    };
    this.placing = this.parts.session.request('call', fields, (answer) => {
      const { cid, uids, glare } = answer;
      answered(glare === true ? { t: 'glared', callId, cid, uids, theirs: this.earlyInvited.find((each) => each.cid === cid) } : { t: 'placed', callId, cid, uids });
      ok(answer);
    }, (error) => {
      answered({ t: 'placeFailed', callId, reason: error.code === 'CALLEE_OFFLINE' ? 'offline' : 'error' });
      no(error);
    }, { late: ({ cid, uids }) => this.dispatch({ t: 'placed', callId, cid, uids }) });
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
  declineWaiting(cid: string, custom: string | undefined): boolean {
    const isThere = this.waiting.delete(cid);
    if (isThere) this.perform(['send', 'reject', cid, custom]);
    return isThere;
  }

  /** Runs when every call that was left here is left on the server too; at once without a connection. */
  whenLeft(run: () => void): void {
    this.onLeft.push(run);
    this.settled();
  }

  private invited(invited: Invited): void {
    const { cid, ringMsLeft } = invited;
    if (this.seen.has(cid)) return;
    this.seen.add(cid);
    const untilMs = this.parts.platform.monotonicMs() + ringMsLeft;
    if (CAN_BEGIN[this.current.phase]) {
      this.ringUntilMs = untilMs;
      this.dispatch({ ...invited, t: 'invited' });
    } else {
      this.waiting.set(cid, { invited, untilMs });
      announce(invited).forEach((effect) => this.perform(effect));
    }
  }

  /** Something about a call that rings beside the current one. */
  private whileWaiting(event: ServerEvent): void {
    const waiting = this.waiting.get(event.cid);
    if (waiting === undefined || (event.t !== 'ended' && event.t !== 'answeredElsewhere')) return;
    this.waiting.delete(event.cid);
    this.perform(event.t === 'ended' ? peerHangup(waiting.invited.caller, event) : ackSync(event));
  }

  private promote({ invited, untilMs }: Waiting): void {
    this.waiting.delete(invited.cid);
    this.ringUntilMs = untilMs;
    this.dispatch({ t: 'promoted', invited });
  }

  /** The current call is not in the snapshot. One that rang and has no end goes on, on another device. */
  private gone({ phase, cid, media }: Extract<Call, { media: string; cid: string }>, end: Ended, hasEnd: boolean): void {
    const elsewhere = phase === 'ringing' && !hasEnd;
    this.dispatch(elsewhere ? { t: 'answeredElsewhere', cid, media, accepted: true, clientType: 'wechat', at: end.at } : end);
  }

  /** A call of the snapshot: the current one with news, one that was left here, one of before a restart, one that rings. */
  private meet(call: CallSnapshot, serverNowMs: number): void {
    const { cid, callId, mine, phase, ringMsLeft } = call;
    const { current } = this;
    const { session, platform, adoptCalls } = this.parts;
    if (this.waiting.has(cid)) return;
    if ('cid' in current && current.cid === cid && current.phase !== 'ended') return phase === 'connected' ? this.catchUp(call) : undefined;
    if (!mine && phase === 'connected') return;
    if (this.seen.has(cid) || this.seen.has(callId)) return this.perform(['send', 'hangup', cid]);
    if (!mine) return this.invited({ ...call, t: 'invited' });
    if (!adoptCalls || !CAN_BEGIN[current.phase]) return this.perform(['send', 'hangup', cid]);
    this.ringUntilMs = platform.monotonicMs() + ringMsLeft;
    const sinceMs = platform.nowMs() - Math.max(0, serverNowMs - (call.acceptedAtMs ?? serverNowMs));
    this.dispatch({ t: 'adopted', call, role: call.caller === session.account ? 'caller' : 'callee', sinceMs });
  }

  /** The current call is connected on the server. */
  private catchUp({ cid, uids, media, callee, mine, room }: CallSnapshot): void {
    const { current } = this;
    if (current.phase === 'calling') this.dispatch({ t: 'accepted', cid, account: callee, media, uids });
    if (current.phase === 'ringing' && mine) this.dispatch({ t: 'acceptDone', cid, uids });
    if (current.phase !== 'inCall' || current.room === null) return;
    const { mode } = current.room;
    if (room !== undefined) this.dispatch({ t: 'entered', cid, mode, entry: room });
    else this.parts.session.request('join', { cid, mode }, (entry) => this.dispatch({ t: 'entered', cid, mode, entry }), nothing);
  }

  private perform(effect: Effect): void {
    const { session, notify } = this.parts;
    if (effect[0] === 'notify') notify(effect);
    else if (effect[0] === 'send') session.request(effect[1], { cid: effect[2], ...customOf({ custom: effect[3] }) }, nothing, nothing);
    // Call rule 8: the user has hung up before the server answered. Its answer leads to a hang-up.
    else if (this.placing !== null) session.requests.giveUp(this.placing, new CallError('CALL_ENDED', { reason: 'cancelled' }));
  }

  private end(reason: Ended['reason']): void {
    const { current } = this;
    if (!('cid' in current) || current.phase === 'ended') return;
    this.dispatch({ t: 'ended', cid: current.cid, reason, account: null, at: this.parts.platform.nowMs() });
    if (current.phase !== 'ringing') this.perform(['send', 'hangup', current.cid]);
  }
}
