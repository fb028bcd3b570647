/** For applications written for CloudRoom's mini-program SDK: the same object, with a server of one's own. */
export { createRTCSDK } from './create';
export type { Callbacks, CallbackName, Cookie, DeviceStatus, Slot, Slots } from './callbacks';
export type { RTCSDK } from './face';
export type {
  CallSession, ClientStatus, MeetInfo, MeetObj, MemberInfo, QueueData, QueueState, QueueUser, QueuingInfo, ServingStatus, UserState, VideoInfo,
} from './facts';
export type { Credentials, RTCSDKOptions } from './ground';
export type { Device, Media, MediaView, Play, Push } from './media';
