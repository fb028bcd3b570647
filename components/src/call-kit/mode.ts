import type { Mode } from './client';

/** What this client says it sends: 0 both, 1 microphone only, 2 camera only, 3 nothing. */
export function modeOf(flags: { readonly cameraOn: boolean; readonly micOn: boolean }): Mode {
  if (flags.cameraOn) return flags.micOn ? 0 : 2;
  return flags.micOn ? 1 : 3;
}

/** Whether a member with this mode is to be seen. */
export function showsPicture(mode: Mode): boolean {
  return mode === 0 || mode === 2;
}

/** Whether a member with this mode is to be heard. */
export function sendsSound(mode: Mode): boolean {
  return mode < 2;
}
