import type { ClientStatus, MeetInfo, QueueState, QueueUser, QueuingInfo, ServingStatus, UserState } from './facts';

/** What an application has given to a command; it hears the very same thing back. */
export type Cookie = unknown;

/** Of a microphone or a camera: 0 unknown, 1 none, 2 closed, 3 open, 4 being opened. We tell 2 and 3. */
export type DeviceStatus = 0 | 1 | 2 | 3 | 4;

/** Callbacks of a command that says no more than whether it came about: 0, or the number of the failure. */
type Results = Record<
  | 'DestroyMeetingRslt' | 'EnterMeetingRslt' | 'SendMeetingCustomMsgRslt' | 'InitQueueDatRslt' | 'StopQueuingRslt' | 'StartServiceRslt' | 'StopServiceRslt'
  | 'ResponseAssignUserRslt' | 'StartUserStatusNotifyRslt' | 'StopUserStatusNotifyRslt' | 'StopMeetingRslt' | 'SendIMMsgRslt' | 'UpdateCloudMixerContentRslt'
  | 'DestroyCloudMixerRslt' | 'StopSvrMixerRslt',
  [sdkErr: number, cookie: Cookie]
>;

/** Callbacks of a command about one call or invitation. */
type Successes = Record<
  'CallSuccess' | 'AcceptCallSuccess' | 'RejectCallSuccess' | 'HungupCallSuccess' | 'InviteSuccess' | 'AcceptInviteSuccess' | 'RejectInviteSuccess' | 'CancelInviteSuccess',
  [id: string, cookie: Cookie]
>;

type Failures = Record<
  'CallFail' | 'AcceptCallFail' | 'RejectCallFail' | 'HungupCallFail' | 'InviteFail' | 'AcceptInviteFail' | 'RejectInviteFail' | 'CancelInviteFail',
  [id: string, sdkErr: number, cookie: Cookie]
>;

/** What each callback hears, in order. */
export interface Callbacks extends Results, Successes, Failures {
  LoginSuccess: [UID: string, cookie: Cookie];
  LoginFail: [sdkErr: number, cookie: Cookie];
  LogoutSuccess: [cookie: Cookie];
  LogoutFail: [sdkErr: number, cookie: Cookie];
  /** The session is over: 10 the same user has signed in elsewhere, 18 the token has expired, 204 the network. Rooms and calls are over with it. */
  LineOff: [sdkErr: number];
  /** 30 s before the token of `LoginByToken` expires: time for `UpdateToken`. */
  NotifyTokenWillExpire: [];
  CreateMeetingSuccess: [meetObj: MeetInfo, cookie: Cookie];
  CreateMeetingFail: [sdkErr: number, cookie: Cookie];
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
  SetDNDStatusSuccess: [cookie: Cookie];
  SetDNDStatusFail: [sdkErr: number, cookie: Cookie];
  GetUserStatusSuccess: [users: readonly UserState[], cookie: Cookie];
  GetUserStatusFail: [sdkErr: number, cookie: Cookie];
  /** `cookie` is that of `StartUserStatusNotify`. */
  NotifyUserStatus: [user: UserState, cookie: Cookie];
  /** Also under the name `SendCmdRslt`. */
  SendCmdRlst: [taskID: string, sdkErr: number, cookie: Cookie];
  NotifyCmdData: [fromUID: string, data: string | ArrayBuffer];
  /** In bytes; in UTF-16 units of a text. */
  SendProgress: [taskID: string, sent: number, total: number, cookie: Cookie];
  SendBufferRslt: [taskID: string, sdkErr: number, cookie: Cookie];
  NotifyBufferData: [fromUID: string, data: string | ArrayBuffer];
  GetQueueStatusRslt: [sdkErr: number, status: QueueState | undefined, cookie: Cookie];
  QueueStatusChanged: [status: QueueState];
  GetClientStatusRslt: [sdkErr: number, status: ClientStatus, cookie: Cookie];
  GetServingStatusRslt: [sdkErr: number, status: ServingStatus, cookie: Cookie];
  /** `position` is 0 when it failed. */
  StartQueuingRslt: [sdkErr: number, position: number, cookie: Cookie];
  QueuingInfoChanged: [queuing: QueuingInfo];
  /** A client is offered to this agent: `AcceptAssignUser` or `RejectAssignUser` within 30 s. */
  AutoAssignUser: [user: QueueUser];
  ReqAssignUserRslt: [sdkErr: number, user: QueueUser | undefined, cookie: Cookie];
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
  /** Never heard: nothing measures it in a mini-program. */
  MicEnergyUpdate: [UID: string, oldLevel: number, newLevel: number];
  GetMediaInfoRslt: [sdkErr: number, info: { readonly state: 2; readonly userID: string; readonly userId: string }, cookie: Cookie];
  /** Mixing and recording in the cloud is not offered: 806. */
  CreateCloudMixerFailed: [mixerID: string, sdkErr: number, cookie: Cookie];
  /** Never heard: there are no mixers, shared media and shared screens. */
  CloudMixerStateChanged: [mixerID: string, state: number];
  CloudMixerOutputInfoChanged: [mixerID: string, info: object];
  NotifyMediaStart: [UID: string];
  NotifyMediaPause: [UID: string, isPaused: boolean];
  NotifyMediaStop: [UID: string];
  NotifyScreenShareStarted: [UID: string];
  NotifyScreenShareStopped: [UID: string];
  NotifyIMMsg: [UID: string, text: string];
}

/** Name of a callback. */
export type CallbackName = keyof Callbacks;

/** Every callback, as it exists from the moment of loading. */
export const CALLBACK_NAMES = [
  'LoginSuccess', 'LoginFail', 'LogoutSuccess', 'LogoutFail', 'LineOff', 'NotifyTokenWillExpire', 'CreateMeetingSuccess', 'CreateMeetingFail', 'DestroyMeetingRslt',
  'MeetingStopped', 'StopMeetingRslt', 'MeetingDropped', 'EnterMeetingRslt', 'UserEnterMeeting', 'UserLeftMeeting', 'NotifyNickNameChanged', 'SendMeetingCustomMsgRslt',
  'NotifyMeetingCustomMsg', 'SendIMMsgRslt', 'CallSuccess', 'CallFail', 'NotifyCallIn', 'AcceptCallSuccess', 'AcceptCallFail', 'RejectCallSuccess', 'RejectCallFail',
  'NotifyCallAccepted', 'NotifyCallRejected', 'HungupCallSuccess', 'HungupCallFail', 'NotifyCallHungup', 'InviteSuccess', 'InviteFail', 'AcceptInviteSuccess',
  'AcceptInviteFail', 'RejectInviteSuccess', 'RejectInviteFail', 'CancelInviteSuccess', 'CancelInviteFail', 'NotifyInviteIn', 'NotifyInviteAccepted',
  'NotifyInviteRejected', 'NotifyInviteCanceled', 'SetDNDStatusSuccess', 'SetDNDStatusFail', 'GetUserStatusSuccess', 'GetUserStatusFail',
  'StartUserStatusNotifyRslt', 'StopUserStatusNotifyRslt', 'NotifyUserStatus', 'SendCmdRlst', 'NotifyCmdData', 'SendProgress', 'SendBufferRslt', 'NotifyBufferData',
  'InitQueueDatRslt', 'GetQueueStatusRslt', 'QueueStatusChanged', 'GetClientStatusRslt', 'GetServingStatusRslt', 'StartQueuingRslt', 'StopQueuingRslt',
  'QueuingInfoChanged', 'StartServiceRslt', 'StopServiceRslt', 'AutoAssignUser', 'ReqAssignUserRslt', 'ResponseAssignUserRslt', 'CancelAssignUser', 'OpenMicFailRslt',
  'OpenVideoFailRslt', 'AudioStatusChanged', 'VideoStatusChanged', 'NotifyAllAudioClose', 'VideoDevChanged', 'MicEnergyUpdate', 'GetMediaInfoRslt',
  'CreateCloudMixerFailed', 'CloudMixerStateChanged', 'CloudMixerOutputInfoChanged', 'UpdateCloudMixerContentRslt', 'DestroyCloudMixerRslt', 'StopSvrMixerRslt',
  'NotifyMediaStart', 'NotifyMediaPause', 'NotifyMediaStop', 'NotifyScreenShareStarted', 'NotifyScreenShareStopped', 'NotifyIMMsg',
] as const satisfies readonly CallbackName[];

/**
 * What an application assigns its function to: `RTCSDK.LineOff.callback = …`. From the beginning `callback` can be called, and
 * null is as good as none. Where nothing is assigned, a function under `call` is taken: CloudRoom's manual has it so in two places.
 */
export class Slot<A extends readonly unknown[] = readonly unknown[]> {
  callback: ((...args: A) => void) | null;
  call?: (...args: A) => void;

  constructor(readonly name: string) {
    this.callback = (...args) => {
      if (typeof this.call === 'function') this.call(...args);
    };
  }

  /** Calls what is assigned. */
  trigger(...args: A): void {
    if (typeof this.callback === 'function') this.callback(...args);
    else if (typeof this.call === 'function') this.call(...args);
  }
}

/** All slots by name. */
export type Slots = { readonly [N in CallbackName]: Slot<Callbacks[N]> };

/** A slot for every name; `SendCmdRslt` is another name of `SendCmdRlst`. */
export function makeSlots(): Slots & { readonly SendCmdRslt: Slot<Callbacks['SendCmdRlst']> } {
  const slots = Object.fromEntries(CALLBACK_NAMES.map((name) => [name, new Slot(name)])) as unknown as Slots;
  return { ...slots, SendCmdRslt: slots.SendCmdRlst };
}
