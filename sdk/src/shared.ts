/** What the first file of the package holds: its face, and what the other faces take from there. `SDK_SHARED` of the build lists it too. */
export * from './index';
export { ANSWER_FIELDS, badArgument, EVENT_FIELDS, utf8Bytes } from 'netcall-protocol';
export { CAN_BEGIN } from './core/call-table';
export { closeCalls, connectionChanged, makeCalls, receive } from './core/calls';
export { accept, decline, hangUp, place } from './core/commands';
export { close, open, signOut } from './core/connect';
export { request } from './core/requests';
export { makeSession } from './core/session';
export { adopt } from './core/snapshot';
export { nothing } from './platform/platform';
export { objectOf, textOf } from './netcall/arguments';
export { WithConstants } from './netcall/constants';
export { makeEmitter } from './netcall/emitter';
