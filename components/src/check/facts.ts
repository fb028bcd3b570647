import type { Connection } from 'netcall-sdk';
import type { Device, Permission } from '../call-kit/permission';

/** What came of opening a WebSocket to the server: `unasked` when no address was given. */
export type SocketFact = 'unasked' | 'open' | 'limit' | 'domain' | 'failed';

/** Where the sign-in stands: `none` without a call kit, `refused` when the server answers with an error. */
export type ServerFact = Connection | 'none' | 'refused';

/** What `checkEnvironment` judges by. All of it comes from `wx` and the call kit, in one place. */
export interface Facts {
  /** Version of the base library, such as `3.8.12`. */
  readonly library: string;
  /** WeChat's word: `android`, `ios`, `ohos`, `windows`, `mac`, `devtools`. */
  readonly platform: string;
  /** Whether the base library has live-pusher and live-player. */
  readonly hasLive: boolean;
  /** Whether the user has still to agree to the privacy guide. */
  readonly needsConsent: boolean;
  readonly camera: Permission;
  readonly microphone: Permission;
  /** What live-pusher could not open. */
  readonly refused: readonly Device[];
  /** WeChat's word: `wifi`, `5g`, `4g`, `3g`, `2g`, `none`, `unknown`. */
  readonly network: string;
  readonly isWifiOn: boolean;
  readonly socket: SocketFact;
  /** Address that the socket was opened to. */
  readonly address: string;
  readonly server: ServerFact;
  /** The server's error code; empty without one. */
  readonly refusal: string;
  /** Who is signed in; empty: nobody. */
  readonly account: string;
}
