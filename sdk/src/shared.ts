/** What the first file of the package holds: its face, and what the other faces take from there. `SDK_SHARED` of the build lists it too. */
export * from './index';
export { CAN_BEGIN } from './core/call-table';
export { closeCalls, connectionChanged, makeCalls, receive } from './core/calls';
export { accept, decline, hangUp, place } from './core/commands';
export { adopt } from './core/snapshot';
export { WithConstants } from './netcall/constants';
export { makeEmitter } from './netcall/emitter';
