import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE } from '../audio/aac-encoder';
import { monoOf } from '../audio/mono';
import { wakeOnGesture } from '../audio/wake';
import { CAPTURE_PROCESSOR, loadWorklets } from '../audio/worklets';
import type { Clock } from '../clock';
import { OffsetTracker } from '../offset-tracker';
import type { SoundSource, TakeSound } from './sounds';
import { readerOf } from './track-reader';

/** Pieces of sound, of ten milliseconds each, that may wait while the page is busy. */
const MAX_UNREAD = 50;

/**
 * The samples of a microphone at 48 kHz, whatever its own rate; the track is stopped by `close`. Where the browser lets a
 * track be read, that is all. Elsewhere, and for another rate, an audio context stands between: it takes some tens of
 * milliseconds more, and in some browsers runs only after a tap on the page.
 *
 * @param failed - called once when sound ends without `close`: reading broke, or the first piece needs a context that cannot be had
 * @throws what the browser throws when it has neither
 */
export async function microphoneSound(track: MediaStreamTrack, clock: Clock, take: TakeSound, failed: (cause: unknown) => void): Promise<SoundSource> {
  const reader = readerOf<AudioData>(track, MAX_UNREAD);
  return reader === null ? contextSound(track, clock, take) : new TrackSound(track, reader, clock, take, failed);
}

/** Reads the track itself, and leaves it to an audio context when its rate is not ours. */
class TrackSound implements SoundSource {
  private instead: SoundSource | null = null;
  private closed = false;

  constructor(
    private readonly track: MediaStreamTrack,
    private readonly reader: ReadableStreamDefaultReader<AudioData>,
    private readonly clock: Clock,
    private readonly take: TakeSound,
    failed: (cause: unknown) => void,
  ) {
    this.read().catch(failed);
  }

  close(): void {
    this.closed = true;
    this.track.stop();
    this.reader.cancel().catch(() => undefined); // What broke by itself cannot be cancelled, and has been told.
    this.instead?.close();
  }

  private async read(): Promise<void> {
    const cutter = new FrameCutter(this.clock, this.take);
    for (let next = await this.reader.read(); !next.done; next = await this.reader.read()) {
      if (this.closed) return next.value.close();
      const { sampleRate, timestamp } = next.value;
      const samples = monoOf(next.value);
      next.value.close();
      if (sampleRate !== SAMPLE_RATE) return this.leave();
      cutter.add(samples, timestamp / 1_000);
    }
  }

  private async leave(): Promise<void> {
    void this.reader.cancel();
    const source = await contextSound(this.track, this.clock, this.take);
    if (this.closed) source.close();
    else this.instead = source;
  }
}

/** Pieces of any length in, AAC frames out, each with the time of its first sample on our clock. */
export class FrameCutter {
  private readonly tracker = new OffsetTracker();
  private frame = new Float32Array(FRAME_SAMPLES);
  private filled = 0;

  constructor(
    private readonly clock: Clock,
    private readonly take: TakeSound,
  ) {}

  /** @param startMs - time of the first sample, on the microphone's clock */
  add(samples: Float32Array, startMs: number): void {
    this.tracker.observe(startMs + msOf(samples.length), this.clock.nowMs());
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + FRAME_SAMPLES - this.filled);
      this.frame.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === FRAME_SAMPLES) this.give(startMs + msOf(at));
    }
  }

  private give(endMs: number): void {
    const { frame } = this;
    this.frame = new Float32Array(FRAME_SAMPLES);
    this.filled = 0;
    this.take(frame, endMs - FRAME_MS + (this.tracker.offsetMs ?? 0));
  }
}

async function contextSound(track: MediaStreamTrack, clock: Clock, take: TakeSound): Promise<SoundSource> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  try {
    await loadWorklets(context);
  } catch (error) {
    await context.close();
    throw error;
  }
  const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfInputs: 1, numberOfOutputs: 0 });
  const cutter = new FrameCutter(clock, take);
  node.port.onmessage = ({ data: { samples, endMs } }: MessageEvent<{ samples: Float32Array; endMs: number }>) => cutter.add(samples, endMs - msOf(samples.length));
  whenRunning(context, () => context.createMediaStreamSource(new MediaStream([track])).connect(node));
  const stopWaking = wakeOnGesture(context);
  return {
    close() {
      track.stop();
      stopWaking();
      node.port.onmessage = null;
      if (context.state !== 'closed') void context.close();
    },
  };
}

/** Runs once, when the audio thread does: what a microphone gives before that would wait there and stay as a delay for ever. */
function whenRunning(context: AudioContext, run: () => void): void {
  if (context.state === 'running') run();
  else if (context.state !== 'closed') context.addEventListener('statechange', () => whenRunning(context, run), { once: true });
}

const msOf = (samples: number): number => (samples * 1_000) / SAMPLE_RATE;
