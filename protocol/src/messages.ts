import type { CallRecord, CallSnapshot, ClientType, EndReason, Media, Meeting, Member, Message, Mode, RoomEntry, RoomRole, Scene, Uids } from './call';
import type { WireError } from './errors';
import type { RtcAnswers, RtcRequests } from './rtc';

/** The device that signs in. `id` is kept in the device's storage and survives a restart of the app. */
export interface Device {
  readonly id: string;
  readonly type: ClientType;
}

/** What every sign-in and every resume that needs a snapshot answers. */
export interface SignedIn {
  readonly resumed: false;
  readonly sid: string;
  readonly app: string;
  readonly account: string;
  readonly resumeToken: string;
  /** Changes when the server no longer has the events of before; sequence numbers start again at 1. */
  readonly epoch: string;
  readonly heartbeatMs: number;
  readonly now: number;
  readonly snapshot: Snapshot;
}

/** A resume without a gap: the events after the client's last one follow. */
export interface Resumed {
  readonly resumed: true;
  readonly resumeToken: string;
  readonly now: number;
}

/** The truth about this device's calls. What is not in it is over. */
export interface Snapshot {
  readonly calls: readonly CallSnapshot[];
  /** Ends that this device may have missed in the last two minutes. */
  readonly ended: readonly { readonly cid: string; readonly callId: string; readonly reason: EndReason; readonly account: string | null }[];
}

/** What `call` answers. `glare`: the callee was calling too; this call is that one, and it is accepted. */
export interface CallPlaced {
  /** The callee is in a call or does not want to be disturbed: `ended` follows. */
  readonly busy?: true;
  /** With `glare`: where the two meet, when it is not a room of the call's own. */
  readonly meeting?: Meeting;
  readonly cid: string;
  readonly uids: Uids;
  readonly glare?: true;
}

/** What `enterRoom` answers: as `join`, and what the room is. */
export interface RoomEntered extends RoomEntry {
  /** The room's number: `setMode`, `members`, `hangup` and all else take it. A room that is made anew has another. */
  readonly cid: string;
  readonly uids: Uids;
  /** What the room was made with. */
  readonly custom?: string;
}

/** What has come for an account while this device was away, oldest first. */
export interface Inbox {
  readonly records: readonly CallRecord[];
  readonly messages: readonly Message[];
  /** The server's time: what comes later is not in here. */
  readonly now: number;
  /** There is more: ask again from the time of the last item on. */
  readonly more?: true;
}

/** Every request of a client, by type, with its fields (docs/protocol.md has a sentence for each). */
export interface Requests extends RtcRequests {
  signIn: { token: string; device: Device; busyPolicy?: 'server' | 'app'; rtc?: { nick: string } };
  resume: { sid: string; resumeToken: string; epoch: string; seq: number };
  signOut: Record<never, never>;
  ping: Record<never, never>;
  call: { callId: string; callee: string; media: Media; ringMs?: number; forceKeepCalling?: boolean; custom?: string; meeting?: string };
  ringing: { cid: string };
  accept: { cid: string; custom?: string; meeting?: string };
  reject: { cid: string; custom?: string };
  hangup: { cid: string; custom?: string };
  control: { cid: string; command: number; custom?: string };
  join: { cid: string; mode: Mode };
  leave: { cid: string };
  setMode: { cid: string; mode: Mode };
  renewStream: { cid: string };
  members: { cid: string };
  records: { before?: string; limit?: number };
  presence: { accounts: readonly string[] };
  callTeam: { callId: string; callees: readonly string[]; media: Media; ringMs?: number; forceKeepCalling?: boolean; custom?: string };
  callMore: { cid: string; callees: readonly string[]; ringMs?: number; forceKeepCalling?: boolean; custom?: string };
  createRoom: { name: string; scene?: Scene; custom?: string };
  enterRoom: { name: string; mode: Mode; role: RoomRole; scene?: Scene; create?: boolean; live?: boolean };
  send: { clientId: string; to: string; kind: Message['kind']; content: string };
  inbox: { after?: number };
  settings: { dnd?: boolean; block?: readonly string[]; unblock?: readonly string[] };
}

/** What each request is answered with. */
export interface Answers extends RtcAnswers {
  signIn: SignedIn;
  resume: SignedIn | Resumed;
  signOut: Record<never, never>;
  ping: { now: number };
  call: CallPlaced;
  ringing: Record<never, never>;
  accept: { uids: Uids; meeting?: Meeting };
  reject: Record<never, never>;
  /** `already`: the call had ended before, for this reason. */
  hangup: { already?: EndReason };
  control: Record<never, never>;
  join: RoomEntry;
  leave: Record<never, never>;
  setMode: Record<never, never>;
  /** The new push URL; the old name is revoked. */
  renewStream: { url: string };
  /** Everybody in the room with fresh URLs. */
  members: RoomEntry;
  /** Newest first; `next` is the `before` of the next page. */
  records: { records: readonly CallRecord[]; next?: string };
  /** Accounts of the request that have a device signed in. */
  presence: { online: readonly string[] };
  callTeam: CallPlaced;
  callMore: { uids: Uids };
  createRoom: Record<never, never>;
  enterRoom: RoomEntered;
  send: { id: string; at: number };
  inbox: Inbox;
  settings: { dnd: boolean; blocked: readonly string[] };
}

/** Every event of the server, by type. Each also carries `s`, its number in the session. */
export interface ServerEvents {
  invited: { cid: string; callId: string; caller: string; media: Media; custom?: string; ringMsLeft: number; uids: Uids; team?: readonly string[]; channel?: string; meeting?: Meeting };
  ringing: { cid: string; account: string };
  accepted: { cid: string; account: string; media: Media; uids: Uids; custom?: string; meeting?: Meeting };
  answeredElsewhere: { cid: string; media: Media; accepted: boolean; clientType: ClientType; at: number };
  ended: { cid: string; reason: EndReason; account: string | null; at: number; custom?: string };
  control: { cid: string; account: string; command: number; custom?: string };
  memberJoined: { cid: string; member: Member };
  memberLeft: { cid: string; uid: number; account: string };
  memberUpdated: { cid: string; member: Member };
  peerState: { cid: string; account: string; state: PeerLink };
  calledMore: { cid: string; account: string; callees: readonly string[]; uids: Uids };
  declined: { cid: string; account: string; reason: EndReason; custom?: string };
  recorded: { record: CallRecord };
  message: { message: Message };
}

/** The peer's connection to the server: its sound may go on while it is `reconnecting`. */
export type PeerLink = 'ok' | 'reconnecting';

/** Name of a request. */
export type RequestName = keyof Requests;
/** Name of a server event. */
export type EventName = keyof ServerEvents;

/** A request as it crosses the wire. `id` rises within a session; `a` is the last event seen. */
export type RequestFrame<N extends RequestName = RequestName> = { [K in N]: { t: K; id: number; a?: number } & Requests[K] }[N];

/** An answer as it crosses the wire. */
export type AnswerFrame = { t: 'ack'; id: number; ok: unknown } | { t: 'ack'; id: number; err: WireError };

/** An event as it crosses the wire. */
export type EventFrame<N extends EventName = EventName> = { [K in N]: { t: K; s: number } & ServerEvents[K] }[N];
