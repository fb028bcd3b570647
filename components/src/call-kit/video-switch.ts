import { Alarm } from './alarm';
import type { Attempt } from './attempt';
import type { CallClient, ConnectedCall } from './client';
import type { VideoTurn } from './facts';
import type { Clock } from './host';
import type { CallStore } from './store';

/** How long a request for video is shown to the one who is asked. */
export const ASKED_MS = 20_000;

/** How long the one who asks waits: longer, so that an agreement of the last moment still arrives. */
export const ASKING_MS = 23_000;

/** The commands with which two sides go from sound to picture and back, as netcall numbers them. */
const COMMAND = { askForVideo: 5, agree: 6, refuse: 7, backToAudio: 8 } as const;

/** What the switch works with. */
interface SwitchParts {
  readonly client: Pick<CallClient, 'control' | 'current'>;
  readonly store: CallStore;
  readonly clock: Clock;
  readonly attempt: Attempt;
  /** Turns the camera on or off, here and in what the other side is told. */
  readonly setCamera: (isOn: boolean) => Promise<void>;
}

/**
 * From sound to picture when both want it, and back at once when one does. What the call carries is netcall's to say: the
 * camera follows the call, and comes on only where its user has asked for it or agreed.
 */
export class VideoSwitch {
  private readonly lapse: Alarm;

  constructor(private readonly parts: SwitchParts) {
    this.lapse = new Alarm(parts.clock);
  }

  /** Asks the other side for video; whoever is being asked agrees by this. Anything but a call that talks: no effect. */
  ask(): Promise<void> {
    if (this.turn === 'asked') return this.answer(true);
    if (this.turn !== 'none' || !this.isTalking('audio')) return Promise.resolve();
    this.begin('asking', ASKING_MS, () => this.parts.store.say({ key: 'videoUnanswered' }));
    return this.send(COMMAND.askForVideo);
  }

  /** Agrees to the other side's request, or refuses it. A request that has lapsed, or a second tap: no effect. */
  answer(agreed: boolean): Promise<void> {
    if (this.turn !== 'asked') return Promise.resolve();
    if (agreed) return this.agree();
    this.close();
    return this.send(COMMAND.refuse);
  }

  /** Goes on with sound only; the other side follows. Without a video call: no effect. */
  async backToAudio(): Promise<void> {
    if (this.turn === 'returning' || !this.isTalking('video')) return;
    this.become('returning');
    const told = this.send(COMMAND.backToAudio);
    await this.setCamera(false); // Whether or not the other side hears of it at once.
    await told;
  }

  /** The other side says something. An agreement and a way back show in the call itself. */
  hear(command: number): void {
    if (command === COMMAND.askForVideo) this.hearRequest();
    if (command === COMMAND.refuse && this.turn === 'asking') {
      this.close();
      this.parts.store.say({ key: 'videoRefused' });
    }
  }

  /** The call carries something else than before: the camera follows. */
  follow(media: ConnectedCall['media']): void {
    const { turn } = this;
    this.close();
    if (media === 'audio' && turn !== 'returning') this.parts.store.say({ key: 'peerBackToAudio' });
    if (media === 'audio' || turn === 'asking' || turn === 'agreeing') void this.setCamera(media === 'video');
  }

  /** Nothing is asked any more. */
  close(): void {
    this.lapse.clear();
    this.become('none');
  }

  private get turn(): VideoTurn {
    return this.parts.store.videoTurn;
  }

  private hearRequest(): void {
    if (this.turn === 'asking') return void this.agree(); // Both have asked, so both agree.
    if (this.turn === 'none' && this.isTalking('audio')) this.begin('asked', ASKED_MS, () => undefined);
  }

  /** Whether two talk, and this is what their call carries: among several each has a camera of its own. */
  private isTalking(media: ConnectedCall['media']): boolean {
    const { client: { current }, store } = this.parts;
    return current.phase === 'inCall' && current.media === media && !store.isGroup;
  }

  private agree(): Promise<void> {
    this.begin('agreeing', ASKING_MS, () => undefined);
    return this.send(COMMAND.agree);
  }

  /** What could not be told has not been said: nothing is asked any more, unless another call has begun meanwhile. */
  private async send(command: number): Promise<void> {
    const { client, store, attempt } = this.parts;
    const { callId } = store;
    const isSent = await attempt(client.control({ command }));
    if (!isSent && store.callId === callId) this.close();
  }

  private async setCamera(isOn: boolean): Promise<void> {
    if (this.parts.store.cameraOn !== isOn) await this.parts.setCamera(isOn);
  }

  private begin(turn: VideoTurn, lapseMs: number, lapsed: () => void): void {
    this.become(turn);
    this.lapse.set(lapseMs, () => {
      this.close();
      lapsed();
    });
  }

  private become(videoTurn: VideoTurn): void {
    this.parts.store.setMedia({ videoTurn });
  }
}
