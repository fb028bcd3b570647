import { BOOLEAN, check, oneOf, TEXT, within } from './rules';
import type { Rule, Rules } from './rules';

/**
 * How the own picture and sound are made: attributes of live-pusher, for which WeChat's default holds where nothing is said. Beauty and filter
 * change while the call goes on; what concerns size, rate and sound WeChat may take only when the stream begins anew.
 */
export interface PusherOptions {
  /** Smoothes the skin: 0 (off) to 9. */
  readonly beauty?: number;
  /** Lightens the skin: 0 (off) to 9. */
  readonly whiteness?: number;
  readonly beautyStyle?: 'smooth' | 'nature';
  /** 0 to 1, as the three that follow. */
  readonly skinSmoothness?: number;
  readonly skinWhiteness?: number;
  readonly faceThinness?: number;
  readonly eyeBigness?: number;
  readonly filter?: (typeof FILTERS)[number];
  /** `RTC` (default), or for a picture of a fixed size `SD`, `HD`, `FHD`. */
  readonly mode?: 'RTC' | 'SD' | 'HD' | 'FHD';
  readonly aspect?: '9:16' | '3:4';
  /** Pixels, in the modes `RTC` and `SD`. Default 360 by 640. */
  readonly videoWidth?: number;
  readonly videoHeight?: number;
  /** Pictures per second, 1 to 30. Default 15. */
  readonly fps?: number;
  /** kbit/s. Default 200 to 1000. */
  readonly minBitrate?: number;
  readonly maxBitrate?: number;
  /** `high` (default): 48 kHz, `low`: 16 kHz. */
  readonly audioQuality?: 'high' | 'low';
  readonly audioVolumeType?: 'auto' | 'media' | 'voicecall';
  /** 0 (off) to 7. */
  readonly audioReverbType?: number;
  /** 0 (off) to 11. */
  readonly voiceChangerType?: number;
  /** Evens out how loud the voice is. */
  readonly enableAgc?: boolean;
  /** Takes noise away. */
  readonly enableAns?: boolean;
  readonly localMirror?: 'auto' | 'enable' | 'disable';
  /** The others see the picture mirrored. */
  readonly remoteMirror?: boolean;
  /** Address of a picture that is sent while the mini-program is in the background. */
  readonly waitingImage?: string;
  /** MD5 of that picture, by which WeChat knows whether it has come whole. */
  readonly waitingImageHash?: string;
  /** Sharpens the picture by itself. Default true. */
  readonly autoFocus?: boolean;
  /** Two fingers make the picture larger. */
  readonly zoom?: boolean;
  /** No sound is sent while the mini-program is in the background. */
  readonly backgroundMute?: boolean;
  /** Make-up, filters and stickers by the functions of WeChat's context; it counts when the pusher appears. */
  readonly customEffect?: boolean;
}

/** Settings to change; undefined: back to the default. */
export type PusherChanges = { readonly [K in keyof PusherOptions]?: PusherOptions[K] | undefined };

const FILTERS = ['standard', 'pink', 'nostalgia', 'blues', 'romantic', 'cool', 'fresher', 'solor', 'aestheticism', 'whitening', 'cerisered'] as const;

const PART = within(0, 1);
const STRENGTH = within(0, 9);
const PIXELS = within(1, 4096);
const KBPS = within(1, 20_000);

/** Every setting that there is. A filter that WeChat adds is added here. */
export const PUSHER_RULES: Readonly<Record<keyof PusherOptions, Rule>> & Rules = {
  beauty: STRENGTH, whiteness: STRENGTH, beautyStyle: oneOf('smooth', 'nature'), skinSmoothness: PART, skinWhiteness: PART, faceThinness: PART, eyeBigness: PART, filter: oneOf(...FILTERS),
  mode: oneOf('RTC', 'SD', 'HD', 'FHD'), aspect: oneOf('9:16', '3:4'), videoWidth: PIXELS, videoHeight: PIXELS, fps: within(1, 30), minBitrate: KBPS, maxBitrate: KBPS,
  audioQuality: oneOf('high', 'low'), audioVolumeType: oneOf('auto', 'media', 'voicecall'), audioReverbType: within(0, 7), voiceChangerType: within(0, 11), enableAgc: BOOLEAN, enableAns: BOOLEAN,
  localMirror: oneOf('auto', 'enable', 'disable'), remoteMirror: BOOLEAN, waitingImage: TEXT, waitingImageHash: TEXT, autoFocus: BOOLEAN,
  zoom: BOOLEAN, backgroundMute: BOOLEAN, customEffect: BOOLEAN,
};

/**
 * The settings with others in place of some of them; one that is undefined goes back to its default.
 *
 * @throws CallError BAD_ARGUMENT naming the field, such as `pusher.beauty`: of a setting that there is not, and of a value that WeChat does not know
 */
export function withPusher(before: PusherOptions, changes: PusherChanges): PusherOptions {
  check(changes, PUSHER_RULES, 'pusher');
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined));
}
