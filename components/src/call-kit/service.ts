import type { Call, CallRecord } from 'netcall-sdk';
import { attemptWith } from './attempt';
import type { Attempt } from './attempt';
import { CallPage } from './call-page';
import { isAnotherCall, isEntered, isTurned } from './changes';
import type { CallClient, CallInProgress } from './client';
import { forget } from './current';
import { Disturbances } from './disturbances';
import { Inviting } from './inviting';
import { sendsSound, showsPicture } from './mode';
import { OngoingCall } from './ongoing-call';
import { PermissionGuide } from './permission-guide';
import { callOptions, roomOptions } from './requests';
import { Ringing } from './ringing';
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
  /** The way in for more people. */
  readonly inviting: Inviting;
  /** Calls more people into the call with several, or the room, that one is in. @throws CallError as netcall's `invite` */
  readonly invite = (accounts: readonly string[]): Promise<void> => this.inviting.invite(accounts);
  /** Hears the codes of WeChat's pusher and players, when somebody wants to; see `trace`. */
  streamHeard: (stream: string, code: number) => void = () => undefined;
  private readonly attempt: Attempt;
  private readonly screen: ScreenSlot;
  private readonly disturbances: Disturbances;
  private readonly page: CallPage;
  private readonly ongoing: OngoingCall;
  private readonly guide: PermissionGuide;
  private readonly ringing: Ringing;
  private readonly stops: (() => void)[];

  constructor(parts: ServiceParts) {
    super(parts);
    const { client, store, host } = parts;
    this.netcall = client;
    this.attempt = attemptWith(parts.onError);
    this.screen = new ScreenSlot(host);
    this.stage = new Stage(parts, this.screen, this.attempt);
    this.ongoing = new OngoingCall(parts, this.screen, this.attempt);
    this.streams = this.ongoing.streams;
    this.ringing = new Ringing(parts, this.attempt);
    this.inviting = new Inviting(parts, this.attempt);
    this.guide = new PermissionGuide(host, store, this.attempt);
    this.disturbances = new Disturbances({
      client, store, host, policies: parts.interruptions, setMic: (micOn) => void this.ongoing.publish({ micOn }), hangUp: () => void this.hangup(), revive: () => this.streams.revive(),
    });
    this.page = new CallPage({ client, store, screen: this.screen, stage: this.stage, disturbances: this.disturbances, streams: this.streams, decline: () => void this.hangup() });
    store.setConnection(client.connection);
    this.stops = [
      client.on('callChanged', ({ call }) => this.followCall(call)),
      client.on('error', ({ code, desc }) => parts.onError(Object.assign(new Error(desc), { code }))),
      client.on('connection', ({ state }) => this.followConnection(state)),
      host.onVisible((isVisible) => this.followApp(isVisible)),
      // What had suspended the pusher in front is over with it, and WeChat may not say so of the pusher.
      host.onAudioTaken((isAudioTaken) => this.disturbances.tell(isAudioTaken ? { isAudioTaken } : { isAudioTaken, isSuspended: false })),
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
  async call(request: CallRequest): Promise<void> {
    await this.netcall.call(callOptions(request));
  }

  /**
   * Enters the room of this name, which is opened if it is not open yet, and shows the call page. `hangup` leaves it.
   *
   * @throws CallError as netcall's `joinChannel`
   */
  async joinRoom(name: string, media: 'audio' | 'video' = 'video'): Promise<void> {
    await this.netcall.joinChannel(roomOptions(name, media));
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
    this.disturbances.micTouched();
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
  doNotDisturb(isOn: boolean): Promise<void> {
    return this.ringing.ask(isOn);
  }

  /** Opens the home page above the call page; the call goes on, and `<call-float/>` leads back. No call that the user has begun or answered: no effect. */
  minimise(): Promise<void> {
    return this.stage.minimise();
  }

  /** Goes back to the page of a minimised call. */
  restore(): Promise<void> {
    return this.stage.restore();
  }

  /** Takes a page as the one that shows the call. Returns what the page calls when it goes. */
  attach(screen: Screen): () => void {
    return this.page.attach(screen);
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
    this.ringing.follow();
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

  /** The application is hidden or shown. */
  private followApp(isVisible: boolean): void {
    this.ringing.appIsShown(isVisible);
    const { phase } = this.netcall.current;
    if (isVisible && phase !== 'idle' && phase !== 'ended') this.stage.show(); // WeChat may not have opened the page in the background.
    this.disturbances.tell(isVisible ? { isHidden: false, isAudioTaken: false, isSuspended: false } : { isHidden: true });
  }

  private begin(call: CallInProgress): void {
    this.ringing.begin(call);
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
