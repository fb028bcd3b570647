import { useChromium } from '../support/chromium';
import { fixture, openPhone, type TestPhone, usePreview } from '../support/preview';

/** Names that the fixture puts on the window. */
declare const log: string[];
declare const getApp: () => { query: Record<string, string> };
declare const getCurrentPages: () => { route: string }[];

jest.setTimeout(30_000);
const browser = useChromium({ fakeDevices: false });
const preview = usePreview(() => ({ miniprogram: fixture('behaviours') }));

let phone: TestPhone;
beforeEach(async () => {
  const context = await browser().newContext();
  phone = await openPhone(context, preview().url, 'phone=a&as=alice&lang=en');
});
afterEach(async () => {
  expect(phone.errors).toEqual([]);
  await phone.page.context().close();
});

const said = () => phone.page.evaluate(() => log.splice(0));
const routes = () => phone.page.evaluate(() => getCurrentPages().map(({ route }) => route));
const call = (name: string, options: object = {}) => phone.page.evaluate(([name, options]) => (wx as unknown as Record<string, (options: unknown) => Promise<unknown>>)[name]!(options).then(() => 'ok', ({ errMsg }: { errMsg: string }) => errMsg), [name, options] as const);

describe('life', () => {
  test('the app launches with the account of the address, then the first page and its components live in order', async () => {
    expect(await said()).toEqual([
      'app launch alice', 'app show', 'card title hello', 'card attached hello', 'first load alice', 'first show', 'card page show', 'card ready', 'first ready',
    ]);
    expect(await phone.page.evaluate(() => getApp().query)).toEqual({ as: 'alice', lang: 'en' });
  });

  test('a page that is covered hides with its components, and shows again when one goes back', async () => {
    await said();
    await phone.page.click('text="go"');
    await phone.page.waitForSelector('text="back"');
    expect(await said()).toEqual(['first hide', 'card page hide', 'second load', 'second show', 'second ready']);
    await phone.page.click('text="back"');
    await phone.page.waitForSelector('text="back"', { state: 'detached' });
    expect(await said()).toEqual(['second unload', 'first show', 'card page show']);
  });

  test('redirectTo and reLaunch end the pages that they replace', async () => {
    await said();
    await call('redirectTo', { url: '/pages/second/second' });
    expect(await said()).toEqual(['first unload', 'card detached', 'second load', 'second show', 'second ready']);
    await call('navigateTo', { url: '../tags/tags' });
    await call('reLaunch', { url: '/pages/second/second' });
    expect(await said()).toEqual(['second hide', 'second unload', 'second load', 'second show', 'second ready']);
    expect(await routes()).toEqual(['pages/second/second']);
  });

  test('the app that is sent to the background hides page and app, once, and a tap on its icon brings both back', async () => {
    await said();
    await phone.page.evaluate(() => {
      window.postMessage({ netcallPreview: 'app', visible: false }, location.origin);
      window.postMessage({ netcallPreview: 'app', visible: false }, location.origin);
    });
    await phone.page.waitForSelector('.np-home');
    expect(await said()).toEqual(['first hide', 'card page hide', 'app hide']);
    await phone.page.click('text=Tap to return');
    expect(await said()).toEqual(['app show', 'first show', 'card page show']);
  });
});

describe('navigation', () => {
  test('hands the query to onLoad still encoded, and shows the title of the page', async () => {
    await phone.page.click('text="go"');
    expect(JSON.parse(await phone.page.innerText('.query'))).toEqual({ from: 'link', text: 'a%20b' });
    expect(await phone.page.innerText('.np-page-frame:not([hidden]) .np-nav-title')).toBe('Second');
    await call('setNavigationBarTitle', { title: 'Other' });
    expect(await phone.page.innerText('.np-page-frame:not([hidden]) .np-nav-title')).toBe('Other');
  });

  test('goes by a navigator tag and back by the bar', async () => {
    await phone.page.click('text="link"');
    expect(await routes()).toEqual(['pages/first/first', 'pages/second/second']);
    await phone.page.click('.np-page-frame:not([hidden]) .np-nav-back');
    expect(await routes()).toEqual(['pages/first/first']);
  });

  test('refuses the eleventh page and takes the tenth', async () => {
    for (let depth = 2; depth <= 10; depth += 1) expect(await call('navigateTo', { url: '/pages/second/second' })).toBe('ok');
    expect(await call('navigateTo', { url: '/pages/second/second' })).toBe('navigateTo:fail webview count limit exceed');
    expect(await routes()).toHaveLength(10);
    expect(await call('navigateBack', { delta: 100 })).toBe('ok');
    expect(await routes()).toEqual(['pages/first/first']);
  });

  test('refuses a page that is not there and going back from the first', async () => {
    expect(await call('navigateTo', { url: '/pages/gone/gone' })).toBe('navigateTo:fail page "pages/gone/gone" is not found');
    expect(await call('navigateBack')).toBe('navigateBack:fail cannot navigate back at first page');
  });
});

describe('components and styles', () => {
  const style = (selector: string, property: string) => phone.page.$eval(selector, (node, name) => getComputedStyle(node).getPropertyValue(name), property);

  test('a component draws its slots, its script of wxs, and an app-wide component is there', async () => {
    expect((await phone.page.innerText('card')).split('\n')).toEqual(['head', 'HELLO!', 'body']);
    expect(await phone.page.innerText('plain')).toBe('everywhere');
  });

  test('styles stay inside their component, except through an external class', async () => {
    expect(await style('card > view', 'background-color')).toBe('rgb(9, 9, 9)');
    expect(await style('wx-page > .frame', 'background-color')).toBe('rgba(0, 0, 0, 0)');
    expect(await style('card > view', 'height')).toBe('150px');
    expect(await style('card > view', 'color')).not.toBe('rgb(1, 2, 3)');
  });

  test(':host styles the component itself, and rpx is half a pixel on this phone, in style sheets and inline', async () => {
    expect([await style('card', 'display'), await style('card', 'padding-top')]).toEqual(['block', '5px']);
    expect(await style('.go', 'width')).toBe('50px');
    expect(await style('wx-page', 'background-color')).toBe('rgb(250, 250, 250)');
  });

  test('the style sheet of a page holds on that page only', async () => {
    expect(await style('.link', 'color')).toBe('rgb(7, 7, 7)');
    await phone.page.click('text="go"');
    expect(await style('[data-page="pages/second/second"] .link', 'color')).not.toBe('rgb(7, 7, 7)');
    await phone.page.click('text="back"');
    expect(await style('.link', 'color')).toBe('rgb(7, 7, 7)');
  });
});

describe('wx', () => {
  test('a function that is not there throws its name', async () => {
    expect(await phone.page.evaluate(() => {
      try {
        return String(wx.openBluetoothAdapter);
      } catch (error) {
        return String(error);
      }
    })).toBe('Error: wx.openBluetoothAdapter is not there in the preview');
    expect(await phone.page.evaluate(() => [wx.canIUse('openBluetoothAdapter'), wx.canIUse('request.object.method')])).toEqual([false, true]);
  });

  test('two phones of one browser have separate storage, and each finds its own again', async () => {
    const other = await openPhone(phone.page.context(), preview().url, 'phone=b&as=bob');
    await phone.page.evaluate(() => wx.setStorageSync('who', { name: 'Alice' }));
    expect(await other.page.evaluate(() => wx.getStorageSync<unknown>('who'))).toBe('');
    await other.page.evaluate(() => wx.setStorageSync('who', { name: 'Bob' }));
    await other.page.evaluate(() => wx.clearStorageSync());
    await phone.page.reload();
    await phone.page.waitForSelector('wx-page');
    expect(await phone.page.evaluate(() => [wx.getStorageSync<unknown>('who'), wx.getStorageInfoSync().keys])).toEqual([{ name: 'Alice' }, ['who']]);
  });

  test('the language, the server and the launch of the phone are told', async () => {
    const { host } = new URL(preview().url);
    expect(await phone.page.evaluate(() => [wx.getAppBaseInfo().language, wx.getExtConfigSync(), wx.getLaunchOptionsSync().query['as']])).toEqual([
      'en', { server: `ws://${host}/ws`, tokenUrl: `http://${host}/dev/token` }, 'alice',
    ]);
  });

  test('a modal answers what the user taps', async () => {
    const answer = phone.page.evaluate(() => wx.showModal({ title: 'Leave?', content: 'The call ends.' }));
    await phone.page.click('text="Cancel"');
    expect(await answer).toMatchObject({ confirm: false, cancel: true });
  });

  test('measures are those of the page below its bar', async () => {
    const { windowWidth, windowHeight } = await phone.page.evaluate(() => wx.getWindowInfo());
    expect([windowWidth, windowHeight]).toEqual([375, 720 - 44]);
    const [box] = await phone.page.evaluate(() => new Promise<{ width: number }[]>((resolve) => {
      const query = wx.createSelectorQuery();
      query.select('.go').boundingClientRect();
      query.exec((result) => resolve(result as { width: number }[]));
    }));
    expect(box?.width).toBe(50);
  });
});
