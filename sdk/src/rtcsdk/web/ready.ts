/** Why a page cannot call, as CloudRoom's Web SDK numbers it. Of a device: 8002 the user has refused it, 8007 it could not be opened. */
export const WebErr = { denied: 8002, noList: 8003, noMedia: 8004, unsupported: 8005, tooOld: 8006, openFailed: 8007 } as const;

/** What encodes and decodes in a browser; older ones have not all of it. */
const CODECS = ['VideoEncoder', 'VideoDecoder', 'AudioDecoder'];

/** 0 when this page can call, otherwise the number to reject `Init` with. Asks the user for nothing. */
export async function readiness(): Promise<number> {
  if (typeof WebSocket !== 'function' || typeof Worker !== 'function' || typeof AudioContext !== 'function') return WebErr.unsupported;
  if (!('mediaDevices' in navigator)) return WebErr.noMedia; // The page is neither https nor localhost.
  if (!CODECS.every((name) => name in window)) return WebErr.tooOld;
  const isListed = await navigator.mediaDevices.enumerateDevices().then(() => true, () => false);
  if (!isListed) return WebErr.noList;
  const refusals = await Promise.all([isRefused('camera'), isRefused('microphone')]);
  return refusals.every(Boolean) ? WebErr.denied : 0;
}

/** Whether the user has refused a device for good. A browser that does not tell has not refused. */
async function isRefused(name: string): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state === 'denied'; // The library's type has no devices.
  } catch {
    return false;
  }
}
