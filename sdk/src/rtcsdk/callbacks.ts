import type { ClientStatus, MeetInfo, QueueState, QueueUser, QueuingInfo, ServingStatus, UserState } from './facts';

/** What an application has given to a command; it hears the very same thing back. */
export type Cookie = unknown;

/** Of a microphone or a camera: 0 unknown, 1 none, 2 closed, 3 open, 4 being opened. We tell 2 and 3. */
export type DeviceStatus = 0 | 1 | 2 | 3 | 4;

/** Callbacks of a command that say no more than whether it came about: 0, or the number of the failure. */
type Results = Record<
  | 'DestroyMeetingRslt' | 'EnterMeetingRslt' | 'SendMeetingCustomMsgRslt' | 'InitQueueDatRslt' | 'StopQueuingRslt' | 'StartServiceRslt' | 'StopServiceRslt'
  | 'ResponseAssignUserRslt' | 'StartUserStatusNotifyRslt' | 'StopUserStatusNotifyRslt' | 'StopMeetingRslt' | 'SendIMMsgRslt' | 'UpdateCloudMixerContentRslt'
  | 'DestroyCloudMixerRslt' | 'StopSvrMixerRslt',
  [sdkErr: number, cookie: Cookie]
>;

type OfCalls = 'Call' | 'AcceptCall' | 'RejectCall' | 'HungupCall' | 'Invite' | 'AcceptInvite' | 'RejectInvite' | 'CancelInvite';

/** Callbacks of a command about one call or invitation. */
type Successes = Record<`${OfCalls}Success`, [id: string, cookie: Cookie]>;
type Failures = Record<`${OfCalls}Fail`, [id: string, sdkErr: number, cookie: Cookie]>;

/** What the callbacks hear that follow a command of the application, in order. */
interface Answers extends Results, Successes, Failures {
  LoginSuccess: [UID: string, cookie: Cookie];
  LoginFail: [sdkErr: number, cookie: Cookie];
  LogoutSuccess: [cookie: Cookie];
  LogoutFail: [sdkErr: number, cookie: Cookie];
  CreateMeetingSuccess: [meetObj: MeetInfo, cookie: Cookie];
  CreateMeetingFail: [sdkErr: number, cookie: Cookie];
  SetDNDStatusSuccess: [cookie: Cookie];
  SetDNDStatusFail: [sdkErr: number, cookie: Cookie];
  GetUserStatusSuccess: [users: readonly UserState[], cookie: Cookie];
  GetUserStatusFail: [sdkErr: number, cookie: Cookie];
  GetQueueStatusRslt: [sdkErr: number, status: QueueState | undefined, cookie: Cookie];
  GetClientStatusRslt: [sdkErr: number, status: ClientStatus, cookie: Cookie];
  GetServingStatusRslt: [sdkErr: number, status: ServingStatus, cookie: Cookie];
  /** `position` is 0 when it failed. */
  StartQueuingRslt: [sdkErr: number, position: number, cookie: Cookie];
  ReqAssignUserRslt: [sdkErr: number, user: QueueUser | undefined, cookie: Cookie];
  GetMediaInfoRslt: [sdkErr: number, info: { readonly state: 2; readonly userID: string; readonly userId: string }, cookie: Cookie];
}

/** What the other callbacks hear, in order. */
export interface Notifications {
  /** The session is over: 10 the same user has signed in elsewhere, 18 the token has expired, 204 the network. Rooms and calls are over with it. */
  LineOff: [sdkErr: number];
  /** 30 s before the token of `LoginByToken` expires: time for `UpdateToken`. */
  NotifyTokenWillExpire: [];
  /** The room was ended by its maker. */
  MeetingStopped: [];
  /** Out of the room: 10 the maker has sent this user out, 204 the connection was lost, another number why it could not be entered again. */
  MeetingDropped: [sdkErr: number];
  UserEnterMeeting: [UID: string];
  UserLeftMeeting: [UID: string];
  NotifyNickNameChanged: [UID: string, oldName: string, newName: string];
  /** A text to the room; its sender hears it too. */
  NotifyMeetingCustomMsg: [UID: string, text: string];
  /** Somebody calls. `meetObj` is null when the caller has named no room: whoever accepts names one. */
  NotifyCallIn: [callID: string, meetObj: MeetInfo | null, callerUID: string, usrExtDat: string];
  NotifyCallAccepted: [callID: string, meetObj: MeetInfo | null, usrExtDat: string];
  /** 604 no answer in 30 s, 606 refused, 602 busy, 204 the connection was lost. */
  NotifyCallRejected: [callID: string, sdkErr: number, usrExtDat: string];
  /** The other one has hung up or given up, nobody has answered in time, or this account has answered elsewhere. */
  NotifyCallHungup: [callID: string, usrExtDat: string];
  NotifyInviteIn: [inviteID: string, inviterUID: string, usrExtDat: string];
  NotifyInviteAccepted: [inviteID: string, usrExtDat: string];
  /** 606 refused, 604 no answer in 30 s. */
  NotifyInviteRejected: [inviteID: string, sdkErr: number, usrExtDat: string];
  /** 0 the inviter has taken it back, 604 the 30 s are over. */
  NotifyInviteCanceled: [inviteID: string, sdkErr: number, usrExtDat: string];
  /** `cookie` is that of `StartUserStatusNotify`. */
  NotifyUserStatus: [user: UserState, cookie: Cookie];
  /** Also under the name `SendCmdRslt`. */
  SendCmdRlst: [taskID: string, sdkErr: number, cookie: Cookie];
  NotifyCmdData: [fromUID: string, data: string | ArrayBuffer];
  /** In bytes; in UTF-16 units of a text. */
  SendProgress: [taskID: string, sent: number, total: number, cookie: Cookie];
  SendBufferRslt: [taskID: string, sdkErr: number, cookie: Cookie];
  /** `fileName`: what the Web edition has sent is a file. */
  NotifyBufferData: [fromUID: string, data: string | ArrayBuffer, fileName?: string];
  QueueStatusChanged: [status: QueueState];
  QueuingInfoChanged: [queuing: QueuingInfo];
  /** A client is offered to this agent: `AcceptAssignUser` or `RejectAssignUser` within 30 s. */
  AutoAssignUser: [user: QueueUser];
  /** The offered client has gone, or the 30 s are over. */
  CancelAssignUser: [queID: number, UID: string];
  OpenMicFailRslt: [sdkErr: number];
  OpenVideoFailRslt: [sdkErr: number];
  AudioStatusChanged: [UID: string, oldStatus: DeviceStatus, newStatus: DeviceStatus];
  VideoStatusChanged: [UID: string, oldStatus: DeviceStatus, newStatus: DeviceStatus];
  /** `UID` has closed everybody's microphone. */
  NotifyAllAudioClose: [UID: string];
  /** Another camera of `UID` is in use. */
  VideoDevChanged: [UID: string];
  /** Mixing and recording in the cloud is not offered: 806. */
  CreateCloudMixerFailed: [mixerID: string, sdkErr: number, cookie: Cookie];
  /** Those that follow are never heard: nothing measures energy in a mini-program, and there are no mixers, no shared media and no shared screens. */
  MicEnergyUpdate: [UID: string, oldLevel: number, newLevel: number];
  CloudMixerStateChanged: [mixerID: string, state: number];
  CloudMixerOutputInfoChanged: [mixerID: string, info: object];
  NotifyMediaStart: [UID: string];
  NotifyMediaPause: [UID: string, isPaused: boolean];
  NotifyMediaStop: [UID: string];
  NotifyScreenShareStarted: [UID: string];
  NotifyScreenShareStopped: [UID: string];
}

/** What each callback hears, in order. */
export type Callbacks = Answers & Notifications;

/** Name of a callback. */
export type CallbackName = keyof Callbacks;

/** The notifications, by their places in `NOTIFICATIONS`: a name that crosses the code as a number is in the bundle once. */
export const enum On {
  LineOff, MeetingStopped, MeetingDropped, UserEnterMeeting, UserLeftMeeting, SendCmdRlst, SendProgress, SendBufferRslt, QueueStatusChanged,
  QueuingInfoChanged, AutoAssignUser, CancelAssignUser, OpenMicFailRslt, OpenVideoFailRslt, AudioStatusChanged, VideoStatusChanged, VideoDevChanged,
  CreateCloudMixerFailed,
  NotifyTokenWillExpire, NotifyNickNameChanged, NotifyMeetingCustomMsg, NotifyCallIn, NotifyCallAccepted, NotifyCallRejected, NotifyCallHungup,
  NotifyInviteIn, NotifyInviteAccepted, NotifyInviteRejected, NotifyInviteCanceled, NotifyUserStatus, NotifyCmdData, NotifyBufferData,
  NotifyAllAudioClose,
}

/** Every notification: those of `On` in its order, then those that are never heard. */
export const NOTIFICATIONS = [
  ...('LineOff MeetingStopped MeetingDropped UserEnterMeeting UserLeftMeeting SendCmdRlst SendProgress SendBufferRslt QueueStatusChanged QueuingInfoChanged ' +
  'AutoAssignUser CancelAssignUser OpenMicFailRslt OpenVideoFailRslt AudioStatusChanged VideoStatusChanged VideoDevChanged CreateCloudMixerFailed').split(' '),
  ...('TokenWillExpire NickNameChanged MeetingCustomMsg CallIn CallAccepted CallRejected CallHungup InviteIn InviteAccepted InviteRejected InviteCanceled ' +
  'UserStatus CmdData BufferData AllAudioClose MediaStart MediaPause MediaStop ScreenShareStarted ScreenShareStopped').split(' ').map((name) => `Notify${name}`),
  'MicEnergyUpdate', 'CloudMixerStateChanged', 'CloudMixerOutputInfoChanged',
] as readonly (keyof Notifications)[];

/** What a notification hears: the enumeration is the names, and a test compares them with the list. */
export type Heard<N extends On> = Notifications[{ [K in keyof typeof On]: (typeof On)[K] extends N ? K : never }[keyof typeof On]];

/**
 * What an application assigns its function to: `RTCSDK.LineOff.callback = …`. From the beginning `callback` can be called, and
 * null is as good as none. Where nothing is assigned, a function under `call` is taken: CloudRoom's manual has it so in two places.
 */
export class Slot<A extends readonly unknown[] = readonly unknown[]> {
  callback: ((...args: A) => void) | null;
  declare call?: (...args: A) => void;

  constructor(readonly name: string) {
    this.callback = (...args) => this.call && this.call(...args);
  }

  /** Calls what is assigned. */
  trigger(...args: A): void {
    if (this.callback) this.callback(...args);
  }
}

/** All callbacks by name. */
export type Slots = { readonly [N in CallbackName]: Slot<Callbacks[N]> };
