import type { Callbacks, Cookie, Slot } from '../callbacks';
import type { RTCSDK } from '../face';
import type { QueueState, QueueUser, QueuingInfo, UserState } from '../facts';
import type { Credentials } from '../ground';
import type { AudioCfg, MicName, SpkName, VideoCfg } from './config';
import type { VideoObj, VideoObjOptions } from './video-object';

/** What `Init` and `SetSDKParams` take; what is not given stays. CloudRoom's other keys are accepted. */
export interface SDKParams {
  /** Address of the signalling server, such as `wss://call.example.com/ws`, in place of `SetServerAddr`. */
  readonly server?: string;
  /** Fetches the token of a user from the application's own back end, for `Login`. A rejection with a number `sdkErr` chooses that of `LoginFail`. */
  readonly getToken?: (credentials: Credentials) => string | Promise<string>;
  /** Where the relay's FLV is reached, such as `wss://media.example.com`. Default: port 7081 of the relay. */
  readonly mediaAddr?: string;
  /** `SetServerAddr` without a scheme means no TLS. */
  readonly isHttp?: boolean;
  /** Lines of the log go to `console.crlog` too. */
  readonly isSDKConsole?: boolean;
}

/** A client as an agent sees it. */
export interface WebQueueUser extends Pick<QueueUser, 'queID' | 'queuingTime' | 'usrExtDat'> {
  readonly userID: string;
  readonly nickname: string;
}

/** The call that goes on; an empty `callID`: none. */
export interface SessionInfo {
  readonly callID: string;
  readonly peerID: string;
  readonly peerName: string;
  readonly bCallAccepted: boolean;
  /** 0: no room is named. */
  readonly meetingID: number;
  readonly meetingPswd: string;
  /** Seconds since it was accepted. */
  readonly duration: number;
}

/** Callbacks that the Web edition has in another order, or with other fields. */
interface Changed {
  GetQueueStatusRslt: [status: QueueState | undefined, sdkErr: number, cookie: Cookie];
  StartQueuingRslt: [sdkErr: number, cookie: Cookie];
  StartServiceRslt: [queID: number, sdkErr: number, cookie: Cookie];
  StopServiceRslt: [queID: number, sdkErr: number, cookie: Cookie];
  NotifyUserStatus: [user: UserState];
  AutoAssignUser: [user: WebQueueUser];
  ReqAssignUserRslt: [sdkErr: number, user: WebQueueUser | undefined, cookie: Cookie];
}

/** Callbacks that it has under another name, or alone. */
interface Added {
  HangupCallSuccess: Callbacks['HungupCallSuccess'];
  HangupCallFail: Callbacks['HungupCallFail'];
  NotifyCallHangup: Callbacks['NotifyCallHungup'];
  SendCmdRslt: Callbacks['SendCmdRlst'];
  UpdateTokenRslt: [sdkErr: number];
  SendFileRslt: [taskID: string, sdkErr: number, cookie: Cookie];
  NotifyFileData: [fromUID: string, data: ArrayBuffer, fileName: string];
  /** Another camera of `UID` is in use. */
  DefVideoChanged: [UID: string, videoID: number];
  /** 8002 the user has refused it, 8007 it could not be opened, 800 there is no room. */
  OpenMicFailed: [sdkErr: number, desc: string];
  OpenVideoFailed: [sdkErr: number, desc: string];
}

/** What each callback of the Web edition hears, in order. */
export type WebCallbacks = Omit<Callbacks, keyof Changed> & Changed & Added;

/** Methods that the Web edition has in another way, or alone. */
export interface WebMethods {
  /** Comes first. Rejects with the number of why this page cannot call: 8002 to 8006. */
  Init(params?: SDKParams): Promise<void>;
  SetSDKParams(params: SDKParams): void;
  Uninit(): void;
  GetSDKVersion(): string;
  /** `UpdateTokenRslt`. */
  UpdateToken(token: string): void;
  CreateMeeting2(cookie?: Cookie): void;
  SendMeetingCustomMsg(msg: string, cookie?: Cookie): void;
  /** Rejects with the number of the failure. */
  Kickout(UID: string): Promise<void>;
  /** Another spelling of `HungupCall`. */
  HangupCall: RTCSDK['HungupCall'];
  /** At most 100 MB: `SendProgress`, `SendFileRslt`; `NotifyFileData` there. */
  SendFile(UID: string, file: File, cookie?: Cookie): string;
  /** Gives up a command, buffer or file that is on its way, without a callback. */
  CancelSend(taskID: string): void;
  /** One user, signed in or not: the callbacks of `GetUserStatus`. */
  GetOneUserStatus(UID: string, cookie?: Cookie): void;
  StopQueuing(cookie?: Cookie): void;
  GetSessionInfo(): SessionInfo;
  /** `queID` 0: this user does not wait. As of the last `InitQueueDat` and of what was told since. */
  GetQueuingInfo(): QueuingInfo;
  GetServingQueues(): number[];
  SetVideoCfg(cfg: VideoCfg): void;
  GetVideoCfg(): VideoCfg;
  SetAudioCfg(cfg: AudioCfg): void;
  GetAudioCfg(): AudioCfg;
  GetAudioMicNames(): MicName[];
  GetAudioSpkNames(): SpkName[];
  /** 0 nobody in the room, 2 closed, 3 open. */
  GetVideoStatus(UID: string): number;
  GetAudioStatus(UID: string): number;
  /** 0 to 9. */
  GetMicEnergy(UID: string): number;
  CreatVideoObj(options?: VideoObjOptions): VideoObj;
}

/** All callbacks of the Web edition by name. */
export type WebSlots = { readonly [N in keyof WebCallbacks]: Slot<WebCallbacks[N]> };

/** CloudRoom's Web SDK (RTCSDKV2), with a server of one's own behind it. @see docs/migrating-from-cloudroom.md, "Web" */
export type WebRTCSDK = Omit<RTCSDK, keyof WebMethods | keyof WebSlots | 'media'> & WebMethods & WebSlots;
