import type { CallKit } from 'netcall-miniprogram';
import { fill, texts } from '../i18n/index';

/** A question is on the screen: the same failure is told again at every step of the call. */
let asking = false;

/**
 * Takes what the call kit reports. When the call page could not be opened, a question above whatever page is shown answers
 * or ends the call; answering tries to open the page again.
 *
 * @param failure - what `onError` of `createCallKit` was given
 */
export async function offerUnseenCall(kit: CallKit, failure: unknown): Promise<void> {
  if (asking || !isPageFailure(failure)) return;
  const { status, media, title, callId } = kit.store;
  if (status === 'idle' || status === 'ended') return;
  const { unseen } = texts();
  asking = true;
  const isYes = await ask(fill(unseen[status === 'incoming' ? media : 'ongoing'], { name: title }), unseen.yes, unseen.no).finally(() => {
    asking = false;
  });
  if (kit.store.callId !== callId) return; // The answer was about a call that is over.
  if (!isYes) await kit.hangup();
  else if (kit.store.status === 'incoming') await kit.accept();
}

function isPageFailure(failure: unknown): boolean {
  return typeof failure === 'object' && failure !== null && 'code' in failure && failure.code === 'CALL_PAGE_FAILED';
}

/** WeChat takes no more than four letters on a button. */
async function ask(content: string, confirmText: string, cancelText: string): Promise<boolean> {
  const { confirm } = await wx.showModal({ title: '', content, confirmText, cancelText });
  return confirm;
}
