import { tellConsole } from './console';
import { askPermission } from './permission';
import type { Device, Permission } from './permission';
import type { Theme } from './theme';

/** A running timer; opaque. */
export type Timer = number;

/** Time as the call kit sees it; a test gives its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** Functions of `wx` that the call kit asks for by name. */
export type Wish = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'navigateBack' | 'openSetting' | 'openAppAuthorizeSetting';

/** What the call kit asks of WeChat beside drawing: time, pages, settings, facts about the device. */
export interface Host extends Clock {
  /** Language of WeChat, such as `zh_CN` or `en`. */
  readonly language: string;
  /** Whether this is WeChat DevTools, where live-pusher and live-player do not run. */
  readonly isDevtools: boolean;
  readonly isIos: boolean;
  /** How large text is to be, as the user has set WeChat's: 1 is the standard, 1.4 the largest that is followed. */
  readonly textScale: number;
  /** WeChat's theme; null where the application does not follow it. */
  theme(): Theme | null;
  /** Tells WeChat's theme at every change. Returns what ends it. */
  onTheme(listener: (theme: Theme) => void): () => void;
  /** Addresses of the open pages without the leading slash, the visible one last. */
  pages(): readonly string[];
  /**
   * Asks WeChat for a page, or for one on which the user allows camera and microphone. Resolves when it is done, or the user is back
   * from WeChat's own settings.
   *
   * @param delta - how many pages to go back
   */
  ask(what: Wish, url?: string, delta?: number): Promise<void>;
  /** Where the use of a device stands. Never rejects. */
  permissionOf(device: Device): Promise<Permission>;
  /** Keeps the screen from going dark while somebody calls. */
  keepScreenOn(isOn: boolean): void;
  /**
   * Writes a file of the mini-program's own, once, and gives its address.
   *
   * @param make - makes what stands in it
   * @returns empty when the phone does not take it
   */
  keepFile(name: string, make: () => ArrayBuffer): string;
  /** Plays a file over and over, silent when the phone's switch is on silent. Returns what ends it. */
  playLoop(file: string): () => void;
  /** One long vibration. */
  vibrate(): void;
  /** Tells whether the application is to be seen, at every change. Returns what ends it. */
  onVisible(listener: (isVisible: boolean) => void): () => void;
  /** Tells whether something else has the phone's sound, such as a phone call or an alarm. Returns what ends it. */
  onAudioTaken(listener: (isTaken: boolean) => void): () => void;
}

/** What a function of `wx` takes; its own promises are missing in older versions of WeChat. */
interface AskOptions {
  url: string;
  delta: number;
  success: () => void;
  fail: (reason: { errMsg: string }) => void;
}

/** The host in a mini-program. @param failed - hears what nobody waits for, such as a file that cannot be played */
export function wxHost(failed: (failure: unknown) => void = tellConsole): Host {
  const functions: Readonly<Record<Wish, (options: AskOptions) => unknown>> = wx;
  const { language, platform, fontSizeSetting } = wx.getSystemInfoSync();
  return {
    language,
    isDevtools: platform === 'devtools',
    isIos: platform === 'ios',
    textScale: textScaleOf(fontSizeSetting),
    theme: () => wx.getSystemInfoSync().theme ?? null,
    onTheme,
    now: () => Date.now(),
    setTimeout: (run, delayMs) => Number(setTimeout(run, delayMs)), // A number already, save where Node's types are loaded too.
    clearTimeout: (timer) => clearTimeout(timer),
    pages: () => getCurrentPages().map((page) => page.route),
    ask: (what, url = '', delta = 1) =>
      new Promise((resolve, reject) => {
        functions[what]({ url, delta, success: what === 'openAppAuthorizeSetting' ? () => whenBack(resolve) : () => resolve(), fail: ({ errMsg }) => reject(new Error(errMsg)) });
      }),
    permissionOf: askPermission,
    keepScreenOn: (keepScreenOn) => void wx.setKeepScreenOn({ keepScreenOn }),
    keepFile,
    playLoop: (file) => playLoop(file, failed),
    vibrate: () => void wx.vibrateLong({ fail: () => undefined }), // A device that cannot vibrate: the tone is there.
    onVisible: (listener) => between('AppShow', 'AppHide', listener),
    onAudioTaken: (listener) => between('AudioInterruptionBegin', 'AudioInterruptionEnd', listener),
  };
}

/** Events of WeChat that carry nothing. */
type Signal = 'AppShow' | 'AppHide' | 'AudioInterruptionBegin' | 'AudioInterruptionEnd';

/** Tells true at every event of one kind and false at every event of another. Returns what ends it. */
function between(yes: Signal, no: Signal, listener: (holds: boolean) => void): () => void {
  const functions: Readonly<Record<`${'on' | 'off'}${Signal}`, (heard: () => void) => void>> = wx;
  const [told, retracted] = [() => listener(true), () => listener(false)];
  functions[`on${yes}`](told);
  functions[`on${no}`](retracted);
  return () => {
    functions[`off${yes}`](told);
    functions[`off${no}`](retracted);
  };
}

/** Addresses of what was written since the app was started. */
const kept = new Map<string, string>();

function keepFile(name: string, make: () => ArrayBuffer): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  try {
    const path = `${wx.env.USER_DATA_PATH}/${name}`;
    wx.getFileSystemManager().writeFileSync(path, make());
    kept.set(name, path);
    return path;
  } catch {
    return ''; // No room on the phone: an incoming call vibrates, and is to be seen.
  }
}

/** WeChat's standard size of text, in pixels. */
const STANDARD_TEXT_PX = 16;

/** Text larger than this leaves no room for the call. */
const LARGEST_TEXT_SCALE = 1.4;

function textScaleOf(textPx: number | undefined): number {
  return Math.min(LARGEST_TEXT_SCALE, Math.max(1, (textPx ?? STANDARD_TEXT_PX) / STANDARD_TEXT_PX));
}

/** Versions of WeChat before 7.0.12 have no themes. */
function onTheme(listener: (theme: Theme) => void): () => void {
  if (!('onThemeChange' in wx)) return () => undefined;
  const changed: WechatMiniprogram.OnThemeChangeCallback = ({ theme }) => listener(theme);
  wx.onThemeChange(changed);
  return () => wx.offThemeChange(changed);
}

function playLoop(file: string, failed: (failure: unknown) => void): () => void {
  const audio = wx.createInnerAudioContext();
  audio.loop = true;
  audio.obeyMuteSwitch = true;
  let isOver = false;
  audio.onError(({ errMsg }) => isOver || failed(new Error(`${file}: ${errMsg}`)));
  audio.src = file;
  audio.play();
  return () => {
    isOver = true;
    audio.stop();
    audio.destroy();
  };
}

/** Runs once the app is shown again: WeChat's own settings lie outside of it, and it answers when they open. */
function whenBack(run: () => void): void {
  const shown = (): void => {
    wx.offAppShow(shown);
    run();
  };
  wx.onAppShow(shown);
}
