/** Everything of the call kit that is not drawn, in one module: the build makes one file of it. */
export { createCallKit, getCallKit } from './create';
export type { CallKit, CallKitOptions } from './create';
export { currentOrNone, currentService } from './current';
export { defineStoreComponent } from './store-component';
export { localeOf, textsOf } from '../i18n/translate';
