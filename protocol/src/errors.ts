/**
 * Every failure a caller can meet. Codes are public API: add, never rename, never reuse. They say what happened by
 * themselves; docs/errors.md says for each when, and what to do, and a test compares the two. No texts stand here: they would
 * travel in every mini-program.
 */
export const ERROR_CODES = [
  'ALREADY_IN_CALL', 'ALREADY_QUEUING', 'ANSWERED_ELSEWHERE', 'BAD_ARGUMENT', 'BAD_MESSAGE', 'BAD_STATE', 'CALLEE_BUSY', 'CALLEE_OFFLINE', 'CALL_ENDED',
  'CALL_UNKNOWN', 'CLOSED', 'INTERNAL', 'INVALID_CALLEE', 'INVITE_UNKNOWN', 'NOT_CONNECTED', 'NOT_IN_ROOM', 'NOT_OFFERED', 'NOT_QUEUING', 'NOT_SERVING',
  'QUEUE_EMPTY', 'QUEUE_UNKNOWN', 'RATE_LIMITED', 'ROOM_EXISTS', 'ROOM_FULL', 'ROOM_MISMATCH', 'ROOM_UNKNOWN', 'SESSION_EXPIRED', 'TIMEOUT', 'UNAUTHENTICATED',
] as const;

/** One of `ERROR_CODES`. Branch on it. */
export type ErrorCode = (typeof ERROR_CODES)[number];

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
    super(`${code} ${JSON.stringify(detail)}`);
  }
}

/** An argument of a public method is wrong. */
export function badArgument(field: string, expected: string): CallError {
  return new CallError('BAD_ARGUMENT', { field, expected });
}

/** A received message is wrong. */
export function badMessage(field: string, expected: string): CallError {
  return new CallError('BAD_MESSAGE', { field, expected });
}

/** The method is not possible in this phase. */
export function badState(method: string, phase: string): CallError {
  return new CallError('BAD_STATE', { method, phase });
}

/** The form of an error that crosses the wire; the cause stays at home. */
export const toWire = ({ code, detail }: CallError): WireError => ({ code, detail });

/** Whether a text is one of the codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(text);
}
