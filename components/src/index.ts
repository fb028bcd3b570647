/** Audio and video calls for WeChat mini-programs: the call kit, its store, and the dictionaries of its components. */
export { bindCallStore, createCallKit, getCallKit, localeOf, textsOf } from './call-kit/kit';
export type { CallKit, CallKitOptions } from './call-kit/kit';
export type { CallClient } from './call-kit/client';
export type { CallRequest } from './call-kit/service-parts';
export type { CallStatus, Player, User } from './call-kit/facts';
export type { Ringtones } from './call-kit/bell';
export type { PusherOptions } from './call-kit/pusher-options';
export type { InterruptionPolicy, Interruptions } from './call-kit/interruptions';
export type { CallStore } from './call-kit/store';
export type { Theme, ThemeChoice } from './call-kit/theme';
export type { Tile } from './call-kit/tiles';
export type { Dictionaries, Dictionary, Locale, Texts } from './i18n/translate';
export type { StreamMeaning } from './pusher/codes';
