import type { Call, Netcall, NetCallEvents } from 'netcall-sdk';

/** What the call kit needs of netcall; a test gives a stand-in. */
export type CallClient = Pick<
  Netcall,
  | 'login' | 'logout' | 'destroy' | 'call' | 'invite' | 'response' | 'startRtc' | 'switchMode' | 'hangup' | 'control' | 'joinChannel' | 'renewStream' | 'members' | 'records' | 'settings'
  | 'current' | 'connection' | 'account' | 'on'
>;

/** A member of a call as netcall tells it. */
export type Member = NetCallEvents['clientJoin'];

/** What a member says it sends. */
export type Mode = Member['mode'];

/** A call in which somebody talks. */
export type ConnectedCall = Extract<Call, { phase: 'inCall' }>;

/** A call that is not over. */
export type CallInProgress = Exclude<Call, { phase: 'idle' | 'ended' }>;
