import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import type { CallNews, ServerEvent } from '../core/call-events';
import type { SessionListener } from '../core/session';

/** What a session has told of calls while nobody was there to show them, each with the time at which it did, by the monotonic clock. */
export interface Kept {
  /** Null before the first sign-in. */
  readonly snapshot: { readonly calls: readonly CallSnapshot[]; readonly ended: Snapshot['ended']; readonly serverNowMs: number; readonly atMs: number } | null;
  readonly events: readonly { readonly event: CallNews; readonly atMs: number }[];
}

/** Nothing has come yet. */
export const NOTHING_KEPT: Kept = { snapshot: null, events: [] };

/** Everything that has come is somebody's. News of the account are asked for by whoever comes next. */
export const ALL_TOLD: Kept = { snapshot: { calls: [], ended: [], serverNowMs: 0, atMs: 0 }, events: [] };

/** With one more event: nothing is kept of a call that is over, or that is not known, or of what is no call. */
export function withEvent(kept: Kept, event: ServerEvent, atMs: number): Kept {
  if (!('cid' in event)) return kept; // A record or a message: who takes over asks what has come.
  const { cid } = event;
  const { snapshot, events } = kept;
  const isOther = (each: { readonly cid: string }): boolean => each.cid !== cid;
  const others = events.filter((each) => isOther(each.event));
  if (event.t === 'ended' || event.t === 'answeredElsewhere') return { snapshot: snapshot && { ...snapshot, calls: snapshot.calls.filter(isOther) }, events: others };
  const isKnown = event.t === 'invited' || others.length < events.length || !(snapshot?.calls.every(isOther) ?? true);
  return isKnown ? { snapshot, events: [...events, { event, atMs }] } : kept;
}

/** Whether there is a call for somebody to show: one that rings still, or one of this device. */
export function isAwaited({ snapshot, events }: Kept, nowMs: number): boolean {
  return events.some(({ event, atMs }) => event.t === 'invited' && event.ringMsLeft > nowMs - atMs) || (snapshot?.calls.some((call) => call.mine || rings(call, nowMs - snapshot.atMs)) ?? false);
}

/** Tells everything as if it came now. What has rung for its whole time meanwhile is left out, with all that is about it alone. */
export function tellKept({ snapshot, events }: Kept, hearer: SessionListener, nowMs: number): void {
  if (snapshot !== null) {
    const { calls, ended, serverNowMs, atMs } = snapshot;
    const waitedMs = nowMs - atMs;
    const left = calls.filter((call) => call.phase === 'connected' || call.mine || rings(call, waitedMs));
    hearer.snapshot({ calls: left.map((call) => ({ ...call, ringMsLeft: call.ringMsLeft - waitedMs })), ended }, serverNowMs + waitedMs);
  }
  for (const { event, atMs } of events) {
    if (event.t !== 'invited') hearer.event(event);
    else if (event.ringMsLeft > nowMs - atMs) hearer.event({ ...event, ringMsLeft: event.ringMsLeft - (nowMs - atMs) });
  }
}

function rings({ phase, ringMsLeft }: CallSnapshot, waitedMs: number): boolean {
  return phase === 'ringing' && ringMsLeft > waitedMs;
}
