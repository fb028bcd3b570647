import type { CallRef } from '../../server/src/store/store';

/** Where the changes of a store's calls, or of its groups, go through. */
interface Door<Change, Outcome> {
  commit(change: Change): Promise<Outcome>;
  due(nowMs: number): Promise<readonly CallRef[]>;
}

/** Who stands at the door. */
interface Watcher<Change> {
  /** False once the server that uses the store is killed. */
  isAlive(): boolean;
  /** A change has reached the disk. */
  committed(change: Change): void;
  /** When the timer of this one may go off; null: never. */
  deadlineAtMs(cid: string): number | null;
  fault(text: string): void;
}

/** The same door, watched. */
export function watchDoor<Change, Outcome extends { readonly done: boolean }>(door: Door<Change, Outcome>, watcher: Watcher<Change>): Door<Change, Outcome> {
  return {
    commit: async (change) => {
      const outcome = await door.commit(change);
      if (outcome.done && watcher.isAlive()) watcher.committed(change);
      return outcome;
    },
    due: async (nowMs) => {
      const due = await door.due(nowMs);
      const early = due.filter(({ cid }) => (watcher.deadlineAtMs(cid) ?? Infinity) > nowMs);
      early.forEach(({ cid }) => watcher.fault(`a timer of ${cid} goes off that is not its own`));
      return due;
    },
  };
}
