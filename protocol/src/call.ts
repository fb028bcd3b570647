/** What a call carries: sound alone, or sound and picture. */
export type Media = 'audio' | 'video';

/**
 * What a member says it sends: 0 both, 1 microphone only, 2 camera only, 3 nothing. It is told to the others and never
 * stops media by itself.
 */
export type Mode = 0 | 1 | 2 | 3;

/** Why a call ended. One reason per call, on the record as on every device. */
export const END_REASONS = [
  'hungUp', // One of the two hung up.
  'cancelled', // The caller gave up.
  'rejected', // The callee declined.
  'busy', // The callee was in a call.
  'noAnswer', // Nobody answered in time.
  'lost', // One side lost its connection.
  'failed', // One side did not enter the room.
  'dnd', // The callee did not want to be disturbed.
  'closed', // The room was dissolved.
  'kicked', // Another device of the account took the place in the room, or the maker of a meeting showed it out.
] as const;

/** One of `END_REASONS`. */
export type EndReason = (typeof END_REASONS)[number];

/** What a device runs on. */
export type ClientType = 'wechat' | 'web' | 'node';

/** The number by which a client knows a member; unique in its room. */
export type Uid = number;

/** What a member of a named room may do: 0 host, who pushes and plays; 1 audience, who only plays. */
export type RoomRole = 0 | 1;

/** What a named room is for: 0 two people, 1 a meeting. Whoever enters must name the scene that the room was made with. */
export type Scene = 0 | 1;

/** A room that is made before any call and outlives it: RTCSDK's. A call may name one, and its two then meet there. */
export interface Meeting {
  /** 8 digits. */
  readonly id: string;
  /** The account that made it. */
  readonly creator: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly members: number;
}

/** Somebody in a room. `url` is the push URL in the entry of oneself and a play URL in every other; empty for audience. */
export interface Member {
  readonly uid: Uid;
  readonly account: string;
  readonly mode: Mode;
  readonly url: string;
  /** In named rooms only. */
  readonly role?: RoomRole;
  /** The name that it has signed in with; RTCSDK's users have one. */
  readonly nick?: string;
}

/** What remains of a call. Times are milliseconds since 1970 by the server's clock. */
export interface CallRecord {
  readonly cid: string;
  readonly caller: string;
  readonly callee: string;
  readonly media: Media;
  readonly startedAtMs: number;
  /** Null when nobody answered. */
  readonly acceptedAtMs: number | null;
  readonly endedAtMs: number;
  /** From acceptance to the end; 0 when nobody answered. */
  readonly durationMs: number;
  readonly reason: EndReason;
  /** Who ended it; null when a time limit did. */
  readonly endedBy: string | null;
}

/** A live call as the server tells it to a device that signs in or resumes after a gap. */
export interface CallSnapshot {
  readonly cid: string;
  readonly callId: string;
  readonly caller: string;
  readonly callee: string;
  readonly media: Media;
  readonly phase: 'ringing' | 'connected';
  /** True when this very device placed or answered the call. */
  readonly mine: boolean;
  readonly custom?: string;
  /** Time left to answer; 0 when connected. */
  readonly ringMsLeft: number;
  /** When it was accepted; null while it rings. */
  readonly acceptedAtMs: number | null;
  readonly uids: Uids;
  /** The room with fresh URLs, when this device has entered it. */
  readonly room?: RoomEntry;
  /** A call with several: everybody who was called, and the caller. `callee` is then empty. */
  readonly team?: readonly string[];
  /** A named room that this device is in: its name. `callee` and `callId` are then empty and `caller` who made it. */
  readonly channel?: string;
  /** Where the two meet, when it is not a room of the call's own. */
  readonly meeting?: Meeting;
  /** The name that the other one has signed in with, if it has. */
  readonly peerNick?: string;
}

/** Members' numbers by account, as netcall's `call` resolves with. */
export type Uids = Readonly<Record<string, Uid>>;

/** What one account sends another through the server, kept for devices that sign in later. */
export interface Message {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** `custom`: for the application alone. `tip`: a remark in a conversation. */
  readonly kind: 'custom' | 'tip';
  /** The application's own text, at most 4,096 bytes of UTF-8. */
  readonly content: string;
  /** When the server took it, milliseconds since 1970. */
  readonly at: number;
}

/** What a device gets when it enters a room: its own number and everybody there, itself included. */
export interface RoomEntry {
  readonly uid: Uid;
  readonly members: readonly Member[];
}
