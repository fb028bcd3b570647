/** Rotations of the four rounds, and the constants: the first 32 bits of the sines' fractions (RFC 1321, section 3.4). */
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));

/** MD5 of a text's UTF-8, as 32 hexadecimal digits in small letters: what CloudRoom's applications pass their secret through. */
export function md5(text: string): string {
  const bytes = unescape(encodeURIComponent(text));
  const words = new Uint32Array(((bytes.length + 8) >> 6) * 16 + 16);
  for (let at = 0; at < bytes.length; at++) words[at >> 2] = (words[at >> 2] ?? 0) | (bytes.charCodeAt(at) << ((at % 4) * 8));
  words[bytes.length >> 2] = (words[bytes.length >> 2] ?? 0) | (0x80 << ((bytes.length % 4) * 8));
  words[words.length - 2] = bytes.length * 8;
  let state: State = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < words.length; at += 16) state = block(state, words.subarray(at, at + 16));
  return state.map((word) => [0, 8, 16, 24].map((shift) => ((word >>> shift) & 255).toString(16).padStart(2, '0')).join('')).join('');
}

type State = readonly [number, number, number, number];

function block(before: State, words: Uint32Array): State {
  let [a, b, c, d] = before;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const mix = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
    const word = words[([step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0) & 15] ?? 0;
    const sum = (a + mix + (SINES[step] ?? 0) + word) | 0;
    const turn = TURNS[round * 4 + (step % 4)] ?? 0;
    [a, b, c, d] = [d, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0, b, c];
  }
  return [(before[0] + a) | 0, (before[1] + b) | 0, (before[2] + c) | 0, (before[3] + d) | 0];
}
