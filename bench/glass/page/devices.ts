import type { Orders } from './source';

/** Chromium's way to make a track of single frames; not in TypeScript's library (W3C mediacapture-transform). */
type TrackGenerator<F> = MediaStreamTrack & { readonly writable: WritableStream<F> };
type TrackGeneratorClass = new <F>(init: { kind: 'video' | 'audio' }) => TrackGenerator<F>;

/** Text of the worker's script; the bundle of the bench puts it there. */
declare const SOURCE_SCRIPT: string;

/** Puts the bench's camera and microphone in the place of the browser's. A refused or missing device is not played here. */
export function replaceDevices(): void {
  navigator.mediaDevices.getUserMedia = (wish = {}) => {
    const tracks = [...(wish.video ? [cameraTrack(fpsOf(wish.video))] : []), ...(wish.audio ? [microphoneTrack()] : [])];
    return Promise.resolve(new MediaStream(tracks));
  };
}

function cameraTrack(fps: number): MediaStreamTrack {
  const track = makeTrack<VideoFrame>('video');
  start({ kind: 'camera', fps, sink: track.writable });
  return track;
}

function microphoneTrack(): MediaStreamTrack {
  const track = makeTrack<AudioData>('audio');
  start({ kind: 'microphone', sink: track.writable });
  return track;
}

/** A stopped track breaks the worker's writing off; the worker then stands idle until the page closes. */
function start(orders: Orders): void {
  const worker = new Worker(URL.createObjectURL(new Blob([SOURCE_SCRIPT], { type: 'text/javascript' })));
  worker.postMessage(orders, [orders.sink]);
}

function makeTrack<F>(kind: 'video' | 'audio'): TrackGenerator<F> {
  const Generator = Reflect.get(globalThis, 'MediaStreamTrackGenerator') as TrackGeneratorClass;
  return new Generator<F>({ kind });
}

/** A camera gives as many pictures a second as it is asked for, if it can. */
function fpsOf(wish: MediaTrackConstraints | boolean): number {
  const asked = typeof wish === 'boolean' ? undefined : wish.frameRate;
  if (typeof asked === 'object') return asked.ideal ?? 30;
  return asked ?? 30;
}
