/** Chromium's way to read what a track gives; not in TypeScript's library (W3C mediacapture-transform). */
interface TrackProcessor<T> {
  readonly readable: ReadableStream<T>;
}
type TrackProcessorClass<T> = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => TrackProcessor<T>;

/** What a track can give: pictures, or pieces of sound. */
export type TrackData = VideoFrame | AudioData;

/**
 * Reads a track piece by piece, as it comes and in a hidden page too. Each piece must be closed.
 *
 * @param waiting - so many wait to be read at most; older ones are dropped
 * @returns null where the browser cannot do that: outside Chromium
 */
export function readerOf<T extends TrackData>(track: MediaStreamTrack, waiting: number): ReadableStreamDefaultReader<T> | null {
  const Processor: unknown = Reflect.get(globalThis, 'MediaStreamTrackProcessor');
  return isClass<T>(Processor) ? new Processor({ track, maxBufferSize: waiting }).readable.getReader() : null;
}

function isClass<T>(value: unknown): value is TrackProcessorClass<T> {
  return typeof value === 'function';
}
