import { element, onTap } from './dom';

/** What `wx.showModal` draws; no cancel text, no cancel button. */
export interface ModalText {
  title: string;
  content: string;
  confirmText: string;
  cancelText: string | null;
}

/** Toasts, dialogs and action sheets: WeChat draws them above every page. */
export class Dialogs {
  private toastBox: HTMLElement | null = null;
  private timer = 0;

  constructor(private readonly host: HTMLElement) {}

  /** Shows a toast, which replaces the one before; without a duration it stays until it is hidden. */
  toast(title: string, icon: string, durationMs: number | null): void {
    this.hideToast();
    const box = element('div', 'np-toast', '', ...(icon === 'none' ? [] : [element('i', `np-toast-icon np-toast-${icon}`)]), element('span', '', title));
    box.setAttribute('role', 'status');
    this.toastBox = box;
    this.host.append(box);
    if (durationMs !== null) this.timer = window.setTimeout(() => this.hideToast(), durationMs);
  }

  /** Takes the toast or the loading sign away. */
  hideToast(): void {
    window.clearTimeout(this.timer);
    this.toastBox?.remove();
    this.toastBox = null;
  }

  /** Asks; true when the user confirms. */
  modal({ title, content, confirmText, cancelText }: ModalText): Promise<boolean> {
    return new Promise((resolve) => {
      const buttons = element('div', 'np-modal-buttons');
      const box = element('div', 'np-modal', '', element('strong', '', title), element('p', '', content), buttons);
      box.setAttribute('role', 'alertdialog');
      const close = this.cover(box);
      const add = (text: string, className: string, answer: boolean) => {
        const button = element('button', className, text);
        onTap(button, () => {
          close();
          resolve(answer);
        });
        buttons.append(button);
      };
      if (cancelText !== null) add(cancelText, '', false);
      add(confirmText, 'np-modal-confirm', true);
    });
  }

  /** Lets the user choose; null when they cancel. */
  actionSheet(items: readonly string[], cancelText: string): Promise<number | null> {
    return new Promise((resolve) => {
      const sheet = element('div', 'np-sheet');
      const close = this.cover(sheet);
      const choose = (text: string, answer: number | null) => {
        const button = element('button', answer === null ? 'np-sheet-cancel' : '', text);
        onTap(button, () => {
          close();
          resolve(answer);
        });
        sheet.append(button);
      };
      items.forEach((item, index) => choose(item, index));
      choose(cancelText, null);
    });
  }

  /** Puts a box above everything; the result takes it away. */
  private cover(box: HTMLElement): () => void {
    const mask = element('div', 'np-mask', '', box);
    this.host.append(mask);
    return () => mask.remove();
  }
}
