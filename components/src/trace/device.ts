import type { Fields } from './ring';

/** The time, in milliseconds since 1970. */
export const now = (): number => Date.now();

/** What WeChat says of the device. */
export function deviceFacts(): Fields {
  const { SDKVersion, version, platform, system, brand, model } = wx.getSystemInfoSync();
  const word = (text: string): string => text.replace(/[^\w.\u4e00-\u9fff-]+/g, '_').replace(/_$/, ''); // An iPhone is called `iPhone 15<iPhone15,4>`.
  return { library: SDKVersion, wechat: version, platform, system: word(system), brand: word(brand), model: word(model) };
}

/** Notes when the app comes and goes and what becomes of the network, beginning with what it is. Returns what ends that. */
export function followDevice(note: (what: string, fields: Fields) => void): () => void {
  const shown = (): void => note('app', { state: 'shown' });
  const hidden = (): void => note('app', { state: 'hidden' });
  const changed = (status: object): void => note('network', { type: 'networkType' in status ? String(status.networkType) : undefined });
  wx.getNetworkType({ success: changed });
  wx.onAppShow(shown);
  wx.onAppHide(hidden);
  wx.onNetworkStatusChange(changed);
  return () => {
    wx.offAppShow(shown);
    wx.offAppHide(hidden);
    wx.offNetworkStatusChange(changed);
  };
}
