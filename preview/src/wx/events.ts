import { Listeners } from '../runtime/listeners';
import { asyncFunction, listenerPair, type WxFunctions } from './api';
import type { Host } from './host';

/** Events of the phone and of the app as a whole: `wx.onAppShow`, `wx.onNetworkStatusChange` and others. */
export function eventFunctions({ app, faults, network, packages, theme }: Host): WxFunctions {
  const [interrupted, resumed] = [new Listeners<undefined>(), new Listeners<undefined>()];
  const errors = new Listeners<string>();
  const rejections = new Listeners<{ reason: unknown; promise: Promise<unknown> }>();
  faults.changed.add(({ name, on }) => name === 'phoneCall' && (on ? interrupted : resumed).emit(undefined));
  window.addEventListener('error', ({ error, message }) => errors.emit(error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : message));
  window.addEventListener('unhandledrejection', ({ reason, promise }) => rejections.emit({ reason: reason as unknown, promise }));
  return {
    ...listenerPair('AppShow', app.onShow),
    ...listenerPair('AppHide', app.onHide),
    ...listenerPair('LazyLoadError', packages.failed),
    ...listenerPair('NetworkStatusChange', network.changed),
    ...listenerPair('Error', errors),
    ...listenerPair('UnhandledRejection', rejections),
    ...listenerPair('AudioInterruptionBegin', interrupted),
    ...listenerPair('AudioInterruptionEnd', resumed),
    ...listenerPair('MemoryWarning', new Listeners()),
    ...listenerPair('ThemeChange', theme.changed),
    ...listenerPair('WindowResize', new Listeners()),
    ...listenerPair('KeyboardHeightChange', new Listeners()),
    ...listenerPair('PageNotFound', new Listeners()),
    ...listenerPair('UserCaptureScreen', new Listeners()),
    getNetworkType: asyncFunction('getNetworkType', () => ({ networkType: network.status.networkType })),
  };
}
