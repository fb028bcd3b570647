import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { Phone } from '../support/node-phone';
import { fixture, openPhone, usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { dragBy, placeOf } from './support/drag';
import { ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('kit-app'), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

/** Bob's phone in a video call with Carol, who has called and is in it. */
async function inCall() {
  const context = await browser().newContext({ permissions: ['camera', 'microphone'] });
  const { page, errors } = await openPhone(context, preview().url, 'phone=b&as=bob');
  const bob = new ScreenPhone(page.mainFrame(), page);
  const carol = await Phone.signIn(stack(), 'carol', {});
  await bob.see('at home');
  carol.netcall.once('callAccepted', () => void carol.netcall.startRtc({ mode: 0 }));
  void carol.netcall.call({ type: 2, callee: 'bob', forceKeepCalling: true });
  await bob.tap('Accept');
  await bob.see('my tile of carol');
  const end = async (): Promise<void> => {
    await bob.tap('Hang up');
    await bob.see('at home');
    expect(errors).toEqual([]);
    await carol.end();
    await context.close();
  };
  return { bob, page, end };
}

test('what an application puts into the slots of the call stands on it from ringing answered to the end, can be pressed, and lets controls be pressed', async () => {
  const { bob, end } = await inCall();
  for (const mine of ['my header', 'my button', 'my footer', 'my overlay', 'my own tile', 'my tile of carol']) await bob.see(mine);
  await bob.text('my button').click();
  await bob.see('pressed');
  await end();
}, 60_000);

test('a small picture that was dragged is at its corner again when the phone is turned', async () => {
  const { bob, page, end } = await inCall();
  const corner = await placeOf(bob.frame, 'Own picture');
  await dragBy(bob, 'Own picture', -120, 60);
  expect(await placeOf(bob.frame, 'Own picture')).toEqual({ left: corner.left - 120, top: corner.top + 60 });
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width: height, height: width });
  await until('the picture at its corner', async () => (await bob.frame.getByLabel('Own picture').boundingBox())?.x === height - 144);
  await page.setViewportSize({ width, height });
  expect(await placeOf(bob.frame, 'Own picture')).toEqual(corner);
  await end();
}, 60_000);
