import type { Config } from './bundle';
import { callHook, Listeners } from './listeners';
import type { Phone } from './phone';
import type { Router } from './router';

/** What `onLaunch`, `onShow` and `wx.getLaunchOptionsSync` tell. */
export interface LaunchOptions {
  path: string;
  query: Record<string, string>;
  /** 1001: found in the list of mini-programs. */
  scene: number;
  referrerInfo: Config;
  apiCategory: 'default';
}

const SCENE_LIST = 1001;

/** The `App` of the mini-program: launched once, then hidden and shown from outside. */
export class AppLife {
  readonly onShow = new Listeners<LaunchOptions>();
  readonly onHide = new Listeners<undefined>();
  /** Fires whenever the app has come or gone, with whether it is visible. */
  readonly visibility = new Listeners<boolean>();
  readonly launchOptions: LaunchOptions;
  private instance: object = {};
  private visible = true;

  constructor(phone: Phone, private readonly router: Router) {
    this.launchOptions = { path: phone.launch.path, query: phone.launch.query, scene: SCENE_LIST, referrerInfo: {}, apiCategory: 'default' };
  }

  /** What `App(definition)` does; the definition itself becomes the app that `getApp` gives. */
  register(definition: object): void {
    this.instance = definition;
  }

  /** What `getApp` gives. */
  get app(): object {
    return this.instance;
  }

  /** Is the app in the foreground? */
  get isVisible(): boolean {
    return this.visible;
  }

  /** Runs `onLaunch` and `onShow`; the first page follows. */
  launch(): void {
    callHook(this.instance, 'onLaunch', this.launchOptions);
    callHook(this.instance, 'onShow', this.launchOptions);
  }

  /** The user leaves the app: the page hears `onHide`, then the app. Twice is once. */
  hide(): void {
    if (!this.visible) return;
    this.visible = false;
    this.router.hideApp();
    callHook(this.instance, 'onHide');
    this.onHide.emit(undefined);
    this.visibility.emit(false);
  }

  /** The user comes back: the app hears `onShow`, then the page. Twice is once. */
  show(): void {
    if (this.visible) return;
    this.visible = true;
    callHook(this.instance, 'onShow', this.launchOptions);
    this.onShow.emit(this.launchOptions);
    this.router.showApp();
    this.visibility.emit(true);
  }
}
