import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { RTCSDK_APP_ROOTS } from '../support/rtcsdk-app';
import { useStack } from '../support/stack';
import { openPhones, type Pair, type ScreenPhone } from './support/pair';

const folder = mkdtempSync(join(tmpdir(), 'netcall-queues-'));
writeFileSync(join(folder, 'queues.json'), JSON.stringify([{ id: 7, name: '贷款', desc: '', prio: 1 }]));
afterAll(() => rmSync(folder, { recursive: true }));

const stack = useStack({ env: { NETCALL_QUEUES: join(folder, 'queues.json') } });
const preview = usePreview(() => ({ ...RTCSDK_APP_ROOTS, signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
let pair: Pair;

beforeEach(async () => {
  pair = await openPhones(browser(), preview().url, 'zh');
}, 40_000);

afterEach(async () => {
  await pair.context.close();
  expect(pair.faults).toEqual([]);
});

/** Fills the first page and taps. */
async function signIn(phone: ScreenPhone, UID: string, isAgent: boolean): Promise<void> {
  await phone.id('uid').fill(UID);
  if (isAgent) await phone.tapId('role');
  await phone.tapId('login');
  await phone.see(`${UID} 已登录`);
}

const bothWays = (step: (phone: ScreenPhone) => Promise<void>) => Promise.all([pair.alice, pair.bob].map(step));

test('the application for CloudRoom serves a client on real screens: each sees the other move and hears its tone', async () => {
  const { alice, bob } = pair;
  await signIn(alice, 'alice', true);
  await signIn(bob, 'bob', false);
  await bob.tapId('queue-7');
  await bob.see('排在第 1 位');
  await alice.tapId('serve-7');
  await alice.see('bob 请求服务');
  await alice.tap('接受');
  await bothWays((phone) => phone.see(/通话中/));
  await bothWays((phone) => phone.seeMovingPicture());
  await bothWays((phone) => phone.hearTone());
  await alice.tap('关闭摄像头');
  await bob.seeBlankPicture();
  await alice.tap('打开摄像头');
  await bob.seeMovingPicture();
  await bob.tap('挂断');
  await bob.see('上次通话：已挂断');
  await alice.see('上次通话：对方已挂断');
}, 120_000);
