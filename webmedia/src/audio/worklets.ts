import { FRAME_SAMPLES } from './aac-encoder';
import { QUEUE_DEFAULTS, SampleQueue } from './sample-queue';

/** Names under which the two processors are registered. */
export const CAPTURE_PROCESSOR = 'netcall-capture';
export const PLAYBACK_PROCESSOR = 'netcall-playback';

/** Blocks of the audio thread (128 samples) between two reports of the playback: 8 of them are 21 ms. */
const BLOCKS_PER_REPORT = 8;

/** Cuts what comes in into AAC frames and posts them, each with the audio clock's time of its end. */
const CAPTURE = `
registerProcessor('${CAPTURE_PROCESSOR}', class extends AudioWorkletProcessor {
  constructor() { super(); this.frame = new Float32Array(${FRAME_SAMPLES}); this.filled = 0; }
  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.frame[this.filled++] = sample;
      if (this.filled < ${FRAME_SAMPLES}) continue;
      this.port.postMessage({ samples: this.frame, endMs: currentTime * 1000 }, [this.frame.buffer]);
      this.frame = new Float32Array(${FRAME_SAMPLES});
      this.filled = 0;
    }
    return true;
  }
});`;

/** Plays what is posted through the jitter buffer and reports on it. */
const playback = (): string => `
const SampleQueue = ${SampleQueue.toString()};
registerProcessor('${PLAYBACK_PROCESSOR}', class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = new SampleQueue({ ...${JSON.stringify(QUEUE_DEFAULTS)}, outputRate: sampleRate });
    this.count = 0;
    this.port.onmessage = ({ data }) => this.queue.push(data);
  }
  process(_inputs, [[channel]]) {
    this.queue.read(channel);
    if (++this.count % ${BLOCKS_PER_REPORT} === 0) this.port.postMessage(this.queue.report());
    return true;
  }
});`;

/** Loads both processors into an audio context. */
export async function loadWorklets(context: AudioContext): Promise<void> {
  const url = URL.createObjectURL(new Blob([CAPTURE, playback()], { type: 'text/javascript' }));
  try {
    await context.audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
