/** How long and how much one run of the bench measures. */
export interface Plan {
  /** Every subject is measured once in every round, so that noise that comes and goes meets all of them. */
  readonly rounds: number;
  readonly warmUpMs: number;
  /** As many calls as go. */
  readonly closedMs: number;
  /** Calls at a fixed rate. */
  readonly openMs: number;
  /** Users that are signed in and silent. */
  readonly idleUsers: number;
  /** Time for a server to come to rest before its memory is read. */
  readonly restMs: number;
}

/** A full run takes about thirteen minutes. */
export const FULL: Plan = { rounds: 3, warmUpMs: 3_000, closedMs: 4_000, openMs: 5_000, idleUsers: 10_000, restMs: 10_000 };

/** A look whether everything works; its figures are coarse. */
export const QUICK: Plan = { rounds: 1, warmUpMs: 2_000, closedMs: 3_000, openMs: 3_000, idleUsers: 2_000, restMs: 4_000 };

/** Rates at which set-up times are measured, calls per second. */
export const RATES = [200, 1_000] as const;

/** Pairs of users that are signed in; at a fixed rate each call takes the pair that has been free for longest. */
export const PAIRS = 100;

/** Pairs that call without a pause when it is as many calls as go. */
export const BUSY_PAIRS = 50;

/** Who serves runs on the one core, who asks on the other. */
export const CORES = { server: 0, load: 1 } as const;
