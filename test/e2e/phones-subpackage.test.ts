import type { BrowserContext, Route } from 'playwright-core';
import type { PreviewServer } from '../../preview/src/index';
import { filesOfSubPackage, linesOfCode, settingOfSubPackage } from '../../scripts/wechat/quick-start';
import { useChromium } from '../support/chromium';
import { useNewUser } from '../support/new-user';
import { Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { until, within } from '../support/until';
import { ScreenPhone } from './support/pair';

/* A mini-program of a new user after docs/sub-package.md: a listener in the main package, the calls in a sub-package. */

const stack = useStack({ env: { NETCALL_LOG_LEVEL: 'debug' } });
const browser = useChromium();
const newUser = useNewUser(stack);

let preview: PreviewServer;
let context: BrowserContext;
let carol: Phone;
/** Scripts that were fetched: account and name. */
let fetched: string[];
const faults: string[] = [];

beforeAll(async () => {
  preview = await newUser().begin({ script: 'js', files: await filesOfSubPackage(), setting: await settingOfSubPackage(), subPackage: 'call' });
}, 120_000);
afterAll(() => preview.close());
beforeEach(async () => {
  fetched = [];
  context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  carol = await Phone.signIn(stack(), 'carol');
});
afterEach(async () => {
  await carol.end();
  await context.close();
  expect(faults.splice(0)).toEqual([]);
});

/** Opens a phone with the main package and waits until it is signed in. */
async function open(account: string): Promise<ScreenPhone> {
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('navigator.vibrate')) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (isSubPackage(request.url())) fetched.push(account);
  });
  await page.goto(`${preview.url}phone.html?phone=${account}&as=${account}&lang=en`);
  await until(`${account} is signed in`, () => carol.netcall.presence([account]).then((online) => online.length === 1, () => false));
  return new ScreenPhone(page.mainFrame(), page);
}

const isSubPackage = (url: string): boolean => /sub-package-call-\w+\.js$/.test(url);
const signIns = (account: string): number => stack().log().split('\n').filter((line) => line.includes('signed in') && line.includes(`"${account}"`)).length;

test('the guide says the same in both languages, and its application takes few lines', async () => {
  const files = await filesOfSubPackage();
  expect(await filesOfSubPackage('docs/sub-package.zh-CN.md')).toEqual(files);
  expect(await settingOfSubPackage('docs/sub-package.zh-CN.md')).toEqual(await settingOfSubPackage());
  expect(linesOfCode(files)).toBeLessThanOrEqual(20);
});

test('a call fetches the sub-package on both phones, then and not before, with one sign-in each; it rings, and both see each other', async () => {
  const before = ['dora', 'bob'].map(signIns);
  const [dora, bob] = [await open('dora'), await open('bob')];
  expect(fetched).toEqual([]);
  await dora.page.bringToFront();
  await dora.tap('Call Bob');
  await bob.see('invites you to a video call');
  await dora.see('Ringing');
  expect([...fetched].sort()).toEqual(['bob', 'dora']);
  await bob.page.bringToFront();
  await bob.tap('Accept');
  for (const phone of [dora, bob]) {
    await phone.page.bringToFront();
    await phone.seeMovingPicture();
  }
  await bob.tap('Hang up');
  await dora.see('Call Bob');
  expect(fetched).toHaveLength(2);
  expect(['dora', 'bob'].map((account, index) => signIns(account) - before[index]!)).toEqual([1, 1]);
}, 90_000);

test('after a call that it has received, a phone calls with the kit that is there, and is called again', async () => {
  const eve = await open('eve');
  void carol.netcall.call({ type: 1, callee: 'eve' });
  await eve.see('invites you to a voice call');
  await eve.tap('Decline');
  await eve.see('Call Bob');
  await eve.tap('Call Bob');
  await eve.see('Calling');
  await eve.tap('Cancel');
  await eve.see('Call Bob');
  void carol.netcall.call({ type: 2, callee: 'eve' });
  await eve.see('invites you to a video call');
  await eve.tap('Decline');
  await eve.see('Call Bob');
  expect(fetched).toEqual(['eve']);
}, 60_000);

test('the caller is told of ringing when the sub-package is there, and not while it is on its way', async () => {
  const frank = await open('frank');
  const { asked } = await holdSubPackage(frank);
  const rings: string[] = [];
  carol.netcall.on('peerRinging', ({ account }) => rings.push(account));
  void carol.netcall.call({ type: 1, callee: 'frank' });
  const route = await within('the sub-package is asked for', asked);
  expect(rings).toEqual([]);
  await route.continue();
  await frank.see('invites you to a voice call');
  await until('the caller is told', () => rings.length > 0);
  await carol.netcall.hangup();
  expect(rings).toEqual(['frank']);
}, 60_000);

test('a caller who hangs up while the sub-package is on its way lets nothing ring', async () => {
  const grace = await open('grace');
  const { asked } = await holdSubPackage(grace);
  await carol.netcall.call({ type: 1, callee: 'grace' });
  const route = await within('the sub-package is asked for', asked);
  await carol.netcall.hangup();
  await carol.settled();
  const come = grace.page.waitForResponse((response) => isSubPackage(response.url()));
  await route.continue();
  await come;
  await grace.page.evaluate(() => (globalThis as unknown as { getApp: () => { listener: { wake: () => Promise<void> } } }).getApp().listener.wake());
  expect(await grace.page.evaluate(() => (globalThis as unknown as { getCurrentPages: () => { route: string }[] }).getCurrentPages().map(({ route }) => route))).toEqual(['pages/index/index']);
  await grace.see('Call Bob');
}, 60_000);

/** Keeps the sub-package from coming until its route is continued. @returns the route, when it is asked for */
async function holdSubPackage(phone: ScreenPhone): Promise<{ readonly asked: Promise<Route> }> {
  let take: (route: Route) => void = () => undefined;
  const asked = new Promise<Route>((resolve) => (take = resolve));
  await phone.page.route(isSubPackageUrl, take);
  return { asked };
}

const isSubPackageUrl = (url: URL): boolean => isSubPackage(url.href);
