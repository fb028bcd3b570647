import type { CallRecord, ClientType } from 'netcall-protocol';
import type { Call, Effect, StoredRecord } from '../signal/call';
import type { Room } from '../signal/room';
import type { Accounts } from './accounts';
import type { Docs } from './docs';
import type { GroupStore, HeldGroup } from './group-store';
import type { Presence } from './presence';

/** How long what is over is still known by name. docs/protocol.md: "the ends of the last two minutes". */
export const ENDED_KNOWN_MS = 120_000;

/** How an account's device wants to hear of a call while it is in another: decided by the server, or by the app. */
export type BusyPolicy = 'server' | 'app';

/** A device's signed-in presence. It is kept through a restart, so that a resume token stays good. */
export interface SessionRow {
  readonly app: string;
  readonly sid: string;
  readonly account: string;
  readonly device: string;
  readonly type: ClientType;
  readonly busyPolicy: BusyPolicy;
  /** How often the session was resumed; part of the resume token. */
  readonly rotation: number;
  /** Set when it speaks for the RTCSDK face: the user's name, and whether it hears of every change of anybody's status. */
  readonly rtc?: { readonly nick: string; readonly watches?: true };
}

/** A call with its room, and the version that the next commit must name. */
export interface Held {
  readonly call: Call;
  readonly room: Room | null;
  readonly version: number;
}

/** Names a call. */
export interface CallRef {
  readonly app: string;
  readonly cid: string;
}

/** An event on its way: the same text for every session that hears it. */
export type Tell = Extract<Effect, { do: 'tell' }>;

/** What must hold at the moment of a commit by which a device begins a call or enters a room. */
export interface Terms {
  /** The session that asks must still be its device's: who has signed in anew would be there without knowing. Null when no device asks. */
  readonly asker: string | null;
  /** Accounts that must not be in any call, nor in another group. */
  readonly mustBeFree: readonly string[];
  /** Accounts that may ring, but must not call, nor be in a call or in another group: those that decide for themselves. */
  readonly mustBeOut: readonly string[];
}

/** Those of what nobody begins. */
export const NO_TERMS: Terms = { asker: null, mustBeFree: [], mustBeOut: [] };

/** Everything one transition changes. It is done whole or not at all. */
export interface Change extends Terms {
  readonly app: string;
  readonly call: Call;
  readonly room: Room | null;
  /** The version that was read; 0 for a call that must not exist yet. */
  readonly was: number;
  /** When `timeUp` is due; null for never. Milliseconds since 1970. */
  readonly deadlineAtMs: number | null;
  readonly record: StoredRecord | null;
  readonly tell: readonly Tell[];
}

/** What became of a commit: done, somebody was faster (read again), the session that asks is gone, or an account was not free. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly because: 'stale' | 'gone' } | { readonly done: false; readonly because: 'busy'; readonly account: string };

/** What opening a session finds. */
export interface OpenedSession {
  /** The account's live calls and its ends of the last two minutes, as of the moment of opening. */
  readonly held: readonly Held[];
  /** The same of its calls with several and its named rooms. */
  readonly groups: readonly HeldGroup[];
}

/** A page of records. */
export interface StoredPage {
  readonly records: readonly CallRecord[];
  readonly next: string | null;
}

/**
 * All state that outlives a message: calls, rooms, busy locks, presence, deadlines, records. Keyed by app throughout.
 *
 * Everything is asynchronous and a transition is one step, because an engine on Redis runs each as one script:
 * compare-and-set by version, both busy locks, the deadline, the record and the routing together.
 */
export interface Store {
  /** Messages and settings. */
  readonly accounts: Accounts;
  /** Calls with several and named rooms. */
  readonly groups: GroupStore;
  /** State that has no index of its own: invitations, the desk of queues. */
  readonly docs: Docs;
  /** Who is signed in, in a call, in a room. */
  readonly presence: Presence;
  /** A live call, or one that ended less than two minutes ago. */
  read(app: string, cid: string): Promise<Held | null>;
  /** The call that `caller` placed with this `callId`, under the same limits. */
  placed(app: string, caller: string, callId: string): Promise<Held | null>;
  /** Live and recently ended calls of an account. */
  heldOf(app: string, account: string): Promise<readonly Held[]>;
  /** Calls of an account that are not over: at most a few, however many have ended lately. */
  liveOf(app: string, account: string): Promise<readonly Held[]>;
  /**
   * Commits one transition. Audiences are resolved in the same step; events leave, and the promise resolves, only after
   * the change is durable, in the order of commits. An account is busy from the first to the last moment of each of its calls.
   */
  commit(change: Change): Promise<Outcome>;
  /** Sends events that change nothing, after all that was committed before. */
  route(app: string, tell: readonly Tell[]): Promise<void>;
  /** Calls whose deadline has come, each once until their next commit. */
  due(nowMs: number): Promise<readonly CallRef[]>;
  /** Every live call, for a start after a crash. */
  live(): Promise<readonly CallRef[]>;
  /** Records of an account, newest first; `before` is the `next` of the page before. */
  records(app: string, account: string, before: string | null, limit: number): Promise<StoredPage>;
  /** The reason of an old call of this account, or null. */
  recordOf(app: string, account: string, cid: string): Promise<CallRecord | null>;
  /** Opens a session, closes the one that the same device had (the bus says so to its process) and reads the account's calls, in one step. */
  openSession(row: SessionRow): Promise<OpenedSession>;
  /** Keeps a session's new rotation; does nothing for one that is gone. */
  saveSession(row: SessionRow): Promise<void>;
  /** Forgets a session. */
  closeSession(app: string, sid: string): Promise<void>;
  /** Sessions of an account that are signed in. */
  sessionsOf(app: string, account: string): Promise<readonly SessionRow[]>;
  /** Every session that was open, for a start after a crash. */
  sessions(): Promise<readonly SessionRow[]>;
  /** Whether the last write reached the disk. */
  healthy(): boolean;
  /** Writes what is left and closes. Safe to call twice. */
  close(): Promise<void>;
}
