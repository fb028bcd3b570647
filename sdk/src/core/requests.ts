import { type AnswerFrame, badArgument, CallError, LIMITS, readAnswer, type RequestName, TIMES, utf8Bytes } from 'netcall-protocol';
import { reconnect } from './connect';
import type { Fail, FieldsOf, Ok, Pending, Session } from './session';
import { nothing } from '../platform/platform';

/** Room in a frame for type, number and the last event seen. */
const HEADER_BYTES = 100;
/** Requests by which a call begins. */
export const PLACING: readonly RequestName[] = ['call', 'callTeam', 'enterRoom'];
/** When one of these gets no answer in time nobody knows what the call is, or what has come: the next connection asks for a snapshot. */
const DECISIVE: readonly RequestName[] = [...PLACING, 'accept', 'reject', 'hangup', 'inbox'];

/** Sends a request, now or after the next resume; exactly one of `ok` and `no` is called. Without a session it fails at once. */
export function request<N extends RequestName>(s: Session, name: N, fields: FieldsOf<N>, ok: Ok<N>, no: Fail = nothing, timeoutMs?: number): void {
  if (s.linkState === 'offline') return no(new CallError('NOT_CONNECTED'));
  // A frame that is too big would cost the socket, and each one after it.
  if (utf8Bytes(JSON.stringify(fields)) > LIMITS.frameBytes - HEADER_BYTES) return no(badArgument(name, `at most ${LIMITS.frameBytes} bytes`));
  const pending = add(s, name, fields, ok, no, timeoutMs);
  if (canSend(s)) send(s, pending);
}

/** Numbers a request and starts its time. A socket on which one gets no answer is given up. */
export function add<N extends RequestName>(s: Session, name: N, fields: FieldsOf<N>, ok: Ok<N>, no: Fail, timeoutMs: number = TIMES.requestTimeoutMs): Pending {
  const stop = s.host.startTimer(() => {
    if (DECISIVE.includes(name)) s.ticket = null;
    fail(s, [pending], new CallError('TIMEOUT', { request: name }));
    if (canSend(s)) reconnect(s);
  }, timeoutMs);
  const pending: Pending = { id: ++s.lastId, name, fields, ok, no, stop };
  s.pending = [...s.pending, pending];
  return pending;
}

/** Whether the socket is signed in. */
export function canSend(s: Session): boolean {
  return s.linkState === 'online' || s.replay !== null;
}

/** Sends a frame and puts the heartbeat off. */
export function send(s: Session, { id, name, fields }: Pending): void {
  const { socket } = s;
  if (socket) socket.send(JSON.stringify({ ...fields, t: name, id, a: s.seen }));
  s.stopHeartbeat();
  s.stopHeartbeat = s.host.startTimer(() => beat(s), s.heartbeatMs);
}

/** Asks for a sign of life; without one in time the socket is given up. */
export function beat(s: Session, timeoutMs?: number): void {
  if (s.linkState === 'online') request(s, 'ping', {}, nothing, nothing, timeoutMs);
}

/** Takes an answer. One that nobody waits for is dropped: it was sent twice. One that cannot be read is a failure. */
export function settle(s: Session, frame: AnswerFrame): void {
  const pending = s.pending.find(({ id }) => id === frame.id);
  if (pending === undefined) return;
  forget(s, [pending]);
  if ('err' in frame) return pending.no(new CallError(frame.err.code, frame.err.detail));
  let answer: unknown;
  try {
    answer = readAnswer(pending.name, frame.ok);
  } catch (error) {
    return pending.no(error as CallError); // The parsers throw nothing else.
  }
  pending.ok(answer as never); // Read by the parser of the request's own name.
}

/** Fails requests that will not be answered. */
export function fail(s: Session, these: readonly Pending[], error: CallError): void {
  forget(s, these);
  these.forEach(({ no }) => no(error));
}

/** Drops requests without a word to anyone. */
export function forget(s: Session, these: readonly Pending[]): void {
  these.forEach(({ stop }) => stop());
  s.pending = s.pending.filter((each) => !these.includes(each));
}
