import type { CallError, ErrorCode } from 'netcall-protocol';

/** CloudRoom's numbers that this face gives by itself. */
export const SDK_ERR = {
  ok: 0, unknown: 1, badParameter: 5, badData: 6, wrongSecret: 7, serverFault: 8, wrongState: 9, kicked: 10, notInitialised: 11, notLoggedIn: 12, noBackEnd: 15, expired: 18,
  wrongAuthInfo: 19, noServer: 201, network: 204, badQueue: 400, badCall: 600, peerBusy: 602, noAnswer: 604, refused: 606, noRoom: 800, notOffered: 806, cmdTooLarge: 1100,
  bufferTooLarge: 1101, noTarget: 1102,
} as const;

/** One number for each of our codes. */
const NUMBERS: Readonly<Record<ErrorCode, number>> = {
  ALREADY_IN_CALL: 601,
  ALREADY_QUEUING: 404,
  ANSWERED_ELSEWHERE: SDK_ERR.badCall,
  BAD_ARGUMENT: SDK_ERR.badParameter,
  BAD_MESSAGE: SDK_ERR.badParameter,
  BAD_STATE: SDK_ERR.wrongState,
  CALLEE_BUSY: SDK_ERR.peerBusy,
  CALLEE_OFFLINE: 603,
  CALL_ENDED: SDK_ERR.badCall,
  CALL_UNKNOWN: SDK_ERR.badCall,
  CLOSED: SDK_ERR.notInitialised,
  INTERNAL: SDK_ERR.serverFault,
  INVALID_CALLEE: 605, // Oneself, or a name that no user can have.
  INVITE_UNKNOWN: SDK_ERR.badCall,
  NOT_CONNECTED: SDK_ERR.network,
  NOT_IN_ROOM: SDK_ERR.noRoom,
  NOT_OFFERED: 402, // Taken back, or answered before.
  NOT_QUEUING: 401,
  NOT_SERVING: 403,
  QUEUE_EMPTY: 401,
  QUEUE_UNKNOWN: 400,
  RATE_LIMITED: SDK_ERR.serverFault,
  ROOM_EXISTS: 803,
  ROOM_FULL: 802,
  ROOM_MISMATCH: 803,
  ROOM_UNKNOWN: SDK_ERR.noRoom,
  SESSION_EXPIRED: SDK_ERR.network,
  TIMEOUT: 202,
  UNAUTHENTICATED: 21,
};

/** Why a token is refused, where it is not the 21 of all else: `getToken` is the application's own back end. */
const REASONS: Readonly<Record<string, number>> = { expired: SDK_ERR.expired, malformed: SDK_ERR.wrongAuthInfo, app: 20, getToken: SDK_ERR.wrongSecret, replaced: SDK_ERR.kicked };

/**
 * The number that an application of CloudRoom knows a failure by. A `getToken` that rejects with an object that has a number
 * `sdkErr` chooses its own.
 *
 * @see docs/migrating-from-cloudroom.md, which has the table
 */
export function numberOf({ code, detail, cause }: CallError): number {
  const own = typeof cause === 'object' && cause !== null && 'sdkErr' in cause ? cause.sdkErr : undefined;
  if (typeof own === 'number') return own;
  return (code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED' ? REASONS[String(detail['reason'])] : undefined) ?? NUMBERS[code] ?? SDK_ERR.unknown;
}
