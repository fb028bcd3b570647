import { useChromium } from '../support/chromium';
import { demoRoots } from '../../preview/src/index';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { connect, openPair, type ScreenPhone } from './support/pair';
import { backAgain, watchSenses } from './support/pauses';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

const KILLS = 10;
/** What the acceptance of the product allows between the relay's death and sound and picture. */
const BACK_WITHIN_MS = 3_000;

/** Kills the relay's process and waits until both phones see and hear each other again: how long each took, in milliseconds. */
async function killRelay(phones: readonly ScreenPhone[]): Promise<number[]> {
  const [relay = 0] = stack().relayPids();
  const killedAtMs = Date.now();
  process.kill(relay, 'SIGKILL');
  const isNew = (): boolean => stack().relayPids().some((pid) => pid !== relay);
  const both = await Promise.all(phones.map(({ frame }) => backAgain(frame, killedAtMs, isNew)));
  return both.flatMap(({ pictureMs, toneMs }) => [pictureMs, toneMs]);
}

/** The duration that a phone shows, in seconds. */
async function shownS({ frame }: ScreenPhone): Promise<number> {
  const text = await frame.getByRole('timer').filter({ visible: true }).first().textContent();
  return (text ?? '').trim().split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

test('a relay that is killed ten times in a call: sound and picture are back within three seconds each time, the call goes on, and one record is written', async () => {
  const { alice, bob, context } = await openPair(browser(), preview().url, 'en');
  const both = [alice, bob];
  await connect(alice, bob, 'bob');
  const connectedAtMs = Date.now();
  await Promise.all(both.flatMap((phone) => [phone.seeMovingPicture(), phone.hearTone()]));
  await Promise.all(both.map(({ frame }) => watchSenses(frame)));
  const kills: number[][] = [];
  for (let kill = 0; kill < KILLS; kill += 1) kills.push(await killRelay(both));
  expect(kills.filter((times) => Math.max(...times) > BACK_WITHIN_MS)).toEqual([]);
  const passedS = (Date.now() - connectedAtMs) / 1_000;
  for (const phone of both) expect(Math.abs(await shownS(phone) - passedS)).toBeLessThan(3);
  await alice.tap('Hang up');
  await Promise.all(both.map((phone) => phone.see('Call ended')));
  await bob.id('tab-history').waitFor();
  await bob.tapId('tab-history');
  await bob.see(/Video · /);
  expect(await bob.frame.locator('.record').count()).toBe(1);
  await context.close();
}, 180_000);
