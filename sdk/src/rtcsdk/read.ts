import { ANSWER_FIELDS, CallError, EVENT_FIELDS, type BulkFrame, type Meeting, type RtcAnswers, type RtcEvents } from 'netcall-protocol';
import type { MeetInfo } from './facts';

/** Looks at one value from outside. @throws CallError BAD_MESSAGE naming the field */
type Check = (value: unknown, field: string) => void;

const check = (isRight: (value: unknown) => boolean): Check => (value, field) => {
  if (!isRight(value)) throw new CallError('BAD_MESSAGE', { field });
};
const text = check((value) => typeof value === 'string');
const number = check(Number.isFinite);
const bool = check((value) => typeof value === 'boolean');
const maybe = (inner: Check): Check => (value, field) => value === undefined || inner(value, field);
const list = (inner: Check): Check => (value, field) => {
  check(Array.isArray)(value, field);
  (value as unknown[]).forEach((each) => inner(each, field));
};

/** An object with these fields: texts, numbers, and others by their checks. */
const shape = (texts: string, numbers: string, others: Readonly<Record<string, Check>> = {}): Check => (value, field) => {
  check((each) => typeof each === 'object' && each !== null)(value, field);
  const given = value as Readonly<Record<string, unknown>>;
  const look = (names: string, kind: Check): void => names.split(' ').forEach((name) => name && kind(given[name], name));
  look(texts, text);
  look(numbers, number);
  Object.entries(others).forEach(([name, kind]) => kind(given[name], name));
};

const meeting = shape('id creator', 'startedAtMs members');
const userState = shape('account', 'status dnd');
const queueStatus = shape('', 'id agents waiting serving offered');
const queuing = shape('', 'queue position sinceMs');
const queuedUser = shape('account nick custom', 'queue sinceMs');
const bulk: Readonly<Record<BulkFrame['t'], Check>> = {
  bulk: shape('from transfer kind data', 'seq offset total', { text: bool, name: maybe(text) }),
  bulkSeen: shape('from transfer', 'seq'),
};

/** Answers that the reader of the core does not know. */
const ANSWERS: { readonly [N in keyof RtcAnswers]?: Check } = {
  createMeeting: shape('', '', { meeting }),
  userStatus: shape('', '', { users: list(userState) }),
  queues: shape('', '', {
    queues: list(shape('name desc', 'id prio')), status: list(queueStatus), serving: list(number), queuing: maybe(queuing), offered: maybe(queuedUser),
  }),
  queueJoin: queuing,
  assign: shape('', '', { user: queuedUser }),
};

const EVENTS: Readonly<Record<keyof RtcEvents, Check>> = {
  userStatus: shape('', '', { user: userState }),
  inviteIn: shape('inviteId from custom', ''),
  inviteAnswered: shape('inviteId answer custom', ''),
  inviteCancelled: shape('inviteId reason custom', ''),
  queueStatus: shape('', '', { status: queueStatus }),
  queuing,
  assigned: shape('', '', { user: queuedUser }),
  unassigned: shape('account', 'queue'),
};

/** Teaches the reader of the core what this face hears; only an application that imports this face has it. */
export function learn(): void {
  Object.assign(ANSWER_FIELDS, { enterMeeting: ANSWER_FIELDS.enterRoom });
  Object.keys(EVENTS).forEach((name) => Object.assign(EVENT_FIELDS, { [name]: 's' }));
}

/** An event of this face. */
export type RtcEvent = { [N in keyof RtcEvents]: { readonly t: N } & RtcEvents[N] }[keyof RtcEvents];

/** Whether an event is one of this face. @throws CallError BAD_MESSAGE naming the field that is wrong in one */
export function isRtcEvent(event: { readonly t: string }): event is RtcEvent {
  const look = (EVENTS as Readonly<Record<string, Check>>)[event.t];
  look?.(event, event.t);
  return look !== undefined;
}

/** Looks at an answer that the core has not looked at. @throws CallError BAD_MESSAGE naming the field */
export function checkAnswer(name: string, answer: unknown): void {
  (ANSWERS as Readonly<Record<string, Check>>)[name]?.(answer, name);
}

/** A piece of a transfer or the word that it was seen; null for anything else. @throws CallError BAD_MESSAGE naming the field */
export function readBulk(json: string): BulkFrame | null {
  const frame: unknown = JSON.parse(json); // The core has parsed it before.
  const { t } = frame as { readonly t?: unknown };
  if (t !== 'bulk' && t !== 'bulkSeen') return null;
  bulk[t](frame, t);
  return frame as BulkFrame; // Every field was looked at.
}

/** A room as the server tells it, in the application's words; null for none. @throws CallError BAD_MESSAGE naming the field */
export function meetInfoOf(given: Meeting | undefined): MeetInfo | null {
  if (given === undefined) return null;
  meeting(given, 'meeting');
  const { id, creator, members, startedAtMs } = given;
  return { ID: Number(id), pswd: '', subject: '', pubMeetUrl: '', creator, memberCount: members, startTime: Math.floor(startedAtMs / 1000) };
}

/** The number of a room as the protocol has it, from a number or its digits; null for what is none. */
export function roomIdOf(given: unknown): string | null {
  const digits = typeof given === 'number' || typeof given === 'string' ? String(given).padStart(8, '0') : '';
  return /^\d{8}$/.test(digits) && Number(digits) > 0 ? digits : null;
}
