/** Rotations of the four rounds (RFC 1321, section 3.4). */
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const START = [0x67452301, -0x10325477, -0x67452302, 0x10325476];

/** MD5 of a text's UTF-8, as 32 hexadecimal digits in small letters: what CloudRoom's applications pass their secret through. */
export function md5(text: string): string {
  const bytes = unescape(encodeURIComponent(text));
  const words: number[] = [];
  `${bytes}\x80`.split('').forEach((byte, at) => (words[at >> 2] = valueAt(words, at >> 2) | (byte.charCodeAt(0) << ((at % 4) * 8))));
  const blocks = (bytes.length + 72) >> 6;
  words[blocks * 16 - 2] = bytes.length * 8;
  let state = START;
  for (let block = 0; block < blocks; block++) state = digest(state, words.slice(block * 16, block * 16 + 16));
  return state.map((word) => [0, 8, 16, 24].map((shift) => ((word >> shift) & 255 | 256).toString(16).slice(1)).join('')).join('');
}

function digest(before: readonly number[], words: readonly number[]): number[] {
  let [a = 0, b = 0, c = 0, d = 0] = before;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const mix = valueAt([(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)], round);
    const word = valueAt(words, valueAt([step, 5 * step + 1, 3 * step + 5, 7 * step], round) & 15);
    // The constants are the fractions of the sines.
    const sum = (a + mix + word + ((Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0)) | 0;
    const turn = valueAt(TURNS, round * 4 + (step % 4));
    [a, b, c, d] = [d, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0, b, c];
  }
  return [a, b, c, d].map((word, index) => (word + valueAt(before, index)) | 0);
}

/** What stands at a place; 0 beyond the end. */
function valueAt(list: readonly number[], place: number): number {
  return list[place] || 0;
}
