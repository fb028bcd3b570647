import { join } from 'node:path';
import { useChromium } from '../support/chromium';
import { fixture, openPhone, type TestPhone, usePreview } from '../support/preview';
import { until } from '../support/until';

/** Names that the preview puts on the window. */
declare const getApp: () => { log: string[] };
declare const getCurrentPages: () => Record<string, (options?: object) => Promise<Record<string, string>>>[];

jest.setTimeout(30_000);
const browser = useChromium({ fakeDevices: false });
const MINIPROGRAM = fixture('sub-packages');
const preview = usePreview(() => ({ miniprogram: MINIPROGRAM, tsconfig: join(MINIPROGRAM, 'tsconfig.json') }));

let phone: TestPhone;
let fetched: string[];
beforeEach(async () => {
  fetched = [];
  const context = await browser().newContext();
  context.on('request', (request) => {
    const [, root] = /sub-package-(\w+)-\w+\.js$/.exec(request.url()) ?? [];
    if (root !== undefined) fetched.push(root);
  });
  phone = await openPhone(context, preview().url, 'phone=a&lang=en');
});
afterEach(async () => {
  expect(phone.errors).toEqual([]);
  await phone.page.context().close();
});

const ask = (method: string) => phone.page.evaluate((name) => getCurrentPages()[0]![name]!(), method);
const go = (url: string) => phone.page.evaluate((to) => wx.navigateTo({ url: to }).then(() => 'ok', ({ errMsg }: { errMsg: string }) => errMsg), url);
const see = (text: string) => phone.page.getByText(text).filter({ visible: true }).first().waitFor();

test('a sub-package is fetched when one of its pages opens and not before, once', async () => {
  expect(fetched).toEqual([]);
  expect(await go('/far/pages/page?from=code')).toBe('ok');
  await see('own whole code word');
  expect(await go('/far/pages/page?from=again')).toBe('ok');
  await see('own whole again word');
  expect(fetched).toEqual(['far']);
});

test('a link to a page of a sub-package opens it', async () => {
  await phone.page.getByText('link').click();
  await see('own whole link word');
});

test('a page of a sub-package that is not there is refused, and the sub-package has been looked at', async () => {
  expect(await go('/near/gone')).toBe('navigateTo:fail page "near/gone" is not found');
});

test('npm packages of a sub-package come before those of the main one, for scripts and for components', async () => {
  await go('/far/pages/page?from=here');
  await see('part of its own');
  await see('own whole here word');
});

test('require.async gives a module of a sub-package, seen from the file or from the root, and runs it once with what it shares with the main package', async () => {
  expect(await phone.page.evaluate(() => getApp().log)).toEqual([]);
  expect(await ask('word')).toEqual({ word: 'word', whole: 'whole' });
  expect(await ask('sameWord')).toEqual({ word: 'word', whole: 'whole' });
  await go('/far/pages/page?from=page');
  await see('own whole page word');
  expect(await phone.page.evaluate(() => getApp().log)).toEqual(['whole runs', 'far/word runs']);
  expect(await ask('nearWord')).toEqual({ word: 'near word' });
  expect(fetched).toEqual(['far', 'near']);
});

test('a placeholder stands where a component of a sub-package is to be, until it has come', async () => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await phone.page.route(/sub-package-far/, (route) => held.then(() => route.continue()));
  await phone.page.evaluate(() => void getCurrentPages()[0]!['show']!());
  await see('waiting');
  await until('the sub-package is asked for', () => fetched.includes('far'));
  expect(await phone.page.getByText('far away').count()).toBe(0);
  letGo();
  await see('far away');
  await see('waiting');
  expect(await phone.page.getByText('far away').evaluate((node) => getComputedStyle(node).color)).toBe('rgb(1, 2, 3)');
});

test('preDownloadSubpackage and preloadRule fetch a sub-package and run nothing of it', async () => {
  await phone.page.evaluate(() => (wx as unknown as { preDownloadSubpackage: (options: object) => Promise<unknown> }).preDownloadSubpackage({ name: 'near' }));
  expect(fetched).toEqual(['near']);
  expect(await go('/near/page')).toBe('ok');
  await until('the rule has fetched the other', () => fetched.includes('far'));
  expect(await phone.page.evaluate(() => getApp().log)).toEqual([]);
});

test('a sub-package that cannot be fetched fails what needed it, is told, and is asked for again', async () => {
  await phone.page.evaluate(() => {
    (wx as unknown as { onLazyLoadError: (listener: (fault: { subpackage: string[] }) => void) => void }).onLazyLoadError(({ subpackage }) => getApp().log.push(...subpackage));
  });
  await phone.page.route(/sub-package-far/, (route) => route.abort(), { times: 1 });
  expect(await go('/far/pages/page?from=x')).toMatch(/^navigateTo:fail /);
  expect(await phone.page.evaluate(() => getApp().log)).toEqual(['far']);
  expect(await go('/far/pages/page?from=x')).toBe('ok');
  await see('own whole x word');
});
