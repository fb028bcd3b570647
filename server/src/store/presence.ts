import type { UserStatus } from 'netcall-protocol';

/** Hears, after it is durable, that the status of accounts of an app may have changed: each once per tick. */
export type StatusListener = (app: string, accounts: readonly string[]) => void;

/** Who is signed in, in a call, in a room: read from what the store holds, kept nowhere else. */
export interface Presence {
  /** How an account is now. */
  statusOf(app: string, account: string): Promise<UserStatus>;
  /** Those who are signed in, in the order of their names; at most `limit`. */
  online(app: string, limit: number): Promise<readonly UserStatus[]>;
  /** Hears of changes from now on. Costs nothing while nobody listens. */
  onChange(listener: StatusListener): void;
}
