import { SAMPLE_RATE } from '../audio/aac-encoder';
import type { QueueReport, SoundBlock } from '../audio/sample-queue';
import { loadWorklets, PLAYBACK_PROCESSOR } from '../audio/worklets';
import { wakeOnGesture } from '../audio/wake';

/** What the output tells its player. */
export interface AudioOutputHandlers {
  /** About every 20 ms while sound is let out; `latencyMs` is what the sound card adds. */
  report(report: QueueReport, latencyMs: number): void;
  blocked(): void;
  unblocked(): void;
}

/** The jitter buffer in the audio thread, the volume behind it, and the loudspeaker. */
export class AudioOutput {
  private readonly context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  private readonly gain: GainNode;
  private node: AudioWorkletNode | null = null;
  private readonly stopWaking: () => void;

  constructor(private readonly handlers: AudioOutputHandlers) {
    this.gain = this.context.createGain();
    this.gain.connect(this.context.destination);
    this.stopWaking = wakeOnGesture(this.context);
  }

  /** Whether the browser lets sound out. */
  get running(): boolean {
    return this.context.state === 'running';
  }

  /**
   * Gets ready to play. Until then, and while the browser lets no sound out, sound is dropped.
   *
   * @throws what the browser throws when it has no audio worklets
   */
  async open(): Promise<void> {
    await loadWorklets(this.context);
    if (this.context.state === 'closed') return;
    // Some browsers let a context run only a moment after it was made; by now it would.
    if (!this.running) this.tellBlocked();
    const node = new AudioWorkletNode(this.context, PLAYBACK_PROCESSOR, { numberOfInputs: 0, outputChannelCount: [1] });
    node.connect(this.gain);
    node.port.onmessage = ({ data }: MessageEvent<QueueReport>) => this.handlers.report(data, this.latencyMs());
    this.node = node;
  }

  /** Takes decoded sound. */
  push(block: SoundBlock): void {
    if (this.running) this.node?.port.postMessage(block, [block.samples.buffer]);
  }

  /** 0 to 1; the stream goes on at 0. */
  setVolume(volume: number): void {
    this.gain.gain.value = volume;
  }

  /** A new analyser of what is heard, behind volume and mute. */
  createAnalyser(): AnalyserNode {
    const analyser = this.context.createAnalyser();
    this.gain.connect(analyser);
    return analyser;
  }

  /** Asks the browser to let sound out; it agrees inside a tap. */
  resume(): Promise<void> {
    return this.context.resume();
  }

  /** Safe to call twice. */
  close(): void {
    this.stopWaking();
    if (this.node !== null) this.node.port.onmessage = null;
    this.node = null;
    if (this.context.state !== 'closed') void this.context.close();
  }

  private tellBlocked(): void {
    this.handlers.blocked();
    this.context.addEventListener('statechange', () => {
      if (this.running) this.handlers.unblocked();
    }, { once: true });
  }

  private latencyMs(): number {
    return (this.context.baseLatency + (this.context.outputLatency || 0)) * 1_000;
  }
}
