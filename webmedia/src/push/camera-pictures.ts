import { drawCover, type Draw, type PictureSource } from './pictures';

/** Chromium's way to read the frames of a track; not in TypeScript's library (W3C mediacapture-transform). */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => TrackProcessor;

/** Frames of a camera's track as they come. The track is stopped by `close`: the camera's light goes out. */
export function cameraPictures(track: MediaStreamTrack, fps: number, show: (draw: Draw) => void): PictureSource {
  const Processor = trackProcessor();
  const close = Processor === null ? fromElement(track, fps, show) : fromProcessor(new Processor({ track, maxBufferSize: 1 }), show);
  return {
    close() {
      track.stop();
      close();
    },
  };
}

function trackProcessor(): TrackProcessorClass | null {
  const found: unknown = Reflect.get(globalThis, 'MediaStreamTrackProcessor');
  return isClass(found) ? found : null;
}

function isClass(value: unknown): value is TrackProcessorClass {
  return typeof value === 'function';
}

/** Goes on in a hidden page, where a video element stands still. */
function fromProcessor(processor: TrackProcessor, show: (draw: Draw) => void): () => void {
  const reader = processor.readable.getReader();
  const pump = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const frame = next.value;
      show((context, width, height) => drawCover(context, frame, { width: frame.displayWidth, height: frame.displayHeight }, width, height));
      frame.close();
    }
  };
  const ended = pump();
  return () => {
    void reader.cancel().then(() => ended);
  };
}

function fromElement(track: MediaStreamTrack, fps: number, show: (draw: Draw) => void): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play();
  const timer = setInterval(() => {
    if (video.videoWidth === 0) return;
    show((context, width, height) => drawCover(context, video, { width: video.videoWidth, height: video.videoHeight }, width, height));
  }, 1_000 / fps);
  return () => {
    clearInterval(timer);
    video.srcObject = null;
  };
}
