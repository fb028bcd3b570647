import type { Frame, Page } from 'playwright-core';
import { useChromium } from '../support/chromium';
import { fixture, usePreview } from '../support/preview';

/** The fixture puts its doings here. */
declare const log: string[];

jest.setTimeout(30_000);
const browser = useChromium({ fakeDevices: false });
const preview = usePreview(() => ({ miniprogram: fixture('behaviours') }));

let page: Page;
beforeEach(async () => {
  page = await (await browser().newContext({ locale: 'en-GB', viewport: { width: 1100, height: 900 } })).newPage();
  await page.goto(preview().url);
});
afterEach(() => page.context().close());

/** The mini-program of one phone, once it has drawn its first page. */
async function phone(name: string): Promise<Frame> {
  const handle = await page.waitForSelector(`iframe[name="${name}"]`);
  const frame = (await handle.contentFrame())!;
  await frame.waitForSelector('.go');
  return frame;
}

const press = (account: string, name: string) => page.locator('.phone', { hasText: account }).getByRole('button', { name, exact: true }).click();

test('two phones stand side by side, signed in as two people, the second without sound', async () => {
  const [a, b] = [await phone('a'), await phone('b')];
  const facts = (of: Frame) => of.evaluate(() => [wx.getLaunchOptionsSync().query['as'], wx.getAppBaseInfo().language]);
  expect([await facts(a), await facts(b)]).toEqual([['alice', 'en'], ['bob', 'en']]);
  expect([new URL(a.url()).searchParams.get('speaker'), new URL(b.url()).searchParams.get('speaker')]).toEqual(['on', 'off']);
  await a.evaluate(() => wx.setStorageSync('who', 'Alice'));
  expect(await b.evaluate(() => wx.getStorageSync<string>('who'))).toBe('');
});

test('the other language is chosen for the page and both phones, and remembered', async () => {
  await phone('a');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: '扬声器' }).first().waitFor();
  for (const name of ['a', 'b']) expect(await (await phone(name)).evaluate(() => wx.getAppBaseInfo().language)).toBe('zh_CN');
  await page.reload();
  await page.getByRole('button', { name: '扬声器' }).first().waitFor();
});

test('one app is sent to the background and brought back, the other does not notice', async () => {
  const [a, b] = [await phone('a'), await phone('b')];
  for (const frame of [a, b]) await frame.evaluate(() => log.splice(0));
  await press('alice', 'Send to background');
  await a.waitForSelector('.np-home');
  await press('alice', 'Bring back');
  await a.waitForSelector('.np-home', { state: 'hidden' });
  expect(await a.evaluate(() => log)).toEqual(['first hide', 'card page hide', 'app hide', 'app show', 'first show', 'card page show']);
  expect(await b.evaluate(() => log)).toEqual([]);
});

test('an app that its own icon brings back is not offered to be brought back again', async () => {
  const a = await phone('a');
  await press('alice', 'Send to background');
  await a.click('.np-home button');
  await page.locator('.phone', { hasText: 'alice' }).getByRole('button', { name: 'Send to background' }).waitFor();
});

test('the switch of a speaker shows its state, and reload keeps it', async () => {
  await phone('b');
  await press('bob', 'Speaker');
  const speaker = page.locator('.phone', { hasText: 'bob' }).getByRole('button', { name: 'Speaker' });
  expect(await speaker.getAttribute('aria-pressed')).toBe('true');
  const loaded = page.waitForEvent('framenavigated', (frame) => frame.name() === 'b');
  await press('bob', 'Reload');
  expect(new URL((await loaded).url()).searchParams.get('speaker')).toBe('on');
});

test('the figures of a phone are switched beside it, and reload keeps them', async () => {
  await phone('a');
  await press('alice', 'Figures');
  const loaded = page.waitForEvent('framenavigated', (frame) => frame.name() === 'a');
  await press('alice', 'Reload');
  expect(new URL((await loaded).url()).searchParams.get('figures')).toBe('on');
});

test('fits a small window: the phones stand below each other and nothing is cut off sideways', async () => {
  await page.setViewportSize({ width: 420, height: 900 });
  await phone('a');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
});
