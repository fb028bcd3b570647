import { CallError, type Meeting, type RtcAnswers } from 'netcall-protocol';
import type { MeetInfo } from './facts';

/** What a value is to look like: a list is as its first, an object has at least these fields, and all else is of the same type. */
export type Sample = string | number | boolean | readonly [Sample] | { readonly [name: string]: Sample };

const MEETING = { id: '', creator: '', startedAtMs: 0, members: 0 };
/** A client's place in a queue. */
export const PLACE = { queue: 0, position: 0, sinceMs: 0 };
/** How a queue is. One field by its name in quotes: the build shortens that word elsewhere. */
export const STATUS = { id: 0, agents: 0, 'waiting': 0, serving: 0, offered: 0 };
/** A client as an agent sees it. */
export const USER = { user: { queue: 0, account: '', nick: '', sinceMs: 0, custom: '' } };
/** How a user is. */
export const STATE = { account: '', status: 0, dnd: 0 };

/** Answers that the reader of the core does not know. Fields that may be absent are not here. */
const ANSWERS: { readonly [N in keyof RtcAnswers]?: Sample } = {
  createMeeting: { meeting: MEETING },
  userStatus: { users: [STATE] },
  queues: { queues: [{ id: 0, name: '', desc: '', prio: 0 }], status: [STATUS], serving: [0] },
  queueJoin: PLACE,
  assign: USER,
};

/** Compares a value from outside with its sample. @throws CallError BAD_MESSAGE naming the field */
export function look(sample: Sample | undefined, value: unknown, field: string): void {
  if (typeof sample !== typeof value || Array.isArray(sample) !== Array.isArray(value) || value === null) throw new CallError('BAD_MESSAGE', { field });
  if (Array.isArray(value)) value.forEach((each) => look((sample as readonly [Sample])[0], each, field));
  else if (typeof sample === 'object') Object.entries(sample).forEach(([name, each]) => look(each, (value as Readonly<Record<string, unknown>>)[name], name));
}

/** Looks at an answer that the core has not looked at. @throws CallError BAD_MESSAGE naming the field */
export function lookAtAnswer(name: string, answer: unknown): void {
  look((ANSWERS as Readonly<Record<string, Sample>>)[name] || {}, answer, name);
}

/** A room as the server tells it, in the application's words; null for none. @throws CallError BAD_MESSAGE naming the field */
export function meetInfoOf(given: Meeting | undefined): MeetInfo | null {
  if (!given) return null;
  look(MEETING, given, 'meeting');
  const { id, creator, members, startedAtMs } = given;
  return infoOf(id, { creator, memberCount: members, startTime: Math.floor(startedAtMs / 1000) });
}

/** What an application gets of a room by its number. */
export function infoOf(id: string, known: object): MeetInfo {
  return { pswd: '', subject: '', pubMeetUrl: '', creator: '', memberCount: 0, startTime: 0, ...known, ID: Number(id) };
}

/** The number of a room as the protocol has it, from a number or its digits; empty for what is none. */
export function roomIdOf(given: unknown): string {
  const digits = `${given as string}`;
  return /^\d{8}$/.test(digits) ? digits : '';
}
