/** The part that signs in and hears calls, for an application that loads all else at the first call. */
export { makeListener } from './listener';
export type { Listener, ListenerOptions } from './face';
