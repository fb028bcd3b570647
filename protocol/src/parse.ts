import { END_REASONS, type CallRecord, type CallSnapshot, type Member } from './call';
import { CallError, isErrorCode, type ErrorDetail, type WireError } from './errors';
import type { AnswerFrame, Answers, EventFrame, EventName, RequestName, ServerEvents } from './messages';

/** Turns one value from outside into a type, or throws `BAD_MESSAGE` naming the field. */
export type Parser<T> = (value: unknown, field: string) => T;

type Fields<T> = { [K in keyof T]-?: Parser<T[K]> };

/** A frame from the server: an answer or an event. */
export type ServerFrame = AnswerFrame | EventFrame;

const text: Parser<string> = (value, field) => {
  if (typeof value !== 'string') throw CallError.badMessage(field, 'a string');
  return value;
};

const number: Parser<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw CallError.badMessage(field, 'a number');
  return value;
};

const bool: Parser<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw CallError.badMessage(field, 'true or false');
  return value;
};

const oneOf =
  <const T extends string | number>(...values: readonly T[]): Parser<T> =>
  (value, field) => {
    const found = values.find((each) => each === value);
    if (found === undefined) throw CallError.badMessage(field, `one of ${values.join(', ')}`);
    return found;
  };

const orNull =
  <T>(parse: Parser<T>): Parser<T | null> =>
  (value, field) =>
    value === null ? null : parse(value, field);

const optional =
  <T>(parse: Parser<T>): Parser<T | undefined> =>
  (value, field) =>
    value === undefined ? undefined : parse(value, field);

const list =
  <T>(parse: Parser<T>): Parser<readonly T[]> =>
  (value, field) => {
    if (!Array.isArray(value)) throw CallError.badMessage(field, 'a list');
    return value.map((each, index) => parse(each, `${field}[${index}]`));
  };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const mapOf =
  <T>(parse: Parser<T>): Parser<Readonly<Record<string, T>>> =>
  (value, field) => {
    if (!isObject(value)) throw CallError.badMessage(field, 'an object');
    const entries = Object.keys(value).map((key): [string, T] => [key, parse(value[key], `${field}.${key}`)]);
    return fromEntries(entries);
  };

/** `Object.fromEntries` that keeps a key named `__proto__` as a key (an account may be called so). */
function fromEntries<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const result: Record<string, T> = {};
  for (const [key, value] of entries) Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  return result;
}

/** An object of known fields; unknown ones are dropped, so that a newer server may add some. */
const object =
  <T>(fields: Fields<T>): Parser<T> =>
  (value, field) => {
    if (!isObject(value)) throw CallError.badMessage(field, 'an object');
    const names = Object.keys(fields) as (keyof T & string)[];
    const entries = names.map((name): [string, unknown] => [name, fields[name](value[name], field === '' ? name : `${field}.${name}`)]);
    return fromEntries(entries.filter(([, parsed]) => parsed !== undefined)) as T;
  };

const nothing: Parser<Record<never, never>> = object({});
const media = oneOf('audio', 'video');
const mode = oneOf(0, 1, 2, 3);
const endReason = oneOf(...(Object.keys(END_REASONS) as (keyof typeof END_REASONS)[]));
const uids = mapOf(number);
const member: Parser<Member> = object<Member>({ uid: number, account: text, mode, url: text });
const roomEntry = object<Answers['join']>({ uid: number, members: list(member) });

const record = object<CallRecord>({
  cid: text, caller: text, callee: text, media, startedAtMs: number, acceptedAtMs: orNull(number), endedAtMs: number,
  durationMs: number, reason: endReason, endedBy: orNull(text),
});

const callSnapshot = object({
  cid: text, callId: text, caller: text, callee: text, media, phase: oneOf('ringing', 'connected'), mine: bool,
  custom: optional(text), ringMsLeft: number, acceptedAtMs: orNull(number), uids, room: optional(roomEntry),
}) as Parser<CallSnapshot>;

const ended = object({ cid: text, callId: text, reason: endReason, account: orNull(text) });

const signedIn = object({
  resumed: (): false => false, sid: text, app: text, account: text, resumeToken: text, epoch: text, heartbeatMs: number,
  now: number, snapshot: object({ calls: list(callSnapshot), ended: list(ended) }),
}) as Parser<Answers['signIn']>;

const resumed = object({ resumed: (): true => true, resumeToken: text, now: number }) as Parser<Answers['resume']>;

/** One parser per answer. */
export const ANSWERS = {
  signIn: signedIn,
  resume: (value, field) => (isObject(value) && value['resumed'] === true ? resumed : signedIn)(value, field),
  signOut: nothing,
  ping: object({ now: number }),
  call: object({ cid: text, uids, glare: optional((value: unknown, field: string): true => (bool(value, field), true)) }),
  ringing: nothing,
  accept: object({ uids }),
  reject: nothing,
  hangup: object({ already: optional(endReason) }),
  control: nothing,
  join: roomEntry,
  leave: nothing,
  setMode: nothing,
  renewStream: object({ url: text }),
  members: roomEntry,
  records: object({ records: list(record), next: optional(text) }),
  presence: object({ online: list(text) }),
} as { [N in RequestName]: Parser<Answers[N]> };

/** One parser per event. */
const EVENTS = {
  invited: object({ cid: text, callId: text, caller: text, media, custom: optional(text), ringMsLeft: number, uids }),
  ringing: object({ cid: text, account: text }),
  accepted: object({ cid: text, account: text, media, uids }),
  answeredElsewhere: object({ cid: text, media, accepted: bool, clientType: oneOf('wechat', 'web', 'node'), at: number }),
  ended: object({ cid: text, reason: endReason, account: orNull(text), at: number, custom: optional(text) }),
  control: object({ cid: text, account: text, command: number, custom: optional(text) }),
  memberJoined: object({ cid: text, member }),
  memberLeft: object({ cid: text, uid: number, account: text }),
  memberUpdated: object({ cid: text, member }),
  peerState: object({ cid: text, account: text, state: oneOf('ok', 'reconnecting') }),
} as { [N in EventName]: Parser<ServerEvents[N]> };

/** Names of all events, for tests and for the manual. */
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

/**
 * Reads one text frame of the server. An event of an unknown type gives null: a newer server may send some.
 *
 * @throws CallError BAD_MESSAGE with the field that is wrong
 */
export function parseServerFrame(json: string): ServerFrame | null {
  const frame = parseJson(json);
  if (!isObject(frame)) throw CallError.badMessage('frame', 'an object');
  const type = text(frame['t'], 't');
  if (type === 'ack') return parseAnswer(frame);
  const event = EVENT_NAMES.find((name) => name === type);
  if (event === undefined) return null;
  return { ...EVENTS[event](frame, ''), t: event, s: number(frame['s'], 's') } as EventFrame;
}

/**
 * The number of an event that `parseServerFrame` skipped or refused; null when the frame has none. It counts as seen:
 * otherwise the next event would look like a gap for ever.
 */
export function eventNumber(json: string): number | null {
  try {
    const frame: unknown = JSON.parse(json);
    const s = isObject(frame) ? frame['s'] : null;
    return typeof s === 'number' && Number.isFinite(s) ? s : null;
  } catch {
    return null; // Not JSON: there is no number in it.
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CallError('BAD_MESSAGE', { field: 'frame', expected: 'JSON' }, cause);
  }
}

function parseAnswer(frame: Readonly<Record<string, unknown>>): AnswerFrame {
  const id = number(frame['id'], 'id');
  if (frame['err'] === undefined) return { t: 'ack', id, ok: frame['ok'] };
  return { t: 'ack', id, err: parseError(frame['err']) };
}

function parseError(value: unknown): WireError {
  const { code, detail } = object<{ code: string; detail: ErrorDetail | undefined }>({ code: text, detail: optional(mapOf(scalar)) })(value, 'err');
  return { code: isErrorCode(code) ? code : 'INTERNAL', detail: { ...(detail ?? {}), ...(isErrorCode(code) ? {} : { code }) } };
}

const scalar: Parser<string | number | boolean> = (value, field) => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw CallError.badMessage(field, 'a string, a number or a boolean');
};
