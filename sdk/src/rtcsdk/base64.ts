const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a character stands for, by its code; those of base64url too. */
const VALUES = new Uint8Array(128);
`${ALPHABET}-_`.split('').forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value < 64 ? value : value - 2));

/** Bytes as base64 with padding; mini-programs have no `btoa`. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
    text += letter(bits >> 18) + letter(bits >> 12) + letter(bits >> 6) + letter(bits);
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - padding) + '=='.slice(0, padding);
}

/** The bytes of base64 or base64url, with or without padding. What is neither counts as its end. */
export function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/[^\w+/-][^]*/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [bits, have, at] = [0, 0, 0];
  for (let index = 0; index < digits.length; index++) {
    bits = ((bits << 6) | byteAt(VALUES, digits.charCodeAt(index))) & 0xffff;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes[at++] = bits >> have;
  }
  return bytes;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] || 0;
}

function letter(bits: number): string {
  return ALPHABET.charAt(bits & 63);
}
