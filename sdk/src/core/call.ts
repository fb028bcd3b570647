import type { EndReason, Media, Member, Mode, PeerLink, Scene, Uid, Uids } from 'netcall-protocol';
import type { CallEvent } from './call-events';

/** Why a call is over for this device: the call's own reason, or one that only this device has. */
export type LocalEndReason = EndReason | 'missed' | 'answeredElsewhere' | 'declinedElsewhere' | 'offline' | 'error';

/** Facts that hold from the first moment of a call to its last. */
interface CallFacts {
  /** Made by the caller's client; the idempotency key. */
  readonly callId: string;
  /** The other one; who calls in a call with several, and empty where nobody does. */
  readonly peer: string;
  readonly media: Media;
  readonly custom?: string;
  /** A call with several: everybody who was called, and the caller. */
  readonly team?: readonly string[];
  /** A named room: its name, and what it is for. Nobody rings, so it begins as `placing` and goes on as `inCall`. */
  readonly channel?: string;
  readonly scene?: Scene;
}

/** Whether there may be more than two: a call with several, or a named room. */
export function hasSeveral(call: CallFacts): boolean {
  return Boolean(call.team || call.channel);
}

/** This device is in the room. */
export interface Room {
  readonly uid: Uid;
  readonly mode: Mode;
  readonly members: readonly Member[];
  /** How often the room was entered again, after events were lost or for a new stream. */
  readonly connectCount: number;
}

/** Nobody calls. */
export interface IdleCall {
  readonly phase: 'idle';
}

/** This client calls and the server has not answered yet: there is no cid. */
export interface PlacingCall extends CallFacts {
  readonly phase: 'placing';
}

/** The server has made the call; `peerRings` once a device of the callee has said so. */
export interface CallingCall extends CallFacts {
  readonly phase: 'calling';
  readonly cid: string;
  readonly uids: Uids;
  readonly peerRings: boolean;
}

/** Someone calls this account. `answering` once the user has accepted and the server has not confirmed yet. */
export interface RingingCall extends CallFacts {
  readonly phase: 'ringing';
  readonly cid: string;
  readonly uids: Uids;
  readonly answering: boolean;
}

/** Accepted. `room` is null until `startRtc` has entered it. */
export interface ConnectedCall extends CallFacts {
  readonly phase: 'inCall';
  readonly cid: string;
  readonly uids: Uids;
  readonly role: 'caller' | 'callee';
  /** When the call was accepted, by this client's clock. */
  readonly sinceMs: number;
  readonly room: Room | null;
  readonly peerLink: PeerLink;
}

/** Over. Stays until the next call, so that a page that opens late still shows why. */
export interface EndedCall extends CallFacts {
  readonly phase: 'ended';
  /** Empty when the server never knew the call. */
  readonly cid: string;
  readonly role: 'caller' | 'callee';
  readonly reason: LocalEndReason;
  /** Who ended it; null when a time limit, a loss or another device of this account did. */
  readonly endedBy: string | null;
  /** From acceptance to the end; 0 when nobody answered. */
  readonly durationMs: number;
}

/** The call of this client: a phase carries only the facts that are true in it. */
export type Call = IdleCall | PlacingCall | CallingCall | RingingCall | ConnectedCall | EndedCall;

/** Name of a phase. */
export type Phase = Call['phase'];

/** The `cid` of a call or an event; empty before the server has given one. */
export function cidOf(from: Call | CallEvent): string {
  return 'cid' in from ? from.cid : '';
}

/** Whether a call is in one of these phases. */
export function isIn<T extends { readonly phase: string }, P extends string>(call: T, ...phases: readonly P[]): call is Extract<T, { phase: P }> {
  return phases.some((each) => each === call.phase);
}
