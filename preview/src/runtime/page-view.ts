import type { GeneralComponent } from 'glass-easel';
import { type Config, textOf } from './bundle';
import { element, onTap } from './dom';
import type { Engine, PageRoot } from './engine';
import { callHook } from './listeners';
import type { PageUrl } from './urls';

/** What a page's navigation bar shows. */
export interface BarStyle {
  title?: string;
  background?: string;
  /** `#000000` or `#ffffff`, as WeChat allows; or the words of the configuration, `black` and `white`. */
  front?: string;
}

/** One open page: its component, its navigation bar and its life. */
export class PageView {
  /** What `getCurrentPages` shows of it. */
  readonly caller: object;
  readonly path: string;
  /** Everything the page occupies, bar included. */
  readonly frame = element('section', 'np-page-frame');
  private readonly root: PageRoot;
  private readonly bar = element('header', 'np-nav-bar');
  private readonly titleText = element('span', 'np-nav-title');
  private shown = false;
  private ready = false;

  constructor(private readonly engine: Engine, readonly url: PageUrl, config: Config, onBack: (() => void) | null) {
    this.path = url.path;
    this.root = engine.createPage(`/${url.path}${url.search === '' ? '' : `?${url.search}`}`);
    this.caller = this.root.get();
    Object.assign(this.caller, { route: url.path, options: url.query, __route__: url.path });
    this.build(config, onBack);
  }

  /** The page's component, for selectors and contexts. */
  get component(): GeneralComponent {
    return this.root.getComponent();
  }

  /** Attaches the page inside `parent` and runs `onLoad`, `onShow`, the components' `ready` and `onReady`, in this order. */
  open(parent: HTMLElement): void {
    parent.append(this.frame);
    const place = element('div');
    const scroller = element('div', 'np-page-scroll', '', place);
    this.frame.append(element('div', 'np-page-body', '', scroller));
    this.root.attach(scroller as never, place as never);
    callHook(this.caller, 'onLoad', this.url.query);
    this.show();
    this.engine.flushReady();
    if (!this.ready) callHook(this.caller, 'onReady');
    this.ready = true;
  }

  /** Brings the page to the front. */
  show(): void {
    this.frame.hidden = false;
    if (this.shown) return;
    this.shown = true;
    callHook(this.caller, 'onShow');
    this.component.triggerPageLifetime('show', []);
  }

  /** Takes the page out of sight; `covered` by another page, or with the whole app, when it stays drawn. */
  hide(covered: boolean): void {
    if (covered) this.frame.hidden = true;
    if (!this.shown) return;
    this.shown = false;
    callHook(this.caller, 'onHide');
    this.component.triggerPageLifetime('hide', []);
  }

  /** The window has another size, as when a phone is turned. */
  resize(): void {
    const size = { windowWidth: window.innerWidth, windowHeight: window.innerHeight };
    callHook(this.caller, 'onResize', { size });
    this.component.triggerPageLifetime('resize', [{ size }]);
  }

  /** Ends the page; its components are detached. */
  unload(): void {
    this.shown = false;
    callHook(this.caller, 'onUnload');
    this.root.release();
    this.frame.remove();
  }

  /** Changes the navigation bar; what is not said stays. */
  styleBar({ title, background, front }: BarStyle): void {
    if (title !== undefined) this.titleText.textContent = title;
    if (background !== undefined) this.bar.style.background = background;
    if (front !== undefined) this.frame.dataset['front'] = front === 'white' || /^#f/i.test(front) ? 'white' : 'black';
  }

  private build(config: Config, onBack: (() => void) | null): void {
    this.frame.hidden = true;
    this.frame.dataset['page'] = this.path;
    this.frame.style.backgroundColor = textOf(config, 'backgroundColor', '#ffffff');
    this.frame.classList.toggle('np-custom-nav', config['navigationStyle'] === 'custom');
    this.frame.classList.toggle('np-no-scroll', config['disableScroll'] === true);
    const back = element('button', 'np-nav-back');
    back.setAttribute('aria-label', 'Back');
    back.hidden = onBack === null;
    if (onBack) onTap(back, onBack);
    this.bar.append(back, this.titleText);
    this.frame.append(this.bar);
    this.styleBar({
      title: textOf(config, 'navigationBarTitleText'),
      background: textOf(config, 'navigationBarBackgroundColor', '#000000'),
      front: textOf(config, 'navigationBarTextStyle', 'white'),
    });
  }
}
