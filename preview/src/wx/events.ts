import { Listeners } from '../runtime/listeners';
import { asyncFunction, listenerPair, type WxFunctions } from './api';
import type { Host } from './host';

const networkType = () => (navigator.onLine ? 'wifi' : 'none');

/** Events of the phone and of the app as a whole: `wx.onAppShow`, `wx.onNetworkStatusChange` and others. */
export function eventFunctions({ app, packages, theme }: Host): WxFunctions {
  const network = new Listeners<{ isConnected: boolean; networkType: string }>();
  const errors = new Listeners<string>();
  const rejections = new Listeners<{ reason: unknown; promise: Promise<unknown> }>();
  for (const type of ['online', 'offline']) window.addEventListener(type, () => network.emit({ isConnected: navigator.onLine, networkType: networkType() }));
  window.addEventListener('error', ({ error, message }) => errors.emit(error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : message));
  window.addEventListener('unhandledrejection', ({ reason, promise }) => rejections.emit({ reason: reason as unknown, promise }));
  return {
    ...listenerPair('AppShow', app.onShow),
    ...listenerPair('AppHide', app.onHide),
    ...listenerPair('LazyLoadError', packages.failed),
    ...listenerPair('NetworkStatusChange', network),
    ...listenerPair('Error', errors),
    ...listenerPair('UnhandledRejection', rejections),
    ...listenerPair('AudioInterruptionBegin', new Listeners()),
    ...listenerPair('AudioInterruptionEnd', new Listeners()),
    ...listenerPair('MemoryWarning', new Listeners()),
    ...listenerPair('ThemeChange', theme.changed),
    ...listenerPair('WindowResize', new Listeners()),
    ...listenerPair('KeyboardHeightChange', new Listeners()),
    ...listenerPair('PageNotFound', new Listeners()),
    ...listenerPair('UserCaptureScreen', new Listeners()),
    getNetworkType: asyncFunction('getNetworkType', () => ({ networkType: networkType() })),
  };
}
