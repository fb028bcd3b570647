import type { CallError, ErrorCode } from 'netcall-protocol';

/** What `call` rejects with: applications written for the original read `error.event.code`. */
export type CallFailure = CallError & { readonly event: { readonly code: number } };

/** Number of "the callee is offline" in the original; the only one that applications look at. */
const OFFLINE = 11_001;
const OTHER = 500;

const NUMBERS: Partial<Readonly<Record<ErrorCode, number>>> = {
  CALLEE_OFFLINE: OFFLINE, TIMEOUT: 408, BAD_ARGUMENT: 414, INVALID_CALLEE: 414, NOT_CONNECTED: 415, RATE_LIMITED: 416,
};

/** The error with the number by which the original would name it. */
export function callFailure(error: CallError): CallFailure {
  return Object.assign(error, { event: { code: NUMBERS[error.code] ?? OTHER } });
}
