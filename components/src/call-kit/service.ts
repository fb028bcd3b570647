import type { Call, CallRecord } from 'netcall-sdk';
import { attemptWith } from './attempt';
import type { Attempt } from './attempt';
import { isAnotherCall, isEntered, isTurned } from './changes';
import type { CallClient, CallInProgress } from './client';
import { forget } from './current';
import { Disturbances } from './disturbances';
import { sendsSound, showsPicture } from './mode';
import { OngoingCall } from './ongoing-call';
import { PermissionGuide } from './permission-guide';
import { ScreenSlot } from './screen';
import type { Screen } from './screen';
import type { CallRequest, ServiceParts } from './service-parts';
import { Settings } from './settings';
import { Stage } from './stage';
import type { CallStore } from './store';
import type { CallStreams } from './streams';
import type { StreamMeaning } from '../pusher/codes';

/**
 * The netcall service: opens and closes the call page, has the call begin and end there, and carries the user's wishes to
 * netcall. What a call may do is netcall's to decide; what is shown stands in the store.
 */
export class CallService extends Settings {
  /** The client below, for what the kit does not wrap. */
  readonly netcall: CallClient;
  /** The streams of the call; the page tells it what WeChat says of pusher and players. */
  readonly streams: CallStreams;
  /** Where the call is to be seen; the components tell it what stands on which page. */
  readonly stage: Stage;
  /** Hears the codes of WeChat's pusher and players, when somebody wants to; see `trace`. */
  streamHeard: (stream: string, code: number) => void = () => undefined;
  private readonly attempt: Attempt;
  private readonly screen: ScreenSlot;
  private readonly disturbances: Disturbances;
  private readonly ongoing: OngoingCall;
  private readonly guide: PermissionGuide;
  private readonly stops: (() => void)[];
  private isVisible = true;

  constructor(parts: ServiceParts) {
    super(parts);
    const { client, store, host } = parts;
    this.netcall = client;
    this.attempt = attemptWith(parts.onError);
    this.screen = new ScreenSlot(host);
    this.stage = new Stage(parts, this.attempt);
    this.ongoing = new OngoingCall(parts, this.screen, this.attempt);
    this.streams = this.ongoing.streams;
    this.guide = new PermissionGuide(host, store, this.attempt);
    this.disturbances = new Disturbances({
      client, store, host, policies: parts.interruptions, setMic: (micOn) => void this.ongoing.publish({ micOn }), hangUp: () => void this.hangup(), revive: () => this.streams.revive(),
    });
    store.setConnection(client.connection);
    this.stops = [
      client.on('callChanged', ({ call }) => this.followCall(call)),
      client.on('connection', ({ state }) => this.followConnection(state)),
      host.onVisible((isVisible) => this.followApp(isVisible)),
      host.onAudioTaken((isAudioTaken) => this.disturbances.tell({ isAudioTaken })),
    ];
    if (client.current.phase !== 'idle') this.followCall(client.current);
  }

  /** Signs in with a token of `getToken`. @throws CallError as netcall's `login` */
  async login(): Promise<void> {
    await this.netcall.login();
  }

  /** Ends the call and signs out. */
  logout(): Promise<void> {
    return this.netcall.logout();
  }

  /** Calls somebody, or several at once, and shows the call page. @throws CallError as netcall's `call`; the page shows the reason as well */
  async call({ callee, media, custom }: CallRequest): Promise<void> {
    const pushConfig = custom === undefined ? {} : { pushConfig: { custom } };
    await this.netcall.call({ type: media === 'video' ? 2 : 1, callee, ...pushConfig });
  }

  /**
   * Enters the room of this name, which is opened if it is not open yet, and shows the call page. `hangup` leaves it.
   *
   * @throws CallError as netcall's `joinChannel`
   */
  async joinRoom(name: string, media: 'audio' | 'video' = 'video'): Promise<void> {
    await this.netcall.joinChannel({ channelName: name, mode: media === 'video' ? 0 : 1, role: 0, scene: 1, create: true });
  }

  /** Answers the call that rings; nothing rings: no effect. Failures go to `onError`, and the page shows the end. */
  accept(): Promise<void> {
    return this.answer(true);
  }

  /** Declines the call that rings; nothing rings: no effect. @param said - `text`: what the caller is shown as the reason, up to 4,096 bytes */
  reject({ text }: { readonly text?: string } = {}): Promise<void> {
    return this.answer(false, text);
  }

  /** Ends the call, whatever it is doing; no call: no effect. */
  async hangup(): Promise<void> {
    if (this.netcall.current.phase === 'ringing') return this.reject();
    await this.attempt(this.netcall.hangup());
  }

  /** Microphone on or off, here and in what the peer is told. */
  toggleMic(): Promise<void> {
    return this.ongoing.publish({ micOn: !this.store.micOn });
  }

  /** Camera on or off in a video call, and in any call with several. */
  toggleCamera(): Promise<void> {
    return this.store.media === 'video' || this.store.isGroup ? this.ongoing.publish({ cameraOn: !this.store.cameraOn }) : Promise.resolve();
  }

  /** Asks the other side to go from sound to picture; what it answers is shown. Anything but a connected audio call: no effect. */
  askForVideo(): Promise<void> {
    return this.ongoing.videoSwitch.ask();
  }

  /** Agrees to the other side's request for video, or refuses it. There is none: no effect. */
  answerVideo(agreed: boolean): Promise<void> {
    return this.ongoing.videoSwitch.answer(agreed);
  }

  /** Goes from picture back to sound, on both sides. Anything but a connected video call: no effect. */
  backToAudio(): Promise<void> {
    return this.ongoing.videoSwitch.backToAudio();
  }

  /** Front camera to back camera and back. */
  flipCamera(): void {
    this.store.setMedia({ facing: this.store.facing === 'front' ? 'back' : 'front' });
  }

  /** Loudspeaker to earpiece and back. */
  toggleSpeaker(): void {
    this.store.setMedia({ speakerOn: !this.store.speakerOn });
  }

  /** A page of the call history, newest first. */
  records(range: { before?: string; limit?: number } = {}): Promise<{ records: readonly CallRecord[]; next?: string }> {
    return this.netcall.records(range);
  }

  /** Whether this account wants no calls, on any of its devices: who calls hears that it is busy. @throws CallError as netcall's `settings` */
  async doNotDisturb(isOn: boolean): Promise<void> {
    const { dnd } = await this.netcall.settings({ dnd: isOn });
    this.store.setDnd(dnd);
    this.ring();
  }

  /** Opens the home page above the call page; the call goes on, and `<call-float/>` leads back. No call that the user has begun or answered: no effect. */
  minimise(): Promise<void> {
    return this.stage.minimise();
  }

  /** Goes back to the page of a minimised call. */
  restore(): Promise<void> {
    return this.stage.restore();
  }

  /** Takes a page as the one that shows the call. Returns what the page calls when it goes: leaving it ends the call, unless `interruptions` say otherwise. */
  attach(screen: Screen): () => void {
    const detach = this.screen.attach(screen);
    if (this.disturbances.isPageLeft) this.pageIsBack();
    if (this.store.status === 'idle') this.stage.closeLater();
    return () => {
      if (detach()) this.pageIsLeft();
    };
  }

  /** What WeChat says of the pusher. */
  pushState(meaning: StreamMeaning): void {
    this.streams.pushState(meaning);
    if (meaning === 'suspended' || meaning === 'live') this.disturbances.tell({ isSuspended: meaning === 'suspended' });
  }

  /** A device was refused: by the mini-program's setting, by WeChat's, or by the phone. */
  deviceDenied(device: 'camera' | 'microphone'): void {
    void this.guide.refused(device);
  }

  /** Lets the user allow devices, then pushes anew. */
  async openSettings(): Promise<void> {
    await this.guide.open();
    if (this.store.mediaRuns) this.streams.restartPush();
  }

  /** Lets go of netcall, timers and listeners; a call ends, and its page closes at once. May be called twice. */
  destroy(): void {
    this.stops.splice(0).forEach((stop) => stop());
    this.closeSettings();
    this.parts.bell.close();
    this.ongoing.destroy();
    this.screen.close();
    this.disturbances.close();
    this.stage.close();
    this.netcall.destroy();
    forget(this);
    if (this.store.status === 'idle') return;
    this.store.setCall({ phase: 'idle' });
    this.parts.host.keepScreenOn(false);
    void this.stage.leave();
  }

  private followCall(call: Call): void {
    const before = this.store.call;
    if (call.phase !== 'idle' && call.phase !== 'ended' && isAnotherCall(before, call)) this.begin(call);
    if (isEntered(before, call)) this.store.setMedia({ cameraOn: showsPicture(call.room.mode), micOn: sendsSound(call.room.mode) });
    this.store.setCall(call);
    this.ring();
    if (isTurned(before, call) && !this.store.isGroup) this.ongoing.videoSwitch.follow(call.media);
    switch (call.phase) {
      case 'idle':
        return this.finish();
      case 'ended':
        return before.phase === 'idle' ? undefined : this.finish();
      case 'placing':
      case 'calling':
      case 'ringing':
        return this.stage.show();
      case 'inCall':
        this.stage.show();
        void this.ongoing.entrance.enter(call);
    }
  }

  /** The application is hidden or shown: what rings is silent meanwhile, and rings again. */
  private followApp(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.ring();
    this.disturbances.tell(isVisible ? { isHidden: false, isAudioTaken: false, isSuspended: false } : { isHidden: true });
  }

  private ring(): void {
    this.parts.bell.follow(this.store.call, !this.isVisible || this.store.isDnd);
  }

  /** The call goes on without its page, if the application wants it so. One that rings is declined. */
  private pageIsLeft(): void {
    const { phase } = this.netcall.current;
    if (phase === 'idle' || phase === 'ended') return;
    if (phase === 'ringing') return void this.hangup();
    if (this.disturbances.tell({ isPageLeft: true })) this.store.setMedia({ isMinimised: true });
  }

  /** The pusher went with the page: its stream has a new name now. */
  private pageIsBack(): void {
    this.store.setMedia({ isMinimised: false });
    if (this.disturbances.tell({ isPageLeft: false }) && this.store.mediaRuns) this.streams.restartPush();
  }

  private begin(call: CallInProgress): void {
    this.disturbances.close();
    this.parts.host.keepScreenOn(true);
    this.ongoing.begin(call);
  }

  private finish(): void {
    this.parts.host.keepScreenOn(false);
    this.disturbances.close();
    this.ongoing.close();
    this.stage.closeLater();
  }

  private followConnection(state: CallStore['connection']): void {
    this.store.setConnection(state);
    if (state !== 'online') return;
    const { current } = this.netcall;
    if (current.phase !== 'inCall') return;
    this.streams.retryNow();
    void this.ongoing.entrance.enter(current);
  }

  private async answer(accepted: boolean, custom?: string): Promise<void> {
    const { current } = this.netcall;
    if (current.phase !== 'ringing') return;
    const { cid, peer, media } = current;
    await this.attempt(this.netcall.response({ accepted, caller: peer, type: media === 'video' ? 2 : 1, cid, ...(custom ? { custom } : {}) }));
  }
}
