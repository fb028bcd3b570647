import type { EndReason } from 'netcall-sdk';
import type { StreamMeaning } from '../pusher/codes';
import type { Device, Level } from './permission';

/** Who is at the other end, as the application knows them. */
export interface User {
  readonly name: string;
  /** Address of a picture. */
  readonly avatar?: string;
}

/** What the call page shows. */
export type CallStatus = 'idle' | 'dialling' | 'incoming' | 'connecting' | 'connected' | 'ended';

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
  /** How good it arrives, from 0 to 4; less, or undefined: not known. */
  readonly bars?: number;
}

/** Where a change from sound to picture stands: who has asked, or what is on its way. */
export type VideoTurn = 'none' | 'asking' | 'asked' | 'agreeing' | 'returning';

/** What somebody else has done: the key of its text, or who of several does not come and why. */
export type Saying = { readonly key: 'videoRefused' | 'videoUnanswered' | 'peerBackToAudio' } | { readonly account: string; readonly reason: EndReason | 'offline'; readonly text: string };

/** A passing remark on what somebody else has done. */
export type Remark = Saying & {
  /** Until when it is shown, in milliseconds since 1970. */
  readonly untilMs: number;
};

/** How long a remark on what somebody else has done stays: long enough to be read. */
export const REMARK_SHOWN_MS = 5_000;

/** What the service has decided about sound and picture, and what WeChat has reported of them. */
export interface MediaFacts {
  readonly cameraOn: boolean;
  readonly micOn: boolean;
  readonly speakerOn: boolean;
  /** The sound goes the other way for a moment, without anything to be seen of it. */
  readonly isNudged: boolean;
  readonly facing: 'front' | 'back';
  /** Empty: do not push. */
  readonly pushUrl: string;
  readonly pushState: StreamMeaning;
  /** How good the own stream gets out, from 0 to 4; less: not known. */
  readonly pushBars: number;
  readonly players: readonly Player[];
  /** What the user has refused; empty: nothing. */
  readonly denied: '' | Device;
  /** Who has refused it. */
  readonly deniedBy: Level;
  /** Recovery has ended without success. */
  readonly gaveUp: boolean;
  /** Until when the remark on a weak network is shown, in milliseconds since 1970. */
  readonly weakUntilMs: number;
  readonly videoTurn: VideoTurn;
  readonly remark: Remark | null;
  /** What the other side has declined with; empty: nothing. */
  readonly farewell: string;
  /** The user looks at other pages while the call goes on. */
  readonly isMinimised: boolean;
  /** A call that rings is shown in a banner, not on the page. */
  readonly isBannered: boolean;
  /** Who is signed in here. */
  readonly ownAccount: string;
  /** Who of a call with several has been called and may still come. */
  readonly awaited: readonly string[];
  /** Members of a call with several whose connection to the server is lost. */
  readonly away: readonly string[];
}

/** How a call starts: sound and picture on, nothing flows yet. `speakerOn`: an initial earpiece is broken on some phones. */
export const INITIAL_MEDIA: MediaFacts = {
  cameraOn: false, micOn: true, speakerOn: true, isNudged: false, facing: 'front', pushUrl: '', pushState: 'connecting', pushBars: -1, players: [], denied: '', deniedBy: 'app',
  gaveUp: false, weakUntilMs: 0, videoTurn: 'none', remark: null, farewell: '', isMinimised: false, isBannered: false, ownAccount: '', awaited: [], away: [],
};
