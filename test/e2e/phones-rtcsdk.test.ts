import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { dial, usePair, type ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
const pair = usePair(browser, preview);

/** From the contacts to the page that uses RTCSDK only. */
async function openRtcSdk(...phones: readonly ScreenPhone[]): Promise<void> {
  for (const phone of phones) {
    await phone.tapId('open-rtcsdk');
    await phone.id('rtc-dial').waitFor();
  }
}

/** Presses a button, and agrees to the privacy guide when the phone asks. */
async function begin(phone: ScreenPhone, id: string, hangUp = 'Hang up'): Promise<void> {
  await phone.tapId(id);
  const [agree, leave] = [phone.button('Agree'), phone.button(hangUp)];
  await agree.or(leave).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await leave.waitFor();
}

async function rtcCall(phone: ScreenPhone, account: string, media: 'audio' | 'video'): Promise<void> {
  await phone.id('rtc-dial').fill(account);
  await begin(phone, `rtc-${media}`, 'Hang up');
}

const bothWays = (step: (phone: ScreenPhone) => Promise<void>) => Promise.all([pair().alice, pair().bob].map(step));

test('an RTCSDK user calls a netcall user by video: each sees the other move and hears its tone, until the caller hangs up', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await rtcCall(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await alice.see('Ringing…');
  await bob.tap('Accept');
  await bothWays((phone) => phone.seeMovingPicture());
  await bothWays((phone) => phone.hearTone());
  await alice.tap('Hang up');
  await bob.see('Call ended');
  await alice.see('Call ended');
}, 90_000);

test('a netcall user calls an RTCSDK user by video: each sees the other move and hears its tone, until the caller hangs up', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await dial(bob, 'alice', 'video');
  await alice.id('caller').waitFor();
  await begin(alice, 'accept-video');
  await bothWays((phone) => phone.seeMovingPicture());
  await bothWays((phone) => phone.hearTone());
  await bob.tap('Hang up');
  await alice.see('Call ended');
}, 90_000);

test('a netcall user calls an RTCSDK user by voice: both hear, and nobody sees', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await dial(bob, 'alice', 'audio');
  await alice.id('caller').waitFor();
  await begin(alice, 'accept-audio');
  await bothWays((phone) => phone.hearTone());
  await bothWays((phone) => phone.seeBlankPicture());
  await alice.tap('Hang up');
  await bob.see('Call ended');
}, 90_000);

test('an RTCSDK user calls with sound only, opens the camera in the call, and closes the microphone', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await rtcCall(alice, 'bob', 'audio');
  await bob.tap('Accept');
  await bothWays((phone) => phone.hearTone());
  await bob.seeBlankPicture();
  await alice.tap('Camera off');
  await bob.seeMovingPicture();
  await alice.tap('Microphone on');
  await bob.hearSilence();
  await alice.tap('Microphone off');
  await bob.hearTone();
  await alice.tap('Flip');
  await bob.seeMovingPicture();
  await alice.tap('Hang up');
  await bob.see('Call ended');
}, 120_000);

test('declined on either side, the caller hears it and nobody is left in a call', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await rtcCall(alice, 'bob', 'video');
  await bob.tap('Decline');
  await alice.see('They declined');
  await bob.id('video-alice').waitFor();
  await dial(bob, 'alice', 'video');
  await alice.id('caller').waitFor();
  await alice.tapId('reject');
  await bob.see('Call declined');
  await bob.id('video-alice').waitFor();
  await rtcCall(alice, 'bob', 'video');
  await bob.see('invites you to a video call');
  await alice.tap('Hang up');
  await alice.see('Call ended');
  await bob.id('video-alice').waitFor();
}, 90_000);

test('who does not want to be disturbed is busy for others, and may call', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice);
  await alice.tapId('dnd');
  await bob.tapId('video-alice');
  await bob.tap('Agree');
  await bob.see('The other side is busy');
  await bob.id('video-alice').waitFor();
  await rtcCall(alice, 'bob', 'video');
  await bob.tap('Accept');
  await bothWays((phone) => phone.seeMovingPicture());
  await alice.tap('Hang up');
  await bob.see('Call ended');
}, 90_000);

test('two RTCSDK users meet in a room by its number', async () => {
  const { alice, bob } = pair();
  await openRtcSdk(alice, bob);
  await begin(alice, 'rtc-create', 'Leave');
  const room = /\d{8}/.exec((await alice.id('stage-title').textContent()) ?? '')?.[0] ?? '';
  await bob.id('rtc-room').fill(room);
  await begin(bob, 'rtc-enter', 'Leave');
  await bothWays((phone) => phone.seeMovingPicture());
  await bothWays((phone) => phone.hearTone());
  await bob.tap('Leave');
  await alice.seeBlankPicture();
  await alice.tap('Leave');
  await alice.id('rtc-dial').waitFor();
}, 90_000);
