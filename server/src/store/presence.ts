import type { UserStatus } from 'netcall-protocol';
import type { SessionRow } from './store';

/** Hears, after it is durable, that the status of accounts of an app may have changed: each once per tick. */
export type StatusListener = (app: string, accounts: readonly string[]) => void;

/** Who is signed in, in a call, in a room: read from what the store holds, kept nowhere else. */
export interface Presence {
  /** How an account is now: who rings is in a call, whichever side. `dnd` is 0 of those who are signed in nowhere. */
  statusOf(app: string, account: string): Promise<UserStatus>;
  /** Those who are signed in, in the order of their names; at most `limit`. */
  online(app: string, limit: number): Promise<readonly UserStatus[]>;
  /** Sessions that hear of every change of anybody's status. */
  watchers(app: string): Promise<readonly SessionRow[]>;
  /** Hears of changes from now on, until the function that it gives is called. Costs nothing while nobody listens. */
  onChange(listener: StatusListener): () => void;
}
