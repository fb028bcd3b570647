/**
 * What a code of live-pusher or live-player means for a call. `connecting`: being set up · `live`: media flows ·
 * `weak`: it flows badly · `stalled`: WeChat itself is trying again · `failed`: WeChat has given up, start anew ·
 * `denied`: the user has to allow something first · `suspended`: WeChat has taken the mini-program from the front.
 */
export type StreamMeaning = 'connecting' | 'live' | 'weak' | 'stalled' | 'failed' | 'denied' | 'suspended';

/** Detail of the event `state`. */
export interface PusherState {
  readonly meaning: StreamMeaning;
  /** WeChat's code; 0 when `start` itself was refused. */
  readonly code: number;
}

/** Detail of the event `denied`. */
export interface PusherDenied {
  readonly device: 'camera' | 'microphone';
  readonly code: number;
}

/** Detail of the event `preview`. */
export interface PusherPreview {
  /** Whether WeChat has opened what it may; a refused device is told by `denied`. */
  readonly isOpen: boolean;
}

/** Codes of `statechange`. Those that are not here are noise: which appear differs by client version and platform. */
const STATES: Readonly<Record<number, StreamMeaning>> = {
  1001: 'connecting', // connected to the server
  1002: 'live', // handshake done, pushing
  1005: 'live', // resolution adapted: WeChat 7.0.5 reports this and never 1002
  1006: 'live', // bit rate adapted
  1101: 'weak', // uplink too narrow
  1102: 'stalled', // broken, reconnecting by itself
  3001: 'stalled', // DNS
  3002: 'stalled', // connecting
  3003: 'stalled', // handshake
  3005: 'stalled', // reading or writing
  3004: 'failed', // the server closed it: bad or expired address, which no repetition mends
  5000: 'suspended', // the mini-program was suspended
  5001: 'suspended', // its floating window was closed (Android)
  [-1301]: 'failed', // camera
  [-1302]: 'failed', // microphone
  [-1303]: 'failed', // video encoder
  [-1304]: 'failed', // audio encoder
  [-1305]: 'failed', // resolution
  [-1306]: 'failed', // sample rate
  [-1307]: 'failed', // broken, retries exhausted
};

/** Codes of the event `error`: what the user has refused. */
const DENIALS: Readonly<Record<number, 'camera' | 'microphone'>> = { 10001: 'camera', 10002: 'microphone' };

/** The meaning of a code of live-pusher's `statechange`; null for noise. */
export function meaningOfPusherCode(code: number): StreamMeaning | null {
  return STATES[code] ?? null;
}

/** The device that a code of live-pusher's `error` says the user has refused; null for any other error. */
export function deniedDevice(code: number): 'camera' | 'microphone' | null {
  return DENIALS[code] ?? null;
}
