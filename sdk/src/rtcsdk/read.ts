import { ANSWER_FIELDS, CallError, EVENT_FIELDS, type BulkFrame, type Meeting, type RtcAnswers, type RtcEvents } from 'netcall-protocol';
import type { MeetInfo } from './facts';

/** Looks at one value from outside. @throws CallError BAD_MESSAGE naming the field */
type Check = (value: unknown, field: string) => void;

const must = (isRight: boolean, field: string): void => {
  if (!isRight) throw new CallError('BAD_MESSAGE', { field });
};
const maybe = (inner: Check): Check => (value, field) => value === undefined || inner(value, field);
const list = (inner: Check): Check => (value, field) => {
  must(Array.isArray(value), field);
  (value as unknown[]).forEach((each) => inner(each, field));
};
const KINDS: Readonly<Record<string, string>> = { '': 'string', '#': 'number', '!': 'boolean' };

/** An object with these fields: `name` a text, `name#` a number, `name!` a boolean; others by their checks. */
const shape = (fields: string, others: Readonly<Record<string, Check>> = {}): Check => (value, field) => {
  must(typeof value === 'object' && value !== null, field);
  const given = value as Readonly<Record<string, unknown>>;
  fields.split(' ').forEach((each) => {
    const name = each.replace(/\W/, '');
    must(each === '' || typeof given[name] === KINDS[each.slice(name.length)], name);
  });
  Object.keys(others).forEach((name) => others[name]?.(given[name], name));
};

const number: Check = (value, field) => must(typeof value === 'number', field);
const meeting = shape('id creator startedAtMs# members#');
const queueStatus = shape('id# agents# waiting# serving# offered#');
const queuing = shape('queue# position# sinceMs#');
const user = shape('account nick custom queue# sinceMs#');

/** By the names of answers that the reader of the core does not know, and of events and frames that only this face hears. */
const CHECKS = {
  createMeeting: shape('', { meeting }),
  userStatus: shape('', { users: maybe(list(shape('account status# dnd#'))), user: maybe(shape('account status# dnd#')) }),
  queues: shape('', { queues: list(shape('name desc id# prio#')), status: list(queueStatus), serving: list(number), queuing: maybe(queuing), offered: maybe(user) }),
  queueJoin: queuing,
  assign: shape('', { user }),
  inviteIn: shape('inviteId from custom'),
  inviteAnswered: shape('inviteId answer custom'),
  inviteCancelled: shape('inviteId reason custom'),
  queueStatus: shape('', { status: queueStatus }),
  queuing,
  assigned: shape('', { user }),
  unassigned: shape('account queue#'),
  bulk: shape('from transfer kind data seq# offset# total# text!'),
  bulkSeen: shape('from transfer seq#'),
} satisfies { readonly [N in keyof RtcAnswers | keyof RtcEvents]?: Check };

/** An event of this face. */
export type RtcEvent = { [N in keyof RtcEvents]: { readonly t: N } & RtcEvents[N] }[keyof RtcEvents];

/** Teaches the reader of the core what this face hears; only an application that imports this face has it. */
export function learn(): void {
  Object.assign(ANSWER_FIELDS, { enterMeeting: ANSWER_FIELDS.enterRoom });
  // The reader looks at the number; what else an event has is looked at here.
  Object.keys(CHECKS).forEach((name) => Object.assign(EVENT_FIELDS, { [name]: 's' }));
}

/** Looks at an answer, an event or a frame that the core has not looked at; false when it has. @throws CallError BAD_MESSAGE naming the field */
export function isOwn(name: string, value: unknown): boolean {
  const check = (CHECKS as Readonly<Record<string, Check>>)[name];
  if (check) check(value, name);
  return Boolean(check);
}

/** A piece of a transfer or the word that it was seen; null for anything else. @throws CallError BAD_MESSAGE naming the field */
export function readBulk(json: string): BulkFrame | null {
  const frame = JSON.parse(json) as BulkFrame; // The core has parsed it before, and the checks look at every field.
  return isOwn(frame.t, frame) ? frame : null;
}

/** A room as the server tells it, in the application's words; null for none. @throws CallError BAD_MESSAGE naming the field */
export function meetInfoOf(given: Meeting | undefined): MeetInfo | null {
  if (!given) return null;
  meeting(given, 'meeting');
  const { id, creator, members, startedAtMs } = given;
  return infoOf(id, { creator, memberCount: members, startTime: Math.floor(startedAtMs / 1000) });
}

/** What an application gets of a room by its number. */
export function infoOf(id: string, known: object): MeetInfo {
  return { pswd: '', subject: '', pubMeetUrl: '', creator: '', memberCount: 0, startTime: 0, ...known, ID: Number(id) };
}

/** The number of a room as the protocol has it, from a number or its digits; empty for what is none. */
export function roomIdOf(given: unknown): string {
  const digits = `${given as string}`.padStart(8, '0');
  return /^\d{8}$/.test(digits) && Number(digits) > 0 ? digits : '';
}
