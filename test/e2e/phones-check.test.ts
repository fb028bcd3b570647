import { demoRoots } from '../../preview/src/index';
import { readTrace } from '../../scripts/trace/read';
import { useChromium } from '../support/chromium';
import { openPhone, usePreview, type TestPhone } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';

jest.setTimeout(60_000);
const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
let opened: TestPhone;

afterEach(async () => {
  await opened.page.context().close();
  expect(opened.errors).toEqual([]);
});

const WORDS = {
  en: { agree: 'Agree', open: 'Check camera and microphone', ready: 'Camera and microphone are ready', signedIn: 'Signed in as alice, and the server answers.', copy: 'Copy the trace', copied: /^Copied/ },
  zh: { agree: '同意', open: '检测摄像头与麦克风', ready: '摄像头和麦克风已就绪', signedIn: '已登录为 alice，服务器响应正常。', copy: '复制通话记录', copied: /^已复制/ },
} as const;

/** Alice's phone on the page "Check", which asks for consent first. */
async function onPage(lang: keyof typeof WORDS, permissions: readonly string[]): Promise<ScreenPhone> {
  const context = await browser().newContext({ permissions: [...permissions, 'clipboard-read', 'clipboard-write'] });
  opened = await openPhone(context, preview().url, `phone=a&as=alice&lang=${lang}`);
  const phone = new ScreenPhone(opened.page.mainFrame(), opened.page);
  await phone.see(WORDS[lang].open);
  await phone.tapId('open-check');
  await phone.tap(WORDS[lang].agree);
  return phone;
}

/** What the bar of the microphone says, in percent. */
const levelOf = (phone: ScreenPhone) => phone.id('level').locator(':scope > *').evaluate((bar: HTMLElement) => parseInt(bar.style.width, 10));

test.each(['en', 'zh'] as const)('before a call the own picture moves, the bar rises with the beep and falls again, and everything is found well (%s)', async (lang) => {
  const phone = await onPage(lang, ['camera', 'microphone']);
  await phone.see(WORDS[lang].ready);
  await phone.seeMovingPicture(15_000, 'live-pusher');
  await until('the bar rises', async () => (await levelOf(phone)) > 5);
  await until('the bar falls', async () => (await levelOf(phone)) < 2);
  await until('the bar rises again', async () => (await levelOf(phone)) > 5);
  await phone.see(WORDS[lang].signedIn);
  expect(await phone.frame.locator('.mark-error, .mark-warning, [class*="mark-error"], [class*="mark-warning"]').count()).toBe(0);
});

test('the trace that is copied is read, tells of the sign-in, and has no token', async () => {
  const phone = await onPage('en', ['camera', 'microphone']);
  await phone.tap(WORDS.en.copy);
  await phone.see(WORDS.en.copied);
  const text = await opened.page.evaluate(() => navigator.clipboard.readText());
  expect(readTrace(text)).toMatch(/ask {12}name=login request=1[\s\S]*answer {9}name=login request=1[\s\S]*connection {5}state=online/);
  expect(text).not.toMatch(/eyJ|ws:|rtmp:/);
});

test('camera and microphone are let go of while another page covers the check, and opened again after', async () => {
  const phone = await onPage('en', ['camera', 'microphone']);
  await phone.see(WORDS.en.ready);
  await opened.page.evaluate(() => wx.navigateTo({ url: '/pages/group/index' }));
  await until('the pusher is gone', async () => (await phone.frame.locator('live-pusher').count()) === 0);
  await opened.page.evaluate(() => wx.navigateBack());
  await phone.see(WORDS.en.ready);
  await phone.seeMovingPicture(15_000, 'live-pusher');
});

test('without permission for camera and microphone it says so, offers the settings, and is not ready', async () => {
  const phone = await onPage('en', []);
  await phone.see('The mini-program may not use the camera.');
  await phone.see('The mini-program may not use the microphone.');
  expect([await phone.button('Open settings').isVisible(), await phone.text(WORDS.en.ready).isVisible()]).toEqual([true, false]);
});
