import type { Meeting, Mode } from './call';
import type { RoomEntered } from './messages';

/** How an account is, as other users of the RTCSDK see it: 0 signed in nowhere, 1 free, 2 in a call, 3 in a room. */
export interface UserStatus {
  readonly account: string;
  readonly status: 0 | 1 | 2 | 3;
  /** 0 may be called; any other number not, and its meaning is the application's. */
  readonly dnd: number;
}

/** A queue of those who wait for an agent, as its operator has configured it. */
export interface QueueInfo {
  /** A positive integer, unique in the app. */
  readonly id: number;
  readonly name: string;
  readonly desc: string;
  /** Lower is served first. */
  readonly prio: number;
}

/** How a queue is. */
export interface QueueStatus {
  readonly id: number;
  /** Agents who serve it. */
  readonly agents: number;
  /** Clients who wait. */
  readonly waiting: number;
  /** Clients who are being served. */
  readonly serving: number;
  /** Clients who are offered to an agent that has not answered. */
  readonly offered: number;
}

/** A client's place in a queue. */
export interface Queuing {
  readonly queue: number;
  /** 1 is served next. */
  readonly position: number;
  /** When it began to wait, milliseconds since 1970. */
  readonly sinceMs: number;
}

/** A client as an agent sees it. */
export interface QueuedUser {
  readonly queue: number;
  readonly account: string;
  readonly nick: string;
  /** When it began to wait, milliseconds since 1970. */
  readonly sinceMs: number;
  /** What it has given to `queueJoin`. */
  readonly custom: string;
}

/** What a transfer carries: a command, a buffer, or a file with its name. */
export type TransferKind = 'cmd' | 'buffer' | 'file';

/** A piece of a transfer. */
export interface Piece {
  /** Made by the sender, unique among its transfers. */
  readonly transfer: string;
  readonly kind: TransferKind;
  /** Whether `data` is text; otherwise it is base64. */
  readonly text: boolean;
  /** Counts 0, 1, 2 … */
  readonly seq: number;
  /** Units (bytes, or UTF-16 units of text) before this piece, and in all. The piece that reaches `total` is the last. */
  readonly offset: number;
  readonly total: number;
  readonly data: string;
  /** Of a file. */
  readonly name?: string;
}

/** Requests of the RTCSDK face, beside those of all. */
export interface RtcRequests {
  createMeeting: Record<never, never>;
  destroyMeeting: { meeting: string };
  enterMeeting: { meeting: string; mode: Mode };
  kick: { cid: string; account: string };
  userStatus: { accounts?: readonly string[] };
  watchStatus: { on: boolean };
  setDnd: { level: number };
  invite: { inviteId: string; to: string; custom?: string };
  answerInvite: { inviteId: string; accepted: boolean; custom?: string };
  cancelInvite: { inviteId: string; custom?: string };
  bulk: { to: string } & Piece;
  bulkSeen: { to: string; transfer: string; seq: number };
  queues: Record<never, never>;
  queueJoin: { queue: number; custom?: string };
  queueLeave: Record<never, never>;
  serve: { queue: number; priority?: number };
  unserve: { queue: number };
  assign: Record<never, never>;
  answerAssigned: { queue: number; account: string; accepted: boolean };
}

/** What they are answered with. */
export interface RtcAnswers {
  createMeeting: { meeting: Meeting };
  destroyMeeting: Record<never, never>;
  enterMeeting: RoomEntered;
  kick: Record<never, never>;
  /** Those who are signed in; of accounts that were named, all. */
  userStatus: { users: readonly UserStatus[] };
  watchStatus: Record<never, never>;
  setDnd: Record<never, never>;
  invite: Record<never, never>;
  answerInvite: Record<never, never>;
  cancelInvite: Record<never, never>;
  bulk: Record<never, never>;
  bulkSeen: Record<never, never>;
  /** `queuing`: this account's place; `offered`: the client that this account has been offered and has not answered. */
  queues: { queues: readonly QueueInfo[]; status: readonly QueueStatus[]; serving: readonly number[]; queuing?: Queuing; offered?: QueuedUser };
  queueJoin: Queuing;
  queueLeave: Record<never, never>;
  serve: Record<never, never>;
  unserve: Record<never, never>;
  assign: { user: QueuedUser };
  answerAssigned: Record<never, never>;
}

/** Events that only sessions of the RTCSDK face hear. */
export interface RtcEvents {
  userStatus: { user: UserStatus };
  inviteIn: { inviteId: string; from: string; custom: string };
  /** `noAnswer`: the 30 s are over. */
  inviteAnswered: { inviteId: string; answer: 'accepted' | 'rejected' | 'noAnswer'; custom: string };
  inviteCancelled: { inviteId: string; reason: 'cancelled' | 'noAnswer'; custom: string };
  queueStatus: { status: QueueStatus };
  queuing: Queuing;
  assigned: { user: QueuedUser };
  /** The client has gone, or the 30 s to answer are over. */
  unassigned: { queue: number; account: string };
}

/** Frames that are neither answers nor events: they have no number, and nobody keeps them. */
export type BulkFrame = ({ readonly t: 'bulk'; readonly from: string } & Piece) | { readonly t: 'bulkSeen'; readonly from: string; readonly transfer: string; readonly seq: number };

