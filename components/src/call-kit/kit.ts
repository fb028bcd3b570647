/** Everything of the call kit that is not drawn, in one module: the build makes one file of it. */
export { bindCallStore } from './bind';
export { createCallKit, getCallKit } from './create';
export type { CallKit, CallKitOptions } from './create';
export { currentService, serviceIfMade } from './current';
export { askPermission } from './permission';
export { defineStoreComponent } from './store-component';
export { withOwn } from '../i18n/own';
export { localeOf, textsOf } from '../i18n/translate';
/** One MobX watches the store: that of this file. */
export { reaction } from 'mobx-miniprogram';
