import type { CallSnapshot, ClientType, EndReason, EventFrame, Media, Member, Mode, PeerLink, Uid, Uids } from 'netcall-protocol';
import type { Call, LocalEndReason } from './call';

type WithoutNumber<E> = E extends unknown ? Omit<E, 's'> : never;

/** An event of the server without its number in the session. */
export type ServerEvent = WithoutNumber<EventFrame>;

/** What the invitation says. */
export type Invitation = Omit<Extract<ServerEvent, { t: 'invited' }>, 't'>;

/** The user wants to call. */
export interface Place {
  readonly t: 'place';
  readonly callId: string;
  readonly peer: string;
  readonly media: Media;
  readonly custom?: string;
}

/** The server has made the call. */
export interface Placed {
  readonly t: 'placed';
  readonly callId: string;
  readonly cid: string;
  readonly uids: Uids;
}

/** The callee was calling too: the server took this call as the acceptance of that one, `theirs`. */
export interface Glared {
  readonly t: 'glared';
  readonly callId: string;
  readonly cid: string;
  readonly uids: Uids;
  /** Null when its invitation never came: then this side's own wish stands. */
  readonly theirs: { readonly callId: string; readonly media: Media } | null;
}

/** The server refused, or did not answer. */
export interface PlaceFailed {
  readonly t: 'placeFailed';
  readonly callId: string;
  readonly reason: LocalEndReason;
}

/** A call that rang beside another one is now the only one. */
export interface Promoted extends Invitation {
  readonly t: 'promoted';
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

/** The answer came to nothing. `reason` null: the call still rings. */
export interface AcceptFailed {
  readonly t: 'acceptFailed';
  readonly cid: string;
  readonly reason: LocalEndReason | null;
}

/** The user declines. */
export interface RejectAsked {
  readonly t: 'rejectAsked';
  readonly cid: string;
  /** This device's account. */
  readonly by: string;
  readonly custom?: string;
}

/** The user hangs up, whatever the call is doing. */
export interface HangUpAsked {
  readonly t: 'hangUpAsked';
  /** This device's account. */
  readonly by: string;
}

/** This device is in the room, or is told anew who is there. */
export interface Entered {
  readonly t: 'entered';
  readonly cid: string;
  readonly uid: Uid;
  /** Null: as before. */
  readonly mode: Mode | null;
  readonly members: readonly Member[];
}

/** The members' URLs are fresh; nothing else has happened. */
export interface Refreshed {
  readonly t: 'refreshed';
  readonly cid: string;
  readonly members: readonly Member[];
}

/** This device's mode was told to the others. */
export interface ModeSet {
  readonly t: 'modeSet';
  readonly cid: string;
  readonly mode: Mode;
}

/** This device has a new stream to push. */
export interface Renewed {
  readonly t: 'renewed';
  readonly cid: string;
  readonly url: string;
}

/** A call of this device from before the app was started anew. */
export interface Adopted {
  readonly t: 'adopted';
  readonly call: CallSnapshot;
  readonly role: 'caller' | 'callee';
  readonly sinceMs: number;
}

/** The call is over and no event of the server says so: it is not in the snapshot, its time is up, the session is gone. */
export interface Over {
  readonly t: 'over';
  readonly cid: string;
  readonly reason: LocalEndReason;
}

/** Everything that can happen to the call of this client. */
export type CallEvent =
  | ServerEvent | Place | Placed | Glared | PlaceFailed | Promoted | AcceptAsked | AcceptDone | AcceptFailed | RejectAsked | HangUpAsked
  | Entered | Refreshed | ModeSet | Renewed | Adopted | Over;

/** What the application is to hear; a face turns it into its own events. */
export type Notice =
  | { readonly n: 'invited'; readonly cid: string; readonly account: string; readonly media: Media; readonly custom?: string }
  | { readonly n: 'peerRinging'; readonly cid: string; readonly account: string }
  | { readonly n: 'accepted'; readonly cid: string; readonly account: string; readonly media: Media }
  /** The attempt to call came to nothing, for whatever reason but this user's own. */
  | { readonly n: 'refused'; readonly cid: string; readonly account: string; readonly media: Media; readonly reason: EndReason }
  | { readonly n: 'elsewhere'; readonly cid: string; readonly media: Media; readonly accepted: boolean; readonly clientType: ClientType; readonly at: number }
  /** A call that rang or was connected here was ended by the other side, by time or by a loss. */
  | { readonly n: 'peerEnded'; readonly cid: string; readonly account: string; readonly reason: EndReason; readonly at: number }
  | { readonly n: 'control'; readonly cid: string; readonly account: string; readonly command: number; readonly custom?: string }
  | { readonly n: 'entered'; readonly cid: string; readonly members: readonly Member[] }
  | { readonly n: 'memberJoined' | 'memberLeft' | 'memberUpdated'; readonly cid: string; readonly member: Member }
  | { readonly n: 'peerState'; readonly cid: string; readonly account: string; readonly state: PeerLink }
  /** The call is over for this device; always the last of a call. */
  | { readonly n: 'closed'; readonly cid: string; readonly reason: LocalEndReason };

/** What a transition wants done. Data: `Calls` performs it. */
export type Effect =
  | { readonly do: 'notify'; readonly notice: Notice }
  | { readonly do: 'send'; readonly request: 'ringing' | 'hangup' | 'reject'; readonly cid: string; readonly custom?: string }
  /** The answer to `call` is still out: when it comes, the call is to be cancelled. */
  | { readonly do: 'abandon'; readonly callId: string };

/** The call after an event, and what is to be done. */
export type Step = readonly [call: Call, effects: readonly Effect[]];
