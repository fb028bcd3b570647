import { useChromium } from '../support/chromium';
import { demoRoots } from '../../preview/src/index';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { connect, openPair } from './support/pair';
import { backAgain, watchSenses } from './support/pauses';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

/** What the acceptance of the product allows between the new server's first breath and sound and picture. */
const BACK_WITHIN_MS = 5_000;

test('a server killed in a call and started again finds the call: sound and picture are back, and one record is written', async () => {
  const { alice, bob, context } = await openPair(browser(), preview().url, 'en');
  await connect(alice, bob, 'bob');
  const both = [alice, bob];
  await Promise.all(both.flatMap((phone) => [phone.seeMovingPicture(), phone.hearTone()]));
  await Promise.all(both.map(({ frame }) => watchSenses(frame)));
  await stack().kill();
  await Promise.all([alice, bob].map((phone) => phone.seeStillPicture()));
  await stack().restart();
  const startedAtMs = Date.now();
  const back = await Promise.all(both.map(({ frame }) => backAgain(frame, startedAtMs, () => true)));
  expect(Math.max(...back.flatMap(({ pictureMs, toneMs }) => [pictureMs, toneMs]))).toBeLessThanOrEqual(BACK_WITHIN_MS);
  await Promise.all([alice, bob].map((phone) => phone.see(/00:\d\d/)));
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
  await bob.id('tab-history').waitFor();
  await bob.tapId('tab-history');
  await bob.see(/Video · /);
  expect(await bob.frame.locator('.record').count()).toBe(1);
  await context.close();
}, 120_000);
