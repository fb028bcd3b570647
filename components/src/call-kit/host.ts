/** A running timer; opaque. */
export type Timer = number;

/** Time as the call kit sees it; a test gives its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** What the call kit asks of WeChat beside drawing: time, pages, settings, facts about the device. */
export interface Host extends Clock {
  /** Language of WeChat, such as `zh_CN` or `en`. */
  readonly language: string;
  /** Whether this is WeChat DevTools, where live-pusher and live-player do not run. */
  readonly isDevtools: boolean;
  /** Addresses of the open pages without the leading slash, the visible one last. */
  pages(): readonly string[];
  navigateTo(url: string): Promise<void>;
  redirectTo(url: string): Promise<void>;
  reLaunch(url: string): Promise<void>;
  navigateBack(): Promise<void>;
  /** Opens the page on which the user allows camera and microphone; resolves when it is closed. */
  openSetting(): Promise<void>;
  /** Keeps the screen from going dark while somebody calls. */
  keepScreenOn(isOn: boolean): void;
}

/** The callbacks that every asynchronous function of `wx` takes. */
interface Callbacks {
  success: () => void;
  fail: (reason: { errMsg: string }) => void;
}

/** The host in a mini-program. */
export function wxHost(): Host {
  const { language, platform } = wx.getSystemInfoSync();
  return {
    language,
    isDevtools: platform === 'devtools',
    now: () => Date.now(),
    setTimeout: (run, delayMs) => Number(setTimeout(run, delayMs)), // A number already, save where Node's types are loaded too.
    clearTimeout: (timer) => clearTimeout(timer),
    pages: () => getCurrentPages().map((page) => page.route),
    navigateTo: (url) => settled((callbacks) => wx.navigateTo({ url, ...callbacks })),
    redirectTo: (url) => settled((callbacks) => wx.redirectTo({ url, ...callbacks })),
    reLaunch: (url) => settled((callbacks) => wx.reLaunch({ url, ...callbacks })),
    navigateBack: () => settled((callbacks) => wx.navigateBack(callbacks)),
    openSetting: () => settled((callbacks) => wx.openSetting(callbacks)),
    keepScreenOn: (keepScreenOn) => void wx.setKeepScreenOn({ keepScreenOn }),
  };
}

/** A promise of a function of `wx`; its own promises are missing in older versions. */
function settled(run: (callbacks: Callbacks) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    run({ success: () => resolve(), fail: ({ errMsg }) => reject(new Error(errMsg)) });
  });
}
