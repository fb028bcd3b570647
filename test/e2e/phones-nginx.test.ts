import type { CallKit } from 'netcall-miniprogram';
import type { BrowserContext } from 'playwright-core';
import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { probeForeign, pushForeign, type ForeignPusher } from '../support/foreign-client';
import { useNginxStack } from '../support/nginx-stack';
import { usePhones } from '../support/node-phone';
import { fixture, usePreview } from '../support/preview';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';
import { LISTEN_TO_SPEAKERS } from './support/senses';

/** The fixture puts its call kit here. */
declare const kit: CallKit;

/** Bob is a browser and knows nothing but the preview's server; Carol is a phone, by RTMP, and knows nothing but nginx-rtmp. */
const parts = useNginxStack();
const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('kit-app'), signalPort: parts().stack.signalPort, flvPort: parts().stack.flvPort }));
const browser = useChromium();
const phones = usePhones(() => parts().stack);
let context: BrowserContext;
let pusher: ForeignPusher | null = null;

beforeEach(async () => {
  context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  await context.addInitScript(LISTEN_TO_SPEAKERS);
});

afterEach(async () => {
  await pusher?.stop();
  await context.close();
});

test('a browser and a phone at nginx-rtmp see and hear each other; when the phone hangs up, its push is ended', async () => {
  const carol = await phones.signIn('carol');
  const page = await context.newPage();
  await page.goto(`${preview().url}phone.html?phone=b&as=${phones.account('bob')}`);
  const bob = new ScreenPhone(page.mainFrame(), page);
  await bob.see('at home');
  await until('bob is signed in', () => bob.frame.evaluate(() => kit.store.connection === 'online'));
  await carol.netcall.call({ type: 2, callee: phones.account('bob') });
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await carol.netcall.startRtc({ mode: 0 });
  const { userlist } = await carol.heard('syncDone');
  const urlOf = (account: string): string | undefined => userlist.find((user) => user.account === account)?.url;
  const own = urlOf(carol.account) ?? '';
  const bobs = urlOf(phones.account('bob')) ?? (await carol.heard('clientJoin')).url;
  for (const url of [own, bobs]) expect(url).toContain(`rtmp://127.0.0.1:${parts().nginx.rtmpPort}/live/`);
  pusher = pushForeign(own);
  await pusher.started;
  await bob.seeMovingPicture();
  await bob.hearBetween(420, 460);
  expect(await probeForeign(bobs)).toEqual(['aac', 'h264']);
  await carol.netcall.hangup();
  await bob.see('at home');
  await pusher.ended;
  expect(parts().stack.log()).not.toMatch(/"level":(40|50)(?!.*DEVELOPMENT MODE)/);
}, 90_000);
