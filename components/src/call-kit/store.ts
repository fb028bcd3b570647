import { makeAutoObservable, observable } from 'mobx-miniprogram';
import type { Call, Connection, LocalEndReason } from 'netcall-sdk';
import type { Locale, Texts } from '../i18n/translate';
import { textsOf } from '../i18n/translate';
import type { StreamMeaning } from '../pusher/codes';

/** What the call page shows. */
export type CallStatus = 'idle' | 'dialling' | 'incoming' | 'connecting' | 'connected' | 'ended';

/** Who is at the other end, as the application knows them. */
export interface User {
  readonly name: string;
  /** Address of a picture. */
  readonly avatar?: string;
}

/** One live-player. */
export interface Player {
  readonly uid: number;
  readonly account: string;
  readonly url: string;
  /** Rises when the same address is to be played anew. */
  readonly attempt: number;
  /** The member sends a picture. */
  readonly picture: boolean;
  readonly state: StreamMeaning;
}

/** Where a change from sound to picture stands: who has asked, or what is on its way. */
export type VideoTurn = 'none' | 'asking' | 'asked' | 'agreeing' | 'returning';

/** A passing remark on what somebody else has done. */
export interface Remark {
  /** Key of its text. */
  readonly key: 'videoRefused' | 'videoUnanswered' | 'peerBackToAudio';
  /** Until when it is shown, in milliseconds since 1970. */
  readonly untilMs: number;
}

/** How long a remark on what somebody else has done stays: long enough to be read. */
export const REMARK_SHOWN_MS = 5_000;

/** What the service has decided about sound and picture, and what WeChat has reported of them. */
export interface MediaFacts {
  readonly cameraOn: boolean;
  readonly micOn: boolean;
  readonly speakerOn: boolean;
  readonly facing: 'front' | 'back';
  /** Empty: do not push. */
  readonly pushUrl: string;
  readonly pushState: StreamMeaning;
  readonly players: readonly Player[];
  /** What the user has refused; empty: nothing. */
  readonly denied: '' | 'camera' | 'microphone';
  /** Recovery has ended without success. */
  readonly gaveUp: boolean;
  /** Until when the remark on a weak network is shown, in milliseconds since 1970. */
  readonly weakUntilMs: number;
  readonly videoTurn: VideoTurn;
  readonly remark: Remark | null;
}

/** How a call starts: sound and picture on, nothing flows yet. `speakerOn`: an initial earpiece is broken on some phones. */
export const INITIAL_MEDIA: MediaFacts = {
  cameraOn: false, micOn: true, speakerOn: true, facing: 'front', pushUrl: '', pushState: 'connecting', players: [], denied: '',
  gaveUp: false, weakUntilMs: 0, videoTurn: 'none', remark: null,
};

/** What the call page shows. It mirrors netcall and the service and derives; it never decides what a call may do. */
export class CallStore implements MediaFacts {
  call: Call = { phase: 'idle' };
  connection: Connection = 'offline';
  users: ReadonlyMap<string, User> = new Map();
  nowMs = 0;
  // Set by `setMedia`, beginning with INITIAL_MEDIA.
  declare readonly cameraOn: boolean;
  declare readonly micOn: boolean;
  declare readonly speakerOn: boolean;
  declare readonly facing: 'front' | 'back';
  declare readonly pushUrl: string;
  declare readonly pushState: StreamMeaning;
  declare readonly players: readonly Player[];
  declare readonly denied: MediaFacts['denied'];
  declare readonly gaveUp: boolean;
  declare readonly weakUntilMs: number;
  declare readonly videoTurn: VideoTurn;
  declare remark: Remark | null;

  /** @param runsLive false where live-pusher and live-player do not run (WeChat DevTools) */
  constructor(
    public locale: Locale,
    readonly runsLive: boolean,
  ) {
    Object.assign(this, INITIAL_MEDIA);
    makeAutoObservable(this, { call: observable.ref, users: observable.ref, players: observable.struct, remark: observable.ref });
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
        return call.room !== null && this.players.length > 0 ? 'connected' : 'connecting';
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

  /** Account of the other side; empty without a call. */
  get peer(): string {
    return this.call.phase === 'idle' ? '' : this.call.peer;
  }

  /** Name of the other side: the account until `resolveUser` has answered. */
  get peerName(): string {
    return this.users.get(this.peer)?.name ?? this.peer;
  }

  get peerAvatar(): string {
    return this.users.get(this.peer)?.avatar ?? '';
  }

  /** The other side's connection to the server. */
  get peerLink(): 'ok' | 'reconnecting' {
    return this.call.phase === 'inCall' ? this.call.peerLink : 'ok';
  }

  /** Whether the pusher stands on the page: from acceptance to the end. */
  get mediaRuns(): boolean {
    return this.call.phase === 'inCall';
  }

  /** Whether there is a picture of the other side to look at. */
  get peerPicture(): boolean {
    return this.media === 'video' && this.status === 'connected' && this.players.some((player) => player.picture);
  }

  /** How long the two have talked, in seconds. */
  get durationS(): number {
    const { call } = this;
    if (call.phase === 'ended') return Math.floor(call.durationMs / 1000);
    return call.phase === 'inCall' ? Math.max(0, Math.floor((this.nowMs - call.sinceMs) / 1000)) : 0;
  }

  /** `00:07`, `12:34`, `1:02:03`. */
  get durationText(): string {
    const { durationS } = this;
    const pair = (value: number): string => String(value).padStart(2, '0');
    const minutesAndSeconds = `${pair(Math.floor(durationS / 60) % 60)}:${pair(durationS % 60)}`;
    return durationS < 3600 ? minutesAndSeconds : `${Math.floor(durationS / 3600)}:${minutesAndSeconds}`;
  }

  get texts(): Texts {
    return textsOf(this.locale);
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
        return this.media === 'video' ? texts.incomingVideo : texts.incomingAudio;
      case 'connecting':
        return texts.connecting;
      case 'connected':
        return this.durationText;
      case 'ended':
        return this.endText;
    }
  }

  /** A passing remark on the connection, the gravest first; empty: none. */
  get hint(): string {
    const { texts } = this;
    if (!this.mediaRuns) return '';
    if (this.gaveUp) return texts.mediaLost;
    if (this.connection !== 'online') return texts.reconnecting;
    if (this.peerLink === 'reconnecting') return texts.peerReconnecting;
    if ([this.pushState, ...this.players.map(({ state }) => state)].some(isInterrupted)) return texts.reconnecting;
    if (this.videoTurn === 'asking') return texts.askingForVideo;
    if (this.remark !== null && this.nowMs < this.remark.untilMs) return texts[this.remark.key];
    if (!this.runsLive && this.media === 'audio') return texts.notHere; // A video call says so in place of its pictures.
    return this.nowMs < this.weakUntilMs ? texts.weak : '';
  }

  /** Whether the other side waits for an answer to its request for video. */
  get isAskedForVideo(): boolean {
    return this.mediaRuns && this.videoTurn === 'asked';
  }

  /** Whether the user is offered another try. */
  get canRetry(): boolean {
    return this.mediaRuns && this.gaveUp;
  }

  /** What the user must allow; empty: nothing. */
  get deniedText(): string {
    if (!this.mediaRuns || this.denied === '') return '';
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
  say(key: Remark['key']): void {
    this.remark = { key, untilMs: this.nowMs + REMARK_SHOWN_MS };
  }

  setLocale(locale: Locale): void {
    this.locale = locale;
  }

  /** Tells the time, in milliseconds since 1970. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
  }

  private get endText(): string {
    const reason = this.endTextKey === null ? '' : this.texts.ended[this.endTextKey];
    return this.durationS > 0 ? `${reason}  ${this.durationText}` : reason;
  }
}

function isInterrupted(state: StreamMeaning): boolean {
  return state === 'stalled' || state === 'failed';
}
