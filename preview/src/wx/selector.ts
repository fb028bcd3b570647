import { componentOf } from '../runtime/engine';
import type { WxFunctions } from './api';
import type { Host } from './host';

/** `wx.createSelectorQuery` and observers of nodes: glass-easel's own, starting at the page on top unless told `in`. */
export function selectorFunctions({ router }: Host): WxFunctions {
  const caller = (of: unknown): object => (typeof of === 'object' && of !== null ? componentOf(of).getMethodCaller() : (router.top?.caller ?? {}));
  const make = (name: string, of: unknown, options?: unknown): unknown => {
    const target = caller(of);
    const method: unknown = Reflect.get(target, name);
    return typeof method === 'function' ? (Reflect.apply(method, target, [options]) as unknown) : undefined;
  };
  return {
    createSelectorQuery: () => make('createSelectorQuery', null),
    createIntersectionObserver: (of: unknown, options: unknown) => make('createIntersectionObserver', of, options),
    createMediaQueryObserver: (of: unknown) => make('createMediaQueryObserver', of),
    nextTick: (run: () => void) => queueMicrotask(run),
  };
}
