import { SAMPLE_RATE } from '../../../webmedia/src/audio/aac-encoder';
import type { QueueReport } from '../../../webmedia/src/audio/sample-queue';
import { PLAYBACK_PROCESSOR } from '../../../webmedia/src/audio/worklets';
import { nowMs, type Notebook } from './notebook';

/** Louder than this is a beep; a new one comes after as much silence. */
const LOUD = 0.1;
const SILENT_SAMPLES = 0.3 * SAMPLE_RATE;

const EAR = `
registerProcessor('glass-ear', class extends AudioWorkletProcessor {
  constructor() { super(); this.silentSamples = 0; }
  process([[samples]]) {
    (samples ?? []).forEach((sample, index) => {
      if (Math.abs(sample) < ${LOUD}) { this.silentSamples += 1; return; }
      if (this.silentSamples > ${SILENT_SAMPLES}) this.port.postMessage((currentFrame + index) / sampleRate);
      this.silentSamples = 0;
    });
    return true;
  }
});`;

/** Notes what the players' jitter buffers report, and when a beep leaves for the loudspeaker. */
export function watchSound(notebook: Notebook): void {
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...given: unknown[]) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, ...given: unknown[]) {
    if (given[0] instanceof AudioDestinationNode) void listen(this, notebook, connect);
    return connect.apply(this, given);
  };
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
      super(context, name, options);
      if (name !== PLAYBACK_PROCESSOR) return;
      this.port.addEventListener('message', ({ data }: MessageEvent<QueueReport>) => notebook.sound({ atMs: nowMs(), bufferedMs: data.bufferedMs, targetMs: data.targetMs, underruns: data.underruns }));
    }
  };
}

async function listen(node: AudioNode, notebook: Notebook, connect: (this: AudioNode, ...given: unknown[]) => AudioNode): Promise<void> {
  const { context } = node;
  if (!(context instanceof AudioContext)) return;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: 'text/javascript' })));
  if (context.state === 'closed') return;
  const ear = new AudioWorkletNode(context, 'glass-ear', { numberOfInputs: 1, numberOfOutputs: 0 });
  connect.call(node, ear);
  ear.port.onmessage = ({ data }: MessageEvent<number>) => notebook.beep(heardAtMs(context, data));
}

/** When a moment of the audio clock is let out by the sound card, as far as the browser knows that. */
function heardAtMs(context: AudioContext, atS: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  return performance.timeOrigin + performanceTime + (atS - contextTime) * 1_000;
}
