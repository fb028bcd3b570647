/**
 * Camera and microphone of the bench, in a worker of their own as real ones are in a process of their own: pictures that
 * bear the moment at which they were taken, and beeps that begin with each full second of the same clock.
 */
import { BAR, BARS, barsOf, CAMERA } from '../code';
import { BEEP_EVERY_MS, BEEP_HZ, BEEP_MS } from '../plan';

const RATE = 48_000;
/** Sound comes in pieces of ten milliseconds, when they are over, as from a driver. */
const PIECE_MS = 10;
const AMPLITUDE = 0.4;
const [BLACK, WHITE, GREY] = [16, 235, 128];

/** What the page hands over: where the pictures go, where the sound goes. */
export type Orders = { readonly kind: 'camera'; readonly fps: number; readonly sink: WritableStream<VideoFrame> } | { readonly kind: 'microphone'; readonly sink: WritableStream<AudioData> };

const nowMs = (): number => performance.timeOrigin + performance.now();
/** Something that is neither flat nor easy to encode, to be moved a little from picture to picture. */
const texture = Uint8Array.from({ length: CAMERA.width * 2 }, (_, x) => 90 + 50 * Math.sin(x / 11) + 30 * Math.sin(x / 3.7));

self.onmessage = ({ data }: MessageEvent<Orders>) => {
  if (data.kind === 'camera') film(data.sink.getWriter(), data.fps);
  else record(data.sink.getWriter());
};

function film(writer: WritableStreamDefaultWriter<VideoFrame>, fps: number): void {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const takenMs = nowMs();
    const frame = new VideoFrame(picture(takenMs, count), { format: 'I420', codedWidth: CAMERA.width, codedHeight: CAMERA.height, timestamp: Math.round(performance.now() * 1_000) });
    give(writer, frame, timer);
  }, 1_000 / fps);
}

/** The page gets a copy: what is left here is closed. A track that takes no more ends the giving. */
function give<F extends VideoFrame | AudioData>(writer: WritableStreamDefaultWriter<F>, data: F, timer: ReturnType<typeof setInterval>): void {
  void writer.write(data).catch(() => clearInterval(timer)).finally(() => data.close());
}

function picture(takenMs: number, count: number): Uint8Array<ArrayBuffer> {
  const { width, height } = CAMERA;
  const bytes = new Uint8Array((width * height * 3) / 2).fill(GREY);
  for (let y = 0; y < height; y += 1) {
    const shift = (count * 3 + (y >> 3) * 17) % width;
    bytes.set(texture.subarray(shift, shift + width), y * width);
  }
  const left = (width - BARS * BAR.width) / 2;
  const bars = barsOf(takenMs);
  for (let y = BAR.top; y < BAR.top + BAR.height; y += 1) {
    bars.forEach((white, bar) => bytes.fill(white ? WHITE : BLACK, y * width + left + bar * BAR.width, y * width + left + (bar + 1) * BAR.width));
  }
  return bytes;
}

function record(writer: WritableStreamDefaultWriter<AudioData>): void {
  let startMs = nowMs();
  const timer = setInterval(() => {
    for (; startMs + PIECE_MS <= nowMs(); startMs += PIECE_MS) give(writer, piece(startMs), timer);
  }, PIECE_MS / 2);
}

function piece(startMs: number): AudioData {
  const samples = Float32Array.from({ length: (RATE * PIECE_MS) / 1_000 }, (_, index) => {
    const inBeepMs = (startMs + (index * 1_000) / RATE) % BEEP_EVERY_MS;
    return inBeepMs < BEEP_MS ? AMPLITUDE * Math.sin((2 * Math.PI * BEEP_HZ * inBeepMs) / 1_000) : 0;
  });
  return new AudioData({ format: 'f32-planar', sampleRate: RATE, numberOfFrames: samples.length, numberOfChannels: 1, timestamp: Math.round((startMs - performance.timeOrigin) * 1_000), data: samples });
}
