import { BEEP_EVERY_MS, type Drawn, type Mark, type Notes } from './plan';

/** One picture on its way, in milliseconds. */
export interface Way {
  /** From the camera to the other phone's canvas. */
  readonly totalMs: number;
  /** Camera to encoder, encoding, from there to the decoder, decoding, waiting for its turn and being drawn. */
  readonly capturedMs: number;
  readonly encodedMs: number;
  readonly carriedMs: number;
  readonly decodedMs: number;
  readonly queuedMs: number;
}

/** The sound of one phone. */
export interface SoundFigures {
  /** How late each beep was heard. */
  readonly delaysMs: readonly number[];
  /** How much later than the beep the picture of the same moment was seen. */
  readonly offsetsMs: readonly number[];
  readonly bufferedMs: readonly number[];
  readonly targetMs: readonly number[];
  readonly underruns: number;
}

/** Of the pictures and beeps that there were, this share has to be noted: with fewer the figures say nothing. */
const NOTED_SHARE = 2 / 3;

/** What was noted of one direction. */
export interface Direction {
  readonly name: string;
  readonly pictures: number;
  readonly beeps: number;
}

/** @throws Error that names the direction of which too little was noted in so many seconds */
export function refuseGaps(directions: readonly Direction[], fps: number, seconds: number): void {
  for (const { name, pictures, beeps } of directions) {
    if (pictures < fps * seconds * NOTED_SHARE) throw new Error(`${name}: only ${pictures} of ${fps * seconds} pictures were seen`);
    const made = seconds * 1_000 / BEEP_EVERY_MS;
    if (beeps < made * NOTED_SHARE) throw new Error(`${name}: only ${beeps} of ${made} beeps were heard`);
  }
}

/** The pictures that went from one phone to the other, as far as both have noted all of their way. */
export function stationsOf(from: Notes, to: Notes): Way[] {
  const at = (marks: readonly Mark[]): Map<number, number> => new Map(marks.map(({ streamMs, atMs }) => [streamMs, atMs]));
  const [encoding, encoded, decoding, decoded] = [at(from.encoding), at(from.encoded), at(to.decoding), at(to.decoded)];
  return to.drawn.flatMap(({ streamMs, atMs, takenMs }) => {
    const stations = [takenMs, encoding.get(streamMs), encoded.get(streamMs), decoding.get(streamMs), decoded.get(streamMs), atMs];
    if (stations.some((each) => each === null || each === undefined)) return [];
    const [taken = 0, given = 0, ready = 0, come = 0, read = 0, seen = 0] = stations as number[];
    return [{ totalMs: seen - taken, capturedMs: given - taken, encodedMs: ready - given, carriedMs: come - ready, decodedMs: read - come, queuedMs: seen - read }];
  });
}

/** What a phone heard, and how well its pictures fitted. */
export function soundOf({ beepsMs, drawn, sounds }: Notes): SoundFigures {
  const delaysMs = beepsMs.map(delayOf);
  const offsetsMs = beepsMs.flatMap((heardMs) => offsetOf(heardMs, drawn));
  const underruns = (sounds.at(-1)?.underruns ?? 0) - (sounds[0]?.underruns ?? 0);
  return { delaysMs, offsetsMs, bufferedMs: sounds.map((each) => each.bufferedMs), targetMs: sounds.map((each) => each.targetMs), underruns };
}

/** Beeps begin with full seconds, and none is a second late. */
function delayOf(heardMs: number): number {
  return heardMs % BEEP_EVERY_MS;
}

/** The first picture that was taken when the beep had begun; what it was late less what the beep was late. */
function offsetOf(heardMs: number, drawn: readonly Drawn[]): number[] {
  const beganMs = heardMs - delayOf(heardMs);
  const picture = drawn.find(({ takenMs }) => takenMs !== null && takenMs >= beganMs);
  if (picture?.takenMs === null || picture === undefined || picture.takenMs > beganMs + BEEP_EVERY_MS / 2) return [];
  return [picture.atMs - picture.takenMs - delayOf(heardMs)];
}
