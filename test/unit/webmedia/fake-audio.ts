import type { QueueReport } from '../../../webmedia/src/audio/sample-queue';

/** What the sound card of a `FakeAudioContext` adds. */
export const SOUND_CARD_MS = 15;

/** The loudspeaker of a player, as far as it is asked for. */
export class FakeAudioContext {
  readonly state = 'running';
  readonly baseLatency = SOUND_CARD_MS / 1_000;
  readonly outputLatency = 0;
  readonly audioWorklet = { addModule: () => Promise.resolve() };

  createGain(): object {
    return { gain: {}, connect: () => undefined };
  }

  addEventListener(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The jitter buffer of the player that was opened last; `report` is what it says. */
export class FakeWorkletNode {
  static latest: FakeWorkletNode;
  readonly port: { onmessage: ((event: { data: QueueReport }) => void) | null } = { onmessage: null };

  constructor() {
    FakeWorkletNode.latest = this;
  }

  connect(): void {}

  report(report: QueueReport): void {
    this.port.onmessage?.({ data: report });
  }
}
