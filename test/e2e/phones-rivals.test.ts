import type { CallKit } from 'netcall-miniprogram';
import type { BrowserContext } from 'playwright-core';
import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { startFrameProxy, type FrameProxy, type Meddling } from '../support/frame-proxy';
import { Phone } from '../support/node-phone';
import { fixture, usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';

/*
 * The sixteen scenarios that broke other call kits, on a real screen: Bob is the call component in Chromium on a real server, the
 * others are the real sdk on Node. The same by the clock and without a server: test/component/rivals.
 */

/** The fixture puts its call kit here, and `openBob` what the page asks of the browser. */
declare const kit: CallKit;
declare const held: { sockets: number; prompts: (() => void)[]; isPrompting: boolean };

const unmeddled: Meddling = (frame) => [frame];
const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('kit-app'), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
let context: BrowserContext;
let bob: ScreenPhone;
let faults: string[];
let wire: TcpProxy;
let proxy: FrameProxy;
let meddle: Meddling;
let others: Phone[];
let turn = 0;

/** Accounts of a test are its own: a call that it leaves behind keeps nobody else's line busy. */
const named = (name: string): string => `${name}-${turn}`;

beforeEach(async () => {
  turn += 1;
  meddle = unmeddled;
  others = [];
  faults = [];
  wire = await startTcpProxy(stack().signalPort);
  proxy = await startFrameProxy(`ws://127.0.0.1:${wire.port}/ws`, (frame) => meddle(frame));
  context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  bob = await openBob();
}, 40_000);

afterEach(async () => {
  await context.close();
  await Promise.all(others.map((phone) => phone.end()));
  await proxy.close();
  await wire.close();
  expect(faults).toEqual([]);
});

async function openBob(): Promise<ScreenPhone> {
  await context.addInitScript(countWhatIsHeld);
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.goto(`${preview().url}phone.html?phone=b&as=${named('bob')}&server=${encodeURIComponent(proxy.url)}`);
  const opened = new ScreenPhone(page.mainFrame(), page);
  await opened.see('at home');
  await until('bob is signed in', () => opened.frame.evaluate(() => kit.store.connection === 'online'));
  return opened;
}

/** Runs in the page, before everything else: counts its sockets, and lets a question for the devices stay open. */
function countWhatIsHeld(): void {
  const own = { sockets: 0, prompts: [] as (() => void)[], isPrompting: false };
  Object.assign(window, { held: own });
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      own.sockets += 1;
      this.addEventListener('close', () => (own.sockets -= 1));
    }
  };
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    if (own.isPrompting) await new Promise<void>((resolve) => own.prompts.push(resolve));
    return ask(wishes);
  };
}

async function person(account: string): Promise<Phone> {
  const phone = await Phone.signIn(stack(), named(account));
  others.push(phone);
  return phone;
}

const rings = (): Promise<void> => bob.see('invites you to a video call');
const isConnected = (): Promise<void> => bob.see(/^\d\d:\d\d$/);
/** Nothing rings, nothing runs, and the first page is in front again, alone. */
async function isOver(): Promise<void> {
  await until("bob's page has closed", () => bob.frame.evaluate(() => getCurrentPages().length === 1));
  await bob.see('at home');
  expect(await facts()).toEqual({ pages: 1, phase: 'idle or ended', pushUrl: '', players: 0 });
}
const facts = () => bob.frame.evaluate(() => {
  const { phase } = kit.netcall.current;
  const { pushUrl, players } = kit.store;
  return { pages: getCurrentPages().length, phase: phase === 'idle' || phase === 'ended' ? 'idle or ended' : phase, pushUrl, players: players.length };
});
/** Carol calls Bob, and his screen says so. */
async function carolCalls(): Promise<Phone> {
  const carol = await person('carol');
  void carol.netcall.call({ type: 2, callee: named('bob') });
  await rings();
  return carol;
}

/** Carol's call is answered by Bob, and both are in the room. */
async function carolTalks(): Promise<Phone> {
  const carol = await carolCalls();
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await carol.netcall.startRtc({ mode: 0 });
  await isConnected();
  return carol;
}

test("rivals' scenario 1, a double call: two taps are one call, on one page", async () => {
  const carol = await person('carol');
  await bob.frame.evaluate((callee) => void [1, 2].map(() => kit.call({ callee, media: 'video' })), carol.account);
  await carol.heard('beCalling');
  await bob.button('Cancel').dblclick();
  await bob.see('Call cancelled');
  await isOver();
  expect([proxy.sent('call'), proxy.sent('hangup')]).toEqual([1, 1]);
}, 60_000);

test("rivals' scenario 2, a double accept: two taps are one answer, and the room is entered once", async () => {
  const carol = await carolCalls();
  await bob.button('Accept').dblclick();
  await carol.heard('callAccepted');
  await carol.netcall.startRtc({ mode: 0 });
  await isConnected();
  expect([proxy.sent('accept'), proxy.sent('join')]).toEqual([1, 1]);
}, 60_000);

test("rivals' scenario 3, a duplicate INVITE: one page rings, and not again when the call is over", async () => {
  meddle = (frame) => (frame.includes('"t":"invited"') ? [frame, frame] : [frame]);
  const carol = await carolCalls();
  expect(await facts()).toMatchObject({ pages: 2, phase: 'ringing' });
  await bob.tap('Decline');
  await carol.heard('callRejected');
  await isOver();
}, 60_000);

test("rivals' scenario 4, two INVITEs at once: one is shown and can be answered, the other hears that the line is busy", async () => {
  const both = [await person('carol'), await person('dave')];
  await Promise.all(both.map(({ netcall }) => netcall.call({ type: 2, callee: named('bob') })));
  await rings();
  const lost = await until('one hears that the line is busy', () => both.find(({ netcall }) => netcall.current.phase === 'ended'));
  const [won] = both.filter((each) => each !== lost);
  expect(lost.netcall.current).toMatchObject({ reason: 'busy' });
  await bob.see(won!.account);
  await bob.tap('Accept');
  await won!.heard('callAccepted');
  expect((await facts()).pages).toBe(2);
}, 60_000);

test("rivals' scenarios 5 and 9, CANCEL while the INVITE is handled and before the page is there: it shows the end and closes, nothing rings", async () => {
  const carol = await person('carol');
  await carol.netcall.call({ type: 2, callee: named('bob') });
  await carol.netcall.hangup();
  await until('bob has heard of the end', () => bob.frame.evaluate(() => kit.netcall.current.phase === 'ended' || kit.store.status === 'ended'));
  await isOver();
  expect(proxy.sent('accept')).toBe(0);
}, 60_000);

test("rivals' scenario 6, CANCEL while the answer is on its way: both hear of one outcome, and the page closes", async () => {
  const carol = await carolCalls();
  await Promise.all([bob.frame.evaluate(() => kit.accept()), carol.netcall.hangup()]);
  await isOver();
  expect(carol.netcall.current.phase).not.toBe('inCall');
}, 60_000);

test("rivals' scenario 7, hang-up during the dial: it is cancelled as soon as the server has it", async () => {
  const carol = await person('carol');
  const failure = await bob.frame.evaluate((callee) => {
    const call = kit.call({ callee, media: 'video' });
    void kit.hangup();
    return call.then(() => 'none', ({ code }: { code: string }) => code);
  }, carol.account);
  await bob.see('Call cancelled');
  await isOver();
  await until('the record is there', async () => (await carol.netcall.records()).records.length > 0);
  expect([failure, (await carol.netcall.records()).records.map(({ reason }) => reason), carol.netcall.current.phase]).toEqual(['CALL_ENDED', ['cancelled'], expect.stringMatching(/idle|ended/)]);
}, 60_000);

test("rivals' scenario 8, events of a foreign call: the call, its page and its streams stay as they are", async () => {
  let foreign = '';
  meddle = (frame) => (foreign !== '' && frame.includes('"ok"') ? [frame, foreign] : [frame]);
  await carolTalks();
  const before = await bob.frame.evaluate(() => [kit.netcall.current, kit.store.pushUrl]);
  foreign = JSON.stringify({ t: 'memberLeft', cid: 'foreign', uid: 1, account: named('carol') });
  await bob.frame.evaluate(() => kit.records());
  expect(await bob.frame.evaluate(() => [kit.netcall.current, kit.store.pushUrl])).toEqual(before);
  await isConnected();
}, 60_000);

test("rivals' scenario 10, navigateTo at ten pages: the call page replaces the visible one, and can be answered", async () => {
  await bob.frame.evaluate(async () => {
    for (let page = 1; page < 10; page++) await wx.navigateTo({ url: '/pages/home/index' });
  });
  expect((await facts()).pages).toBe(10);
  const carol = await carolCalls();
  expect((await facts()).pages).toBe(10);
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await bob.tap('Hang up');
  await until('the page has closed', () => bob.frame.evaluate(() => getCurrentPages().length === 9));
}, 60_000);

test("rivals' scenario 11, logout and login in a call: the page closes, and the next call rings once", async () => {
  const carol = await carolTalks();
  await bob.frame.evaluate(() => kit.logout());
  await isOver();
  await bob.frame.evaluate(() => kit.login());
  await until('carol is free', () => carol.netcall.current.phase === 'idle' || carol.netcall.current.phase === 'ended');
  void carol.netcall.call({ type: 2, callee: named('bob') });
  await rings();
  expect(await facts()).toMatchObject({ pages: 2, phase: 'ringing' });
}, 60_000);

test("rivals' scenario 12, the socket drops while it rings: it rings on and can be answered", async () => {
  const carol = await carolCalls();
  wire.cutOnce();
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await carol.netcall.startRtc({ mode: 0 });
  await isConnected();
}, 60_000);

test("rivals' scenario 12, the socket drops while it rings: a cancel during the loss closes the page after it", async () => {
  const carol = await carolCalls();
  wire.cut();
  await carol.netcall.hangup();
  wire.mend();
  await bob.see('Missed call');
  await isOver();
}, 60_000);

test("rivals' scenario 13 and row 25, hide and show, while it rings and while connected: it goes on, and sends again when it is back", async () => {
  const carol = await carolCalls();
  await hideAndShow();
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await carol.netcall.startRtc({ mode: 0 });
  await isConnected();
  await hideAndShow();
  await until('the pusher sends', () => bob.frame.evaluate(() => kit.store.pushState === 'live'));
  await isConnected();
  expect(await facts()).toMatchObject({ pages: 2, phase: 'inCall' });
}, 60_000);

test("rivals' scenario 14, a permission prompt that stays open: nothing asks while it rings, and the end of the call closes the page beside it", async () => {
  await bob.frame.evaluate(() => (held.isPrompting = true));
  const carol = await carolCalls();
  expect(await bob.frame.evaluate(() => held.prompts.length)).toBe(0);
  await bob.tap('Accept');
  await carol.heard('callAccepted');
  await until('the prompt is open', () => bob.frame.evaluate(() => held.prompts.length > 0));
  await carol.netcall.hangup();
  await isOver();
  await bob.frame.evaluate(() => held.prompts.splice(0).forEach((answer) => answer()));
  await bob.see('at home');
}, 60_000);

test("rivals' scenario 15, listeners of others: one that throws and one that goes take nothing from the call kit", async () => {
  await bob.frame.evaluate(() => {
    kit.netcall.on('beCalling', () => { throw new Error('the application fails'); });
    kit.netcall.on('callChanged', () => { throw new Error('the application fails'); })();
  });
  await carolTalks();
  await bob.tap('Hang up');
  await isOver();
  expect(faults.splice(0).filter((fault) => !fault.includes('the application fails'))).toEqual([]);
}, 60_000);

test("rivals' scenario 16, destroy in a call: the page closes, no socket stays, and the other side is free", async () => {
  const carol = await carolTalks();
  await bob.frame.evaluate(() => kit.destroy());
  await bob.see('at home');
  await until('no socket is open', () => bob.frame.evaluate(() => held.sockets === 0));
  await until('carol is free', () => carol.netcall.current.phase !== 'inCall', 40_000);
  expect(await bob.frame.evaluate(() => getCurrentPages().length)).toBe(1);
}, 60_000);

/** As WeChat tells it when its user goes to another application and comes back. */
async function hideAndShow(): Promise<void> {
  const { frame } = bob;
  await frame.evaluate(() => window.postMessage({ netcallPreview: 'app', visible: false }));
  await frame.evaluate(() => new Promise<void>((resolve) => {
    wx.onAppShow(() => resolve());
    window.postMessage({ netcallPreview: 'app', visible: true });
  }));
}
