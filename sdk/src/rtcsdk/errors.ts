import type { CallError } from 'netcall-protocol';

/** CloudRoom's numbers that this face gives by itself. */
export const enum SdkErr {
  ok = 0, badParameter = 5, badData = 6, serverFault = 8, wrongState = 9, kicked = 10, notInitialised = 11, notLoggedIn = 12, noBackEnd = 15, wrongAuthInfo = 19,
  noServer = 201, noResponse = 202, network = 204, badQueue = 400, badCall = 600, peerBusy = 602, noAnswer = 604, refused = 606, noRoom = 800, notOffered = 806, cmdTooLarge = 1100,
  bufferTooLarge = 1101, noTarget = 1102,
}

/** All else; of ours, what no request of this face is refused with. */
const UNKNOWN = 1;

/**
 * CloudRoom's number for each of our codes, and for reasons that say more than their codes: `getToken` is the application's own back
 * end that has refused, NOT_OFFERED a client that was taken back or answered before, INVALID_CALLEE oneself, or a name that no user can have.
 */
const WORDS = `5 BAD_ARGUMENT BAD_MESSAGE
7 getToken
8 INTERNAL RATE_LIMITED
9 BAD_STATE
10 replaced
18 expired
19 malformed
20 app
21 UNAUTHENTICATED
202 TIMEOUT
204 NOT_CONNECTED SESSION_EXPIRED
400 QUEUE_UNKNOWN
401 NOT_QUEUING QUEUE_EMPTY
402 NOT_OFFERED
403 NOT_SERVING
404 ALREADY_QUEUING
600 ANSWERED_ELSEWHERE CALL_ENDED CALL_UNKNOWN INVITE_UNKNOWN
601 ALREADY_IN_CALL
602 CALLEE_BUSY
603 CALLEE_OFFLINE
605 INVALID_CALLEE
800 NOT_IN_ROOM ROOM_UNKNOWN
802 ROOM_FULL`;

/**
 * The number that an application of CloudRoom knows a failure by. A `getToken` that rejects with an object that has a number
 * `sdkErr` chooses its own.
 *
 * @see docs/migrating-from-cloudroom.md, which has the table
 */
export function numberOf({ code, detail, cause }: CallError): number {
  const { sdkErr } = Object(cause) as { readonly sdkErr?: unknown };
  return typeof sdkErr === 'number' ? sdkErr : find(detail['reason']) || find(code) || UNKNOWN;
}

function find(word: unknown): number {
  return parseInt(WORDS.split('\n').find((line) => line.split(' ').includes(`${word as string}`)) || '0');
}
