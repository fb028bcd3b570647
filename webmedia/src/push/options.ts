/** What a `WebPusher` sends and how. */
export interface PusherOptions {
  /** Whether the camera is on from the start. Off from the start means a stream without video until it is enabled. Default true. */
  readonly camera?: boolean;
  /** Whether sound is sent. Default true. */
  readonly microphone?: boolean;
  readonly muted?: boolean;
  /** Size of the picture, in pixels; made even. Default 360 by 640. */
  readonly width?: number;
  readonly height?: number;
  /** Pictures a second, 1 to 30. Default 15. */
  readonly fps?: number;
  /** Limits of the video bitrate, in kilobits a second. Default 200 and 800. */
  readonly minBitrateKbps?: number;
  readonly maxBitrateKbps?: number;
  /** Default 48. */
  readonly audioBitrateKbps?: number;
  /** Which camera, where there are several. Default front. */
  readonly facing?: 'front' | 'back';
  /** Whether the browser removes echo and noise. Default true. */
  readonly audioProcessing?: boolean;
  /** The browser's id of the microphone. Default empty: the browser's choice. */
  readonly microphoneId?: string;
  /** Stands in the test picture that is sent where there is no camera. Default empty. */
  readonly label?: string;
  /** Pitch of the tone that is sent where there is no microphone, in hertz. Default 440. */
  readonly toneHz?: number;
  /** Shown instead of black while the camera is off: anything that can be drawn. */
  readonly waitingImage?: CanvasImageSource & { readonly width: number; readonly height: number };
  /**
   * Whether key frames bear the time at which they were taken and the number of this browser's clock, so that a player in
   * the same browser can show how late it is. Default false: the number is the same in all calls of this browser.
   */
  readonly tellsClock?: boolean;
}

/** Options with nothing left open. */
export interface PusherSettings {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly muted: boolean;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly minBitrateKbps: number;
  readonly maxBitrateKbps: number;
  readonly audioBitrateKbps: number;
  readonly facing: 'front' | 'back';
  readonly audioProcessing: boolean;
  readonly microphoneId: string;
  readonly label: string;
  readonly toneHz: number;
  readonly waitingImage: PusherOptions['waitingImage'] | null;
  readonly tellsClock: boolean;
}

/** Pictures a second may be asked for between these. */
export const FPS_LIMITS = { min: 1, max: 30 } as const;

const DEFAULTS: PusherSettings = {
  camera: true, microphone: true, muted: false, width: 360, height: 640, fps: 15, minBitrateKbps: 200, maxBitrateKbps: 800,
  audioBitrateKbps: 48, facing: 'front', audioProcessing: true, microphoneId: '', label: '', toneHz: 440, waitingImage: null, tellsClock: false,
};

/** Fills in the defaults and brings the numbers into what H.264 takes. */
export function settingsOf(options: PusherOptions): PusherSettings {
  const all = { ...DEFAULTS, ...options };
  return {
    ...all,
    width: even(all.width),
    height: even(all.height),
    fps: Math.min(FPS_LIMITS.max, Math.max(FPS_LIMITS.min, all.fps)),
    maxBitrateKbps: Math.max(all.minBitrateKbps, all.maxBitrateKbps),
  };
}

/** H.264 stores colour for two pixels at a time. */
function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
