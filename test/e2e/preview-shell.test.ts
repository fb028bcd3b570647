import type { Frame, Page } from 'playwright-core';
import { useChromium } from '../support/chromium';
import { fixture, usePreview } from '../support/preview';
import { seriousIn, withAxe } from './support/axe';

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

/** The panel's words, in the order of its buttons. */
const FAULTS = {
  en: ['Faults', 'alice: faults', 'Push breaks (-1307)', 'Play breaks (-2301)', 'Camera refused (10001)', 'Microphone refused (10002)', 'In the background (5000)', 'Phone call (5000)', 'Floating window closed (5001)', 'No network', 'Slow link (1101, 2105)'],
  zh: ['故障', 'alice的故障', '推流中断 (-1307)', '拉流中断 (-2301)', '拒绝摄像头 (10001)', '拒绝麦克风 (10002)', '切到后台 (5000)', '电话打入 (5000)', '关闭悬浮窗 (5001)', '断网', '弱网 (1101, 2105)'],
} as const;

/** What the phone's mini-program can know of what is done to it, beside codes of streams. */
const facts = (of: Frame) => of.evaluate(async () => {
  const [{ networkType }, { authSetting }] = await Promise.all([wx.getNetworkType(), wx.getSetting()]);
  return { networkType, camera: authSetting['scope.camera'], microphone: authSetting['scope.record'], isHidden: document.querySelector('.np-home:not([hidden])') !== null, log: log.splice(0) };
});

test.each(['en', 'zh'] as const)('the panel of faults, by mouse and keyboard and in the language %s, does to its phone what each button says, and undoes it', async (lang) => {
  await page.context().grantPermissions(['camera', 'microphone']);
  await page.goto(`${preview().url}?lang=${lang}`);
  const a = await phone('a');
  await a.evaluate(() => {
    wx.onAudioInterruptionBegin(() => log.push('sound is taken'));
    wx.onAudioInterruptionEnd(() => log.push('sound is back'));
    log.splice(0);
  });
  const [open, panelName, ...names] = FAULTS[lang];
  const panel = page.getByRole('group', { name: panelName });
  expect(await panel.isVisible()).toBe(false);
  await page.getByRole('button', { name: open }).first().click();
  expect(await panel.getByRole('button').allTextContents()).toEqual(names);
  const press = async (name: string, on: boolean) => {
    await panel.getByRole('button', { name, exact: true }).press('Enter');
    await panel.locator(`button[aria-pressed="${on}"]`, { hasText: name }).waitFor();
  };
  const [pusher, player, camera, microphone, background, phoneCall, floatClosed, network, slowLink] = names;
  const well = { networkType: 'wifi', camera: true, microphone: true, isHidden: false, log: [] as string[] };
  for (const name of [pusher, player]) await press(name, false); // No stream is there to be broken.
  expect(await facts(a)).toEqual(well);
  for (const [name, changed, undone] of [
    [camera, { camera: false }, {}],
    [microphone, { microphone: false }, {}],
    [background, { isHidden: true, log: ['first hide', 'card page hide', 'app hide'] }, { log: ['app show', 'first show', 'card page show'] }],
    [phoneCall, { log: ['sound is taken'] }, { log: ['sound is back'] }],
    [network, { networkType: 'none' }, {}],
    [slowLink, {}, {}],
  ] as const) {
    await press(name, true);
    expect(await facts(a)).toEqual({ ...well, ...changed });
    await press(name, false);
    expect(await facts(a)).toEqual({ ...well, ...undone });
  }
  await press(floatClosed, true);
  expect((await facts(a)).isHidden).toBe(true);
  await press(background, false);
  await panel.locator('button[aria-pressed="false"]', { hasText: floatClosed }).waitFor();
  await panel.getByRole('button', { name: network }).press('Escape');
  expect(await panel.isVisible()).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(open);
  const other = page.getByRole('group', { name: panelName.replace('alice', 'bob') });
  expect(await other.locator('[aria-pressed="true"]').count()).toBe(0);
});

test('the panel of a phone that is loaded anew shows nothing that was done before', async () => {
  await phone('a');
  await press('alice', 'Faults');
  const network = page.locator('.phone', { hasText: 'alice' }).getByRole('button', { name: 'No network' });
  await network.click();
  await page.waitForSelector('[data-fault="network"][aria-pressed="true"]');
  await press('alice', 'Reload');
  await page.waitForSelector('.phone:first-child [data-fault="network"][aria-pressed="false"]');
});

test('the codes of a phone are a list that a screen reader is told of as it grows, and axe finds nothing serious in the panel', async () => {
  await withAxe(page);
  await page.reload();
  const a = await phone('a');
  await press('alice', 'Faults');
  await a.evaluate(() => [1001, 1002].forEach((code) => window.parent.postMessage({ netcallPreview: 'code', tag: 'live-pusher', code }, location.origin)));
  const lines = page.getByRole('log', { name: 'State codes' }).getByRole('list').getByRole('listitem');
  await lines.nth(1).waitFor();
  expect(await lines.allTextContents()).toEqual(['↑ 1001', '↑ 1002']);
  expect(await seriousIn(page, '.faults:not([hidden])')).toEqual([]);
});
