import type { CallRecord, ClientType, EndReason, ErrorCode, ErrorDetail, Media, Meeting, RtcEvents, ServerEvents, Uids } from 'netcall-protocol';

/** The two sides of a call. */
export type Role = 'caller' | 'callee';

/** Whether a leg's device has a socket; `untilMs` is when it must be back. */
export type Link = { readonly up: true } | { readonly up: false; readonly sinceMs: number; readonly untilMs: number };

/** One device's part in a call. It belongs to the device, not to a session: a new sign-in of the device takes it over. */
export interface Leg {
  readonly device: string;
  readonly type: ClientType;
  readonly link: Link;
  /** Whether the device has entered the room at least once; an RTCSDK session need not. */
  readonly joined: boolean;
  /** An RTCSDK session's: it enters meetings by their numbers, in a call or not. */
  readonly rtc?: true | undefined;
}

/** Where the two of a call meet when the call has no room of its own: the `cid` of the meeting, and what is told of it. */
export interface MeetingPlace {
  readonly cid: string;
  readonly facts: Meeting;
}

/** Facts that hold from the first moment of a call to its last. */
export interface CallFacts {
  readonly app: string;
  readonly cid: string;
  readonly callId: string;
  readonly accounts: Readonly<Record<Role, string>>;
  readonly media: Media;
  readonly custom?: string | undefined;
  readonly startedAtMs: number;
  /** The callee has blocked the caller: it rings nobody, and only the caller ever knows of it (call rule 32). */
  readonly silent?: true | undefined;
  /** The `cid` of the meeting in which the two meet; absent when the call has a room of its own. */
  readonly meeting?: string | undefined;
}

/** The callee's devices ring; the first to answer becomes its leg. */
export interface RingingCall extends CallFacts {
  readonly phase: 'ringing';
  readonly caller: Leg;
  readonly ringUntilMs: number;
  /** Whether a device of the callee has said that it really rings. */
  readonly rang: boolean;
}

/** Accepted: exactly one device on each side. */
export interface ConnectedCall extends CallFacts {
  readonly phase: 'connected';
  readonly caller: Leg;
  readonly callee: Leg;
  readonly acceptedAtMs: number;
  /** Both must have entered the room by then. */
  readonly joinUntilMs: number;
}

/** Over, with the one reason of the call. Kept for two minutes, so that late commands hear why. */
export interface EndedCall extends CallFacts {
  readonly phase: 'ended';
  readonly acceptedAtMs: number | null;
  readonly endedAtMs: number;
  readonly reason: EndReason;
  /** Null when a time limit or a loss ended it. */
  readonly endedBy: string | null;
}

/**
 * A call as the server sees it: a phase carries only the facts that are true in it. What makes a new phase names every field:
 * V8 builds such a literal in one step, and the objects of `...` field by field, which was a tenth of a call's cost.
 */
export type Call = RingingCall | ConnectedCall | EndedCall;

/** Name of a phase. */
export type Phase = Call['phase'];

/** What can happen to a call. Requests carry the device that made them; nothing here is a clock. */
export type CallEvent =
  | { readonly type: 'rang' }
  | { readonly type: 'accepted'; readonly device: string; readonly clientType: ClientType; readonly glare: boolean; readonly rtc?: true | undefined; readonly custom?: string | undefined; readonly meeting?: MeetingPlace | undefined }
  | { readonly type: 'rejected'; readonly device: string; readonly clientType: ClientType; readonly custom?: string }
  | { readonly type: 'hungUp'; readonly role: Role; readonly device: string; readonly clientType: ClientType; readonly custom?: string | undefined }
  | { readonly type: 'meetingGiven'; readonly meeting: string }
  | { readonly type: 'roomLost'; readonly reason: 'kicked' | 'closed' }
  | { readonly type: 'mediaChanged'; readonly media: Media }
  | { readonly type: 'joined'; readonly role: Role; readonly device: string }
  | { readonly type: 'linkLost'; readonly role: Role; readonly device: string }
  | { readonly type: 'linkBack'; readonly role: Role; readonly device: string }
  | { readonly type: 'timeUp'; readonly live: Readonly<Record<Role, boolean>> }
  | { readonly type: 'restarted' };

/** An event of the wire with its type. */
export type Told = { [N in keyof Events]: { readonly t: N } & Readonly<Events[N]> }[keyof Events];

type Events = ServerEvents & RtcEvents;

/** Who hears an event: one device, every signed-in device of an account but one, that of the RTCSDK face, every device of two accounts, or sessions by their ids. */
export type Audience =
  | { readonly account: string; readonly device: string }
  | { readonly account: string; readonly face: 'rtc' }
  | { readonly accounts: readonly [string, string] }
  | { readonly sids: readonly string[] }
  | { readonly account: string; readonly except: string | null; readonly only: 'all' | 'appPolicy' };

/** What a transition asks for. Data: the store commits it in one step, the service performs the rest afterwards. */
export type Effect =
  | { readonly do: 'tell'; readonly to: Audience; readonly event: Told }
  | { readonly do: 'record'; readonly record: StoredRecord }
  | { readonly do: 'openRoom' }
  | { readonly do: 'closeRoom' };

/** A record with the caller's idempotency key, so that ends are still known by `callId` after a restart. */
export interface StoredRecord extends CallRecord {
  readonly callId: string;
  /** As in `CallFacts`. */
  readonly silent?: true | undefined;
}

/** Why a command was refused, when it was. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

/** The outcome of one event: the next call (the same object when nothing changed), effects, and a refusal. */
export interface Step<C extends Call = Call> {
  readonly call: C;
  readonly effects: readonly Effect[];
  readonly refusal?: Refusal;
}

/** How long a call waits for what. Milliseconds. */
export interface CallTimes {
  /** A caller without a socket may come back while it rings. */
  readonly resumeRingingMs: number;
  /** A leg without a socket may come back in a call. */
  readonly resumeCallMs: number;
  /** The same while the relay still sees its stream. */
  readonly resumeLiveMs: number;
  /** After acceptance both must have entered the room. */
  readonly joinMs: number;
}

/** Defaults of `CallTimes` (docs/protocol.md, "Losses"). */
export const CALL_TIMES: CallTimes = { resumeRingingMs: 15_000, resumeCallMs: 30_000, resumeLiveMs: 120_000, joinMs: 15_000 };

/** A call rings no longer than this when either side is RTCSDK. Milliseconds. */
export const RTC_RING_MS = 30_000;

/** The other side. */
export const otherRole = (role: Role): Role => (role === 'caller' ? 'callee' : 'caller');

/** The side an account has in a call; null for a stranger, and for the callee of a silent call. */
export function roleOf(call: Call, account: string): Role | null {
  if (call.accounts.caller === account) return 'caller';
  return call.accounts.callee === account && !call.silent ? 'callee' : null;
}

/** The leg of a side; null while no device of the callee has answered and after the end. */
export function legOf(call: Call, role: Role): Leg | null {
  switch (call.phase) {
    case 'ringing':
      return role === 'caller' ? call.caller : null;
    case 'connected':
      return call[role];
    case 'ended':
      return null;
  }
}

/**
 * Numbers of the two in the room of their call: the caller is 1, the callee 2. Made for each message, not kept. Without a
 * prototype an account named `__proto__` is a key like any other, and V8 takes the object for a dictionary: a literal would
 * leave a hidden class behind for every pair.
 */
export function uidsOf(accounts: Readonly<Record<Role, string>>): Uids {
  const uids = Object.create(null) as Record<string, number>;
  uids[accounts.caller] = 1;
  uids[accounts.callee] = 2;
  return uids;
}
