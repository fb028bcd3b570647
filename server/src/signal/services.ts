import type { Clock } from '../clock';
import type { Log } from '../log';
import type { MediaEngine } from '../media/engine';
import type { Store } from '../store/store';
import type { CallTimes } from './call';
import type { AccountRates, Limits } from './limits';
import type { Rate } from './rate';

/** Limits and times of signalling, all from the configuration. */
export interface SignalOptions extends CallTimes, AccountRates {
  readonly heartbeatMs: number;
  readonly signInMs: number;
  /** How long a session without a socket can be resumed. */
  readonly sessionMs: number;
  readonly sessionRate: Rate;
  readonly connectRate: Rate;
  /** Bytes of transfers that a session may send. */
  readonly bulkRate: Rate;
  /** A named room that nobody has entered closes after this time. */
  readonly unusedRoomMs: number;
  /** So many of them may one account have. */
  readonly unusedRooms: number;
  /** A meeting closes when nobody has been in it for this time. */
  readonly meetingIdleMs: number;
  /** So many that nobody is in may one account have made. */
  readonly unusedMeetings: number;
}

/** What handlers work with. */
export interface Services {
  readonly store: Store;
  readonly media: MediaEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: SignalOptions;
  readonly limits: Limits;
}
