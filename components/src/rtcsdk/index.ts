/** What the three media components of RTCSDK share: published as one file, so that there is one room for all of them. */
export { mediaOfSdk, numberOfDenial, onReturn } from './host';
export type { Media, MediaView, Play, Push } from './host';
export { roomSound } from './room-sound';
export { Stream } from './stream';
export { snapshotOf } from './snapshot';
