import { type AppBundle, type ComponentBundle, type Config, listOf, partOf, textOf } from './bundle';
import type { Engine } from './engine';
import { Listeners } from './listeners';
import { PageView } from './page-view';
import type { SubPackages } from './sub-packages';
import { parsePageUrl, type PageUrl } from './urls';

/** WeChat keeps at most ten pages on top of each other. */
const MAX_PAGES = 10;

/** Why a navigation was refused; the words after `fail`, as WeChat gives them. */
class NavigationRefused extends Error {}

/** The pages of the mini-program: which are open, and how one gets from one to another. */
export class Router {
  /** Fires after each change of the page on top. */
  readonly changed = new Listeners<PageView>();
  private stack: PageView[] = [];
  /** Pages of the tab bar live on when another tab is chosen. */
  private readonly tabs = new Map<string, PageView>();
  private readonly configs = new Map<string, Config>();
  private readonly window: Config;
  private readonly tabPaths: Set<string>;
  private appVisible = true;

  constructor(private readonly engine: Engine, bundle: AppBundle, private readonly packages: SubPackages, private readonly host: HTMLElement) {
    this.window = partOf(bundle.config, 'window');
    this.tabPaths = new Set(listOf(partOf(bundle.config, 'tabBar'), 'list').map((item) => textOf(item, 'pagePath')));
    this.know(bundle.main.components);
  }

  /** Adds the pages of a package that is there now. */
  know(components: readonly ComponentBundle[]): void {
    for (const { isPage, path, config } of components) if (isPage) this.configs.set(path, { ...this.window, ...config });
  }

  /** The open pages, the one on top last. */
  get pages(): readonly PageView[] {
    return this.stack;
  }

  /** The page on top; none before the first one opens. */
  get top(): PageView | undefined {
    return this.stack.at(-1);
  }

  /** Is this page one of the tab bar's? */
  isTab(path: string): boolean {
    return this.tabPaths.has(path);
  }

  navigateTo(url: string): void | Promise<void> {
    return this.open(url, (target) => {
      if (this.isTab(target.path)) throw new NavigationRefused('can not navigateTo a tabbar page');
      if (this.stack.length >= MAX_PAGES) throw new NavigationRefused('webview count limit exceed');
      this.top?.hide(true);
      this.push(target);
    });
  }

  redirectTo(url: string): void | Promise<void> {
    return this.open(url, (target) => {
      if (this.isTab(target.path)) throw new NavigationRefused('can not redirectTo a tabbar page');
      this.drop(1);
      this.push(target);
    });
  }

  reLaunch(url: string): void | Promise<void> {
    return this.open(url, (target) => {
      this.drop(this.stack.length);
      for (const page of this.tabs.values()) page.unload();
      this.tabs.clear();
      this.push(target);
    });
  }

  switchTab(url: string): void {
    const target = this.known(this.seen(url));
    if (!this.isTab(target.path)) throw new NavigationRefused('can not switch to no-tabBar page');
    if (this.top?.path === target.path) return;
    while (this.top && !this.isTab(this.top.path)) this.drop(1);
    this.top?.hide(true);
    const kept = this.tabs.get(target.path);
    this.stack = kept ? [kept] : [];
    if (kept) this.reveal(kept);
    else this.push(target);
  }

  /** Goes back by `delta` pages, at most to the first one. */
  navigateBack(delta: number): void {
    if (this.stack.length <= 1) throw new NavigationRefused('cannot navigate back at first page');
    this.drop(Math.min(Math.max(delta, 1), this.stack.length - 1));
    if (this.top) this.reveal(this.top);
  }

  /** The whole app goes to the background. */
  hideApp(): void {
    this.appVisible = false;
    this.top?.hide(false);
  }

  /** The whole app comes back. */
  showApp(): void {
    this.appVisible = true;
    this.top?.show();
  }

  /** At once, or when the sub-package of the page has come. */
  private open(url: string, run: (target: PageUrl) => void): void | Promise<void> {
    const target = this.seen(url);
    const missing = this.packages.missingFor(target.path);
    if (missing === '') return run(this.known(target));
    return this.packages.use(missing).then(() => run(this.known(target)));
  }

  private seen(url: string): PageUrl {
    return parsePageUrl(url, this.top?.path ?? '');
  }

  private known(target: PageUrl): PageUrl {
    if (!this.configs.has(target.path)) throw new NavigationRefused(`page "${target.path}" is not found`);
    return target;
  }

  private push(target: PageUrl): void {
    const onBack = this.stack.length > 0 ? () => this.navigateBack(1) : null;
    const page = new PageView(this.engine, target, this.configs.get(target.path) ?? {}, onBack);
    this.stack = [...this.stack, page];
    if (this.isTab(target.path)) this.tabs.set(target.path, page);
    this.engine.styles.showPage(page.path);
    page.open(this.host);
    if (this.top === page) this.changed.emit(page);
  }

  private drop(count: number): void {
    const dropped = this.stack.slice(this.stack.length - count).reverse();
    this.stack = this.stack.slice(0, this.stack.length - count);
    for (const page of dropped) {
      this.tabs.delete(page.path);
      page.unload();
    }
  }

  private reveal(page: PageView): void {
    this.engine.styles.showPage(page.path);
    if (this.appVisible) page.show();
    this.changed.emit(page);
  }
}
