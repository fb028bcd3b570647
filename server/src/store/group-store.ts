import type { StoredRecord } from '../signal/call';
import type { Group } from '../signal/group';
import type { CallRef, Tell, Terms } from './store';

/** A group, and the version that the next commit must name. */
export interface HeldGroup {
  readonly group: Group;
  readonly version: number;
}

/** Everything one transition of a group changes. It is done whole or not at all. */
export interface GroupChange extends Terms {
  readonly group: Group;
  /** The version that was read; 0 for a group that must not exist yet, nor its name, its maker's `callId` or its number, as a group's or a call's room. */
  readonly was: number;
  /** When `timeUp` is due; null for never. Milliseconds since 1970. */
  readonly deadlineAtMs: number | null;
  readonly records: readonly StoredRecord[];
  readonly tell: readonly Tell[];
}

/** What became of a commit: done, somebody was faster (read again), the session that asks is gone, or accounts were not free. */
export type GroupOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly because: 'stale' | 'gone' }
  | { readonly done: false; readonly because: 'busy'; readonly accounts: readonly string[] };

/**
 * Calls with several and named rooms, with the store's rules: asynchronous, and each transition one step together with the
 * busy locks, which are those of calls for two.
 */
export interface GroupStore {
  /** A live group, or one that ended less than two minutes ago. A room that was left by all is forgotten at once. */
  read(app: string, cid: string): Promise<HeldGroup | null>;
  /** The call with several that `caller` placed with this `callId`, under the same limits. */
  placed(app: string, caller: string, callId: string): Promise<HeldGroup | null>;
  /** The open room of this name. */
  named(app: string, name: string): Promise<HeldGroup | null>;
  /** The group with this number that is not over: a meeting is known by it. */
  numbered(app: string, number: string): Promise<HeldGroup | null>;
  /** Groups in which an account has a seat, those that are over included. */
  heldOf(app: string, account: string): Promise<readonly HeldGroup[]>;
  /** Rooms of this maker that wait for somebody to enter: that nobody has entered, and meetings that nobody is in. */
  unusedOf(app: string, maker: string): Promise<readonly HeldGroup[]>;
  /** Commits one transition, as `Store.commit`. An account is busy while its seat rings or is taken, except in meetings. */
  commit(change: GroupChange): Promise<GroupOutcome>;
  /** Groups whose deadline has come, each once until their next commit. */
  due(nowMs: number): Promise<readonly CallRef[]>;
  /** Every group that is not over, for a start after a crash. */
  live(): Promise<readonly CallRef[]>;
}
