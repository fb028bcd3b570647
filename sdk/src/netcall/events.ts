import type { CallRecord, EndReason, Member, PeerLink, Uids } from 'netcall-protocol';
import type { Call } from '../core/call';

/** 1 audio, 2 video: what a netcall application writes. */
export type CallType = 1 | 2;

/** A user as `syncDone` lists it: `url` is the push URL for oneself and a play URL for others. */
export interface SyncUser extends Member {
  /** Kept for applications that read it; empty, since the signature is part of the URL. */
  readonly pusher_secret: string;
  /** 0 point to point, 1 meeting. */
  readonly scene: 0 | 1;
}

/** State of the connection to the server. */
export type Connection = 'offline' | 'connecting' | 'online';

/**
 * What `netcall.on` can hear: one payload object per event, so a field can be added without breaking anyone.
 * Source: reference of the netcall API, section 1.5; the events below the line are additions.
 */
export interface NetCallEvents {
  /** Someone calls this account. Answer with `response`; nothing rings by itself. Once per call. */
  beCalling: { cid: string; caller: string; type: CallType; custom?: string };
  /** The callee has accepted. Call `startRtc` now. */
  callAccepted: { cid: string; account: string; type: CallType };
  /** The callee declined, was busy or did not answer (`reason`); `disconnect` follows. */
  callRejected: { cid: string; account: string; type: CallType; reason: EndReason };
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
  /** The media side of a call is closed. */
  disconnect: { code: string; desc: string };
  /** The connection is lost and will be tried again; `count` starts at 1. */
  willreconnect: { count: number };
  /** Signing in or a listener failed. */
  error: { code: string; desc: string };

  // Additions.
  /** The call as a whole, at every change of phase or of a fact in it. What a store mirrors. */
  callChanged: { call: Call };
  /** The peer's device really rings: "calling" turns to "ringing". */
  peerRinging: { cid: string; account: string };
  /** The peer's connection is lost or back; its sound may go on meanwhile. */
  peerState: { cid: string; account: string; state: PeerLink };
  /** The connection to the server. */
  connection: { state: Connection };
}

/** What `startRtc` resolves with. */
export interface RtcStarted {
  readonly uid: number;
  readonly account: string;
  readonly cid: string;
}

/** A page of the call history. */
export interface RecordPage {
  readonly records: readonly CallRecord[];
  /** Pass as `before` to get the next page; absent on the last. */
  readonly next?: string;
}

/** What `call` resolves with: account to uid. */
export type CallResult = Uids;
