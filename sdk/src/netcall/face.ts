import { type CallError, type RoomEntry } from 'netcall-protocol';
import type { Call } from '../core/call';
import type { ClientOptions } from '../core/session';
import type { Listener } from '../listener/face';
import type { CallOptions, ChannelOptions, ControlOptions, JoinOptions, RecordRange, ResponseOptions, StartOptions } from './arguments';
import type { Constants } from './constants';
import type { AccountSettings, CallResult, Connection, Joined, NetCallEvents, OutgoingMessage, RecordPage, RtcStarted, SettingsChange } from './events';

/** What an application may decide about its calls. */
interface CallChoices {
  /** How long a call rings, 5,000 to 120,000. Default 30,000. */
  readonly ringMs?: number;
  /** Whether a call of before the app's restart goes on (default), or is hung up. */
  readonly adoptCalls?: boolean;
}

/** What a client is made with. */
export interface NetcallOptions extends ClientOptions, CallChoices {}

/** What a client is made with that goes on where a listener has signed in: server, token, host, log and busy policy are the listener's. */
export interface TakeoverOptions extends CallChoices {
  /**
   * Signed in or not. What has come meanwhile happens in the client now; a call that is over by then does not ring. Another client
   * that has it is destroyed. `destroy` gives it back: it hears on and the user stays signed in; `logout` signs the user out.
   */
  readonly listener: Listener;
}

/** What `call` rejects with: applications written for the original read `error.event.code`. */
export type CallFailure = CallError & { readonly event: { readonly code: number } };

/** A plain picture of the client, for logs and for applications that look at its flags. */
export interface Status {
  readonly signalInited: boolean;
  /** Placing a call, calling, or being called. */
  readonly calling: boolean;
  readonly onTheCall: boolean;
  readonly isCaller: boolean;
}

/**
 * Audio and video calls with the API of netcall. Signs in once and stays signed in through lost networks; one call at a
 * time. A missing argument throws at once, everything else that fails rejects with a `CallError`.
 */
export interface Netcall extends Constants {
  /** Who is signed in; empty before. */
  readonly account: string;

  /** State of the connection to the server. */
  readonly connection: Connection;

  /** The call as it is now; `callChanged` tells of every change. */
  readonly current: Call;

  /**
   * Signs in and stays signed in until `logout` or `destroy`.
   *
   * Rejects with UNAUTHENTICATED when the token is refused, with what `getToken` failed with, with NOT_CONNECTED when the
   * server could not be reached within 10 s.
   */
  login(): Promise<{ account: string }>;

  /** Ends the call and signs out; resolves in any case. A later `login` begins anew. */
  logout(): Promise<void>;

  /**
   * Calls somebody. Resolves with the members' numbers once the server rings the callee's devices; `callAccepted` or
   * `callRejected` follows. The callee hears `beCalling`.
   *
   * Rejects with CALLEE_OFFLINE (`error.event.code` is 11001), ALREADY_IN_CALL, INVALID_CALLEE, NOT_CONNECTED, TIMEOUT,
   * RATE_LIMITED, or CALL_ENDED when hung up before.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  call(options: CallOptions): Promise<CallResult>;

  /**
   * Answers or declines a call that rings. The caller hears `callAccepted` or `callRejected`, other devices of this
   * account `callerAckSync`.
   *
   * Rejects with CALL_ENDED (`detail.reason`), ANSWERED_ELSEWHERE, CALL_UNKNOWN, NOT_CONNECTED, TIMEOUT.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  response(options: ResponseOptions): Promise<void>;

  /**
   * Enters the room of the accepted call; `syncDone` follows with this client's URL to push and the others' to play. Once
   * in the room, it gives a new stream.
   *
   * Rejects with BAD_STATE when there is no call, CALL_ENDED, NOT_CONNECTED, TIMEOUT.
   *
   * @throws CallError BAD_ARGUMENT naming `mode`
   */
  startRtc(options: StartOptions): Promise<RtcStarted>;

  /**
   * Opens a named room for up to 16 members; nobody is called, and entering it is `joinChannel`. It is open until the last
   * member has left, or for a minute if nobody enters. Rejects with ROOM_EXISTS, NOT_CONNECTED, TIMEOUT.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  createChannel(options: ChannelOptions): Promise<void>;

  /**
   * Enters a named room; `syncDone` follows. Rejects with ROOM_UNKNOWN, ROOM_FULL, ROOM_MISMATCH (another scene),
   * ALREADY_IN_CALL, NOT_CONNECTED, TIMEOUT, or CALL_ENDED when hung up before.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  joinChannel(options: JoinOptions): Promise<Joined>;

  /** Leaves the named room. Rejects with NOT_IN_ROOM when there is none. */
  leaveChannel(): Promise<void>;

  /** Tells the others what this client sends; they hear `clientUpdate`. Rejects with NOT_IN_ROOM. @throws CallError BAD_ARGUMENT */
  switchMode(mode: number | string): Promise<void>;

  /** Ends the call, or cancels it while it rings; without a call nothing happens. The peer hears `hangup`. Never rejects. */
  hangup(): Promise<void>;

  /** Sends a command to the peer, who hears `control`. Rejects with BAD_STATE without a call. @throws CallError BAD_ARGUMENT */
  control(options: ControlOptions): Promise<void>;

  /** A new stream to push in place of a lost one; the others hear `clientUpdate` with its URL. Rejects with NOT_IN_ROOM. */
  renewStream(): Promise<{ url: string }>;

  /** Everybody in the room with fresh URLs, for a player whose URL has expired. Rejects with NOT_IN_ROOM. */
  members(): Promise<RoomEntry>;

  /** The call history of this account, newest first, at most 50 a page. Rejects with BAD_MESSAGE naming a wrong field. */
  records(range?: RecordRange): Promise<RecordPage>;

  /**
   * Sends a text to another account, whose devices hear `message`, at once or at their next sign-in within seven days.
   * Resolves when it is on the server's disk. Rejects with BAD_MESSAGE naming a wrong field, RATE_LIMITED, NOT_CONNECTED, TIMEOUT.
   */
  sendMessage(message: OutgoingMessage): Promise<{ id: string; at: number }>;

  /**
   * Changes what it names, for all devices of this account, and resolves with everything: whether callers are turned away
   * as busy (`dnd`), and who finds this account signed in nowhere (`blocked`). Rejects with BAD_MESSAGE naming a wrong field.
   */
  settings(change?: SettingsChange): Promise<AccountSettings>;

  /** Which of these accounts have a device signed in; at most 100. Rejects with BAD_MESSAGE or BAD_ARGUMENT when there are too many. */
  presence(accounts: readonly string[]): Promise<readonly string[]>;

  /** A plain picture of the client, for logs. */
  getStatus(): Status;

  /** Ends the call, signs out (not with a `listener`, which hears on), and lets go of socket, timers and listeners. `disconnect` is the last event. Safe to call twice. */
  destroy(): void;

  /** Listens until the returned function is called. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  on<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void;

  /** Listens for one event. @throws CallError BAD_ARGUMENT when `listener` is not a function */
  once<N extends keyof NetCallEvents>(event: N, listener: (payload: NetCallEvents[N]) => void): () => void;

  /** Stops one listener of an event, or all of them. */
  off<N extends keyof NetCallEvents>(event: N, listener?: (payload: NetCallEvents[N]) => void): void;
}
