import type { CallKit } from 'netcall-miniprogram';
import { texts, textOfFailure } from '../i18n/index';
import { ensurePrivacy } from './privacy';

/** How long a sentence stays on the screen. */
const TOAST_MS = 2_500;

/** Calls somebody, or several, and says why when that is not possible. The call page opens by itself. */
export function placeCall(kit: CallKit, callee: string | readonly string[], media: 'audio' | 'video'): Promise<void> {
  return begin(() => kit.call({ callee, media }));
}

/** Enters a room by its name and says why when that is not possible. The call page opens by itself. */
export function enterRoom(kit: CallKit, name: string, media: 'audio' | 'video'): Promise<void> {
  return begin(() => kit.joinRoom(name, media));
}

/** Shows a sentence for a moment. */
export function say(title: string): void {
  void wx.showToast({ title, icon: 'none', duration: TOAST_MS });
}

/** A call records the user: consent comes first. */
async function begin(call: () => Promise<void>): Promise<void> {
  if (!(await ensurePrivacy())) return say(texts().privacy.needed);
  try {
    await call();
  } catch (failure) {
    say(textOfFailure(failure));
  }
}
