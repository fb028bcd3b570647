import { drawCover, type Draw, type PictureSource } from './pictures';
import { readerOf } from './track-reader';

/**
 * Frames of a camera's track as they come. The track is stopped by `close`: the camera's light goes out.
 *
 * @param failed - called once when pictures end without `close`: reading or showing broke
 * @throws what the browser throws when the track cannot be read
 */
export function cameraPictures(track: MediaStreamTrack, fps: number, show: (draw: Draw) => void, failed: (cause: unknown) => void): PictureSource {
  const reader = readerOf<VideoFrame>(track, 1);
  const close = reader === null ? fromElement(track, fps, show) : fromReader(reader, show, failed);
  return {
    close() {
      track.stop();
      close();
    },
  };
}

/** Goes on in a hidden page, where a video element stands still. */
function fromReader(reader: ReadableStreamDefaultReader<VideoFrame>, show: (draw: Draw) => void, failed: (cause: unknown) => void): () => void {
  const pump = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const frame = next.value;
      try {
        show((context, width, height) => drawCover(context, frame, { width: frame.displayWidth, height: frame.displayHeight }, width, height));
      } finally {
        frame.close();
      }
    }
  };
  pump().catch(failed);
  return () => {
    reader.cancel().catch(() => undefined); // What broke by itself cannot be cancelled, and has been told.
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
