import { useChromium } from '../support/chromium';
import { demoRoots } from '../../preview/src/index';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { connect, dial, usePair } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
const pair = usePair(browser, preview);

/** A call that is still up would keep both accounts busy for the next test. */
async function endCall(): Promise<void> {
  await pair().alice.tap('Hang up');
  await Promise.all([pair().alice, pair().bob].map((phone) => phone.see('Call ended')));
}

test('a video call rings at the other phone, and each sees the other move and hears its tone', async () => {
  const { alice, bob } = pair();
  await dial(alice, 'bob', 'video');
  await alice.see('Ringing…');
  await bob.see('invites you to a video call');
  await bob.tap('Accept');
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await endCall();
}, 90_000);

test('mute silences and camera off blanks the peer, and both come back', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob');
  await bob.hearTone();
  await alice.tap('Mic on');
  await bob.hearSilence();
  await alice.tap('Mic off');
  await bob.hearTone();
  await bob.seeMovingPicture();
  await alice.tap('Camera on');
  await bob.seeBlankPicture();
  await bob.hearTone();
  await alice.tap('Camera off');
  await bob.seeMovingPicture();
  await endCall();
}, 120_000);

test('hanging up returns both phones, and both histories show the call with its duration and who ended it', async () => {
  const { alice, bob } = pair();
  await connect(alice, bob, 'bob');
  await alice.see(/^\d\d:(0[2-9]|[1-5]\d)$/);
  await bob.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.see('Call ended')));
  for (const phone of [alice, bob]) {
    await phone.id('tab-history').waitFor();
    await phone.tapId('tab-history');
    await phone.see(/Video · \d\d:(0[2-9]|[1-5]\d)/);
  }
  await alice.see(/They hung up/);
  await bob.see(/You hung up/);
}, 90_000);

test('an audio call carries sound and no picture', async () => {
  const { alice, bob } = pair();
  await connect(bob, alice, 'alice', 'audio');
  await Promise.all([alice, bob].map((phone) => phone.hearTone()));
  await Promise.all([alice, bob].map((phone) => phone.seeBlankPicture()));
  await endCall();
}, 90_000);

test('declining tells the caller, and giving up makes a missed call', async () => {
  const { alice, bob } = pair();
  await dial(alice, 'bob', 'video');
  await bob.tap('Decline');
  await alice.see('Call declined');
  await alice.id('tab-history').waitFor();
  await dial(alice, 'bob', 'audio');
  await bob.see('invites you to a voice call');
  await alice.tap('Cancel');
  await bob.text('invites you to a voice call').waitFor({ state: 'hidden' });
  await bob.tapId('tab-history');
  await bob.see(/Audio · Missed/);
  await bob.see(/Video · Declined/);
}, 90_000);
