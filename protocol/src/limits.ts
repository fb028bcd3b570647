/**
 * Every size, count and time that both ends must agree on. Units are in the names.
 *
 * @see docs/protocol.md, section "Numbers"
 */
export const LIMITS = {
  /** A text frame, in UTF-8 bytes. Larger data is chunked by the sender. */
  frameBytes: 16_384,
  /** An account, in code points: long enough for any user id, short enough for a store key. */
  accountCodePoints: 128,
  /** An account, in UTF-8 bytes. */
  accountBytes: 512,
  /** `custom` of a call, an answer or a control command, in UTF-8 bytes. */
  customBytes: 4_096,
  /** Identifiers made by a client (`callId`, `deviceId`), in ASCII characters. */
  idChars: 64,
  /** A sign-in token, in characters. */
  tokenChars: 4_096,
  /** Nesting of JSON in one frame: our deepest message has four levels. */
  jsonDepth: 8,
  /** Accounts in one `presence` request. */
  presenceAccounts: 100,
  /** Records in one page of history. */
  recordsPerPage: 50,
  /** A room's name, in UTF-8 bytes. */
  roomNameBytes: 128,
  /** Members of one room, host and audience together; a call with several has one place for the caller. */
  roomMembers: 16,
  /** Accounts that one account has blocked. */
  blocked: 500,
  /** Records and messages in one answer to `inbox`. */
  inboxItems: 50,
  /** How long records and messages wait for a device, in milliseconds: seven days. */
  inboxMs: 604_800_000,
  /** A user's name at sign-in, in UTF-8 bytes. */
  nickBytes: 256,
  /** Everybody whose status is told at once: some 100 KB, which a slow reader can still take. */
  userStatuses: 2_000,
  /** Data of one piece of a transfer, in characters: base64 of some 9 KB, or text whose every character may become six of JSON. */
  pieceChars: 12_288,
  /** A command and a buffer of RTCSDK, in bytes. */
  cmdBytes: 65_536,
  bufferBytes: 104_857_600,
  /** Pieces on their way that the other end has not seen. */
  piecesOnTheWay: 8,
  /** How long an invitation, and an offered client, wait for an answer, in milliseconds. */
  answerMs: 30_000,
  /** The shortest, default and longest time a call rings. */
  ringMinMs: 5_000,
  ringDefaultMs: 30_000,
  ringMaxMs: 120_000,
} as const;

/** Times that the client follows; the server tells its own values at sign-in where they may differ. */
export const TIMES = {
  /** A client that has heard nothing for this long sends `ping`. */
  heartbeatMs: 20_000,
  /** After this many heartbeats without a frame the other end is gone. */
  missedHeartbeats: 2,
  /** A request without an answer for this long has failed with `TIMEOUT`. */
  requestTimeoutMs: 10_000,
  /** First wait before a reconnect; doubles with full jitter. */
  reconnectBaseMs: 500,
  /** Longest wait before a reconnect. */
  reconnectMaxMs: 15_000,
  /** A socket that has not signed in by then is closed. */
  signInMs: 5_000,
} as const;

/** WebSocket sub-protocol, so that another codec can be negotiated later. */
export const SUBPROTOCOL = 'netcall.v1.json';

/** Close codes a server sends. A client resumes after any of them unless `final` says otherwise. */
export const CLOSE_CODES = {
  /** The server stops; come back with backoff. */
  goingAway: 1001,
  /** A frame was larger than `LIMITS.frameBytes`. */
  tooBig: 1009,
  /** A frame was not a message of this protocol. */
  badMessage: 4400,
  /** Not signed in, or the token is not good; a new token is needed. */
  unauthenticated: 4401,
  /** The client read too slowly; the session may be resumed. */
  slowReader: 4408,
  /** The same device has signed in on another socket. Final: do not reconnect. */
  replaced: 4409,
  /** Too many messages; come back with backoff. */
  rateLimited: 4429,
} as const;
