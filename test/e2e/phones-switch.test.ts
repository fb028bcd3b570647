import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { connect, openPair } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

test('an audio call becomes a video call when the other agrees, not when it refuses, and goes back to sound for both at once', async () => {
  const { alice, bob, context, faults } = await openPair(browser(), preview().url, 'en');
  const both = [alice, bob];
  await connect(alice, bob, 'bob', 'audio');
  await alice.tap('Video');
  await bob.tap('Not now');
  await alice.see('The other side stays with voice');
  await Promise.all(both.map((phone) => phone.seeBlankPicture()));
  await alice.tap('Video');
  await bob.tap('Agree');
  await Promise.all(both.map((phone) => phone.seeMovingPicture()));
  await Promise.all(both.map((phone) => phone.hearTone()));
  await bob.tap('Voice');
  await Promise.all(both.map((phone) => phone.seeBlankPicture()));
  await Promise.all(both.map((phone) => phone.hearTone()));
  await alice.tap('Hang up');
  await Promise.all(both.map((phone) => phone.see('Call ended')));
  await context.close();
  expect(faults).toEqual([]);
}, 120_000);
