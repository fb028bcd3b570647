/** netcall: audio and video calls with a server of one's own. */
export { CallError } from 'netcall-protocol';
export type { CallRecord, EndReason, ErrorCode, ErrorDetail, Media, Member, Mode, PeerLink, RoomEntry, Uid, Uids } from 'netcall-protocol';
export type { Call, CallingCall, ConnectedCall, EndedCall, IdleCall, LocalEndReason, Phase, PlacingCall, RingingCall, Room } from './core/call';
export { Netcall, type CallFailure, type NetcallOptions } from './netcall/netcall';
export type { CallOptions, ControlOptions, RecordRange, ResponseOptions, StartOptions } from './netcall/arguments';
export type { CallResult, CallType, Connection, NetCallEvents, RecordPage, RtcStarted, SyncUser } from './netcall/events';
export type { Log, LogLevel, Platform, Socket, SocketEvents } from './platform/platform';
export { wxPlatform, type WxHost } from './platform/wx';
