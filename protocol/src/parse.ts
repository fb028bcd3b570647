import { CallError, type WireError } from './errors';
import type { AnswerFrame, Answers, EventFrame, EventName, RequestName } from './messages';

/**
 * A frame from the server: an answer or an event. `skipped`: an event of a newer server, or one that cannot be read; its number
 * counts as seen, otherwise the next event would look like a gap for ever.
 */
export type ServerFrame = AnswerFrame | EventFrame | { readonly t: 'skipped'; readonly s: number };

/** Looks at one value from outside. @throws CallError BAD_MESSAGE naming the field when it is not what it should be */
type Check = (value: unknown, field: string) => void;

type Plain = Readonly<Record<string, unknown>>;

function must(isRight: boolean, field: string, expected: string): void {
  if (!isRight) throw new CallError('BAD_MESSAGE', { field, expected });
}

const text: Check = (value, field) => must(typeof value === 'string', field, 'a string');
const number: Check = (value, field) => must(Number.isFinite(value), field, 'a number');
const bool: Check = (value, field) => must(typeof value === 'boolean', field, 'a boolean');
const oneOf = (...values: readonly unknown[]): Check => (value, field) => must(values.includes(value), field, `one of ${values.join(', ')}`);
const orNull = (inner: Check): Check => (value, field) => value === null || inner(value, field);

const list = (inner: Check): Check => (value, field) => {
  must(Array.isArray(value), field, 'a list');
  (value as unknown[]).forEach((each, index) => inner(each, `${field}[${index}]`));
};

function plain(value: unknown, field: string): asserts value is Plain {
  must(typeof value === 'object' && value !== null && !Array.isArray(value), field, 'an object');
}

/** An object whose keys are data. */
const mapOf = (inner: Check): Check => (value, field) => {
  plain(value, field);
  Object.keys(value).forEach((key) => inner(value[key], `${field}.${key}`));
};

/** An object that has these fields. All that are known are looked at; others stay, so that a newer server may add some. */
const object = (names: string): Check => (value, field) => {
  plain(value, field);
  [...names.split(' '), ...Object.keys(value)].forEach((name) => {
    const check = FIELDS.get(name);
    if (check) check(value[name], field === '' ? name : `${field}.${name}`);
  });
};

const member = object('uid account mode url');
const record = object('cid caller callee media startedAtMs acceptedAtMs endedAtMs durationMs reason endedBy');
const message = object('id from to kind content at');

/** What a field is: one name means one thing in all messages. */
const FIELDS = new Map<string, Check>();
const define = (names: string, kind: Check): void => names.split(' ').forEach((name) => FIELDS.set(name, kind));

define('callId callee caller channel cid clientType code content custom epoch from id kind next reason resumeToken sid to url', text);
define('at command durationMs endedAtMs heartbeatMs now ringMsLeft s startedAtMs uid', number);
define('accepted dnd mine more', bool);
define('account endedBy', orNull(text));
define('acceptedAtMs', orNull(number));
define('blocked online team', list(text));
define('media', oneOf('audio', 'video'));
define('mode', oneOf(0, 1, 2, 3));
define('role', oneOf(0, 1));
define('phase', oneOf('ringing', 'connected'));
define('state', oneOf('ok', 'reconnecting'));
define('detail', plain);
define('uids', mapOf(number));
define('member', member);
define('members', list(member));
define('room', object('uid members'));
define('record', record);
define('records', list(record));
define('message', message);
define('messages', list(message));
define('snapshot', object('calls ended'));
define('calls', list(object('cid callId caller callee media phase mine ringMsLeft acceptedAtMs uids')));
define('ended', list(object('cid callId reason account')));

const SIGNED_IN = 'sid account resumeToken epoch heartbeatMs now snapshot';
const PLACED = 'cid uids';
const ROOM_ENTRY = 'uid members';

/** What an answer must have; those that are not here may be empty. Another face adds its own. */
export const ANSWER_FIELDS: Partial<Record<RequestName, string>> = {
  signIn: SIGNED_IN, ping: 'now', call: PLACED, callTeam: PLACED, accept: 'uids', join: ROOM_ENTRY, enterRoom: `${PLACED} ${ROOM_ENTRY}`, renewStream: 'url',
  members: ROOM_ENTRY, records: 'records', presence: 'online', send: 'id at', inbox: 'records messages now', settings: 'dnd blocked',
};

/** What an event must have. Another face adds its own. */
export const EVENT_FIELDS: Readonly<Record<EventName, string>> = {
  invited: 'cid callId caller media ringMsLeft uids',
  ringing: 'cid account',
  accepted: 'cid account media uids',
  answeredElsewhere: 'cid media accepted clientType at',
  ended: 'cid reason account at',
  control: 'cid account command',
  memberJoined: 'cid member',
  memberLeft: 'cid uid account',
  memberUpdated: 'cid member',
  peerState: 'cid account state',
  declined: 'cid account reason',
  recorded: 'record',
  message: 'message',
};

/** Names of all events, for tests and for the manual. */
export const EVENT_NAMES = /* @__PURE__ */ Object.keys(EVENT_FIELDS) as EventName[];

/**
 * Reads the answer to a request.
 *
 * @throws CallError BAD_MESSAGE with the field that is wrong
 */
export function readAnswer<N extends RequestName>(name: N, ok: unknown): Answers[N] {
  plain(ok, 'ok');
  const names = name === 'resume' ? (ok['resumed'] === true ? 'resumeToken now' : SIGNED_IN) : ANSWER_FIELDS[name];
  object(names || '')(ok, 'ok');
  return ok as unknown as Answers[N]; // Every field was looked at.
}

/**
 * Reads one text frame of the server; null for what is neither an answer nor an event with a number.
 *
 * @param onFault - hears what is wrong: a CallError BAD_MESSAGE with the field
 */
export function readServerFrame(json: string, onFault: (error: unknown) => void): ServerFrame | null {
  let frame: Plain = {};
  try {
    frame = parseJson(json);
    const known = readFrame(frame);
    if (known !== null) return known;
  } catch (error) {
    onFault(error);
  }
  const { s } = frame;
  return Number.isFinite(s) ? { t: 'skipped', s: s as number } : null;
}

function parseJson(json: string): Plain {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = null;
  }
  plain(value, 'frame');
  return value;
}

function readFrame(frame: Plain): AnswerFrame | EventFrame | null {
  text(frame['t'], 't');
  if (frame['t'] === 'ack') return readAck(frame);
  const names = Object.entries(EVENT_FIELDS).find(([name]) => name === frame['t']);
  if (names === undefined) return null;
  object(`s ${names[1]}`)(frame, '');
  return frame as unknown as EventFrame; // Every field was looked at.
}

/** A code of a newer server is passed on as it is. */
function readAck({ id, ok, err }: Plain): AnswerFrame {
  number(id, 'id');
  if (err === undefined) return { t: 'ack', id: id as number, ok };
  object('code')(err, 'err');
  return { t: 'ack', id: id as number, err: err as WireError };
}
