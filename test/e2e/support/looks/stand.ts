import { build } from 'esbuild';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { INITIAL_MEDIA } from '../../../../components/src/call-kit/facts';
import type { Locale } from '../../../../components/src/i18n/translate';
import { ROOT } from '../../../support/repo';
import { capsuleOf, type Device } from './devices';
import type { Looks } from './page/index';
import type { Finding, Looking } from './page/inspect';
import type { Showing } from './page/show';
import { LONG_NAMES, usersOf } from './people';
import { STAND_STYLES } from './pictures';
import { NOW_MS, type State } from './states';

/** How the phone is set that shows a state. */
export interface Wear {
  readonly device: Device;
  readonly theme: 'light' | 'dark';
  readonly locale: Locale;
}

/** WeChat's setting for the size of texts at which the components draw them 1.4 times as big, the most that they do. */
export const LARGE_FONT_PX = 23;

/** The page with the check scrolls: it is looked at as a whole. */
const WHOLE_CHECK_PX = 820;

interface LooksWindow {
  readonly looks: Looks;
}

/** The script that shows and measures, as one file for the browser. */
async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/e2e/support/looks/page/index.ts')], absWorkingDir: ROOT, write: false, logLevel: 'warning', bundle: true, format: 'iife', platform: 'browser', target: 'es2022',
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** A phone in Chromium that shows whatever state of the call it is told to. */
export class Stand {
  /** What nothing caught in the page's scripts. */
  readonly errors: string[] = [];
  private device: Device | null = null;
  private place: State['page'] | '' = '';
  /** The own picture is the big one, from a tap on it to a tap on the other. */
  private isSwapped = false;

  private constructor(
    readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly url: string,
    private readonly fontPx: number,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** @param fontPx - what WeChat's setting for the size of texts says; 16 is the usual one */
  static async open(context: BrowserContext, url: string, fontPx = 16): Promise<Stand> {
    const page = await context.newPage();
    await page.addInitScript({ content: await pageScript() });
    return new Stand(page, await context.newCDPSession(page), url, fontPx);
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Shows a state and waits until it is drawn. */
  async show(state: State, { device, theme, locale }: Wear): Promise<void> {
    await this.hold(device, state.page);
    await this.visit(state.page);
    if (this.isSwapped && state.then !== 'swap') await this.swap('remote');
    const showing: Showing = { state, media: { ...INITIAL_MEDIA, ...state.media }, nowMs: NOW_MS, users: usersOf(locale), theme, locale };
    await this.page.evaluate((told) => (window as unknown as LooksWindow).looks.show(told), showing);
    if (state.page === 'check') await this.judge(state, locale);
    if (state.then === 'swap' && !this.isSwapped) await this.swap('local');
    await this.page.evaluate(() => (window as unknown as LooksWindow).looks.rest());
    await this.sign(device);
  }

  /** A picture of the whole screen. */
  picture(): Promise<Buffer> {
    return this.page.screenshot();
  }

  /** Everything that is wrong with what is shown. @param withIcons - whether icons are looked at too, which takes another picture */
  async findings(withIcons = false): Promise<Finding[]> {
    const { device, page } = this;
    if (!device) throw new Error('nothing is shown yet');
    const full = withIcons ? await this.encoded() : '';
    await page.evaluate(() => document.documentElement.classList.add('bare'));
    const bare = await this.encoded();
    await page.evaluate(() => document.documentElement.classList.remove('bare'));
    return page.evaluate((looking) => (window as unknown as LooksWindow).looks.inspect(looking), { bare, full, longNames: Object.values(LONG_NAMES), ...usableOf(device) });
  }

  private async encoded(): Promise<string> {
    return (await this.page.screenshot()).toString('base64');
  }

  /** Takes a phone of this size into the hand. Below a bar of WeChat's a page has no notch. */
  private async hold(phone: Device, place: State['page']): Promise<void> {
    const device = place === 'check' ? { ...phone, height: Math.max(phone.height, WHOLE_CHECK_PX) } : phone;
    if (this.place === place && this.device?.name === device.name) return;
    this.device = device;
    const { width, height, safe } = device;
    await this.page.setViewportSize({ width, height });
    await this.devtools.send('Emulation.setSafeAreaInsetsOverride', { insets: place === 'call' ? safe : { ...safe, top: 0 } });
  }

  private async visit(place: State['page']): Promise<void> {
    if (this.place === place) return;
    this.place = place;
    await this.page.goto(`${this.url}phone.html?phone=looks&lang=en&text=${this.fontPx}&page=pages/${place}/index`);
    await this.page.waitForSelector('wx-page');
    await this.page.addStyleTag({ content: STAND_STYLES });
  }

  private async swap(small: 'local' | 'remote'): Promise<void> {
    await this.page.locator(`[class*="--${small}"]`).click();
    this.isSwapped = small === 'local';
  }

  private async judge(state: State, locale: Locale): Promise<void> {
    await this.page.locator('[class*="--ready"]').waitFor();
    await this.page.evaluate(([told, language]) => (window as unknown as LooksWindow).looks.judge(told, language), [state, locale] as const);
  }

  /** Draws clock and WeChat's button where this phone has them. */
  private async sign(device: Device): Promise<void> {
    const { left, top, width, height } = capsuleOf(device);
    const signs = `<i class="capsule" style="left:${left}px;top:${top}px;width:${width}px;height:${height}px"></i>${device.statusBarHeight > 0 ? `<i class="clock" style="left:24px;top:${device.statusBarHeight - 20}px">9:41</i>` : ''}`;
    await this.page.evaluate(({ html, status }) => {
      const box = document.getElementById('device-signs') ?? document.body.appendChild(Object.assign(document.createElement('div'), { id: 'device-signs', ariaHidden: 'true' }));
      box.innerHTML = html;
      document.getElementById('phone')?.style.setProperty('--status-height', `${status}px`);
    }, { html: signs, status: device.statusBarHeight });
  }
}

/** What of the screen is the page's own, and WeChat's button. */
function usableOf(device: Device): Pick<Looking, 'safe' | 'capsule'> {
  const { width, height, safe, statusBarHeight } = device;
  const { left, top, width: wide, height: high } = capsuleOf(device);
  return {
    safe: { left: safe.left, top: Math.max(safe.top, statusBarHeight), right: width - safe.right, bottom: height - safe.bottom },
    capsule: { left, top, right: left + wide, bottom: top + high },
  };
}
