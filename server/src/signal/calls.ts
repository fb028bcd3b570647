import { badState, CallError } from 'netcall-protocol';
import { NO_TERMS, type CallRef, type Change, type Held, type SessionRow, type Tell } from '../store/store';
import { legOf, roleOf, type Call, type CallEvent, type ConnectedCall, type Role, type Step } from './call';
import { deadlineAtMs, transition } from './call-table';
import { roomOf } from './group';
import type { Groups } from './groups';
import { memberOf, roomNumber, type Room } from './room';
import type { Services } from './services';

/** So often a lost race is tried again before the server gives up; each loss means that somebody else went on. */
const ATTEMPTS = 16;

/** What a decision changes beside the call: the room, streams that no longer hold, events of the room. */
export interface Decision {
  readonly step: Step;
  readonly room?: Room;
  readonly revoked?: readonly string[];
  readonly tell?: readonly Tell[];
}

/** Reads, decides, commits, again when somebody was faster; then performs the effects. The only writer of calls. */
export class Calls {
  constructor(
    readonly services: Services,
    readonly groups: Groups,
  ) {}

  /**
   * Changes a call by a pure decision and performs its effects.
   *
   * @returns the call after it, or null when there is no such call
   * @throws CallError the refusal of the decision; a plain Error after 16 lost races
   */
  async act(app: string, cid: string, decide: (held: Held) => Decision): Promise<Held | null> {
    const { store } = this.services;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await store.read(app, cid);
      if (held === null) return null;
      const decision = decide(held);
      if (decision.step.refusal !== undefined) throw new CallError(decision.step.refusal.code, decision.step.refusal.detail);
      if (isNothing(held, decision)) return held;
      const change = this.#changeOf(held, decision);
      const outcome = await store.commit(change);
      if (!outcome.done) continue;
      this.#perform(held, decision);
      if (held.call.meeting !== undefined) await this.#leftMeeting(held.call.meeting, change.call);
      return { call: change.call, room: change.room, version: held.version + 1 };
    }
    throw new Error(`call ${cid} changed under ${ATTEMPTS} attempts`);
  }

  /** What an event does to a call at this moment. Changes nothing. */
  step(call: Call, event: CallEvent): Step {
    return transition(call, event, this.services.clock.nowMs(), this.services.options);
  }

  /** Tells a call an event; what `eventOf` throws is the refusal. */
  apply(app: string, cid: string, eventOf: (held: Held) => CallEvent): Promise<Held | null> {
    return this.act(app, cid, (held) => ({ step: this.step(held.call, eventOf(held)) }));
  }

  /** A device's socket is lost or back: its legs hear of it. */
  async link(row: SessionRow, type: 'linkLost' | 'linkBack'): Promise<void> {
    for (const { call } of await this.services.store.liveOf(row.app, row.account)) {
      const role = roleOf(call, row.account);
      const leg = role === null ? null : legOf(call, role);
      if (role === null || leg?.device !== row.device || leg.link.up === (type === 'linkBack')) continue;
      await this.apply(row.app, call.cid, () => ({ type, role, device: row.device }));
    }
  }

  /** A call is over, or meets elsewhere: its legs leave the meeting, and one that was made for it closes with the last who is in it. */
  async leaveMeeting(app: string, meeting: string, cid: string): Promise<void> {
    await this.groups.apply(app, meeting, () => ({ type: 'callOver', cid }));
  }

  /** Runs every deadline that has come. */
  async runDue(): Promise<void> {
    for (const ref of await this.services.store.due(this.services.clock.nowMs())) await this.#timeUp(ref);
  }

  /** After a start: no leg has a socket yet, and everybody gets the time to come back. */
  async restart(): Promise<void> {
    for (const { app, cid } of await this.services.store.live()) await this.apply(app, cid, () => ({ type: 'restarted' }));
  }

  async #timeUp({ app, cid }: CallRef): Promise<void> {
    try {
      const there = await this.#meetingRoomOf(app, cid);
      await this.apply(app, cid, (held) => ({ type: 'timeUp', live: { caller: this.#isLive(held, there, 'caller'), callee: this.#isLive(held, there, 'callee') } }));
    } catch (fault) {
      this.services.log.error({ err: fault, cid }, 'a deadline of a call failed');
    }
  }

  /** The meeting of a call as a room; null when the call has one of its own. */
  async #meetingRoomOf(app: string, cid: string): Promise<Room | null> {
    const { store } = this.services;
    const meeting = (await store.read(app, cid))?.call.meeting;
    const held = meeting === undefined ? null : await store.groups.read(app, meeting);
    return held === null ? null : roomOf(held.group);
  }

  #isLive({ call, room }: Held, meeting: Room | null, role: Role): boolean {
    const leg = legOf(call, role);
    const where = room ?? meeting;
    const member = leg === null || where === null ? undefined : memberOf(where, leg.device, call.accounts[role]);
    return member !== undefined && this.services.media.isLive(member.stream);
  }

  #changeOf(held: Held, { step, room, tell = [] }: Decision): Change {
    const told: Tell[] = [];
    let next = room ?? held.room;
    let record: Change['record'] = null;
    for (const effect of step.effects) {
      if (effect.do === 'tell') told.push(effect);
      else if (effect.do === 'record') record = effect.record;
      else if (effect.do === 'closeRoom') next = null;
      else next = { id: roomNumber(this.services.clock.random(4)), cid: step.call.cid, members: [] };
    }
    const { app } = step.call;
    return { app, call: step.call, room: next, was: held.version, ...NO_TERMS, deadlineAtMs: deadlineAtMs(step.call), record, tell: [...told, ...tell] };
  }

  #perform(before: Held, { step, revoked = [] }: Decision): void {
    for (const stream of revoked) this.services.media.revoke(stream);
    if (step.effects.some((effect) => effect.do === 'closeRoom')) {
      for (const { stream } of before.room?.members ?? []) this.services.media.revoke(stream);
    }
    if (step.call.phase !== before.call.phase) this.logPhase(step.call);
  }

  /** What a call that is over, or meets elsewhere, leaves behind in a meeting. A start after a crash does it again. */
  async #leftMeeting(before: string, { app, cid, phase, meeting }: Call): Promise<void> {
    if (phase !== 'ended' && before === meeting) return;
    try {
      await this.leaveMeeting(app, before, cid);
    } catch (fault) {
      this.services.log.error({ err: fault, cid }, 'a call could not leave its meeting');
    }
  }

  /** One line per call, at its end: three of them cost as much as all its JSON. The phases before are for `debug`. */
  logPhase(call: Call): void {
    const { cid, app, accounts: { caller, callee } } = call;
    if (call.phase !== 'ended') return this.services.log.debug({ cid, app, caller, callee }, call.phase === 'ringing' ? 'call ringing' : 'call connected');
    const { startedAtMs, acceptedAtMs, reason, endedBy } = call;
    this.services.log.info({ cid, app, caller, callee, startedAtMs, acceptedAtMs, reason, endedBy }, 'call ended');
  }
}

function isNothing(held: Held, { step, room, tell = [] }: Decision): boolean {
  return step.call === held.call && step.effects.length === 0 && room === undefined && tell.length === 0;
}

/** @throws CallError CALL_UNKNOWN when there is no such call */
export function known<T>(held: T | null): T {
  if (held === null) throw new CallError('CALL_UNKNOWN');
  return held;
}

/** A device's side in a connected call. */
export interface LegInCall {
  readonly role: Role;
  readonly call: ConnectedCall;
}

/**
 * The side of a device that has a leg in a connected call.
 *
 * @throws CallError CALL_UNKNOWN for a stranger, CALL_ENDED, BAD_STATE while it rings, ANSWERED_ELSEWHERE for another device of the callee
 */
export function legRole(call: Call, row: SessionRow, method: string): LegInCall {
  const role = roleOf(call, row.account);
  if (role === null) throw new CallError('CALL_UNKNOWN');
  if (call.phase === 'ended') throw new CallError('CALL_ENDED', { reason: call.reason });
  if (call.phase === 'ringing') throw badState(method, 'ringing');
  if (call[role].device !== row.device) throw new CallError(role === 'callee' ? 'ANSWERED_ELSEWHERE' : 'CALL_UNKNOWN');
  return { role, call };
}
