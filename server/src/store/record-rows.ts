import { END_REASONS, type CallRecord, type EndReason } from 'netcall-protocol';
import type { StoredRecord } from '../signal/call';

/** A row of `records` as SQLite gives it. */
export interface RecordRow {
  readonly app: string;
  readonly cid: string;
  readonly call_id: string;
  readonly caller: string;
  readonly callee: string;
  readonly media: string;
  readonly started_at_ms: number;
  readonly accepted_at_ms: number | null;
  readonly ended_at_ms: number;
  readonly reason: string;
  readonly ended_by: string | null;
  /** 1 when it is the caller's alone, otherwise null. */
  readonly silent: number | null;
}

/** Records of `?2` in both roles; the callee of a silent call has none. Two indexes are walked, each for as many rows as are asked for. */
export const recordsWhere = (range: string, order: string, limit: string): string => `SELECT * FROM (
    SELECT * FROM (SELECT * FROM records WHERE app = ?1 AND caller = ?2 AND ${range} ORDER BY ${order} LIMIT ${limit})
    UNION SELECT * FROM (SELECT * FROM records WHERE app = ?1 AND callee = ?2 AND silent IS NULL AND ${range} ORDER BY ${order} LIMIT ${limit})
  ) ORDER BY ${order} LIMIT ${limit}`;

/** Everything that is kept of a call. */
export function storedRecord(row: RecordRow): StoredRecord {
  const { cid, caller, callee, call_id: callId, started_at_ms: startedAtMs, accepted_at_ms: acceptedAtMs, ended_at_ms: endedAtMs, ended_by: endedBy } = row;
  const durationMs = acceptedAtMs === null ? 0 : Math.max(0, endedAtMs - acceptedAtMs);
  const media = row.media === 'audio' ? 'audio' : 'video';
  const stored: StoredRecord = { cid, callId, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason: reasonOf(row.reason), endedBy };
  return row.silent === null ? stored : { ...stored, silent: true };
}

/** What an account sees of a call: `dnd` is the callee's own business (call rule 30). */
export function recordFor(account: string, row: RecordRow): CallRecord {
  const { callId: _callId, silent: _silent, ...record } = storedRecord(row);
  return record.reason === 'dnd' && record.callee !== account ? { ...record, reason: 'busy' } : record;
}

function reasonOf(text: string): EndReason {
  return END_REASONS.find((each) => each === text) ?? 'lost';
}
