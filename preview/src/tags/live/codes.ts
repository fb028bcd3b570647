import type { DeviceKind, PlayerEvents, PusherEvents } from 'netcall-webmedia';

/** Detail of `statechange`. */
export interface StateChange {
  code: number;
  message: string;
}

/** Detail of `error` of live-pusher. */
export interface PusherFailure {
  errCode: number;
  errMsg: string;
}

const state = (code: number, message: string): StateChange => ({ code, message });

/** What WeChat's live-pusher reports when ours tells one of these; in this order where it is more than one. */
export const PUSHER_STATES: { readonly [K in keyof PusherEvents]?: (payload: PusherEvents[K]) => readonly StateChange[] } = {
  opened: ({ device }) => (device === 'camera' ? [state(1003, 'camera open')] : []),
  missing: ({ device }) => (device === 'camera' ? [state(1003, 'no camera: a test picture is sent')] : []),
  deviceFailed: ({ device, reason }) => [state(device === 'camera' ? -1301 : -1302, reason)],
  captured: () => [state(1007, 'first frame captured')],
  unsupported: ({ codec, reason }) => [state(codec === 'h264' ? -1303 : -1304, reason)],
  encoderFailed: ({ codec, reason }) => (codec === 'h264' ? [state(1104, reason)] : []),
  connected: () => [state(1001, 'connected'), state(1002, 'handshake done, pushing')],
  firstFrameSent: () => [state(1008, 'encoder started')],
  bitrate: ({ kbps }) => [state(1006, `bitrate adapted: ${kbps}`)],
  uplinkSlow: () => [state(1101, 'uplink too narrow')],
  reconnecting: () => [state(1102, 'broken, reconnecting')],
  failed: () => [state(-1307, 'broken, retries exhausted')],
};

/** The same for live-player. */
export const PLAYER_STATES: { readonly [K in keyof PlayerEvents]?: (payload: PlayerEvents[K]) => readonly StateChange[] } = {
  connected: () => [state(2001, 'connected'), state(2002, 'pulling')],
  firstFrame: () => [state(2003, 'first video packet')],
  playing: () => [state(2004, 'playing')],
  stalled: () => [state(2007, 'loading')],
  recovered: () => [state(2004, 'playing')],
  resolution: ({ width, height }) => [state(2009, `resolution ${width}x${height}`)],
  decodeFailed: ({ kind, reason }) => [state(kind === 'video' ? 2101 : 2102, reason)],
  reconnecting: () => [state(2103, 'broken, reconnecting')],
  failed: () => [state(-2301, 'broken, retries exhausted')],
};

/** `error` of live-pusher when the user has refused a device. */
export const DENIED: Readonly<Record<DeviceKind, PusherFailure>> = {
  camera: { errCode: 10001, errMsg: 'camera denied' },
  microphone: { errCode: 10002, errMsg: 'microphone denied' },
};

/** WeChat says it when the app goes to the background while it pushes, and when a phone call takes its sound. */
export const SUSPENDED = state(5000, 'suspended');

/** WeChat says it when the user closes the floating window of an app in the background. */
export const FLOAT_CLOSED = state(5001, 'floating window closed');

/** WeChat says it of a player whose picture or sound has gaps. */
export const STUTTER = state(2105, 'stutter');
