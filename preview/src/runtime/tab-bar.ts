import { type Config, listOf, partOf, textOf } from './bundle';
import { element, onTap } from './dom';
import { assetUrl } from './urls';

interface Tab {
  path: string;
  button: HTMLElement;
  icon: HTMLImageElement | null;
  text: HTMLElement;
  badge: HTMLElement;
  config: Config;
}

/** The bar at the bottom that `app.json` describes as `tabBar`; without one it is never seen. */
export class TabBar {
  readonly element = element('nav', 'np-tab-bar');
  private readonly tabs: Tab[];
  private readonly config: Config;
  private wanted = true;
  private onTab = false;

  constructor(app: Config, choose: (path: string) => void) {
    this.config = partOf(app, 'tabBar');
    this.element.style.background = textOf(this.config, 'backgroundColor', '#ffffff');
    this.tabs = listOf(this.config, 'list').map((item) => this.make(item, choose));
    this.update();
  }

  /** Marks the tab of the page on top; the bar is seen only on pages that are tabs. */
  select(path: string): void {
    this.onTab = this.tabs.some((tab) => tab.path === path);
    for (const tab of this.tabs) {
      const selected = tab.path === path;
      tab.text.style.color = selected ? textOf(this.config, 'selectedColor') : textOf(this.config, 'color');
      tab.button.setAttribute('aria-current', selected ? 'page' : 'false');
      const icon = textOf(tab.config, selected ? 'selectedIconPath' : 'iconPath');
      if (tab.icon) tab.icon.src = assetUrl(icon, '');
    }
    this.update();
  }

  setText(index: number, text: string): void {
    const tab = this.tabs[index];
    if (tab) tab.text.textContent = text;
  }

  /** A text, `''` for a dot, or null for none. */
  setBadge(index: number, text: string | null): void {
    const badge = this.tabs[index]?.badge;
    if (!badge) return;
    badge.hidden = text === null;
    badge.textContent = text;
  }

  setVisible(visible: boolean): void {
    this.wanted = visible;
    this.update();
  }

  private update(): void {
    this.element.hidden = !(this.wanted && this.onTab);
  }

  private make(config: Config, choose: (path: string) => void): Tab {
    const path = textOf(config, 'pagePath');
    const icon = textOf(config, 'iconPath') === '' ? null : element('img');
    const text = element('span', '', textOf(config, 'text'));
    const badge = element('b', 'np-badge');
    badge.hidden = true;
    const button = element('button', '', '', ...(icon ? [icon] : []), text, badge);
    onTap(button, () => choose(path));
    this.element.append(button);
    return { path, button, icon, text, badge, config };
  }
}
