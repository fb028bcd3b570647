import type { PusherOptions } from 'netcall-webmedia';

/** `SetVideoCfg`: what is not given stays. */
export interface VideoCfg {
  /** 1 small, 2 medium, 3 large, 4 high definition. */
  readonly size?: number;
  /** Pictures a second, 5 to 30. */
  readonly fps?: number;
  /** 1 16:9, 2 4:3, 3 1:1, 4 3:4, 5 9:16. */
  readonly ratio?: number;
  /** The same as text, `16:9`; it goes before `ratio`. */
  readonly aspectRatio?: string;
}

/** `SetAudioCfg`: what is not given stays. */
export interface AudioCfg {
  /** Of `GetAudioMicNames`; empty: the browser's choice. */
  readonly micID?: string;
  /** Kept and given back: the sound comes out where the browser plays all. */
  readonly speakerID?: string;
  readonly autoGainControl?: boolean;
  readonly echoCancellation?: boolean;
  readonly noiseSuppression?: boolean;
  /** Kept and given back. */
  readonly micVolume?: number;
}

/** A microphone or a loudspeaker. */
export interface MicName {
  readonly micID: string;
  readonly micName: string;
}

/** The same for loudspeakers. */
export interface SpkName {
  readonly speakerID: string;
  readonly speakerName: string;
}

/** Short side of the picture and limit of its bit rate in kbit/s, by size. */
const SIZES: readonly (readonly [side: number, kbps: number])[] = [[240, 350], [360, 800], [480, 1_000], [720, 2_000]];
const RATIOS: readonly (readonly [width: number, height: number])[] = [[16, 9], [4, 3], [1, 1], [3, 4], [9, 16]];

/** What the application has chosen of picture and sound; it holds from the next stream on, and for the one that runs. */
export class Configuration {
  video: Required<VideoCfg> = { size: 2, fps: 15, ratio: 1, aspectRatio: '16:9' };
  audio: Required<AudioCfg> = { micID: '', speakerID: '', autoGainControl: true, echoCancellation: true, noiseSuppression: true, micVolume: 255 };
  /** Devices as the browser has listed them last. */
  devices: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[] = [];

  /** Numbers outside of their limits are brought in. */
  setVideo(given: VideoCfg): void {
    const { size, fps, ratio } = { ...this.video, ...given };
    const near = clamp(ratio, 1, RATIOS.length);
    this.video = { size: clamp(size, 1, SIZES.length), fps: clamp(fps, 5, 30), ratio: near, aspectRatio: given.aspectRatio ?? (RATIOS[near - 1] ?? [16, 9]).join(':') };
  }

  setAudio(given: AudioCfg): void {
    this.audio = { ...this.audio, ...given };
  }

  /** What the pusher is made with. */
  options(): PusherOptions {
    const { size, fps, aspectRatio } = this.video;
    const [side, maxBitrateKbps] = SIZES[size - 1] ?? [360, 800];
    const [wide, high] = partsOf(aspectRatio);
    const unit = side / Math.min(wide, high);
    const { micID, autoGainControl, echoCancellation, noiseSuppression } = this.audio;
    return {
      width: wide * unit, height: high * unit, fps, maxBitrateKbps, minBitrateKbps: Math.round(maxBitrateKbps / 4),
      audioProcessing: autoGainControl || echoCancellation || noiseSuppression, ...(micID === '' ? {} : { microphoneId: micID }),
    };
  }

  micNames(): MicName[] {
    return this.devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ micID: deviceId, micName: label }));
  }

  spkNames(): SpkName[] {
    return this.devices.filter(({ kind }) => kind === 'audiooutput').map(({ deviceId, label }) => ({ speakerID: deviceId, speakerName: label }));
  }
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : low;
}

function partsOf(ratio: string): readonly [number, number] {
  const [, wide = '16', high = '9'] = /^(\d+):(\d+)$/.exec(ratio) ?? [];
  return Number(wide) > 0 && Number(high) > 0 ? [Number(wide), Number(high)] : [16, 9];
}
