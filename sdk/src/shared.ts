/** What the first file of the package holds: its face, and what the drop-in beside it takes from there. */
export * from './index';
export { badArgument } from 'netcall-protocol';
export { CAN_BEGIN } from './core/call-table';
export { nothing } from './platform/platform';
export { objectOf, textOf } from './netcall/arguments';
export { WithConstants } from './netcall/constants';
export { makeEmitter } from './netcall/emitter';
