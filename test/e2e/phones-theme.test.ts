import type { Page } from 'playwright-core';
import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { Phone } from '../support/node-phone';
import { fixture, openPhone, usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('kit-app'), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

/** A phone with an application that follows WeChat's theme, and somebody who calls it by voice; each test has accounts of its own. */
async function ringing(account: string, search: string, run: (all: { phone: ScreenPhone; page: Page }) => Promise<void>): Promise<void> {
  const context = await browser().newContext({ permissions: ['camera', 'microphone'] });
  const { page, errors } = await openPhone(context, preview().url, `phone=a&as=${account}&${search}`);
  const phone = new ScreenPhone(page.mainFrame(), page);
  const caller = await Phone.signIn(stack(), `caller-of-${account}`, {});
  await phone.see('at home');
  void caller.netcall.call({ type: 1, callee: account, forceKeepCalling: true });
  await phone.button('Accept').waitFor();
  await run({ phone, page });
  expect(errors).toEqual([]);
  await caller.end();
  await context.close();
}

/** A computed property of the element of this class inside the components, such as `incoming`. */
const styleOf = (page: Page, name: string, property: string): Promise<string> =>
  page.locator(`[class*="--${name}"]`).filter({ visible: true }).first().evaluate((element, [asked = '']) => getComputedStyle(element).getPropertyValue(asked), [property]);

test('what a page sets arrives in every part of the call: background, text and its size, font, brand, accept and hang up', async () => {
  await ringing('alice', 'branded', async ({ phone, page }) => {
    expect(await styleOf(page, 'incoming', 'background-color')).toBe('rgb(250, 240, 230)');
    expect(await styleOf(page, 'incoming', 'color')).toBe('rgb(40, 20, 10)');
    expect(await styleOf(page, 'incoming', 'font-size')).toBe('18px');
    expect(await styleOf(page, 'incoming', 'font-family')).toBe('serif');
    expect(await styleOf(page, 'ring', 'background-color')).toBe('rgb(90, 20, 120)');
    expect(await styleOf(page, 'tone-accept', 'background-color')).toBe('rgb(20, 90, 120)');
    expect(await styleOf(page, 'tone-hang-up', 'background-color')).toBe('rgb(120, 20, 20)');
    await phone.tap('Accept');
    await phone.button('Hang up').waitFor();
    expect(await styleOf(page, 'view', 'background-color')).toBe('rgb(250, 240, 230)');
    expect(await styleOf(page, 'tone-hang-up', 'background-color')).toBe('rgb(120, 20, 20)');
  });
}, 60_000);

test('a call that is shown changes with the theme of WeChat, until the application chooses one', async () => {
  const [white, ink] = ['rgb(255, 255, 255)', 'rgb(20, 32, 46)'];
  await ringing('bob', '', async ({ page }) => {
    const becomes = (colour: string) => until(`text in ${colour}`, async () => (await styleOf(page, 'incoming', 'color')) === colour || undefined);
    await becomes(ink);
    await page.emulateMedia({ colorScheme: 'dark' });
    await becomes(white);
    await page.emulateMedia({ colorScheme: 'light' });
    await becomes(ink);
    await page.evaluate(() => (globalThis as unknown as { kit: { setTheme(theme: string): void } }).kit.setTheme('dark'));
    await becomes(white);
  });
}, 60_000);

test("text follows the size that is set in WeChat's settings", async () => {
  await ringing('carol', 'text=20', async ({ page }) => {
    expect(await styleOf(page, 'incoming', 'font-size')).toBe(`${15 * 1.25}px`);
  });
}, 60_000);
