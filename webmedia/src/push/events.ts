/** What can be captured. */
export type DeviceKind = 'camera' | 'microphone';

/** What a `WebPusher` tells. Nothing is told after `stop`. */
export interface PusherEvents {
  /** A device delivers; `label` is the browser's name for it. Told again after `switchCamera` and after enabling. */
  opened: { readonly device: DeviceKind; readonly label: string };
  /** The user or a policy refused. Black pictures or silence are sent instead. */
  denied: { readonly device: DeviceKind };
  /** There is no such device, or the page is not secure. A test picture or tone is sent instead. */
  missing: { readonly device: DeviceKind };
  /** The device exists and does not deliver, mostly because something else uses it. Black or silence is sent. */
  deviceFailed: { readonly device: DeviceKind; readonly reason: string };
  /** The first picture was captured. */
  captured: { readonly width: number; readonly height: number };
  /** How loud the microphone is, ten times a second while it is open: its loudest sample since the last time, 0 to 1; 0 while muted. */
  level: { readonly peak: number };
  /** This browser cannot encode; what `codec` would carry is not sent. */
  unsupported: { readonly codec: 'h264' | 'aac'; readonly reason: string };
  /** An encoder broke while it worked; it is made anew, that of sound after a second. */
  encoderFailed: { readonly codec: 'h264' | 'aac'; readonly reason: string };
  /** The socket is open; told again after every reconnect. */
  connected: Record<never, never>;
  /** The first frame of a connection went out. */
  firstFrameSent: Record<never, never>;
  /** The uplink is too slow; pictures are dropped and the bitrate falls. */
  uplinkSlow: { readonly queuedBytes: number };
  /** The video bitrate was changed to fit the uplink. */
  bitrate: { readonly kbps: number };
  /** The connection broke; the same URL is tried again in `delayMs`. */
  reconnecting: { readonly attempt: number; readonly delayMs: number };
  /** The connection broke and all attempts are used up. Only `start` helps. */
  failed: Record<never, never>;
  /** Once a second while started. */
  stats: PusherStats;
}

/** Figures of the last second. */
export interface PusherStats {
  readonly fps: number;
  readonly videoKbps: number;
  readonly audioKbps: number;
  /** Bytes that wait in the socket now. */
  readonly queuedBytes: number;
  /** Pictures that were not sent because the uplink or the encoder was behind. */
  readonly droppedFrames: number;
  readonly width: number;
  readonly height: number;
  /** Loudest sample of the microphone, 0 to 1; 0 while muted. */
  readonly audioPeak: number;
}
