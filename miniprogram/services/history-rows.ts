import type { CallRecord } from 'netcall-sdk';
import { fill } from '../i18n/index';
import type { Dictionary } from '../i18n/en';
import { nameOf } from './people';

/** One line of the call history, ready to be drawn. */
export interface HistoryRow {
  readonly cid: string;
  readonly peer: string;
  readonly name: string;
  readonly media: 'audio' | 'video';
  readonly outgoing: boolean;
  readonly missed: boolean;
  /** How it went: its length when it was connected, otherwise why it was not. */
  readonly outcome: string;
  readonly time: string;
  /** What a screen reader says of the row. */
  readonly label: string;
}

const DAY_MS = 86_400_000;

/** Draws up a record for the person signed in as `me`. `nowMs` decides what is today and yesterday. */
export function rowOf(record: CallRecord, me: string, t: Dictionary, nowMs: number): HistoryRow {
  const outgoing = record.caller === me;
  const peer = outgoing ? record.callee : record.caller;
  const missed = !outgoing && record.acceptedAtMs === null && record.reason !== 'rejected';
  const name = nameOf(peer);
  const outcome = outcomeOf(record, me, t);
  const time = timeOf(record.startedAtMs, nowMs, t);
  const direction = outgoing ? t.history.outgoing : t.history.incoming;
  const label = [fill(t.history.callBack, { name, media: t.history[record.media] }), direction, outcome, time].join(', ');
  return { cid: record.cid, peer, name, media: record.media, outgoing, missed, outcome, time, label };
}

/** A length as mm:ss, or h:mm:ss from an hour on, as the call view shows it. */
export function lengthOf(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const rest = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The time of day for today, "yesterday" for the day before, else the date. */
export function timeOf(atMs: number, nowMs: number, t: Dictionary): string {
  const at = new Date(atMs);
  const days = Math.round((startOfDay(nowMs) - startOfDay(atMs)) / DAY_MS);
  if (days <= 0) return `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
  return days === 1 ? t.history.yesterday : fill(t.history.date, { month: at.getMonth() + 1, day: at.getDate() });
}

function outcomeOf(record: CallRecord, me: string, { history: t }: Dictionary): string {
  const outgoing = record.caller === me;
  const connected = record.acceptedAtMs !== null;
  switch (record.reason) {
    case 'hungUp': return `${lengthOf(record.durationMs)} · ${record.endedBy === me ? t.hungUpByMe : t.hungUp}`;
    case 'lost': return connected ? `${lengthOf(record.durationMs)} · ${t.lost}` : t.lost;
    case 'failed':
    case 'closed':
    case 'kicked': return t.failedCall;
    case 'rejected': return outgoing ? t.rejected : t.rejectedByMe;
    case 'cancelled': return outgoing ? t.cancelled : t.missed;
    case 'noAnswer': return outgoing ? t.noAnswer : t.missed;
    case 'busy':
    case 'dnd': return outgoing ? t.busy : t.missed;
  }
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
