import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { Phone } from '../support/node-phone';
import { fixture, openPhone, usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { ScreenPhone } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('kit-app'), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

test('what an application puts into the slots of the call stands on it from ringing answered to the end, can be pressed, and lets controls be pressed', async () => {
  const context = await browser().newContext({ permissions: ['camera', 'microphone'] });
  const { page, errors } = await openPhone(context, preview().url, 'phone=b&as=bob');
  const bob = new ScreenPhone(page.mainFrame(), page);
  const carol = await Phone.signIn(stack(), 'carol', {});
  await bob.see('at home');
  carol.netcall.once('callAccepted', () => void carol.netcall.startRtc({ mode: 0 }));
  void carol.netcall.call({ type: 2, callee: 'bob', forceKeepCalling: true });
  await bob.tap('Accept');
  for (const mine of ['my header', 'my button', 'my footer', 'my overlay', 'my own tile', 'my tile of carol']) await bob.see(mine);
  await bob.text('my button').click();
  await bob.see('pressed');
  await bob.tap('Hang up');
  await bob.see('at home');
  expect(errors).toEqual([]);
  await carol.end();
  await context.close();
}, 60_000);
