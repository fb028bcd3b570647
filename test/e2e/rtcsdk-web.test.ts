import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { bundleSdkForWeb } from '../../scripts/build/bundles';
import { useChromium } from '../support/chromium';
import { Phone } from '../support/node-phone';
import { ROOT } from '../support/repo';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { listen, LISTEN_TO_SPEAKERS, SILENCE } from './support/senses';

/** What the page of this test has beside CRVideo_ globals. */
interface TestWindow {
  /** Callbacks that were heard, `name [arguments]`. */
  readonly heard: string[];
  readonly meet: { readonly ID: number };
  readonly callID: string;
  [name: `CRVideo_${string}`]: never;
}

/** A page as CloudRoom's Web applications have it: a script tag, globals, two video objects. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>web</title><body><script src="/rtcsdk.js"></script><script>
window.heard = [];
for (const name of Object.keys(window)) {
  const slot = window[name];
  if (!name.startsWith('CRVideo_') || typeof slot !== 'object' || !('callback' in slot)) continue;
  slot.callback = (...args) => {
    if (name === 'CRVideo_CreateMeetingSuccess' || name === 'CRVideo_NotifyCallIn') window.meet = args[name === 'CRVideo_NotifyCallIn' ? 1 : 0];
    if (name === 'CRVideo_NotifyCallIn') window.callID = args[0];
    window.heard.push(name.slice(8) + ' ' + JSON.stringify(args));
  };
}
function show(id, uid) {
  const view = CRVideo_CreatVideoObj({ style: { width: '240px', height: '180px' } });
  view.handler().id = id;
  document.body.append(view.handler());
  view.setVideo(uid, 1);
}
</script>`;

const stack = useStack();
const browser = useChromium();
let server: Server;
let site = '';
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  await bundleSdkForWeb();
  server = createServer((request, response) => {
    const name = /^\/(rtcsdk(?:-aac)?\.m?js)$/.exec(request.url ?? '')?.[1];
    response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript');
    if (name === undefined) response.end(PAGE);
    else void readFile(join(ROOT, 'sdk/web', name)).then((text) => response.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  site = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}, 60_000);

afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

afterAll(() => new Promise<void>((resolve) => {
  server.closeAllConnections();
  server.close(() => resolve());
}));

/** A browser of its own with the page, signed in. */
async function open(account: string, from = browser, permissions: string[] = ['camera', 'microphone']): Promise<Page> {
  const context = await from().newContext({ permissions });
  contexts.push(context);
  await context.addInitScript(LISTEN_TO_SPEAKERS);
  const page = await context.newPage();
  await page.goto(site);
  await page.evaluate(`CRVideo_Init(${JSON.stringify({ server: stack().url, mediaAddr: `ws://127.0.0.1:${stack().flvPort}` })})`);
  await page.evaluate(`CRVideo_LoginByToken(${JSON.stringify(await stack().token(account))}, 'Dr ${account}', '${account}')`);
  await hears(page, `LoginSuccess ["${account}"`);
  return page;
}

/** Waits until a callback was heard that begins like this. */
async function hears(page: Page, begin: string): Promise<void> {
  await page.waitForFunction((text) => (window as unknown as TestWindow).heard.some((line) => line.startsWith(text)), begin, { timeout: 20_000 }).catch(async (cause: unknown) => {
    throw new Error(`not heard: ${begin}; but ${(await page.evaluate(() => (window as unknown as TestWindow).heard)).join(' ')}`, { cause });
  });
}

/** Waits until the video object shows a picture that is not of one shade and changes. */
async function sees(page: Page, id: string): Promise<void> {
  let last = '';
  await until(`a moving picture in ${id}`, async () => {
    const before = last;
    last = await page.evaluate((element) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`#${element} canvas`);
      const data = canvas === null || canvas.style.display === 'none' ? null : canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
      const levels = data === null ? [] : [...data.filter((_, at) => at % 397 === 0)];
      return Math.max(...levels) - Math.min(...levels) > 40 ? levels.join() : '';
    }, id);
    return last !== '' && before !== '' && last !== before;
  }, 20_000);
}

const hearsTone = (page: Page): Promise<unknown> => until('a tone', async () => {
  const { peak, hz } = await listen(page.mainFrame());
  return peak > 0.05 && hz > 150 && hz < 1200;
}, 20_000);

const openDevices = (page: Page, account: string): Promise<unknown> => page.evaluate(`CRVideo_OpenMic('${account}'), CRVideo_OpenVideo('${account}')`);

test('two pages with the script tag call each other, see and hear, and hang up', async () => {
  const [alice, bob] = await Promise.all([open('alice'), open('bob')]);
  await alice.evaluate('CRVideo_CreateMeeting2()');
  await hears(alice, 'CreateMeetingSuccess');
  await alice.evaluate("window.callID = CRVideo_Call('bob', window.meet, 'hello')");
  await hears(bob, 'NotifyCallIn');
  await bob.evaluate("CRVideo_AcceptCall(window.callID, window.meet, ''), CRVideo_EnterMeeting3(window.meet.ID)");
  await hears(alice, 'NotifyCallAccepted');
  await alice.evaluate('CRVideo_EnterMeeting3(window.meet.ID)');
  await Promise.all([alice, bob].map((page) => hears(page, 'EnterMeetingRslt [0')));
  await Promise.all([openDevices(alice, 'alice'), openDevices(bob, 'bob')]);
  await Promise.all([alice.evaluate("show('theirs', 'bob'), show('own', 'alice')"), bob.evaluate("show('theirs', 'alice'), show('again', 'alice')")]);
  await Promise.all([sees(alice, 'theirs'), sees(alice, 'own'), sees(bob, 'theirs'), sees(bob, 'again')]);
  await Promise.all([alice, bob].map(hearsTone));
  await hears(bob, 'MicEnergyUpdate ["alice"');
  await alice.evaluate("CRVideo_CloseMic('alice')");
  await until('silence', async () => (await listen(bob.mainFrame(), 2_000)).peak < SILENCE, 20_000);
  await alice.evaluate("CRVideo_OpenMic('alice')");
  await hearsTone(bob);
  await alice.evaluate('CRVideo_HangupCall(window.callID)');
  await hears(alice, 'HungupCallSuccess');
  await hears(bob, 'NotifyCallHungup');
}, 120_000);

test('a netcall user on Node calls the page, which is rung, and hears its hanging up', async () => {
  const page = await open('carol');
  const phone = await Phone.signIn(stack(), 'dave');
  try {
    await phone.netcall.call({ type: 2, callee: 'carol' });
    await hears(page, 'NotifyCallIn');
    await page.evaluate("CRVideo_AcceptCall(window.callID, window.meet, ''), CRVideo_EnterMeeting3(window.meet.ID)");
    await phone.heard('callAccepted');
    await page.evaluate('CRVideo_HangupCall(window.callID)');
    await phone.heard('hangup');
  } finally {
    await phone.end();
  }
}, 60_000);

test('other settings of the picture begin the stream anew, and the other side goes on seeing', async () => {
  const [alice, bob] = await Promise.all([open('erin'), open('frank')]);
  await alice.evaluate('CRVideo_CreateMeeting2()');
  await hears(alice, 'CreateMeetingSuccess');
  const room = await alice.evaluate(() => (window as unknown as TestWindow).meet.ID);
  for (const page of [alice, bob]) {
    await page.evaluate(`CRVideo_EnterMeeting3(${room})`);
    await hears(page, 'EnterMeetingRslt [0');
  }
  await alice.evaluate("CRVideo_OpenVideo('erin')");
  await bob.evaluate("show('theirs', 'erin')");
  await sees(bob, 'theirs');
  const width = () => bob.evaluate(() => document.querySelector<HTMLCanvasElement>('#theirs canvas')!.width);
  const before = await width();
  await alice.evaluate('CRVideo_SetVideoCfg({ size: 1, ratio: 2 })');
  await until('another size', async () => (await width()) !== before, 20_000);
  await sees(bob, 'theirs');
  expect([before, await width()]).toEqual([640, 320]);
}, 90_000);

test('the module gives the same without prefix, ready to be used', async () => {
  const page = await open('grace');
  const names = await page.evaluate<[string[], string[]]>(`import('/rtcsdk.mjs').then(({ default: sdk }) => [
    Object.keys(sdk).sort(), Object.keys(window).filter((name) => name.startsWith('CRVideo_')).map((name) => name.slice(8)).sort(),
  ])`);
  expect(names[0]).toEqual(names[1]);
  expect(names[0]).toContain('HangupCall');
}, 60_000);

describe('with permission refused', () => {
  const refusing = useChromium({ grantMedia: false });

  test('with both devices refused the page cannot call: Init rejects with 8002', async () => {
    await expect(open('ivan', refusing, [])).rejects.toThrow('8002');
  }, 60_000);

  test('a device that the user refuses is told as OpenVideoFailed, and counts as closed', async () => {
    const page = await open('heidi', refusing, ['microphone']);
    await page.evaluate('CRVideo_CreateMeeting2()');
    await hears(page, 'CreateMeetingSuccess');
    await page.evaluate('CRVideo_EnterMeeting3(window.meet.ID)');
    await hears(page, 'EnterMeetingRslt [0');
    await page.evaluate("CRVideo_OpenVideo('heidi')");
    await hears(page, 'OpenVideoFailed [8002');
    expect(await page.evaluate("CRVideo_GetVideoStatus('heidi')")).toBe(2);
  }, 60_000);
});
