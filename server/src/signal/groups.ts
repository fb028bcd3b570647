import { CallError } from 'netcall-protocol';
import type { GroupChange, GroupOutcome, HeldGroup } from '../store/group-store';
import { NO_TERMS, type CallRef, type SessionRow, type Tell, type Terms } from '../store/store';
import type { Group, GroupEffect, GroupEvent, GroupStep, SeatEvent } from './group';
import { isMeeting, phaseOf, roomOf, seatOf, takenSeats } from './group';
import { groupDeadlineAtMs, groupTransition } from './group-table';
import { asHeardBy, deviceOf } from './group-ends';
import { memberWith } from './room-handlers';
import type { Services } from './services';

/** So often a lost race is tried again before the server gives up; each loss means that somebody else went on. */
const ATTEMPTS = 16;


/** Reads, decides, commits, again when somebody was faster; then performs the effects. The only writer of groups. */
export class Groups {
  constructor(readonly services: Services) {}

  /**
   * Tells a group an event.
   *
   * @returns the group after it, or null when there is no such group
   * @throws CallError the refusal of the table; a plain Error after 16 lost races
   */
  async apply(app: string, cid: string, eventOf: (group: Group) => GroupEvent): Promise<Group | null> {
    const { store } = this.services;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await store.groups.read(app, cid);
      if (held === null) return null;
      const step = this.step(held.group, eventOf(held.group));
      if (step.group === held.group && step.effects.every((effect) => effect.do === 'tell')) {
        if (step.effects.length > 0) await store.route(app, step.effects);
        return held.group;
      }
      if ((await this.commit(held, step)).done) return step.group;
    }
    throw new Error(`group ${cid} changed under ${ATTEMPTS} attempts`);
  }

  /**
   * What an event does to a group at this moment. Changes nothing.
   *
   * @throws CallError the refusal of the table
   */
  step(group: Group, event: GroupEvent): GroupStep {
    const step = groupTransition(group, event, this.services.clock.nowMs(), this.services.options);
    if (step.refusal !== undefined) throw new CallError(step.refusal.code, step.refusal.detail);
    return step;
  }

  /**
   * Commits a step and performs its effects.
   *
   * @param before - what was read; null for a group that is new
   * @throws CallError SESSION_EXPIRED when the device that asks has signed in anew meanwhile
   */
  async commit(before: HeldGroup | null, { group, effects }: GroupStep, terms: Terms = NO_TERMS): Promise<GroupOutcome> {
    const change: GroupChange = {
      group, was: before?.version ?? 0, ...terms, deadlineAtMs: groupDeadlineAtMs(group), ...this.#sortOut(group, effects),
    };
    const outcome = await this.services.store.groups.commit(change);
    if (!outcome.done && outcome.because === 'gone') throw new CallError('SESSION_EXPIRED');
    if (!outcome.done) return outcome;
    for (const effect of effects) if (effect.do === 'revoke') this.services.media.revoke(effect.stream);
    if (before === null || phaseOf(before.group) !== phaseOf(group)) this.#logPhase(group);
    return outcome;
  }

  /** A device's socket is lost or back: its seats hear of it. */
  async link(row: SessionRow, type: 'linkLost' | 'linkBack'): Promise<void> {
    for (const group of await this.#takenBy(row)) await this.#of(row, group, { type });
  }

  /** A device that signs out leaves, as if its user had hung up. */
  async leaveAll(row: SessionRow): Promise<void> {
    for (const group of await this.#takenBy(row)) await this.#of(row, group, { type: 'left', clientType: row.type });
  }

  /** Runs every deadline that has come. */
  async runDue(): Promise<void> {
    for (const ref of await this.services.store.groups.due(this.services.clock.nowMs())) await this.#timeUp(ref);
  }

  /** After a start: no device has a socket yet, and everybody gets the time to come back. */
  async restart(): Promise<void> {
    for (const { app, cid } of await this.services.store.groups.live()) {
      const group = await this.apply(app, cid, () => ({ type: 'restarted' }));
      for (const call of group === null ? [] : callsIn(group)) await this.#leaveIfOver(app, cid, call);
    }
  }

  /** A call ends in one step, and what it has in a meeting in the next: between the two the server may have died. */
  async #leaveIfOver(app: string, cid: string, call: string): Promise<void> {
    const held = await this.services.store.read(app, call);
    const isHere = held !== null && held.call.phase !== 'ended' && held.call.meeting === cid;
    if (!isHere) await this.apply(app, cid, () => ({ type: 'callOver', cid: call }));
  }

  async #takenBy(row: SessionRow): Promise<Group[]> {
    const held = await this.services.store.groups.heldOf(row.app, row.account);
    return held.map(({ group }) => group).filter((group) => {
      const seat = seatOf(group, row.account);
      return seat?.state === 'in' && seat.device === row.device;
    });
  }

  async #of(row: SessionRow, { cid }: Group, event: Extract<OwnEvent, { type: 'linkLost' | 'linkBack' | 'left' }>): Promise<void> {
    await this.apply(row.app, cid, () => ({ ...event, account: row.account, device: row.device }));
  }

  async #timeUp({ app, cid }: CallRef): Promise<void> {
    try {
      await this.apply(app, cid, (group) => ({ type: 'timeUp', live: this.#live(group) }));
    } catch (fault) {
      this.services.log.error({ err: fault, cid }, 'a deadline of a group failed');
    }
  }

  #live(group: Group): ReadonlySet<number> {
    return new Set(takenSeats(group).filter(({ stream }) => stream !== null && this.services.media.isLive(stream)).map(({ uid }) => uid));
  }

  #sortOut(group: Group, effects: readonly GroupEffect[]): Pick<GroupChange, 'records' | 'tell'> {
    const tell: Tell[] = [];
    const records: GroupChange['records'][number][] = [];
    for (const effect of effects) {
      if (effect.do === 'tell') tell.push(effect);
      else if (effect.do === 'record') records.push(effect.record);
      else if (effect.do === 'announce') tell.push(...this.#announced(group, effect));
    }
    return { records, tell };
  }

  #announced(group: Group, { t, uid }: Extract<GroupEffect, { do: 'announce' }>): Tell[] {
    const { members } = roomOf(group);
    const about = members.find((member) => member.uid === uid);
    if (about === undefined) return [];
    const event = { t, cid: group.cid, member: memberWith(about, this.services.media.playUrl(about.stream)) };
    const others = takenSeats(group).filter((seat) => seat.stream !== null && seat.uid !== uid);
    return others.map((seat) => ({ do: 'tell', to: deviceOf(seat), event: asHeardBy(seat, event) }));
  }

  /** One line per group, at its end; the phases before are for `debug`. */
  #logPhase(group: Group): void {
    const { app, cid, maker, kind, over, startedAtMs } = group;
    if (over === null) this.services.log.debug({ cid, app, kind, maker }, `group ${phaseOf(group)}`);
    else this.services.log.info({ cid, app, kind, maker, startedAtMs, reason: over.reason, endedBy: over.by }, 'group over');
  }
}

/** Calls that have something in a meeting. */
function callsIn(group: Group): Set<string> {
  const own = isMeeting(group) && group.meeting.call !== null ? [group.meeting.call] : [];
  return new Set([...own, ...takenSeats(group).flatMap(({ leg }) => (leg === undefined ? [] : [leg.cid]))]);
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** What a device asks for, without saying who it is. */
export type OwnEvent = Without<SeatEvent, 'account' | 'device'>;
