import type { Clock } from '../clock';
import type { Log } from '../log';
import type { MediaEngine } from '../media/engine';
import type { Store } from '../store/store';
import type { CallTimes } from './call';
import type { Buckets, Rate } from './rate';

/** Limits and times of signalling, all from the configuration. */
export interface SignalOptions extends CallTimes {
  readonly heartbeatMs: number;
  readonly signInMs: number;
  /** How long a session without a socket can be resumed. */
  readonly sessionMs: number;
  readonly sessionRate: Rate;
  readonly connectRate: Rate;
  readonly callRate: Rate;
}

/** What handlers work with. */
export interface Services {
  readonly store: Store;
  readonly media: MediaEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: SignalOptions;
  readonly callAttempts: Buckets;
}
