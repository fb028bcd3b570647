import type { NetCallEvents } from '../netcall/events';

/** The modern face's events that the original has too, by the same names and with the same payloads. */
export const EVENTS = [
  'beCalling', 'callAccepted', 'callRejected', 'callerAckSync', 'hangup', 'control', 'joinChannel', 'syncDone', 'clientJoin', 'clientLeave', 'clientUpdate',
  'liveRoomClose', 'willreconnect', 'sendCommandOverTime', 'kicked', 'disconnect', 'error',
] as const satisfies readonly (keyof NetCallEvents)[];

/** What the drop-in's listeners hear, by event. */
export type NeteaseEvents = Pick<NetCallEvents, (typeof EVENTS)[number]>;
