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
}

/** Settings to change; undefined: back to the default. */
export type PusherChanges = { readonly [K in keyof PusherOptions]?: PusherOptions[K] | undefined };

const FILTERS = ['standard', 'pink', 'nostalgia', 'blues', 'romantic', 'cool', 'fresher', 'solor', 'aestheticism', 'whitening', 'cerisered'] as const;

/** What a setting may be: one of some words, a number in a range, or anything of a type. */
type Rule = readonly string[] | readonly [least: number, most: number] | 'boolean' | 'string';

const PART = [0, 1] as const;
const PIXELS = [1, 4096] as const;
const KBPS = [1, 20_000] as const;

/** Every setting that there is. A filter that WeChat adds is added here. */
const RULES: Readonly<Record<keyof PusherOptions, Rule>> = {
  beauty: [0, 9], whiteness: [0, 9], beautyStyle: ['smooth', 'nature'], skinSmoothness: PART, skinWhiteness: PART, faceThinness: PART, eyeBigness: PART, filter: FILTERS,
  mode: ['RTC', 'SD', 'HD', 'FHD'], aspect: ['9:16', '3:4'], videoWidth: PIXELS, videoHeight: PIXELS, fps: [1, 30], minBitrate: KBPS, maxBitrate: KBPS,
  audioQuality: ['high', 'low'], audioVolumeType: ['auto', 'media', 'voicecall'], audioReverbType: [0, 7], voiceChangerType: [0, 11], enableAgc: 'boolean', enableAns: 'boolean',
  localMirror: ['auto', 'enable', 'disable'], remoteMirror: 'boolean', waitingImage: 'string',
};

/**
 * The settings with others in place of some of them; one that is undefined goes back to its default.
 *
 * @throws Error that names the field: of a setting that there is not, and of a value that WeChat does not know
 */
export function withPusher(before: PusherOptions, changes: PusherChanges): PusherOptions {
  Object.entries(changes).forEach(([field, value]: [string, unknown]) => {
    const rule = Object.entries(RULES).find(([name]) => name === field)?.[1];
    if (rule === undefined) throw new Error(`pusher.${field}: there is no such setting; there are ${Object.keys(RULES).join(', ')}`);
    if (value !== undefined && !fits(value, rule)) throw new Error(`pusher.${field}: ${wordsOf(rule)} is wanted, not ${JSON.stringify(value)}`);
  });
  const kept = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept);
}

function fits(value: unknown, rule: Rule): boolean {
  if (typeof rule === 'string') return typeof value === rule;
  const [least, most] = rule;
  return typeof least === 'number' ? typeof value === 'number' && value >= least && value <= Number(most) : rule.some((word) => word === value);
}

function wordsOf(rule: Rule): string {
  if (typeof rule === 'string') return `a ${rule}`;
  return typeof rule[0] === 'number' ? rule.join(' to ') : rule.join(' or ');
}
