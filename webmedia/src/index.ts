export { bundleAlias } from './bundle';
export { browserClock, type Clock } from './clock';
export { RETRY_DELAYS_MS } from './link/link';
export { browserSockets, PUSH_SUBPROTOCOL, type MakeSocket, type OpenSocket, type Socket, type SocketHandlers } from './link/socket';
export type { PlayerEvents, PlayerStats } from './play/events';
export { WebPlayer, type PlayerHost, type PlayerOptions } from './play/web-player';
export type { DeviceKind, PusherEvents, PusherStats } from './push/events';
export type { PusherOptions } from './push/options';
export { WebPusher, type PusherHost } from './push/web-pusher';
