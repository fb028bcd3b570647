import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { connect, dial, openPair, type Pair, type ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
let pair: Pair;

beforeEach(async () => {
  pair = await openPair(browser(), preview().url, 'en');
}, 40_000);

afterEach(async () => {
  await pair.context.close();
  expect(pair.faults).toEqual([]);
});

/** What the call page does when its button is pressed. */
async function minimise(phone: ScreenPhone): Promise<void> {
  await phone.frame.evaluate(() => {
    const page = getCurrentPages().at(-1) as unknown as { selectComponent(selector: string): { onMinimise(): void } };
    page.selectComponent('#kit').onMinimise();
  });
}

/** The other side's name of the page in front, as the list of contacts shows it. */
const contacts = (phone: ScreenPhone) => phone.id('audio-carol');

test('a minimised call goes on while its user looks at contacts, and the float leads back to moving picture and sound', async () => {
  const { alice, bob } = pair;
  await connect(alice, bob, 'bob');
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await minimise(alice);
  await contacts(alice).waitFor();
  await alice.button('Back to the call: Bob').waitFor();
  await bob.seeMovingPicture();
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await alice.tap('Back to the call: Bob');
  await alice.seeMovingPicture();
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
  await contacts(alice).waitFor();
}, 120_000);

test('the end of a minimised call is said on the page in front', async () => {
  const { alice, bob } = pair;
  await connect(alice, bob, 'bob', 'audio');
  await minimise(alice);
  await contacts(alice).waitFor();
  await bob.tap('Hang up');
  await alice.see('Call ended');
}, 90_000);

test('a call rings in the banner on the page of contacts, and accepted there it opens its page and connects', async () => {
  const { alice, bob } = pair;
  await dial(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await contacts(bob).waitFor();
  await bob.tap('Accept');
  await Promise.all([alice, bob].map((phone) => phone.see(/^00:\d\d$/)));
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await bob.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
}, 90_000);

test('row 9: a cancel takes the banner away, and the page of contacts stays', async () => {
  const { alice, bob } = pair;
  await dial(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await alice.tap('Cancel');
  await bob.text('invites you to a video call').waitFor({ state: 'hidden' });
  await contacts(bob).waitFor();
}, 60_000);

test('where no banner stands a call opens the call page', async () => {
  const { alice, bob } = pair;
  await bob.tapId('tab-history');
  await dial(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await bob.tap('Accept');
  await Promise.all([alice, bob].map((phone) => phone.see(/^00:\d\d$/)));
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
}, 90_000);
