import type { Call, Netcall } from 'netcall-sdk';
import type { SimClock } from './sim-clock';
import type { SimServer } from './sim-server';

/** What one device has seen of one call. */
export interface Seen {
  readonly callId: string;
  cid: string;
  readonly phases: Call['phase'][];
  readonly reasons: string[];
  readonly heard: Map<string, number>;
  /** The user has tapped something that ends it here. */
  own: boolean;
  /** The device was cut off, frozen or slow at some time during the call. */
  disturbed: boolean;
  /** How long it had been so when the call ended here. */
  awayMs: number;
  /** It was signed out when the call ended here: by its user, or by a sign-in of its own that came late on a socket it had left. */
  isSignedOut: boolean;
}

/** A promise of the sdk that a user waits for. */
export interface Wish {
  readonly what: string;
  readonly process: Process;
  state: 'waits' | 'kept' | 'refused';
}

/** One run of the application on a device. */
export interface Process {
  alive: boolean;
  readonly netcall: Netcall;
  timers: number;
  readonly network: Set<(available: boolean) => void>;
  readonly visibility: Set<(visible: boolean) => void>;
  /** Calls of which it has heard the record. */
  readonly records: Set<string>;
}

/** What the devices of a run share. */
export interface DeviceParts {
  readonly clock: SimClock;
  readonly server: SimServer;
  readonly chance: () => number;
  /** How the application answers a second call. */
  readonly busyPolicy: 'server' | 'app';
  /** Whether the application enters the room as soon as a call is accepted. */
  readonly isDiligent: boolean;
  readonly complain: (text: string) => void;
  /** Hears of everything, for the replay of a failing run. */
  readonly trace: (text: string) => void;
}
