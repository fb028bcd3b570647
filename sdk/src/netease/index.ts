/** For applications written for NetEase's netcall: the same classes, with a server of one's own. */
export { createNetease, type NeteaseOptions, type NetcallClass, type NimClass, type Plugin } from './create';
export type { ImJoinOptions, ImNetcall, RoomJoined, RoomJoinOptions, RoomNetcall, RoomRefusal } from './editions';
export type { NeteaseEvents } from './events';
export type { CallAttachment, CallMsg, CustomSysMsg, TipMsg } from './messages';
export type { Disconnection, Done, GetUsers, NimInstance, NimOptions, NimUser } from './nim';
