import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { dragBy, placeOf } from './support/drag';
import { connect, dial, usePair, type ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
const pair = usePair(browser, preview);

const minimise = (phone: ScreenPhone): Promise<void> => phone.tap('Minimise');

/** How wide the own picture and that of the other side are. */
async function widths({ frame }: ScreenPhone): Promise<number[]> {
  const boxes = await Promise.all(['Own picture', 'Picture of the other side'].map((name) => frame.getByLabel(name).boundingBox()));
  return boxes.map((box) => box?.width ?? 0);
}

/** Waits until the own picture and that of the other side are as wide as this: a picture that changes its place moves there. */
async function becomeAsWide(phone: ScreenPhone, expected: readonly number[]): Promise<void> {
  await until(`pictures as wide as ${expected.join(' and ')}`, async () => (await widths(phone)).join() === expected.join());
}

/** The other side's name of the page in front, as the list of contacts shows it. */
const contacts = (phone: ScreenPhone) => phone.id('audio-carol');

test('a minimised call goes on while its user looks at contacts, and the float leads back to moving picture and sound', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob');
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await minimise(alice);
  await contacts(alice).waitFor();
  await alice.button(/^Back to the call: Bob/).waitFor();
  await bob.seeMovingPicture();
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await alice.tap(/^Back to the call: Bob/);
  await alice.seeMovingPicture();
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
  await contacts(alice).waitFor();
}, 120_000);

test('a tap on the small picture swaps it with the big one, both still moving, and a tap on what is small then swaps them back', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob');
  await alice.seeMovingPicture();
  const [own, peer] = [96, 357];
  await becomeAsWide(alice, [own, peer]);
  await alice.frame.getByLabel('Own picture').click();
  await becomeAsWide(alice, [peer, own]);
  await alice.seeMovingPicture();
  await alice.frame.getByLabel('Picture of the other side').click();
  await becomeAsWide(alice, [own, peer]);
  await alice.seeMovingPicture();
  await alice.tap('Hang up');
  await alice.see('Call ended');
}, 90_000);

test('the small picture is dragged by a finger and stays there, also when the two are swapped, above the controls; the next call finds it at its corner', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob');
  await alice.seeMovingPicture();
  const corner = await placeOf(alice.frame, 'Own picture');
  await dragBy(alice, 'Own picture', -120, 90);
  const dragged = { left: corner.left - 120, top: corner.top + 90 };
  expect(await placeOf(alice.frame, 'Own picture')).toEqual(dragged);
  await alice.frame.getByLabel('Own picture').click();
  await becomeAsWide(alice, [357, 96]);
  expect(await placeOf(alice.frame, 'Picture of the other side')).toEqual(dragged);
  await dragBy(alice, 'Picture of the other side', 20, 350);
  const { left, top } = await placeOf(alice.frame, 'Picture of the other side');
  const controls = await alice.frame.locator('[class*="--controls"]').filter({ visible: true }).boundingBox();
  expect(left).toBe(dragged.left + 20);
  expect(top + 144).toBeLessThan(controls?.y ?? 0);
  await alice.tap('Hang up');
  await alice.see('Call ended');
  await contacts(alice).waitFor();
  await connect(alice, bob, 'bob');
  expect(await placeOf(alice.frame, 'Own picture')).toEqual(corner);
  await alice.tap('Hang up');
  await alice.see('Call ended');
}, 120_000);

test("a call below a page of the application's own counts as minimised: what the other side does leads nobody back to it, the float does", async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob', 'audio');
  await alice.frame.evaluate(() => wx.navigateTo({ url: '/pages/contacts/index' }));
  await alice.button(/^Back to the call: Bob/).waitFor();
  await bob.tap('Mic on');
  await bob.button('Mic off').waitFor();
  await alice.hearSilence(); // What Bob does has arrived.
  await contacts(alice).waitFor();
  await alice.tap(/^Back to the call: Bob/);
  await alice.tap('Hang up');
  await bob.see('Call ended');
}, 90_000);

test('the end of a minimised call is said on the page in front', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob', 'audio');
  await minimise(alice);
  await contacts(alice).waitFor();
  await bob.tap('Hang up');
  await alice.see('Call ended');
}, 90_000);

test('a call rings in the banner on the page of contacts, and accepted there it opens its page and connects', async () => {
  const { alice, bob } = pair();
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
  const { alice, bob } = pair();
  await dial(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await alice.tap('Cancel');
  await bob.text('invites you to a video call').waitFor({ state: 'hidden' });
  await contacts(bob).waitFor();
}, 60_000);

test('where no banner stands a call opens the call page', async () => {
  const { alice, bob } = pair();
  await bob.tapId('tab-history');
  await dial(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await bob.tap('Accept');
  await Promise.all([alice, bob].map((phone) => phone.see(/^00:\d\d$/)));
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
}, 90_000);

test("without ring tones of the application's own both phones ring with those of the kit, until the call is declined", async () => {
  const { alice, bob } = pair();
  await dial(alice, 'bob', 'video');
  await alice.see('Ringing…');
  await bob.hearBetween(500, 1100);
  await alice.hearBetween(350, 520);
  await bob.tap('Decline');
  await Promise.all([alice, bob].map((phone) => phone.hearSilence()));
}, 90_000);
