import { computed, makeAutoObservable, observable } from 'mobx-miniprogram';
import type { Call, Connection, LocalEndReason } from 'netcall-sdk';
import { textsOf, type Texts } from '../i18n/translate';
import type { StreamMeaning } from '../pusher/codes';
import { durationOf, textOfDuration } from './duration';
import { INITIAL_MEDIA, REMARK_SHOWN_MS } from './facts';
import type { CallStatus, MediaFacts, Player, Remark, Saying, User, VideoTurn } from './facts';
import { hintOf } from './hint';
import type { PusherOptions } from './pusher-options';
import { barsIn, NO_BARS } from './signal';
import type { Theme } from './theme';
import { companyOf, gridStyleOf, tilesOf } from './tiles';
import type { Tile } from './tiles';

/** What the call page shows. It mirrors netcall and the service and derives; it never decides what a call may do. */
export class CallStore implements MediaFacts {
  call: Call = { phase: 'idle' };
  connection: Connection = 'offline';
  users: ReadonlyMap<string, User> = new Map();
  nowMs = 0;
  /** Nobody is to ring here: set by the kit's `doNotDisturb`. */
  isDnd = false;
  /** How the call is drawn where there is no picture to see: set by the kit's `setTheme`. */
  theme: Theme = 'dark';
  /** How the own picture and sound are made: set by the kit's `setPusher`. */
  pusher: PusherOptions = {};
  // Set by `setMedia`, beginning with INITIAL_MEDIA.
  declare readonly cameraOn: boolean;
  declare readonly micOn: boolean;
  declare readonly speakerOn: boolean;
  declare readonly isNudged: boolean;
  declare readonly facing: 'front' | 'back';
  declare readonly pushUrl: string;
  declare readonly pushState: StreamMeaning;
  declare readonly pushBars: number;
  declare readonly players: readonly Player[];
  declare readonly denied: MediaFacts['denied'];
  declare readonly deniedBy: MediaFacts['deniedBy'];
  declare readonly gaveUp: boolean;
  declare readonly weakUntilMs: number;
  declare readonly videoTurn: VideoTurn;
  declare remark: Remark | null;
  declare readonly farewell: string;
  declare readonly isMinimised: boolean;
  declare readonly isBannered: boolean;
  declare readonly ownAccount: string;
  declare readonly awaited: readonly string[];
  declare readonly away: readonly string[];

  /**
   * @param runsLive - false where live-pusher and live-player do not run (WeChat DevTools)
   * @param textScale - how large text is drawn; 1 is the standard
   * @param invites - true where the user can pick who else is called
   */
  constructor(
    public locale: string,
    readonly runsLive: boolean,
    readonly textScale = 1,
    public texts: Texts = textsOf(locale),
    readonly invites = false,
  ) {
    Object.assign(this, INITIAL_MEDIA);
    makeAutoObservable(this, {
      call: observable.ref, users: observable.ref, texts: observable.ref, pusher: observable.ref, players: observable.struct, remark: observable.ref, awaited: observable.ref, away: observable.ref,
      tiles: computed.struct,
    });
  }

  get status(): CallStatus {
    const { call } = this;
    switch (call.phase) {
      case 'idle':
        return 'idle';
      case 'placing':
      case 'calling':
        return 'dialling';
      case 'ringing':
        return call.answering ? 'connecting' : 'incoming';
      case 'inCall':
        return call.room !== null && (this.isGroup || this.players.length > 0) ? 'connected' : 'connecting';
      case 'ended':
        return 'ended';
    }
  }

  get media(): 'audio' | 'video' {
    return this.call.phase === 'idle' ? 'audio' : this.call.media;
  }

  /** The caller's id of the call; empty without one. */
  get callId(): string {
    return this.call.phase === 'idle' ? '' : this.call.callId;
  }

  /** What the caller's application has given with the call; empty: nothing. */
  get custom(): string {
    return (this.call.phase !== 'idle' && this.call.custom) || '';
  }

  /** Account of the other side; empty without a call. */
  get peer(): string {
    return this.call.phase === 'idle' ? '' : this.call.peer;
  }

  /** Name of the other side: the account until `resolveUser` has answered. */
  get peerName(): string {
    return this.faceOf(this.peer).name;
  }

  get peerAvatar(): string {
    return this.faceOf(this.peer).avatar;
  }

  /** Whether several may be in the call: more than one is called, or it is a named room. */
  get isGroup(): boolean {
    const { call } = this;
    return call.phase !== 'idle' && Boolean(call.team ?? call.channel);
  }

  /** Whether the call is drawn as a grid: with several, from dialling to the end. */
  get isGrid(): boolean {
    return this.isGroup && (this.status === 'dialling' || this.mediaRuns);
  }

  /** What stands at the head of the call: the name of the other side, or of the room with the number of people. */
  get title(): string {
    const { call, peerName, texts } = this;
    if (call.phase === 'idle' || !this.isGroup || (peerName !== '' && !this.isGrid)) return peerName;
    return (call.channel ?? texts.groupCall) + (this.isGrid ? ` (${this.tiles.length + 1})` : '');
  }

  /** Everybody else, by number: those who are in the call, and of a call with several those who are being called. */
  get tiles(): readonly Tile[] {
    return tilesOf(this);
  }

  /** How many stand beside and below each other in the grid, as CSS variables; empty without one. */
  get gridStyle(): string {
    return this.isGrid ? gridStyleOf(this.tiles.length) : '';
  }

  /** How good the own network is while the call is connected, from 0 to 4; less: not known. */
  get ownBars(): number {
    return this.status === 'connected' ? barsIn(this.pushState, this.pushBars) : NO_BARS;
  }

  /** The same of what arrives from the other side, in a call for two. */
  get peerBars(): number {
    const [player] = this.players;
    return this.status === 'connected' && !this.isGroup && player ? barsIn(player.state, player.bars) : NO_BARS;
  }

  /** The other side's connection to the server. */
  get peerLink(): 'ok' | 'reconnecting' {
    return this.call.phase === 'inCall' ? this.call.peerLink : 'ok';
  }

  /** Where the sound of the players goes. */
  get soundMode(): 'speaker' | 'ear' {
    return this.speakerOn === this.isNudged ? 'ear' : 'speaker';
  }

  /** Whether the pusher stands on the page: from acceptance to the end. */
  get mediaRuns(): boolean {
    return this.call.phase === 'inCall';
  }

  /** Whether there is a picture of the other side to look at, or a grid. */
  get peerPicture(): boolean {
    return this.isGrid || (this.media === 'video' && this.status === 'connected' && this.players.some((player) => player.picture));
  }

  /** How long the two have talked, in seconds. */
  get durationS(): number {
    return durationOf(this.call, this.nowMs);
  }

  /** `00:07`, `12:34`, `1:02:03`. */
  get durationText(): string {
    return textOfDuration(this.durationS);
  }

  /** Key in `texts.ended` of the text that says why the call ended; null while it has not. */
  get endTextKey(): LocalEndReason | null {
    return this.call.phase === 'ended' ? this.call.reason : null;
  }

  /** The line below the name. */
  get statusText(): string {
    const { call, texts } = this;
    switch (this.status) {
      case 'idle':
        return texts.noCall;
      case 'dialling':
        return call.phase === 'calling' && call.peerRings ? texts.ringing : texts.calling;
      case 'incoming':
        return (this.media === 'video' ? texts.incomingVideo : texts.incomingAudio) + companyOf(this);
      case 'connecting':
        return texts.connecting;
      case 'connected':
        return this.durationText;
      case 'ended':
        return this.endText;
    }
  }

  /** What `<call-float/>` says: the duration, or what happens; empty: the call is not minimised. */
  get floatText(): string {
    return this.isMinimised && this.status !== 'idle' ? this.statusText : '';
  }

  /** What `<call-banner/>` says; empty: it is not to be seen. */
  get bannerText(): string {
    return this.isBannered && this.status === 'incoming' ? this.statusText : '';
  }

  /** A passing remark on the connection and on what others do, the gravest first; empty: none. */
  get hint(): string {
    return hintOf(this);
  }

  /** Whether the other side waits for an answer to its request for video. */
  get isAskedForVideo(): boolean {
    return this.mediaRuns && this.videoTurn === 'asked';
  }

  /** Whether the user is offered another try. */
  get canRetry(): boolean {
    return this.mediaRuns && this.gaveUp;
  }

  /** What the user must allow in the settings that can be opened; empty: nothing. */
  get deniedText(): string {
    if (!this.mediaRuns || this.denied === '' || this.deniedBy === 'phone') return '';
    if (this.deniedBy === 'wechat') return this.texts.deniedByWechat;
    return this.denied === 'camera' ? this.texts.deniedCamera : this.texts.deniedMicrophone;
  }

  /** What stands in place of pictures where they do not run; empty where they do. */
  get placeholder(): string {
    return this.runsLive ? '' : this.texts.notHere;
  }

  setCall(call: Call): void {
    this.call = call;
  }

  setConnection(connection: Connection): void {
    this.connection = connection;
  }

  setMedia(facts: Partial<MediaFacts>): void {
    Object.assign(this, facts);
  }

  setUser(account: string, user: User): void {
    this.users = new Map(this.users).set(account, user);
  }

  /** Shows a remark for a while. */
  say(what: Saying): void {
    this.remark = { ...what, untilMs: this.nowMs + REMARK_SHOWN_MS };
  }

  setDnd(isDnd: boolean): void {
    this.isDnd = isDnd;
  }

  setPusher(pusher: PusherOptions): void {
    this.pusher = pusher;
  }

  setLocale(locale: string, texts: Texts): void {
    this.locale = locale;
    this.texts = texts;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
  }

  /** Tells the time, in milliseconds since 1970. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
  }

  /** Name and picture of an account: the account itself and none until `resolveUser` has answered. */
  faceOf(account: string): Required<User> {
    return { name: account, avatar: '', ...this.users.get(account) };
  }

  private get endText(): string {
    const key = this.endTextKey;
    const reason = key === null ? '' : this.texts.ended[key] + (key === 'rejected' && this.farewell !== '' ? ` · ${this.farewell}` : '');
    return this.durationS > 0 ? `${reason}  ${this.durationText}` : reason;
  }
}
