import type { DeviceKind } from './events';

/** How the attempt to open a device ended. */
export type Opening =
  | { readonly state: 'open'; readonly track: MediaStreamTrack }
  | { readonly state: 'denied' }
  | { readonly state: 'missing' }
  | { readonly state: 'failed'; readonly reason: string };

/** What is asked of the browser. */
export interface Wish {
  readonly video?: MediaTrackConstraints;
  readonly audio?: MediaTrackConstraints;
}

const REFUSALS = new Set(['NotAllowedError', 'SecurityError']);
const ABSENCES = new Set(['NotFoundError', 'OverconstrainedError', 'TypeError']);

/** Why `getUserMedia` failed, from the name of its error (W3C Media Capture, section 10.3). */
export function openingFromError(error: unknown): Opening {
  const name = error instanceof Error ? error.name : '';
  if (REFUSALS.has(name)) return { state: 'denied' };
  if (ABSENCES.has(name)) return { state: 'missing' };
  return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

/**
 * Opens camera and microphone with one question to the user. When one of the two cannot be had, each is asked for alone,
 * so that the answer of one does not hide the other.
 */
export async function openDevices(wish: Wish): Promise<Record<DeviceKind, Opening | null>> {
  if (wish.video === undefined || wish.audio === undefined) return openEach(wish);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: wish.video, audio: wish.audio });
    return { camera: openingOf(stream.getVideoTracks()), microphone: openingOf(stream.getAudioTracks()) };
  } catch {
    // The error does not say which of the two it is about; asking for each alone does.
    return openEach(wish);
  }
}

/** Opens a camera alone. */
export async function openCamera(video: MediaTrackConstraints): Promise<Opening> {
  try {
    return openingOf((await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks());
  } catch (error) {
    return openingFromError(error);
  }
}

/** The cameras by their ids; empty when the browser does not tell. */
export async function cameraIds(): Promise<readonly string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === 'videoinput' && device.deviceId !== '').map((device) => device.deviceId);
}

async function openEach(wish: Wish): Promise<Record<DeviceKind, Opening | null>> {
  const microphone = wish.audio === undefined ? null : await openMicrophone(wish.audio);
  const camera = wish.video === undefined ? null : await openCamera(wish.video);
  return { camera, microphone };
}

async function openMicrophone(audio: MediaTrackConstraints): Promise<Opening> {
  try {
    return openingOf((await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks());
  } catch (error) {
    return openingFromError(error);
  }
}

function openingOf([track]: readonly MediaStreamTrack[]): Opening {
  return track === undefined ? { state: 'missing' } : { state: 'open', track };
}
