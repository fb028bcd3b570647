import { asyncFunction, numberOption, textOption, WxFailure, type WxFunctions } from './api';
import type { Host } from './host';

/** WeChat's own length of a toast, in milliseconds. */
const TOAST_MS = 1500;

/** `wx.showToast`, `wx.showModal` and their like. */
export function dialogFunctions({ screen: { dialogs }, phone }: Host): WxFunctions {
  const words = phone.language === 'en' ? { ok: 'OK', cancel: 'Cancel' } : { ok: '确定', cancel: '取消' };
  return {
    showToast: asyncFunction('showToast', (options) => dialogs.toast(textOption(options, 'title'), textOption(options, 'icon', 'success'), numberOption(options, 'duration', TOAST_MS))),
    hideToast: asyncFunction('hideToast', () => dialogs.hideToast()),
    showLoading: asyncFunction('showLoading', (options) => dialogs.toast(textOption(options, 'title'), 'loading', null)),
    hideLoading: asyncFunction('hideLoading', () => dialogs.hideToast()),
    showModal: asyncFunction('showModal', async (options) => {
      const confirm = await dialogs.modal({
        title: textOption(options, 'title'),
        content: textOption(options, 'content'),
        confirmText: textOption(options, 'confirmText') || words.ok,
        cancelText: options['showCancel'] === false ? null : textOption(options, 'cancelText') || words.cancel,
      });
      return { confirm, cancel: !confirm };
    }),
    showActionSheet: asyncFunction('showActionSheet', async (options) => {
      const items = Array.isArray(options['itemList']) ? options['itemList'].map(String) : [];
      const tapIndex = await dialogs.actionSheet(items, words.cancel);
      if (tapIndex === null) throw new WxFailure('cancel');
      return { tapIndex };
    }),
  };
}
