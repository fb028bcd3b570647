import { isMeeting, isSilent, type Group } from '../signal/group';
import type { GroupChange, GroupOutcome, HeldGroup } from './group-store';

/** The groups of one app in memory, by everything they are looked up by. */
export class GroupTenant {
  readonly #groups = new Map<string, HeldGroup>();
  /** Open rooms by name and by number, calls by `callId`: what only one may have at a time. */
  readonly #taken = new Map<string, string>();
  /** By account: where it has a seat, where it is busy, which rooms it has made that nobody has entered. */
  readonly #seats = new Map<string, Set<string>>();
  readonly #busy = new Map<string, Set<string>>();
  readonly #unused = new Map<string, Set<string>>();

  /** Every group that is known. */
  all(): HeldGroup[] {
    return [...this.#groups.values()];
  }

  /** A group by its `cid`. */
  read(cid: string): HeldGroup | null {
    return this.#groups.get(cid) ?? null;
  }

  /** The open room of this name. */
  named(name: string): HeldGroup | null {
    return this.read(this.#taken.get(nameKey(name)) ?? '');
  }

  /** The group with this number that is not over. */
  numbered(number: string): HeldGroup | null {
    return this.read(this.#taken.get(numberKey(number)) ?? '');
  }

  /** The call that an account placed with this `callId`. */
  placed(caller: string, callId: string): HeldGroup | null {
    return this.read(this.#taken.get(callKey(caller, callId)) ?? '');
  }

  /** Groups in which an account has a seat. */
  heldOf(account: string): HeldGroup[] {
    return this.#heldIn(this.#seats, account);
  }

  /** Rooms of this maker that wait for somebody to enter. */
  unusedOf(maker: string): HeldGroup[] {
    return this.#heldIn(this.#unused, maker);
  }

  /** Whether an account rings or is in a group, other than `but`. */
  isBusy(account: string, but?: string): boolean {
    const cids = this.#busy.get(account);
    return cids !== undefined && (but === undefined || cids.size > 1 || !cids.has(but));
  }

  /** Why a change cannot be made, as far as groups know; null when nothing speaks against it. */
  refusalOf({ group, was }: GroupChange): GroupOutcome | null {
    const isStale = (this.#groups.get(group.cid)?.version ?? 0) !== was || (was === 0 && keysOf(group).some((key) => this.#taken.has(key)));
    return isStale ? { done: false, because: 'stale' } : null;
  }

  /** Puts a group and keeps the indexes. */
  put(held: HeldGroup): void {
    this.forget(held.group.cid);
    this.#groups.set(held.group.cid, held);
    this.#index(held.group, addTo, (key, cid) => this.#taken.set(key, cid));
  }

  /** Forgets a group. */
  forget(cid: string): void {
    const before = this.#groups.get(cid);
    if (before === undefined) return;
    this.#groups.delete(cid);
    this.#index(before.group, dropFrom, (key) => this.#taken.delete(key));
  }

  #index(group: Group, change: (sets: Map<string, Set<string>>, key: string, cid: string) => void, take: (key: string, cid: string) => void): void {
    const { cid, maker } = group;
    for (const key of keysOf(group)) take(key, cid);
    for (const seat of group.seats) {
      if (isSilent(seat)) continue; // It is nothing to its account, who stays free.
      change(this.#seats, seat.account, cid);
      if (seat.state !== 'gone' && !isMeeting(group)) change(this.#busy, seat.account, cid);
    }
    if (group.kind === 'room' && group.over === null && group.unusedUntilMs !== null) change(this.#unused, maker, cid);
  }

  #heldIn(sets: ReadonlyMap<string, ReadonlySet<string>>, account: string): HeldGroup[] {
    return [...(sets.get(account) ?? [])].flatMap((cid) => this.#groups.get(cid) ?? []);
  }
}

/** What nobody else may have while this group does: a room its name and number until it is over, a call its `callId` as long as it is known. */
function keysOf(group: Group): string[] {
  const number = group.over === null ? [numberKey(group.number)] : [];
  if (group.kind === 'team') return [callKey(group.maker, group.callId), ...number];
  return group.over === null && !isMeeting(group) ? [nameKey(group.name), ...number] : number;
}

/** Names and accounts hold no control characters, so a line feed keeps the parts apart. */
const numberKey = (number: string): string => `number\n${number}`;
const nameKey = (name: string): string => `name\n${name}`;
const callKey = (caller: string, callId: string): string => `call\n${caller}\n${callId}`;

function addTo(sets: Map<string, Set<string>>, key: string, cid: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(cid));
}

function dropFrom(sets: Map<string, Set<string>>, key: string, cid: string): void {
  const cids = sets.get(key);
  cids?.delete(cid);
  if (cids?.size === 0) sets.delete(key);
}
