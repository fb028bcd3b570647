import { demoRoots } from '../../preview/src/index';
import { RETRY_DELAYS_MS } from '../../webmedia/src/link/link';
import { useChromium } from '../support/chromium';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { FaultyPhone } from './support/faults';
import { connect, openPair, type Pair } from './support/pair';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();

let pair: Pair;
let alice: FaultyPhone;
let bob: FaultyPhone;
/** Names of the streams that either phone has pushed or played. */
const streams = new Set<string>();

/** One call for all: each test leaves it as it has found it. */
beforeAll(async () => {
  pair = await openPair(browser(), preview().url, 'en');
  pair.page.on('websocket', (socket) => streams.add(new URL(socket.url()).pathname));
  [alice, bob] = await FaultyPhone.both(pair);
  await connect(pair.alice, pair.bob, 'bob');
  await bothSeeAndHear();
}, 60_000);
afterAll(() => pair.context.close());
beforeEach(() => Promise.all([alice, bob].map((each) => each.forget())));

async function bothSeeAndHear(withinMs?: number): Promise<void> {
  await Promise.all([pair.alice, pair.bob].flatMap((phone) => [phone.seeMovingPicture(withinMs), phone.hearTone(withinMs)]));
}

/** The live tags try this often before they give up. */
const TRIES = RETRY_DELAYS_MS.length;

test('a push that breaks is tried again until WeChat gives up, and goes on under a new name: the other side sees and hears again', async () => {
  const before = new Set(streams);
  await alice.press('Push breaks (-1307)');
  await alice.tells('pusher', [...Array<number>(TRIES).fill(1102), -1307, 1001, 1002, 1008]);
  expect([...streams].filter((name) => !before.has(name))).toHaveLength(1);
  await alice.shows('Push breaks (-1307)', false);
  await bothSeeAndHear();
}, 60_000);

test('a play that breaks is tried again until WeChat gives up, and begins anew', async () => {
  await bob.press('Play breaks (-2301)');
  await bob.tells('player', [...Array<number>(TRIES).fill(2103), -2301, 2001, 2002, 2003]);
  await bob.shows('Play breaks (-2301)', false);
  await bothSeeAndHear();
}, 60_000);

test.each([['camera', 'Camera refused (10001)', 10001, 'scope.camera'], ['microphone', 'Microphone refused (10002)', 10002, 'scope.record']] as const)(
  'a %s that its user refuses is told, the settings are offered, and what is allowed there is seen and heard again',
  async (_, button, code, scope) => {
    const allowed = () => pair.alice.frame.evaluate((name) => wx.getSetting().then(({ authSetting }) => authSetting[name]), scope);
    await alice.press(button);
    await alice.tells('pusher', [code]);
    expect(await allowed()).toBe(false);
    await pair.alice.tap('Open settings');
    await pair.alice.tap('Allow');
    await alice.shows(button, false);
    expect(await allowed()).toBe(true);
    await bothSeeAndHear();
  },
  60_000,
);

test('an application that goes to the background is suspended, and has sound and picture again when it is back', async () => {
  await alice.press('In the background (5000)');
  await alice.tells('pusher', [5000]);
  await pair.bob.seeBlankPicture();
  await alice.press('In the background (5000)', false);
  await bothSeeAndHear();
}, 60_000);

test('a phone call takes sound and picture, and both come back with its end', async () => {
  await alice.press('Phone call (5000)');
  await alice.tells('pusher', [5000]);
  await Promise.all([pair.bob.seeBlankPicture(), pair.bob.hearSilence(), pair.alice.hearSilence()]);
  await alice.press('Phone call (5000)', false);
  await alice.tells('pusher', [5000, 1001, 1002]);
  await bothSeeAndHear();
}, 60_000);

test('a floating window that is closed ends the push, which begins anew when the application is back', async () => {
  await alice.press('Floating window closed (5001)');
  await alice.tells('pusher', [5000, 5001]);
  await alice.press('In the background (5000)', false);
  await alice.tells('pusher', [5000, 5001, 1001, 1002]);
  await alice.shows('Floating window closed (5001)', false);
  await bothSeeAndHear();
}, 60_000);

test('without a network everything is dead and nothing says so but WeChat; when it is back the call goes on', async () => {
  const { frame } = pair.alice;
  const type = () => frame.evaluate(() => wx.getNetworkType().then(({ networkType }) => networkType));
  await frame.evaluate(() => wx.onNetworkStatusChange(({ isConnected }) => document.body.append(`connected: ${isConnected}`)));
  await alice.press('No network');
  await pair.alice.see('connected: false');
  expect(await type()).toBe('none');
  await pair.alice.see('Reconnecting…');
  await pair.bob.seeStillPicture();
  await alice.press('No network', false);
  await alice.tells('pusher', [1102, 1001, 1002]);
  expect(await type()).toBe('wifi');
  await bothSeeAndHear();
}, 60_000);

test('over a slow link the user is told that the network is weak, and the call goes on; with a faster one the network is good again and both see and hear', async () => {
  const weak = 'The network is weak';
  const ownNetwork = (bars: RegExp) => pair.alice.frame.getByRole('img', { name: new RegExp(`Own network: ${bars.source}`) }).filter({ visible: true }).first();
  await alice.choose('Speed of the slow link', '64 kbit/s');
  await alice.press('Slow link (1101, 2105)');
  const heard = (tag: 'pusher' | 'player', code: number) => until(`${code}`, async () => (await alice.codes(tag, [code])).length > 0, 20_000);
  await Promise.all([pair.alice.see(weak, 20_000), heard('pusher', 1101), heard('player', 2105), ownNetwork(/[0-2]\/4$/).waitFor({ timeout: 20_000 })]);
  await Promise.all([pair.alice, pair.bob].map((phone) => phone.see(/^\d\d:\d\d$/)));
  await alice.press('Slow link (1101, 2105)', false);
  await ownNetwork(/[34]\/4$/).waitFor();
  await bothSeeAndHear();
}, 60_000);
