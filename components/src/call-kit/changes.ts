import type { Call, Room } from 'netcall-sdk';
import type { ConnectedCall } from './client';

/**
 * Whether a new call has begun. Two who call each other get one call in the end, under the other's id: it is still the
 * call that the user placed, and the choice of camera stays.
 */
export function isAnotherCall(before: Call, now: Exclude<Call, { phase: 'idle' }>): boolean {
  if (before.phase === 'idle' || before.phase === 'ended') return true;
  return before.callId !== now.callId && !(before.peer === now.peer && now.phase === 'inCall');
}

/** Whether a call in which both talk carries something else now. */
export function isTurned(before: Call, now: Call): now is ConnectedCall {
  return before.phase === 'inCall' && now.phase === 'inCall' && before.cid === now.cid && before.media !== now.media;
}

/** Whether a named room has let this device in: what it was entered with is the choice of camera and microphone. */
export function isEntered(before: Call, now: Call): now is ConnectedCall & { readonly room: Room } {
  return before.phase !== 'inCall' && now.phase === 'inCall' && now.channel !== undefined && now.room !== null;
}
