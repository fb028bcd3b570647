/** What the file holds that every face needs: the session, the host and the protocol. `SDK_SHARED` of the build lists it too. */
export { ANSWER_FIELDS, badArgument, badState, CallError, EVENT_FIELDS, utf8Bytes } from 'netcall-protocol';
export { close, open, reconnect, signOut } from './core/connect';
export { checkFunction, objectOf, sessionOf, textOf } from './core/given';
export { canSend, fail, PLACING, request } from './core/requests';
export { makeSession } from './core/session';
export { nothing } from './platform/platform';
export { wxPlatform } from './platform/wx';
