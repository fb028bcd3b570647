/** An application written from the netcall API alone, on the package as it is built: needs what `npx gulp sdk npm` makes. */
import type { Message } from 'netcall-sdk';
import { useChromium } from '../support/chromium';
import { accept, connect, Phone } from '../support/node-phone';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { within } from '../support/until';
import { APP_2019, openApp2019, type App2019 } from './support/app-2019';

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100' } });
jest.setTimeout(60_000);
/** The signalling of both phones on the screen goes through here; media does not. */
let wire: TcpProxy;
beforeAll(async () => {
  wire = await startTcpProxy(stack().signalPort);
});
afterAll(() => wire.close());
const preview = usePreview(() => ({ ...APP_2019, signalPort: wire.port, flvPort: stack().flvPort }));
const browser = useChromium();

/** WeChat's code of a live-pusher that has begun to push. */
const PUSHES = 1002;

let app: App2019;
let others: Phone[] = [];

beforeEach(async () => {
  app = await openApp2019(browser(), preview().url);
}, 40_000);

afterEach(async () => {
  await Promise.all(others.map((phone) => phone.end()));
  others = [];
  await app.pair.context.close();
  expect(app.pair.faults).toEqual([]);
});

/** Another device or person, on Node. */
async function signIn(account: string): Promise<Phone> {
  const phone = await Phone.signIn(stack(), account);
  others.push(phone);
  return phone;
}

/** The next message of this kind. */
function messageTo(phone: Phone, kind: Message['kind']): Promise<Message> {
  const coming = new Promise<Message>((resolve) => phone.netcall.on('message', ({ message }) => message.kind === kind && resolve(message)));
  return within(`a message of kind ${kind} to ${phone.account}`, coming, 20_000);
}

// The first: afterwards devices of earlier tests, which did not sign out, are waited for by the server.
test('a callee who has signed out is shown as offline', async () => {
  const { alice, bob } = app.pair;
  await bob.tap('退出');
  await bob.see('未登录');
  await alice.tapId('video-bob');
  await app.ends(alice, '对方不在线');
});

test('a video call is made and answered: each sees and hears the other, buttons silence and blank, and a second caller finds it busy', async () => {
  const { alice, bob } = app.pair;
  await app.connect('video');
  await app.bothSeeAndHear();
  const carol = await signIn('carol');
  await carol.netcall.call({ type: 2, callee: 'alice' });
  expect(await carol.heard('callRejected')).toMatchObject({ account: 'alice', reason: 'busy' });
  await alice.tap('关闭麦克风');
  await alice.tap('关闭摄像头');
  await Promise.all([bob.hearSilence(), bob.seeBlankPicture()]);
  await app.told('bob clientUpdate', ({ mode }) => mode === 3);
  await alice.tap('打开麦克风');
  await alice.tap('打开摄像头');
  await app.bothSeeAndHear();
  await bob.tap('挂断');
  await app.bothEnd({ alice: '对方已挂断', bob: '已挂断' });
});

test('who declines, cancels or is busy ends the attempt: the other is told and shows it', async () => {
  const { alice, bob } = app.pair;
  await app.dial('video');
  await bob.tap('拒绝');
  await app.bothEnd({ alice: '对方已拒绝', bob: '已拒绝' });
  await app.dial('audio');
  await alice.tap('取消');
  await app.bothEnd({ alice: '已取消', bob: '对方已取消' });
  const [carol, dave] = await Promise.all(['carol', 'dave'].map(signIn)) as [Phone, Phone];
  await connect(carol, dave);
  await alice.tapId('video-carol');
  await app.ends(alice, '对方已拒绝');
  await carol.netcall.hangup();
});

test('two who call each other at once are in one call', async () => {
  const { alice, bob } = app.pair;
  wire.freeze();
  await alice.tapId('audio-bob');
  await bob.tapId('audio-alice');
  wire.mend();
  await app.bothHearOnly();
  await bob.tap('挂断');
  await app.bothEnd({ alice: '对方已挂断', bob: '已挂断' });
  expect(['alice beCalling', 'bob beCalling'].map((what) => app.count(what))).toEqual([0, 0]);
});

test('a call that another device answers stops ringing, and one that nobody answers ends by the application\'s own timer', async () => {
  const { alice, bob } = app.pair;
  const tablet = await signIn('bob');
  await app.dial('video');
  await accept(tablet);
  await app.ends(bob, '已在其他设备处理');
  await app.told('alice push', ({ code }) => code === PUSHES);
  await tablet.netcall.hangup();
  await app.ends(alice, '对方已挂断');
  const carol = await signIn('carol');
  const tip = messageTo(carol, 'tip');
  await app.configure(alice, { noAnswerMs: 1500 });
  await alice.tapId('video-carol');
  await app.ends(alice, '无人接听');
  expect(await carol.heard('hangup')).toMatchObject({ cid: (await carol.heard('beCalling')).cid, account: 'alice' });
  expect(await tip).toMatchObject({ from: 'alice', content: '未接听' });
});

test('a voice call becomes a video call when the other agrees, not when it refuses, and goes back to sound', async () => {
  const { alice, bob } = app.pair;
  await app.connect('audio');
  await app.bothHearOnly();
  await alice.tap('切换到视频');
  await bob.tap('不同意');
  await alice.see('对方不同意切换到视频');
  await app.bothHearOnly();
  await alice.tap('切换到视频');
  await bob.tap('同意');
  await app.bothSeeAndHear();
  await bob.tap('切换到语音');
  await app.bothHearOnly();
  await alice.tap('挂断');
  await app.bothEnd({ alice: '已挂断', bob: '对方已挂断' });
});

test('a lost connection in a call brings another syncDone, at which streams begin anew; the instance made after the call hears all once, through a loss while it rings', async () => {
  const { alice, bob } = app.pair;
  await app.connect('video');
  await app.bothSeeAndHear();
  wire.cutOnce();
  for (const account of ['alice', 'bob']) {
    await app.told(`${account} willreconnect`);
    await app.told(`${account} syncDone`, ({ connectCount }) => connectCount === 1);
    await app.told(`${account} push`, ({ code }) => code === PUSHES, 2);
  }
  await app.bothSeeAndHear();
  await alice.tap('挂断');
  await app.bothEnd({ alice: '已挂断', bob: '对方已挂断' });
  await Promise.all([alice, bob].map((phone) => phone.see('已登录 2')));
  await app.dial('audio');
  wire.cutOnce();
  await bob.tap('接听');
  await app.bothHearOnly();
  await bob.tap('挂断');
  await app.bothEnd({ alice: '对方已挂断', bob: '已挂断' });
  expect(['bob beCalling', 'alice callAccepted', 'alice hangup', 'bob hangup'].map((what) => app.count(what))).toEqual([2, 2, 1, 1]);
});

test('a group meets in a room of its own by an invitation of the application, goes on through a lost connection and when one leaves', async () => {
  const { alice, bob } = app.pair;
  const carol = await signIn('carol');
  const invitation = messageTo(carol, 'custom');
  await alice.tap('群聊');
  await bob.see('alice 邀请你');
  await bob.tap('加入');
  await Promise.all([alice, bob].map((phone) => phone.see('技术部 2 人')));
  await app.bothSeeAndHear();
  const { room, ...rest } = JSON.parse((await invitation).content) as { room: string };
  expect(rest).toEqual({ id: 3, members: ['alice', 'bob', 'carol'], teamId: '1001', teamName: '技术部', type: 2 });
  await carol.netcall.joinChannel({ channelName: room, mode: 0, role: 0 });
  await alice.see('技术部 3 人 alice、bob、carol');
  await bob.see(/技术部 3 人 .*carol/);
  wire.cutOnce();
  for (const account of ['alice', 'bob']) await app.told(`${account} push`, ({ code }) => code === PUSHES, 2);
  await app.bothSeeAndHear();
  await carol.netcall.leaveChannel();
  await Promise.all([alice, bob].map((phone) => phone.see('技术部 2 人')));
  await bob.tap('离开');
  await app.ends(bob, '已离开');
  await alice.see('技术部 1 人 alice');
  await alice.tap('离开');
  await app.ends(alice, '已离开');
});
