import type { Media } from 'netcall-sdk/rtcsdk';
import type { Clock } from '../call-kit/host';

export type { Media, MediaView, Play, Push } from 'netcall-sdk/rtcsdk';

/** WeChat's clock. */
export const wxClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, delayMs) => Number(setTimeout(run, delayMs)), // A number already, save where Node's types are loaded too.
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * The media face of the SDK of this mini-program.
 *
 * @throws Error when no page has loaded the SDK before the component is drawn.
 * @see cloudroom-api.md 1.8: components find the SDK as `wx.RTCSDK || getApp().globalData.RTCSDK`
 */
export function mediaOfSdk(): Media {
  const sdk = fieldOf(wx, 'RTCSDK') ?? fieldOf(fieldOf(getApp(), 'globalData'), 'RTCSDK');
  const media = fieldOf(sdk, 'media');
  if (!isMedia(media)) throw new Error("RTCSDK is neither wx.RTCSDK nor getApp().globalData.RTCSDK: require('netcall-sdk/rtcsdk') before a page with its components");
  return media;
}

/** Hears that the application is back in front, or that the phone's sound is free again. Returns what ends it. */
export function onReturn(heard: () => void): () => void {
  wx.onAppShow(heard);
  wx.onAudioInterruptionEnd(heard);
  return () => {
    wx.offAppShow(heard);
    wx.offAudioInterruptionEnd(heard);
  };
}

/**
 * The `sdkErr` for a device that the user has refused: 702 and 704 when WeChat itself may not use camera or microphone, 703 and
 * 705 when this mini-program may not.
 */
export function numberOfDenial(device: 'camera' | 'microphone'): number {
  const isForWeChat = 'getAppAuthorizeSetting' in wx && wx.getAppAuthorizeSetting()[`${device}Authorized`] === 'denied';
  return (device === 'camera' ? 703 : 705) - (isForWeChat ? 1 : 0);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isMedia(value: unknown): value is Media {
  return typeof fieldOf(value, 'subscribe') === 'function';
}
