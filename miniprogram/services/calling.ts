import type { CallKit } from 'netcall-miniprogram';
import { texts, textOfFailure } from '../i18n/index';
import { ensurePrivacy } from './privacy';

/** How long a sentence stays on the screen. */
const TOAST_MS = 2_500;

/** Calls somebody and says why when that is not possible. The call page opens by itself. */
export async function placeCall(kit: CallKit, callee: string, media: 'audio' | 'video'): Promise<void> {
  if (!(await ensurePrivacy())) return say(texts().privacy.needed);
  try {
    await kit.call({ callee, media });
  } catch (failure) {
    say(textOfFailure(failure));
  }
}

/** Shows a sentence for a moment. */
export function say(title: string): void {
  void wx.showToast({ title, icon: 'none', duration: TOAST_MS });
}
