import type { CallRecord, EndReason, Member, Message, PeerLink, RoomEntered, Scene, Uids } from 'netcall-protocol';
import type { Call } from '../core/call';

/** 1 audio, 2 video: what a netcall application writes. */
export type CallType = 1 | 2;

/** A user as `syncDone` lists it: `url` is the push URL for oneself and a play URL for others. */
export interface SyncUser extends Member {
  /** Kept for applications that read it; empty, since the signature is part of the URL. */
  readonly pusher_secret: string;
  /** 0 point to point, 1 meeting. */
  readonly scene: Scene;
}

/** State of the connection to the server. */
export type Connection = 'offline' | 'connecting' | 'online';

/**
 * What `netcall.on` can hear: one payload object per event, so a field can be added without breaking anyone.
 * Source: reference of the netcall API, section 1.5; the events below the line are additions.
 */
export interface NetCallEvents {
  /** Someone calls this account. Answer with `response`; nothing rings by itself. Once for each time that it is called. `team`: all of a call with several; `channel`: the named room one is called into. */
  beCalling: { cid: string; caller: string; type: CallType; custom?: string; team?: readonly string[]; channel?: string };
  /** The callee has accepted, or one of several. Call `startRtc` now. */
  callAccepted: { cid: string; account: string; type: CallType };
  /**
   * The callee declined, was busy or did not answer (`reason`); `disconnect` follows. In a call with several it goes on without this one.
   * `custom`: what it declined with.
   */
  callRejected: { cid: string; account: string; type: CallType; reason: EndReason; custom?: string };
  /** Another device of this account has answered. Close the incoming-call view. */
  callerAckSync: { timetag: string; cid: string; type: CallType; accepted: boolean; fromClientType: number };
  /** This client is in the room; again after every reconnect that lost events (`connectCount` > 0). */
  syncDone: { code: 200; errmsg: ''; userlist: readonly SyncUser[]; connectCount: number };
  /** A member has entered. */
  clientJoin: Member & { cid: string };
  /** A member has left while the call goes on. A hang-up gives `hangup` only. */
  clientLeave: { account: string; uid: number; cid: string };
  /** A member has changed its mode or its stream; play the new URL. */
  clientUpdate: Member & { cid: string };
  /** The peer hung up, cancelled, or was lost (`reason`). Never for a call this client does not know. */
  hangup: { cid: string; timetag: string; account: string; reason: EndReason };
  /** A control command of the peer. */
  control: { cid: string; account: string; command: number; custom?: string };
  /** Another member of a call with several or of a named room: whose number is whose. Once for each, before `syncDone` or `clientJoin`. */
  joinChannel: { uid: number; account: string; cid: string };
  /** The named room was dissolved; `disconnect` follows. */
  liveRoomClose: { cid: string };
  /** Another device of this account has taken the place in the named room; `disconnect` follows. */
  kicked: { cid: string; reason: EndReason };
  /** A command has had no answer for 10 s; its promise has rejected with TIMEOUT. */
  sendCommandOverTime: undefined;
  /** The media side of a call is closed: `0` in the ordinary way, `403` the connection was lost, `405` kicked, `406` not let into the room. */
  disconnect: { code: string; desc: string };
  /** The connection is lost and will be tried again; `count` starts at 1. */
  willreconnect: { count: number };
  /** Signing in or a listener failed. */
  error: { code: string; desc: string };

  // Additions.
  /** The call as a whole, at every change of phase or of a fact in it. What a store mirrors. */
  callChanged: { call: Call };
  /** A member of a call with several or of a named room, `account`, has called more people; `callAccepted` or `callRejected` follows of each. */
  callInvited: { cid: string; account: string; callees: readonly string[] };
  /** The peer's device really rings: "calling" turns to "ringing". */
  peerRinging: { cid: string; account: string };
  /** The peer's connection is lost or back; its sound may go on meanwhile. */
  peerState: { cid: string; account: string; state: PeerLink };
  /** The connection to the server. */
  connection: { state: Connection };
  /** A call of this account is over and on the record; each once, those of while this device was away after signing in. */
  callRecord: { record: CallRecord };
  /** Another account has sent a text; each once, those of while this device was away after signing in. */
  message: { message: Message };
}

/** What `startRtc` resolves with. */
export interface RtcStarted {
  readonly uid: number;
  readonly account: string;
  readonly cid: string;
}

/** What `sendMessage` takes. */
export type OutgoingMessage = Pick<Message, 'to' | 'kind' | 'content'>;

/** What `settings` changes; what is not named stays. */
export interface SettingsChange {
  readonly dnd?: boolean;
  /** Accounts to block, at most 500 in all. */
  readonly block?: readonly string[];
  readonly unblock?: readonly string[];
}

/** What holds for this account on all its devices. */
export interface AccountSettings {
  readonly dnd: boolean;
  readonly blocked: readonly string[];
}

/** What `joinChannel` resolves with. */
export interface Joined extends RtcStarted {
  readonly accountUidMap: Uids;
  /** What the room was made with. */
  readonly custom?: RoomEntered['custom'];
}

/** A page of the call history. */
export interface RecordPage {
  readonly records: readonly CallRecord[];
  /** Pass as `before` to get the next page; absent on the last. */
  readonly next?: string;
}

/** What `call` resolves with: account to uid. */
export type CallResult = Uids;
