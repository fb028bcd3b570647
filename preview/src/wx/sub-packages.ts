import { asyncFunction, textOption, type WxFunctions } from './api';
import type { Host } from './host';

/** `wx.preDownloadSubpackage`: fetches a sub-package, by its name or root, before it is needed. */
export function subPackageFunctions({ packages }: Host): WxFunctions {
  return {
    preDownloadSubpackage: asyncFunction('preDownloadSubpackage', (options) => packages.fetch(textOption(options, 'root', textOption(options, 'name')))),
  };
}
