import { type AppBundle, textOf } from './bundle';
import { Dialogs } from './dialogs';
import { element, onTap } from './dom';
import type { Phone } from './phone';
import { TabBar } from './tab-bar';

const WORDS = {
  zh_CN: { away: '小程序已切到后台', back: '点按返回' },
  en: { away: 'The app is in the background', back: 'Tap to return' },
} as const;

/** What the phone draws around the mini-program: status bar, room for pages, tab bar, dialogs, and a home screen. */
export class Screen {
  readonly pages = element('main', 'np-pages');
  readonly dialogs: Dialogs;
  readonly tabBar: TabBar;
  private readonly home = element('div', 'np-home');

  constructor(private readonly root: HTMLElement, phone: Phone, bundle: AppBundle, act: { chooseTab: (path: string) => void; comeBack: () => void }) {
    this.tabBar = new TabBar(bundle.config, act.chooseTab);
    this.dialogs = new Dialogs(root);
    root.classList.toggle('np-framed', phone.framed);
    this.build(phone, textOf(bundle.config, 'name'), act.comeBack);
  }

  /** Heights in CSS pixels, as `wx.getWindowInfo` tells them. */
  measure(): { statusBarHeight: number; windowHeight: number } {
    const styles = getComputedStyle(this.root);
    const body = this.pages.querySelector('.np-page-frame:not([hidden]) .np-page-body');
    return { statusBarHeight: parseFloat(styles.getPropertyValue('--status-height')) || 0, windowHeight: body?.clientHeight ?? document.documentElement.clientHeight };
  }

  /** The home screen covers the app while it is in the background. */
  setAway(away: boolean): void {
    this.home.hidden = !away;
  }

  /** The status bar is dark or light as the page on top wants it. */
  follow(frame: HTMLElement): void {
    this.root.dataset['front'] = frame.dataset['front'] ?? 'black';
  }

  private build(phone: Phone, name: string, comeBack: () => void): void {
    const words = WORDS[phone.language];
    const clock = element('span', 'np-clock');
    const tell = () => (clock.textContent = new Date().toTimeString().slice(0, 5));
    tell();
    window.setInterval(tell, 10_000);
    const status = element('div', 'np-status-bar', '', clock, element('i', 'np-battery'));
    status.setAttribute('aria-hidden', 'true');
    const back = element('button', '', '', element('i', 'np-home-icon'), element('span', '', words.back));
    onTap(back, comeBack);
    this.home.append(element('p', '', name === '' ? words.away : `${name} · ${words.away}`), back);
    this.home.hidden = true;
    this.root.append(status, this.pages, this.tabBar.element, this.home);
  }
}
