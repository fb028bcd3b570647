import type { Callbacks, Cookie, Slot, Slots } from './callbacks';
import type { Media } from './media';
import type { MeetObj, MemberInfo, QueueData, VideoInfo } from './facts';

/** What applications give beside a command; the other side gets it as a text, and `''` for none. At most 4,096 bytes of UTF-8. */
type Ext = string | null | undefined;

/** The number of a room, also as digits. */
type MeetID = number | string;

/** Loading, signing in, the log. */
export interface AccountMethods {
  /** Which edition this is. */
  readonly sdkver: string;
  /** MD5 of a text's UTF-8, in hexadecimal. */
  MD5(text: string): string;
  /** Without effect: lines of the log go where `createRTCSDK` is told, warnings and errors to the console otherwise. */
  EnableLog2File(upload?: unknown, isConsole?: unknown): void;
  /** Comes first: until then everything fails with 11. Gives 0. */
  Init(params?: { readonly isCallSer?: boolean }): number;
  /** Signs out, and undoes `Init`. */
  UnInit(): void;
  /** `host[:port]` is `wss://host[:port]/ws`, `http://host` is `ws://host/ws`. Without effect when the SDK was made with a `server`. */
  SetServerAddr(addr: string): void;
  /**
   * Signs in with a token that `getToken` fetches, and stays signed in through lost networks: `LoginSuccess` or `LoginFail`. 7 when `getToken`
   * fails, 9 when somebody is signed in already, 11 before `Init`, 15 without `getToken`, 18 to 21 when the token is refused, 201 without
   * a server's address, 204 when it cannot be reached.
   */
  Login(appID: string, md5AppSecret: string, nickName: string, UID: string, userAuthCode?: unknown, cookie?: Cookie): void;
  /** The same with a token of the application's own back end. `NotifyTokenWillExpire` comes 30 s before it expires, `LineOff(18)` when it has. */
  LoginByToken(token: string, nickName: string, UID: string, userAuthCode?: unknown, cookie?: Cookie): void;
  /** The token for the time after the one of `LoginByToken`. */
  UpdateToken(token: string): void;
  /** Hangs up, leaves the room, signs out: `LogoutSuccess`. */
  Logout(cookie?: Cookie): void;
}

/** Rooms. */
export interface RoomMethods {
  /** Makes a room, which stays until `DestroyMeeting`: `CreateMeetingSuccess` or `CreateMeetingFail`. Nobody is in it yet. */
  CreateMeeting(cookie?: Cookie): void;
  /** Ends a room that this user has made; whoever is in it hears `MeetingStopped`. `DestroyMeetingRslt`. */
  DestroyMeeting(meetID: MeetID, cookie?: Cookie): void;
  /** Enters a room in place of the one before, with devices closed: `EnterMeetingRslt`, 800 when there is none of this number. The name is that of `Login`. */
  EnterMeeting(meetID: MeetID, pswd?: unknown, UID?: string, nickName?: string, cookie?: Cookie): void;
  EnterMeeting2(meetID: MeetID, UID?: string, nickName?: string, cookie?: Cookie): void;
  EnterMeeting3(meetID: MeetID, cookie?: Cookie): void;
  /** Leaves the room; a call goes on. */
  ExitMeeting(reason?: unknown): void;
  /** Everybody in the room, this user too; whole when `EnterMeetingRslt(0)` comes. */
  GetAllMembers(): readonly MemberInfo[];
  GetMemberInfo(UID: string): MemberInfo | undefined;
  /** A text of at most 4,096 bytes to everybody in the room, this user too: `NotifyMeetingCustomMsg`. `SendMeetingCustomMsgRslt`. */
  SendMeetingCustomMsg(msg: string, _?: unknown, cookie?: Cookie): void;
  /** Sends a member out of a room that this user has made: it hears `MeetingDropped(10)`. A failure is logged. */
  Kickout(UID: string): void;
}

/** Calls and invitations. */
export interface CallMethods {
  /**
   * Calls somebody and gives the call's id at once. `CallSuccess`: it rings; then `NotifyCallAccepted` or `NotifyCallRejected`. `CallFail`: 601
   * this user is in a call, 602 the other one is or does not want to be disturbed, 603 it is not signed in.
   */
  Call(calledUID: string, meetObj?: MeetObj, usrExtDat?: Ext, cookie?: Cookie): string;
  /** Accepts a call that rings. A room given here takes the place of the caller's. `AcceptCallFail` with 600: it is over, or answered elsewhere. */
  AcceptCall(callID: string, meetObj?: MeetObj, usrExtDat?: Ext, cookie?: Cookie): void;
  /** The caller hears `NotifyCallRejected(callID, 606, usrExtDat)`. */
  RejectCall(callID: string, usrExtDat?: Ext, cookie?: Cookie): void;
  /** Ends a call, cancels one of this user's, or rejects one that rings. Leaves no room. `HungupCallFail` with 600: it is over. */
  HungupCall(callID: string, usrExtDat?: Ext, cookie?: Cookie): void;
  /** Invites somebody and gives the invitation's id at once; nobody is busy by it. It is over after 30 s. */
  Invite(UID: string, usrExtDat?: Ext, cookie?: Cookie): string;
  AcceptInvite(inviteID: string, usrExtDat?: Ext, cookie?: Cookie): void;
  RejectInvite(inviteID: string, usrExtDat?: Ext, cookie?: Cookie): void;
  CancelInvite(inviteID: string, usrExtDat?: Ext, cookie?: Cookie): void;
}

/** Do-not-disturb, who is there, and data from user to user. */
export interface UserMethods {
  /** 0: may be called and is assigned clients; any other number: neither, and its meaning is the application's. */
  SetDNDStatus(DNDStatus: number, cookie?: Cookie): void;
  /** Everybody who is signed in. */
  GetUserStatus(cookie?: Cookie): void;
  /** Every change of anybody from now on: `NotifyUserStatus`. */
  StartUserStatusNotify(cookie?: Cookie): void;
  StopUserStatusNotify(cookie?: Cookie): void;
  /** At most 64 KB to a user who is signed in: `NotifyCmdData` there, then `SendCmdRlst` here. Gives the task's id. 1100 too large, 1102 nobody there, 6 neither text nor bytes. */
  SendCmd(UID: string, data: string | ArrayBuffer | Uint8Array, cookie?: Cookie): string;
  /** At most 100 MB: `SendProgress`, `SendBufferRslt`, `NotifyBufferData`. Texts arrive as texts, bytes as an ArrayBuffer. Calls do not wait for it. */
  SendBuffer(UID: string, data: string | ArrayBuffer | Uint8Array, cookie?: Cookie): string;
}

/** Queues. */
export interface QueueMethods {
  /** Comes before the other methods about queues. */
  InitQueueDat(cookie?: Cookie): void;
  GetAllQueueInfo(): QueueData[];
  GetQueueStatus(queID: number, cookie?: Cookie): void;
  /** `QueueStatusChanged` for every queue. */
  RefreshAllQueueStatus(): void;
  /** What a client was in before the application was started anew: its call, its place in a queue. */
  GetClientStatus(cookie?: Cookie): void;
  /** What an agent was in: its call, the queues that it serves. */
  GetServingStatus(cookie?: Cookie): void;
  /** Waits in a queue; 404 in another one already. */
  StartQueuing(queID: number, usrExtDat?: Ext, cookie?: Cookie): void;
  StopQueuing(queID: number, cookie?: Cookie): void;
  /** Serves a queue. Among agents who serve it the one with the lowest `priority`, 0 to 1,000, comes first. */
  StartService(queID: number, priority?: number, cookie?: Cookie): void;
  StopService(queID: number, cookie?: Cookie): void;
  /** With do-not-disturb on: asks for the next client. 401 nobody waits, 403 no queue is served. */
  ReqAssignUser(cookie?: Cookie): void;
  /** Takes an offered client: it is out of its queue, and waits for this agent's `Call`. `ResponseAssignUserRslt`. */
  AcceptAssignUser(queID: number, UID: string, cookie?: Cookie): void;
  RejectAssignUser(queID: number, UID: string, cookie?: Cookie): void;
}

/** Microphones and cameras. Those of others open and close when their clients obey. */
export interface DeviceMethods {
  OpenMic(UID: string): void;
  CloseMic(UID: string): void;
  OpenVideo(UID: string): void;
  CloseVideo(UID: string): void;
  /** Closes every microphone in the room: `NotifyAllAudioClose`. */
  SetAllAudioClose(): void;
  GetAllVideoInfo(UID: string): VideoInfo[];
  /** The camera in use: 1; 0 for nobody in the room. */
  GetDefaultVideo(UID: string): number;
  /** Changes to the phone's other camera: `VideoDevChanged`. */
  SetDefaultVideo(UID: string, videoID?: unknown): void;
  /** Cameras of others that are open, or those of one user. */
  GetWatchableVideos(UID?: string): Pick<VideoInfo, 'userID' | 'videoID'>[];
  /** For the media components. */
  readonly media: Media;
}

/** What CloudRoom's cloud does and a server of one's own does not: 806, or that there is none. */
export interface UnsupportedMethods {
  GetScreenInfo(): null;
  /** `GetMediaInfoRslt(0, {state: 2})`: nothing is played. */
  GetMediaInfo(cookie?: Cookie): void;
  GetAllCloudMixerInfo(): never[];
  /** `CreateCloudMixerFailed(mixerID, 806, cookie)`. */
  CreateCloudMixer(config?: unknown, cookie?: Cookie): string;
  /** Each gives 806, and so says its callback of the same name with `Rslt`; the cookie is the last argument. */
  UpdateCloudMixerContent(...args: readonly unknown[]): number;
  DestroyCloudMixer(...args: readonly unknown[]): number;
  StopSvrMixer(...args: readonly unknown[]): number;
  SendIMMsg(...args: readonly unknown[]): number;
  StopMeeting(...args: readonly unknown[]): number;
}

/**
 * CloudRoom's mini-program SDK, with a server of one's own behind it. Callbacks are functions under `callback` of the object with their name,
 * at any time: `RTCSDK.LineOff.callback = (sdkErr) => …`. None comes before the method returned; each comes once, in the order in which
 * things happened. A `cookie` stays on this device, and comes back as the very same thing.
 *
 * @see docs/migrating-from-cloudroom.md
 */
export interface RTCSDK extends Slots, AccountMethods, RoomMethods, CallMethods, UserMethods, QueueMethods, DeviceMethods, UnsupportedMethods {
  /** The same as `SendCmdRlst`. */
  readonly SendCmdRslt: Slot<Callbacks['SendCmdRlst']>;
}
