import type { CallSnapshot, EventFrame, Media, Mode, RoomEntry, Scene, Uids } from 'netcall-protocol';
import type { NetCallEvents } from '../netcall/events';
import type { Call, LocalEndReason } from './call';

type WithoutNumber<E> = E extends unknown ? Omit<E, 's'> : never;

/** An event of the server without its number in the session. */
export type ServerEvent = WithoutNumber<EventFrame>;

/** What is told of a call, as apart from news for the account. */
export type CallNews = Extract<ServerEvent, { cid: string }>;

/** An invitation as the server tells it. */
export type Invited = Extract<ServerEvent, { t: 'invited' }>;

/** The user wants to call. */
export interface Place {
  readonly t: 'place';
  readonly callId: string;
  readonly peer: string;
  readonly media: Media;
  readonly custom?: string | undefined;
  readonly team?: readonly string[];
  readonly channel?: string;
  readonly scene?: Scene;
}

/** The server has made the call; or, with `entry`, this device is in the named room. */
export interface Placed {
  readonly t: 'placed';
  readonly callId: string;
  readonly cid: string;
  readonly uids: Uids;
  readonly mode?: Mode | undefined;
  readonly entry?: RoomEntry | undefined;
}

/** The callee was calling too: the server took this call as the acceptance of that one, `theirs`. */
export interface Glared {
  readonly t: 'glared';
  readonly callId: string;
  readonly cid: string;
  readonly uids: Uids;
  /** Absent when its invitation never came: then this side's own wish stands. */
  readonly theirs: Pick<Invited, 'callId' | 'media'> | undefined;
}

/** The server refused, or did not answer. */
export interface PlaceFailed {
  readonly t: 'placeFailed';
  readonly callId: string;
  readonly reason: LocalEndReason;
}

/** The user answers; the server has not confirmed. */
export interface AcceptAsked {
  readonly t: 'acceptAsked';
  readonly cid: string;
}

/** The server confirms the answer. */
export interface AcceptDone {
  readonly t: 'acceptDone';
  readonly cid: string;
  readonly uids: Uids;
}

/** The answer has not reached the server: the call still rings. */
export interface AcceptFailed {
  readonly t: 'acceptFailed';
  readonly cid: string;
}

/** The user declines. */
export interface RejectAsked {
  readonly t: 'rejectAsked';
  readonly cid: string;
  /** This device's account. */
  readonly by: string;
  readonly custom?: string | undefined;
}

/** The user hangs up, whatever the call is doing. */
export interface HangUpAsked {
  readonly t: 'hangUpAsked';
  /** This device's account. */
  readonly by: string;
  readonly custom?: string | undefined;
}

/** This device is in the room, or is told anew who is there. */
export interface Entered {
  readonly t: 'entered';
  readonly cid: string;
  readonly mode: Mode;
  readonly entry: RoomEntry;
}

/** Something about this device's own entry in the room: the mode that was told, the stream that was renewed. */
export interface OwnChanged {
  readonly t: 'ownChanged';
  readonly cid: string;
  readonly change: { readonly mode?: Mode; readonly url?: string };
}

/** The call carries something else than before: both have agreed to picture, or one has gone back to sound. */
export interface MediaChanged {
  readonly t: 'mediaChanged';
  readonly cid: string;
  readonly media: Media;
}

/** A call of this device from before the app was started anew. */
export interface Adopted {
  readonly t: 'adopted';
  readonly call: Pick<CallSnapshot, 'cid' | 'callId' | 'media' | 'uids' | 'custom' | 'team'> & { readonly peer: string };
  readonly phase: CallSnapshot['phase'];
  readonly role: 'caller' | 'callee';
  readonly sinceMs: number;
}

/** Everything that can happen to the call of this client. */
export type CallEvent =
  | CallNews | Place | Placed | Glared | PlaceFailed | AcceptAsked | AcceptDone | AcceptFailed | RejectAsked | HangUpAsked
  | Entered | OwnChanged | MediaChanged | Adopted;

/** Events of a call as the application hears them. Names and payloads are netcall's; another face translates them. */
export type Notices = Pick<
  NetCallEvents,
  | 'beCalling' | 'callAccepted' | 'callRejected' | 'callerAckSync' | 'syncDone' | 'clientJoin' | 'clientLeave' | 'clientUpdate' | 'hangup' | 'control'
  | 'disconnect' | 'callInvited' | 'peerRinging' | 'peerState' | 'callRecord' | 'message' | 'joinChannel' | 'liveRoomClose' | 'kicked'
>;

/** One event for the application. */
export type Notice = { [N in keyof Notices]: readonly [does: 'notify', event: N, payload: Notices[N]] }[keyof Notices];

/** What a transition wants done. Data: `Calls` performs it. */
export type Effect =
  | Notice
  /** Requests. */
  | readonly [request: 'ringing', cid: string]
  | readonly [request: 'hangup' | 'reject', cid: string, custom?: string | undefined]
  /** The answer to `call` is still out: when it comes, the call is to be cancelled. */
  | readonly [does: 'abandon'];

/** The call after an event, and what is to be done. */
export type Step = readonly [call: Call, effects: readonly Effect[]];
