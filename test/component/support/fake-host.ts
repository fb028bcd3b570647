import type { Host, Timer, Wish } from '../../../components/src/call-kit/host';
import type { Device, Permission } from '../../../components/src/call-kit/permission';
import type { Theme } from '../../../components/src/call-kit/theme';

/** WeChat keeps ten pages; `navigateTo` fails when there are as many. */
const PAGES = 10;

/** A host without WeChat: time moves when told to, pages are a list. */
export class FakeHost implements Host {
  language = 'en';
  isDevtools = false;
  isIos = false;
  textScale = 1;
  /** WeChat's theme; null: the application does not follow it. */
  wechatTheme: Theme | null = null;
  /** Addresses of open pages, the visible one last. */
  stack: string[] = ['pages/index/index'];
  /** Names of functions that shall fail. */
  failing = new Set<Wish>();
  /** What was asked, in order. */
  log: string[] = [];
  isScreenKept = false;
  /** Files that play now. */
  playing: string[] = [];
  /** Files that were written, by name. */
  kept = new Map<string, ArrayBuffer>();
  /** How often it has vibrated. */
  vibrations = 0;
  private readonly listeners = new Set<(isTaken: boolean) => void>();
  private readonly themed = new Set<(theme: Theme) => void>();
  private readonly watchers = new Set<(isVisible: boolean) => void>();
  /** What the mini-program and WeChat say of every device. */
  permission: Permission = { app: 'refused', wechat: 'allowed' };
  private nowMs = 1_000_000;
  private nextTimer = 1;
  private readonly timers = new Map<Timer, { atMs: number; run: () => void }>();

  now(): number {
    return this.nowMs;
  }

  setTimeout(run: () => void, delayMs: number): Timer {
    this.timers.set(this.nextTimer, { atMs: this.nowMs + delayMs, run });
    return this.nextTimer++;
  }

  clearTimeout(timer: Timer): void {
    this.timers.delete(timer);
  }

  /** Time passes while timers stand still, as in the background. */
  sleep(ms: number): void {
    this.nowMs += ms;
  }

  /** How many timers wait: none may stay behind. */
  get waiting(): number {
    return this.timers.size;
  }

  /** Moves the time, runs what is due in its order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (let due = this.next(endMs); due; due = this.next(endMs)) {
      this.nowMs = due[1].atMs;
      this.timers.delete(due[0]);
      due[1].run();
      await settle();
    }
    this.nowMs = endMs;
  }

  pages(): readonly string[] {
    return this.stack;
  }

  async ask(what: Wish, url = '', delta = 1): Promise<void> {
    this.log.push(`${what} ${url}`.trim());
    await Promise.resolve();
    if (this.failing.has(what)) throw new Error(`${what}:fail`);
    if (what === 'navigateTo' && this.stack.length >= PAGES) throw new Error('navigateTo:fail webview count limit exceed');
    const page = url.slice(1);
    if (what === 'navigateTo') this.stack.push(page);
    if (what === 'redirectTo') this.stack.splice(-1, 1, page);
    if (what === 'reLaunch') this.stack = [page];
    if (what === 'navigateBack') this.stack.splice(-delta);
  }

  permissionOf(_device: Device): Promise<Permission> {
    return Promise.resolve(this.permission);
  }

  keepScreenOn(isOn: boolean): void {
    this.isScreenKept = isOn;
  }

  keepFile(name: string, make: () => ArrayBuffer): string {
    this.kept.set(name, this.kept.get(name) ?? make());
    return `wxfile://usr/${name}`;
  }

  playLoop(file: string): () => void {
    this.playing.push(file);
    return () => void this.playing.splice(this.playing.indexOf(file), 1);
  }

  vibrate(): void {
    this.vibrations += 1;
  }

  onVisible(listener: (isVisible: boolean) => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  onAudioTaken(listener: (isTaken: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  theme(): Theme | null {
    return this.wechatTheme;
  }

  onTheme(listener: (theme: Theme) => void): () => void {
    this.themed.add(listener);
    return () => this.themed.delete(listener);
  }

  /** WeChat's theme changes. */
  turnTheme(theme: Theme): void {
    this.wechatTheme = theme;
    [...this.themed].forEach((tell) => tell(theme));
  }

  /** Something else takes the phone's sound, or gives it back. */
  takeAudio(isTaken: boolean): void {
    [...this.listeners].forEach((tell) => tell(isTaken));
  }

  /** WeChat hides the application or shows it. */
  show(isVisible: boolean): void {
    [...this.watchers].forEach((tell) => tell(isVisible));
  }

  private next(endMs: number) {
    return [...this.timers].filter(([, { atMs }]) => atMs <= endMs).sort((one, other) => one[1].atMs - other[1].atMs)[0];
  }
}

/** Lets every promise that can settle do so; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
