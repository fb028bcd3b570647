import type { Clock } from '../clock';
import type { Emitter } from '../emitter';
import type { Opening } from './devices';
import type { PusherEvents } from './events';
import { microphoneSound } from './microphone-sound';
import type { PusherSettings } from './options';
import { computedSound, type SoundSource, type TakeSound } from './sounds';

/** Which sound goes out: the microphone's, silence where it is refused, beeps where there is none. */
export class Microphone {
  private source: SoundSource | null = null;
  private turn = 0;

  constructor(
    private readonly settings: PusherSettings,
    private readonly clock: Clock,
    private readonly events: Emitter<PusherEvents>,
    private readonly take: TakeSound,
  ) {}

  /** What to ask the browser for. */
  constraints(): MediaTrackConstraints {
    const { audioProcessing: wanted, microphoneId } = this.settings;
    const device = microphoneId === '' ? {} : { deviceId: { exact: microphoneId } };
    return { ...device, channelCount: 1, echoCancellation: wanted, noiseSuppression: wanted, autoGainControl: wanted };
  }

  /** Gives the sound of what the browser has answered. */
  async use(opening: Opening): Promise<void> {
    this.turn += 1;
    switch (opening.state) {
      case 'open':
        return this.useTrack(opening.track, this.turn);
      case 'denied':
        this.replace(computedSound(0, this.clock, this.take));
        return this.events.emit('denied', { device: 'microphone' });
      case 'missing':
        this.replace(computedSound(this.settings.toneHz, this.clock, this.take));
        return this.events.emit('missing', { device: 'microphone' });
      case 'failed':
        this.replace(computedSound(0, this.clock, this.take));
        return this.events.emit('deviceFailed', { device: 'microphone', reason: opening.reason });
    }
  }

  /** Releases the microphone. Safe to call twice. */
  close(): void {
    this.turn += 1;
    this.replace(null);
  }

  private async useTrack(track: MediaStreamTrack, turn: number): Promise<void> {
    try {
      const source = await microphoneSound(track, this.clock, this.take, (cause) => void this.fail(turn, String(cause)));
      if (turn !== this.turn) return source.close();
      this.replace(source);
    } catch (error) {
      track.stop();
      return this.fail(turn, String(error));
    }
    track.addEventListener('ended', () => void this.fail(turn, 'the microphone was unplugged or taken away'));
    this.events.emit('opened', { device: 'microphone', label: track.label });
  }

  /** Silence from now on, unless something else has come since. */
  private async fail(turn: number, reason: string): Promise<void> {
    if (turn === this.turn) await this.use({ state: 'failed', reason });
  }

  private replace(source: SoundSource | null): void {
    this.source?.close();
    this.source = source;
  }
}
