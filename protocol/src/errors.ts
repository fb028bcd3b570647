/**
 * Every failure a caller can meet. Codes are public API: add, never rename, never reuse.
 * docs/errors.md says for each what to do; a test compares the two. The texts are short: they travel in every mini-program.
 */
export const ERRORS = {
  ALREADY_IN_CALL: 'already in a call',
  ANSWERED_ELSEWHERE: 'another device has answered',
  BAD_ARGUMENT: 'an argument is missing or wrong',
  BAD_MESSAGE: 'not of this protocol',
  BAD_STATE: 'not possible now',
  CALLEE_BUSY: 'the callee is in a call',
  CALLEE_OFFLINE: 'the callee is signed in nowhere',
  CALL_ENDED: 'the call has ended',
  CALL_UNKNOWN: 'no such call',
  CLOSED: 'this client was destroyed',
  INTERNAL: 'the server failed',
  INVALID_CALLEE: 'this account cannot be called',
  NOT_CONNECTED: 'no connection to the server',
  NOT_IN_ROOM: 'not in the room',
  RATE_LIMITED: 'too many requests',
  ROOM_EXISTS: 'a room of this name is open',
  ROOM_FULL: 'the room is full',
  ROOM_MISMATCH: 'the room is for another scene',
  ROOM_UNKNOWN: 'no open room of this name',
  SESSION_EXPIRED: 'the session is gone',
  TIMEOUT: 'no answer in time',
  UNAUTHENTICATED: 'the token is refused',
} as const;

/** A text code of the table `ERRORS`. Branch on it. */
export type ErrorCode = keyof typeof ERRORS;

/** Facts beside a code: which field, which reason, how long to wait. Data, never prose. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean>>;

/** An error as it crosses the wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly detail?: ErrorDetail;
}

/**
 * The only error class of the product. Branch on `code`, not on `instanceof`: two copies of this package may be loaded.
 */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    readonly code: ErrorCode,
    readonly detail: ErrorDetail = {},
    override readonly cause?: unknown,
  ) {
    super(`${code}: ${ERRORS[code]} ${JSON.stringify(detail)}`);
  }

  /** An argument of a public method is wrong. */
  static badArgument(field: string, expected: string): CallError {
    return new CallError('BAD_ARGUMENT', { field, expected });
  }

  /** A received message is wrong. */
  static badMessage(field: string, expected: string): CallError {
    return new CallError('BAD_MESSAGE', { field, expected });
  }

  /** The method is not possible in this phase. */
  static badState(method: string, phase: string): CallError {
    return new CallError('BAD_STATE', { method, phase });
  }
}

/** The form of an error that crosses the wire; the cause stays at home. */
export const toWire = ({ code, detail }: CallError): WireError => ({ code, detail });

/** Whether a text is a code of the table; `Object.hasOwn` so that `__proto__` is not one. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.prototype.hasOwnProperty.call(ERRORS, text);
}
