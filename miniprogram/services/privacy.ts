/** The user's decision, as WeChat wants to hear it. */
export type Decision = { readonly event: 'agree'; readonly buttonId: string } | { readonly event: 'disagree' };

/** Hands the user's decision to WeChat. */
export type Answer = (decision: Decision) => void;

/** Whoever shows the question; the popup of the page on top. */
export type Asker = (answer: Answer) => void;

const askers: Asker[] = [];

/** Registers for WeChat's question. Without this WeChat shows a sheet of its own. Older versions have no such question. */
export function listenForPrivacy(): void {
  if (!('onNeedPrivacyAuthorization' in wx)) return;
  wx.onNeedPrivacyAuthorization((answer: unknown) => {
    if (!isAnswer(answer)) return; // The type declarations take this function for a result object.
    const ask = askers[askers.length - 1];
    if (ask === undefined) answer({ event: 'disagree' });
    else ask(answer);
  });
}

/** Shows questions with `ask` until the returned function is called. The newest asker is asked. */
export function showPrivacyWith(ask: Asker): () => void {
  askers.push(ask);
  return () => {
    const index = askers.indexOf(ask);
    if (index >= 0) askers.splice(index, 1);
  };
}

/** Whether the user agrees, asking if need be. A version of WeChat without the question agrees. */
export function ensurePrivacy(): Promise<boolean> {
  if (!('requirePrivacyAuthorize' in wx)) return Promise.resolve(true);
  return new Promise((resolve) => {
    wx.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) });
  });
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'function';
}
