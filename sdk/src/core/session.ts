import { type Answers, type CallError, type RequestName, type Requests as Fields, type SignedIn, type Snapshot } from 'netcall-protocol';
import { TIMES, type ServerFrame } from 'netcall-protocol';
import { nothing, type Cancel, type Log, type Platform, type Socket } from '../platform/platform';
import type { ServerEvent } from './call-events';

/** State of the connection to the server. */
export type Connection = 'offline' | 'connecting' | 'online';

/** Hears why something failed. */
export type Fail = (error: CallError) => void;

/** What a session is made with. */
export interface SessionOptions {
  readonly server: string;
  readonly getToken: () => string | Promise<string>;
  /** What the sign-in says beside the token; another face names itself and its device. */
  readonly greeting: Omit<Fields['signIn'], 'token' | 'device'> & Partial<Pick<Fields['signIn'], 'device'>>;
  readonly log: Log;
}

/** What a client signs in with. */
export interface ClientOptions {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. */
  readonly server: string;
  /** Fetches a token for the user from the application's own back end; asked at every sign-in. */
  readonly getToken: () => string | Promise<string>;
  /** The host. Default: the mini-program. */
  readonly platform?: Platform;
  /** Who answers a second call: `server` says busy at once (default), `app` gets `beCalling` during a call and decides. */
  readonly busyPolicy?: 'server' | 'app';
  /** Takes the lines of the log. Default: warnings and errors go to the console. */
  readonly log?: Log;
}

/** Who hears of a session. */
export interface SessionListener {
  /** An event, in order, each exactly once. */
  event(event: ServerEvent): void;
  /** A frame that is neither an answer nor an event: it has no number, and nobody keeps it. */
  unnumbered(text: string): void;
  /** The truth about this device's calls; events before it may be missing. `serverNowMs` is its time by the server's clock. */
  snapshot(snapshot: Snapshot, serverNowMs: number): void;
  connection(state: Connection): void;
  /** The connection is lost and will be tried again, for the `count`th time. */
  reconnecting(count: number): void;
  /** The session is over and stays so until it is opened again. Not called for `close` and `signOut`. */
  closed(error: CallError): void;
}

/** A request that was sent, or waits for a connection. */
export interface Pending {
  id: number;
  readonly name: RequestName;
  readonly fields: object;
  readonly ok: (answer: never) => void;
  readonly no: Fail;
  /** Ends its time. */
  readonly stop: Cancel;
}

/** What the server gave to come back with. */
export type Ticket = Pick<SignedIn, 'sid' | 'resumeToken' | 'epoch'>;

/**
 * A device's presence on the server: one socket at a time, signed in, kept alive, brought back. Requests survive the loss
 * of a socket, events come in order and once. It knows nothing about calls. Data only: `connect.ts` opens, keeps and loses
 * it, `requests.ts` asks the server, `receive.ts` hears it.
 */
export interface Session {
  readonly setup: SessionOptions;
  readonly host: Platform;
  /** Another one when the session is handed over. */
  hearer: SessionListener;
  linkState: Connection;
  /** Who is signed in; empty before. */
  account: string;
  /** Null without a socket: what an older one still says is not heard. */
  socket: Socket | null;
  /** Null: the next connection signs in anew, and gets a snapshot. */
  ticket: Ticket | null;
  /** Frames since a resume, held until the answer to request `until`: then the replay is whole. */
  replay: { readonly until: number; readonly frames: ServerFrame[] } | null;
  /** Requests without an answer. */
  pending: readonly Pending[];
  lastId: number;
  /** Number of the last event seen, and of the one before a gap. */
  seen: number;
  gapAfter: number;
  /** How often a connection was tried since the last one that stood. */
  attempt: number;
  /** Tokens refused in a row. */
  refusals: number;
  /** Counts what is being waited for: an answer that comes after the session has moved on is not heard. */
  step: number;
  /** When something was heard, by the monotonic clock. */
  heardMs: number;
  /** How long nothing may be sent; the server tells it at sign-in. */
  heartbeatMs: number;
  stopStep: Cancel;
  stopHeartbeat: Cancel;
  /** Ends what lasts as long as the session. */
  stops: readonly Cancel[];
  /** The first sign-in, while it lasts. */
  opening: { readonly ok: (account: string) => void; readonly no: Fail } | null;
}

/** A session that is not open. */
export function makeSession(setup: SessionOptions, host: Platform, hearer: SessionListener): Session {
  return {
    setup, host, hearer, linkState: 'offline', account: '', socket: null, ticket: null, replay: null, pending: [], lastId: 0, seen: 0, gapAfter: -1,
    attempt: 0, refusals: 0, step: 0, heardMs: 0, heartbeatMs: TIMES.heartbeatMs, stopStep: nothing, stopHeartbeat: nothing, stops: [], opening: null,
  };
}

/** What a request is answered with. */
export type Ok<N extends RequestName> = (answer: Answers[N]) => void;
/** What a request carries. */
export type FieldsOf<N extends RequestName> = Fields[N];
