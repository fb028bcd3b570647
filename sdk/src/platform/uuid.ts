/** A version 4 UUID of 16 bytes. */
export function uuidOf(bytes: ArrayLike<number>): string {
  const hex = Array.from({ length: 16 }, (_, index) => byteText(marked(bytes[index] ?? 0, index))).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * 16 bytes for a UUID where the host has no better source: six of time, ten of chance. Enough to tell calls and devices
 * apart; nothing secret rests on them.
 */
export function looseBytes(nowMs: number, random: () => number): number[] {
  return Array.from({ length: 16 }, (_, index) => (index < 6 ? Math.floor(nowMs / 256 ** (5 - index)) % 256 : Math.floor(random() * 256)));
}

/** Version and variant bits as RFC 9562 wants them. */
function marked(byte: number, index: number): number {
  if (index === 6) return (byte & 0x0f) | 0x40;
  return index === 8 ? (byte & 0x3f) | 0x80 : byte;
}

function byteText(byte: number): string {
  return (byte + 0x100).toString(16).slice(1);
}
