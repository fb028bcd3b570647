/** netcall: audio and video calls with a server of one's own. */
export { CallError } from 'netcall-protocol';
export type { CallRecord, EndReason, ErrorCode, ErrorDetail, Media, Member, Message, Mode, PeerLink, RoomEntry, RoomRole, Scene, Uid, Uids } from 'netcall-protocol';
export type { Call, CallingCall, ConnectedCall, EndedCall, IdleCall, LocalEndReason, Phase, PlacingCall, RingingCall, Room } from './core/call';
export type { Listener } from './listener/face';
export type { CallFailure, NetcallOptions, Status, TakeoverOptions } from './netcall/face';
export { Netcall } from './netcall/netcall';
export type { CallOptions, ChannelOptions, ControlOptions, JoinOptions, RecordRange, ResponseOptions, StartOptions } from './netcall/arguments';
export type {
  AccountSettings, CallResult, CallType, Connection, Joined, NetCallEvents, OutgoingMessage, RecordPage, RtcStarted, SettingsChange, SyncUser,
} from './netcall/events';
export type { Log, LogLevel, Platform, Socket, SocketEvents } from './platform/platform';
export { wxPlatform, type WxHost } from './platform/wx';
