import type { Bytes } from './format';

const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350] as const;
const LONG_RATE = 15;

/** What an AudioSpecificConfig says (ISO/IEC 14496-3, 1.6.2.1); null when it is not one that browsers decode. */
export function decoderConfigOf(description: Bytes): AudioDecoderConfig | null {
  const [first, second] = description;
  if (first === undefined || second === undefined) return null;
  const objectType = first >> 3;
  const rateIndex = ((first & 0x07) << 1) | (second >> 7);
  const sampleRate = RATES[rateIndex];
  const numberOfChannels = (second >> 3) & 0x0f;
  if (rateIndex === LONG_RATE || sampleRate === undefined || numberOfChannels === 0) return null;
  return { codec: `mp4a.40.${objectType}`, sampleRate, numberOfChannels, description };
}

/** The codec text of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3); null when it is too short to be one. */
export function avcCodecOf(description: Bytes): string | null {
  const [, profile, compatibility, level] = description;
  if (profile === undefined || compatibility === undefined || level === undefined) return null;
  return `avc1.${[profile, compatibility, level].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Whether two configs are byte for byte the same. */
export function sameBytes(one: Bytes | null, other: Bytes): boolean {
  return one?.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
