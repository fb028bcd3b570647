import type { BrowserContext, Page } from 'playwright-core';
import type { Notes } from '../../bench/glass/plan';
import { pageScript } from '../../bench/glass/script';
import { useChromium } from '../support/chromium';
import { fixture, openPhone, usePreview } from '../support/preview';
import { until } from '../support/until';
import { TestRelay } from './webmedia-relay';

/** Names that the fixture puts on the window. */
declare const codes: number[];
declare const figures: Record<string, number>[];
declare const page: { setData: (data: object) => void };
declare const netcallPreview: { analyserOf: (node: Element) => AnalyserNode | null };
declare const live: Record<string, (options?: object) => Promise<unknown>>;

jest.setTimeout(60_000);
const relay = new TestRelay();
beforeAll(() => relay.start());
afterAll(() => relay.stop());
const browser = useChromium();
const preview = usePreview(() => ({ miniprogram: fixture('live'), flvPort: Number(new URL(relay.url('push', 'any')).port) }));

let streams = 0;
let stream = '';
beforeEach(() => {
  streams += 1;
  stream = `room_1_${streams}`;
});
afterEach(async () => {
  await Promise.all(browser().contexts().map((context) => context.close()));
});

/** The address as a server gives it: RTMP on a host and port that this page never asks. */
const rtmp = (action: 'push' | 'play') => relay.url(action, stream).replace(/^ws:\/\/[^/]+/, 'rtmp://media.test:1935').replace('.flv?', '?');
const open = async (kind: 'push' | 'play', search = '', context?: BrowserContext) => (await openPhone(context ?? (await browser().newContext()), preview().url, `phone=${kind}&page=pages/${kind}/${kind}${search}`)).page;
const setData = (phone: Page, data: object) => phone.evaluate((data) => page.setData(data), data);
/** Calls the live context; gives `errMsg`. */
const call = (phone: Page, name: string) => phone.evaluate((name) => new Promise<string>((resolve) => void live[name]!({ complete: ({ errMsg }: { errMsg: string }) => resolve(errMsg) })), name);
/** Waits until the page has heard this code, and forgets what it has heard. */
const heard = async (phone: Page, code: number) => {
  await phone.waitForFunction((code) => codes.includes(code), code, { timeout: 30_000 });
  return phone.evaluate(() => codes.splice(0));
};

async function pushing(context?: BrowserContext): Promise<Page> {
  const alice = await open('push', '', context);
  await setData(alice, { url: rtmp('push') });
  expect(await call(alice, 'start')).toBe('operateLivePusher:start:ok');
  return alice;
}

async function playing(search = '', context?: BrowserContext): Promise<Page> {
  const bob = await open('play', search, context);
  await setData(bob, { src: rtmp('play') });
  expect(await call(bob, 'play')).toBe('operateLivePlayer:play:ok');
  return bob;
}

/** Mean brightness of the middle of the picture, 0 to 255. */
const brightness = (phone: Page) => phone.evaluate(() => {
  const canvas = document.querySelector('canvas')!;
  const probe = new OffscreenCanvas(16, 16).getContext('2d')!;
  probe.drawImage(canvas, 0, 0, 16, 16);
  const pixels = [...probe.getImageData(0, 0, 16, 16).data];
  return pixels.reduce((sum, value, index) => (index % 4 === 3 ? sum : sum + value), 0) / (16 * 16 * 3);
});

test('what one phone pushes another plays, each reporting in the order of WeChat, with figures every second', async () => {
  const alice = await pushing();
  const pushed = await heard(alice, 1008);
  expect(pushed.filter((code) => [1001, 1002, 1008].includes(code))).toEqual([1001, 1002, 1008]);
  expect(pushed).toEqual(expect.arrayContaining([1003, 1007]));
  const bob = await playing();
  const played = await heard(bob, 2003);
  expect(played.slice(0, 2)).toEqual([2001, 2002]);
  await bob.waitForFunction(() => figures.some(({ videoBitrate = 0, videoFPS = 0, videoWidth }) => videoBitrate > 0 && videoFPS > 0 && videoWidth === 360));
  await alice.waitForFunction(() => figures.some(({ videoBitrate = 0, audioBitrate = 0, videoHeight }) => videoBitrate > 0 && audioBitrate > 0 && videoHeight === 640));
  expect(await brightness(bob)).toBeGreaterThan(10);
});

/** Waits until the phone has let sound be heard, or has been silent for as long as the fake microphone takes to beep twice. */
const loudest = (phone: Page, forMs: number) => phone.evaluate((forMs) => new Promise<number>((resolve) => {
  const analyser = netcallPreview.analyserOf(document.querySelector('live-player')!)!;
  const samples = new Float32Array(analyser.fftSize);
  const endMs = performance.now() + forMs;
  let peak = 0;
  const look = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    peak = Math.max(peak, ...samples.map(Math.abs));
    if (peak < 0.01 && performance.now() < endMs) return;
    clearInterval(look);
    resolve(peak);
  }, 20);
}), forMs);

test('a phone whose speaker is off is silent though sound arrives, and is heard when it is switched on', async () => {
  await pushing();
  const bob = await playing('&speaker=off');
  await heard(bob, 2003);
  await bob.waitForFunction(() => figures.some(({ audioBitrate = 0 }) => audioBitrate > 0));
  expect(await loudest(bob, 2_500)).toBe(0);
  await bob.evaluate(() => window.postMessage({ netcallPreview: 'speaker', on: true }, location.origin));
  expect(await loudest(bob, 10_000)).toBeGreaterThan(0.01);
});

test('the camera that is switched off blanks the other phone, and comes back', async () => {
  const alice = await pushing();
  const bob = await playing();
  await heard(bob, 2003);
  await setData(alice, { camera: false });
  await until('the picture changes', async () => (await brightness(bob)) < 10);
  await setData(alice, { camera: true });
  await until('the picture changes', async () => (await brightness(bob)) > 10);
});

test('stop ends the push, closes the camera and leaves no picture; start begins again', async () => {
  const alice = await pushing();
  await heard(alice, 1008);
  expect(await call(alice, 'stop')).toBe('operateLivePusher:stop:ok');
  expect(await alice.locator('live-pusher canvas').count()).toBe(0);
  await call(alice, 'start');
  expect(await heard(alice, 1002)).toContain(1001);
});

test('an address that names no stream is refused, with the word for which', async () => {
  const alice = await open('push');
  await setData(alice, { url: 'rtmp://media.test/elsewhere/x' });
  expect(await call(alice, 'start')).toBe('operateLivePusher:start:fail invalid url');
  const bob = await open('play');
  expect(await call(bob, 'play')).toBe('operateLivePlayer:play:fail invalid src');
});

test('a relay that goes away is told as broken by both, and both are back when it is', async () => {
  const alice = await pushing();
  const bob = await playing();
  await heard(bob, 2003);
  await heard(alice, 1008);
  await relay.stop();
  await heard(alice, 1102);
  await heard(bob, 2103);
  await relay.start();
  await heard(alice, 1002);
  await heard(bob, 2002);
});

test('devices that the user refuses are told as errors 10001 and 10002', async () => {
  const context = await browser().newContext();
  await context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  const { page: alice } = await openPhone(context, preview().url, 'page=pages/push/push');
  await setData(alice, { url: rtmp('push') });
  await call(alice, 'start');
  await alice.waitForFunction(() => codes.includes(10001) && codes.includes(10002));
});

test('in the background the camera is taken away and 5000 is told; it is back with the app', async () => {
  const alice = await pushing();
  const bob = await playing();
  await heard(bob, 2003);
  const show = (visible: boolean) => alice.evaluate((visible) => window.postMessage({ netcallPreview: 'app', visible }, location.origin), visible);
  await show(false);
  await heard(alice, 5000);
  await until('the picture changes', async () => (await brightness(bob)) < 10);
  await show(true);
  await until('the picture changes', async () => (await brightness(bob)) > 10);
});

test('the front camera shows oneself mirrored, unless the page says otherwise', async () => {
  const alice = await pushing();
  await heard(alice, 1007);
  const turn = () => alice.$eval('live-pusher canvas', (canvas) => (canvas as HTMLElement).style.transform);
  expect(await turn()).toBe('scaleX(-1)');
  await setData(alice, { mirror: 'disable' });
  expect(await turn()).toBe('');
});

describe('the figures over a picture', () => {
  /** How late the pictures of the last seconds were, read from themselves: the bench's camera draws its clock into them. */
  const measured = async (phone: Page): Promise<number[]> => {
    const { drawn }: Notes = await phone.evaluate(() => window.glass.take());
    return drawn.flatMap(({ atMs, takenMs }) => (takenMs === null ? [] : [atMs - takenMs]));
  };
  const shown = (phone: Page) => phone.locator('.np-figures').textContent();
  /** Pictures are stamped when they are taken from the camera, the bench's when they are made there. */
  const CAMERA_MS = 60;

  test('say how late it is, as late as the picture really is, and the sound that waits', async () => {
    const context = await browser().newContext();
    await context.addInitScript(await pageScript());
    await pushing(context);
    const bob = await playing('&lang=en&figures=on', context);
    await bob.waitForFunction(() => /^Delay \d+ ms\nSound buffer \d+ ms \(target \d+\)\nPicture before sound -?\d+ ms\n/.test(document.querySelector('.np-figures')?.textContent ?? ''));
    const delays = await measured(bob);
    const delayMs = Number(/\d+/.exec((await shown(bob)) ?? '')?.[0]);
    expect(delayMs).toBeGreaterThan(Math.min(...delays) - CAMERA_MS);
    expect(delayMs).toBeLessThanOrEqual(Math.max(...delays) + 1);
  });

  test('mark a delay by two clocks as uncertain: another browser may run on another machine', async () => {
    await pushing();
    const bob = await playing('&lang=en&figures=on');
    await bob.waitForFunction(() => document.querySelector('.np-figures')?.textContent?.startsWith('Delay ≈'));
  });

  test('are there while the switch is on, and with the attribute debug, and not otherwise', async () => {
    await pushing();
    const bob = await playing();
    await heard(bob, 2003);
    const panel = bob.locator('.np-figures');
    expect(await panel.count()).toBe(0);
    const press = (on: boolean) => bob.evaluate((on) => window.postMessage({ netcallPreview: 'figures', on }, location.origin), on);
    await press(true);
    await panel.getByText('延迟').waitFor();
    await press(false);
    await panel.waitFor({ state: 'detached' });
    await setData(bob, { debug: true });
    await panel.getByText('延迟').waitFor();
    expect(await call(bob, 'stop')).toBe('operateLivePlayer:stop:ok');
    await until('no figures', async () => (await panel.textContent()) === '');
  });
});
