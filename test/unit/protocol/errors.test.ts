import { CallError, ERROR_CODES, isErrorCode, toWire } from 'netcall-protocol';
import { textOf } from '../../support/repo';

const documented = [...textOf('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);

test('the manual has a row for every code, and no row without a code', () => {
  expect(documented).toEqual([...ERROR_CODES].sort());
});

test('the codes are these; they are public and never renamed', () => {
  expect(ERROR_CODES).toEqual([
    'ALREADY_IN_CALL', 'ALREADY_QUEUING', 'ANSWERED_ELSEWHERE', 'BAD_ARGUMENT', 'BAD_MESSAGE', 'BAD_STATE', 'CALLEE_BUSY', 'CALLEE_OFFLINE', 'CALL_ENDED',
    'CALL_UNKNOWN', 'CLOSED', 'INTERNAL', 'INVALID_CALLEE', 'INVITE_UNKNOWN', 'NOT_CONNECTED', 'NOT_IN_ROOM', 'NOT_OFFERED', 'NOT_QUEUING', 'NOT_SERVING',
    'QUEUE_EMPTY', 'QUEUE_UNKNOWN', 'RATE_LIMITED', 'ROOM_EXISTS', 'ROOM_FULL', 'ROOM_MISMATCH', 'ROOM_UNKNOWN', 'SESSION_EXPIRED', 'TIMEOUT', 'UNAUTHENTICATED',
  ]);
});

test('an error is a real Error that says its code and its facts', () => {
  const error = new CallError('CALL_ENDED', { reason: 'cancelled' }, new Error('below'));
  expect(error).toBeInstanceOf(Error);
  expect(error.message).toBe('CALL_ENDED {"reason":"cancelled"}');
  expect(toWire(error)).toEqual({ code: 'CALL_ENDED', detail: { reason: 'cancelled' } });
});

test.each(['__proto__', 'constructor', 'toString', ''])('%j is not an error code', (text) => {
  expect(isErrorCode(text)).toBe(false);
});
