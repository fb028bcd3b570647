import type { BrowserContext } from 'playwright-core';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';
import { LISTEN_TO_SPEAKERS } from './support/senses';
import { SPEC_APP, writeSpecificationBlocks } from './support/spec-app';

writeSpecificationBlocks();
const stack = useStack();
const preview = usePreview(() => ({ miniprogram: SPEC_APP, signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
let context: BrowserContext;
let alice: ScreenPhone;
let bob: ScreenPhone;
let said: string[];

beforeEach(async () => {
  context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  await context.addInitScript(LISTEN_TO_SPEAKERS);
  said = [];
  [alice, bob] = await Promise.all([openSpecificationPhone('a', 'alice'), openSpecificationPhone('b', 'bob')]);
}, 40_000);

afterEach(async () => {
  await context.close();
});

async function openSpecificationPhone(phone: string, account: string): Promise<ScreenPhone> {
  const page = await context.newPage();
  page.on('console', (message) => said.push(`${account}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`${account} fault: ${error.message}`));
  await page.goto(`${preview().url}phone.html?phone=${phone}&as=${account}`);
  const opened = new ScreenPhone(page.mainFrame(), page);
  await opened.see(`${account}: online`);
  return opened;
}

/** Runs one block of the specification on a phone. */
function run(phone: ScreenPhone, block: 'place' | 'accept' | 'reject' | 'startAgain' | 'end'): Promise<void> {
  return phone.frame.evaluate((name) => (window as unknown as { spec: Record<string, () => void> }).spec[name]!(), block);
}

/** Waits until a block has written this to the console. */
const says = (text: string): Promise<unknown> => until(text, () => said.some((line) => line.startsWith(text)), 15_000);

async function connected(): Promise<void> {
  await run(alice, 'place');
  await says('alice: 呼叫成功！');
  await bob.see('bob: beCalling');
  await run(bob, 'accept');
  await Promise.all([says('alice: on 被叫接听了'), says('alice: 开启音视频成功'), says('bob: 开启音视频成功')]);
}

async function bothSeeAndHear(): Promise<void> {
  for (const phone of [alice, bob]) {
    await phone.page.bringToFront();
    await phone.seeMovingPicture();
    await phone.hearTone();
  }
}

test('the code of the specification calls, accepts, connects and hangs up, with sound and picture both ways', async () => {
  await connected();
  await bothSeeAndHear();
  await run(alice, 'startAgain');
  await run(bob, 'startAgain');
  await Promise.all([says('alice: 登录成功'), says('bob: 登录成功')]);
  await bothSeeAndHear();
  await run(alice, 'end');
  await Promise.all([says('alice: 挂断成功'), says('bob: hangup--对端挂断了')]);
  expect(said.filter((line) => /fault|非本通通话/.test(line))).toEqual([]);
}, 120_000);

test('the code of the specification rejects, and the caller hears it', async () => {
  await run(alice, 'place');
  await bob.see('bob: beCalling');
  await run(bob, 'reject');
  await Promise.all([says('bob: 拒绝成功'), says('alice: 被叫拒绝了')]);
  expect(said.filter((line) => line.includes('fault'))).toEqual([]);
}, 60_000);
