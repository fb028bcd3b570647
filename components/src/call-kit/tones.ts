import type { Ring } from './bell';

/** Samples per second: enough for what these tones have, and half the work of WeChat's usual rate. */
const RATE = 16_000;

/** Bytes of a WAV file before its samples. */
const HEAD = 44;

/** How loud a note is, where 1 is the most: two that sound together stay below it. */
const LOUDNESS = 0.35;

/** One note, struck as on a marimba: when, how high, and after which time a third of it is left. */
type Note = readonly [atS: number, hz: number, fadesS: number];

/** What rings, with a rest behind the last note: it is played over and over. */
const TONES: Readonly<Record<Ring, { readonly lastsS: number; readonly notes: readonly Note[] }>> = {
  incoming: {
    lastsS: 3,
    notes: [[0, 523.25, 0.16], [0.15, 659.26, 0.16], [0.3, 783.99, 0.16], [0.45, 1046.5, 0.24], [0.9, 783.99, 0.16], [1.05, 1046.5, 0.24], [1.05, 659.26, 0.24]],
  },
  outgoing: { lastsS: 4, notes: [[0, 392, 0.3], [0, 493.88, 0.3], [0.5, 392, 0.3], [0.5, 493.88, 0.3]] },
};

/**
 * A tone of the kit's own, as a WAV file: mono, 16 bits. It is made where it is played, in some milliseconds: it weighs nothing in the
 * package, and is found wherever in the application the kit lies.
 *
 * @see http://soundfile.sapp.org/doc/WaveFormat/
 */
export function toneOf(ring: Ring): ArrayBuffer {
  const { lastsS, notes } = TONES[ring];
  const sound = new Float32Array(lastsS * RATE);
  notes.forEach(([atS, hz, fadesS]) => {
    strike(sound, Math.round(atS * RATE), hz, fadesS, LOUDNESS);
    strike(sound, Math.round(atS * RATE), 4 * hz, fadesS / 6, LOUDNESS / 5); // What makes it wood: two octaves higher, and soon gone.
  });
  const bytes = 2 * sound.length;
  const wav = new ArrayBuffer(HEAD + bytes);
  // "RIFF", size, "WAVE", "fmt ", its size, samples as they are on one channel, their rate, bytes per second, 2 bytes of 16 bits each, "data", size.
  new Uint32Array(wav, 0, HEAD / 4).set([0x46464952, HEAD - 8 + bytes, 0x45564157, 0x20746d66, 16, 0x10001, RATE, 2 * RATE, 0x100002, 0x61746164, bytes]);
  new Int16Array(wav, HEAD).set(sound.map((sample) => Math.round(sample * 0x7fff)));
  return wav;
}

/** Adds a sine that fades: each of its samples follows from the two before, without a sine or a power of its own. */
function strike(sound: Float32Array, first: number, hz: number, fadesS: number, loudness: number): void {
  const [turn, fade] = [(2 * Math.PI * hz) / RATE, Math.exp(-1 / (fadesS * RATE))];
  const [follows, lessens] = [2 * fade * Math.cos(turn), fade * fade];
  let [now, next] = [0, loudness * fade * Math.sin(turn)];
  for (let index = first; index < sound.length; index++) {
    sound[index] = (sound[index] ?? 0) + now;
    [now, next] = [next, follows * next - lessens * now];
  }
}
