import { END_REASONS, type CallRecord, type CallSnapshot, type Member } from './call';
import { CallError, isErrorCode, type WireError } from './errors';
import type { AnswerFrame, Answers, EventFrame, EventName, RequestName, ServerEvents } from './messages';

/** Turns one value from outside into a type, or throws `BAD_MESSAGE` naming the field. */
export type Parser<T> = (value: unknown, field: string) => T;

type Fields<T> = { [K in keyof T]-?: Parser<T[K]> };

/** Events that the client of this package hears. It skips the others (docs/protocol.md, "Frames"). */
export type HeardName = Exclude<EventName, 'declined' | 'recorded' | 'message'>;

/** Requests that the client of this package makes. */
export type AskedName = Exclude<RequestName, 'callTeam' | 'createRoom' | 'enterRoom' | 'send' | 'inbox' | 'settings'>;

/** A frame from the server: an answer or an event. */
export type ServerFrame = AnswerFrame | EventFrame<HeardName>;

function refuse(field: string, expected: string): never {
  throw CallError.badMessage(field, expected);
}

const text: Parser<string> = (value, field) => {
  if (typeof value === 'string') return value;
  return refuse(field, 'a string');
};

const number: Parser<number> = (value, field) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return refuse(field, 'a number');
};

const bool: Parser<boolean> = (value, field) => {
  if (typeof value === 'boolean') return value;
  return refuse(field, 'true or false');
};

const oneOf =
  <const T extends string | number>(...values: readonly T[]): Parser<T> =>
  (value, field) => {
    const found = values.find((each) => each === value);
    if (found !== undefined) return found;
    return refuse(field, `one of ${values.join(', ')}`);
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
    if (Array.isArray(value)) return value.map((each, index) => parse(each, `${field}[${index}]`));
    return refuse(field, 'a list');
  };

type Plain = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const plain: Parser<Plain> = (value, field) => {
  if (isObject(value)) return value;
  return refuse(field, 'an object');
};

/** An object whose keys are data. It is given back as it came: a copy could lose a key named `__proto__`, and an account may be called so. */
const mapOf =
  <T>(parse: Parser<T>): Parser<Readonly<Record<string, T>>> =>
  (value, field) => {
    const map = plain(value, field);
    Object.keys(map).forEach((key) => parse(map[key], `${field}.${key}`));
    return map as Readonly<Record<string, T>>; // Every value was looked at by `parse`.
  };

/** An object of known fields; unknown ones are dropped, so that a newer server may add some. */
const object =
  <T>(fields: Fields<T>): Parser<T> =>
  (value, field) => {
    const from = plain(value, field);
    const result: Partial<T> = {};
    for (const name of Object.keys(fields) as (keyof T & string)[]) {
      const parsed = fields[name](from[name], field === '' ? name : `${field}.${name}`);
      if (parsed !== undefined) result[name] = parsed;
    }
    return result as T;
  };

const nothing: Parser<Record<never, never>> = object({});
const media = oneOf('audio', 'video');
const mode = oneOf(0, 1, 2, 3);
const endReason = oneOf(...END_REASONS);
const uids = mapOf(number);
const member = object({ uid: number, account: text, mode, url: text }) as Parser<Member>;
const roomEntry = object<Answers['join']>({ uid: number, members: list(member) });

const record = object<CallRecord>({
  cid: text, caller: text, callee: text, media, startedAtMs: number, acceptedAtMs: orNull(number), endedAtMs: number,
  durationMs: number, reason: endReason, endedBy: orNull(text),
});

const callSnapshot = object({
  cid: text, callId: text, caller: text, callee: text, media, phase: oneOf('ringing', 'connected'), mine: bool,
  custom: optional(text), ringMsLeft: number, acceptedAtMs: orNull(number), uids, room: optional(roomEntry),
}) as Parser<CallSnapshot>;

const yes: Parser<true> = (value, field) => (bool(value, field), true);
const callPlaced = object({ cid: text, uids, glare: optional(yes) }) as Parser<Answers['call']>;

const ended = object({ cid: text, callId: text, reason: endReason, account: orNull(text) });

const signedIn = object({
  resumed: (): false => false, sid: text, app: text, account: text, resumeToken: text, epoch: text, heartbeatMs: number,
  now: number, snapshot: object({ calls: list(callSnapshot), ended: list(ended) }),
}) as Parser<Answers['signIn']>;

const resumed = object({ resumed: (): true => true, resumeToken: text, now: number }) as Parser<Answers['resume']>;

/** One parser per answer. */
export const ANSWERS = {
  signIn: signedIn,
  resume: (value, field) => (plain(value, field)['resumed'] === true ? resumed : signedIn)(value, field),
  signOut: nothing,
  ping: object({ now: number }),
  call: callPlaced,
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
} as { [N in AskedName]: Parser<Answers[N]> };

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
} as { [N in HeardName]: Parser<ServerEvents[N]> };

/** Names of all events, for tests and for the manual. */
export const EVENT_NAMES = Object.keys(EVENTS) as HeardName[];

/**
 * Reads one text frame of the server. An event of an unknown type gives null: a newer server may send some.
 *
 * @throws CallError BAD_MESSAGE with the field that is wrong
 */
export function parseServerFrame(json: string): ServerFrame | null {
  const frame = plain(parseJson(json), 'frame');
  const type = text(frame['t'], 't');
  if (type === 'ack') return parseAnswer(frame);
  const event = EVENT_NAMES.find((name) => name === type);
  if (event === undefined) return null;
  return { ...EVENTS[event](frame, ''), t: event, s: number(frame['s'], 's') } as EventFrame<HeardName>;
}

/**
 * The number of an event that `parseServerFrame` skipped or refused; null when the frame has none. It counts as seen:
 * otherwise the next event would look like a gap for ever.
 */
export function eventNumber(json: string): number | null {
  try {
    return number(plain(parseJson(json), '')['s'], 's');
  } catch {
    return null; // There is no number in it.
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CallError('BAD_MESSAGE', { field: 'frame', expected: 'JSON' }, cause);
  }
}

function parseAnswer(frame: Plain): AnswerFrame {
  const id = number(frame['id'], 'id');
  return frame['err'] === undefined ? { t: 'ack', id, ok: frame['ok'] } : { t: 'ack', id, err: parseError(frame['err']) };
}

/** A code of a newer server is told as `INTERNAL`, and stands in the detail. */
function parseError(value: unknown): WireError {
  const { code, detail = {} } = wireError(value, 'err');
  return isErrorCode(code) ? { code, detail } : { code: 'INTERNAL', detail: { ...detail, code } };
}

const scalar: Parser<string | number | boolean> = (value, field) => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return refuse(field, 'a string, a number or a boolean');
};

const wireError = object({ code: text, detail: optional(mapOf(scalar)) });
