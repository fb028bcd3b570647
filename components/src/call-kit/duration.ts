import type { Call } from 'netcall-sdk';

/** How long the two have talked, in seconds. @param nowMs - milliseconds since 1970 */
export function durationOf(call: Call, nowMs: number): number {
  if (call.phase === 'ended') return Math.floor(call.durationMs / 1000);
  return call.phase === 'inCall' ? Math.max(0, Math.floor((nowMs - call.sinceMs) / 1000)) : 0;
}

/** `00:07`, `12:34`, `1:02:03`. */
export function textOfDuration(durationS: number): string {
  const pair = (value: number): string => String(value).padStart(2, '0');
  const minutesAndSeconds = `${pair(Math.floor(durationS / 60) % 60)}:${pair(durationS % 60)}`;
  return durationS < 3600 ? minutesAndSeconds : `${Math.floor(durationS / 3600)}:${minutesAndSeconds}`;
}
