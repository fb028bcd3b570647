import { Configuration } from '../../../../sdk/src/rtcsdk/web/config';
import { mediaUrl, streamOf } from '../../../../sdk/src/rtcsdk/web/media-url';
import { readiness } from '../../../../sdk/src/rtcsdk/web/ready';
import { Retry } from '../../../../sdk/src/rtcsdk/web/retry';
import { FakeHost } from '../../../component/support/fake-host';

/** What a browser that can call has; a test takes something away. */
function browserWith(change: (page: Record<string, unknown>) => void): Promise<number> {
  const navigator = { mediaDevices: { enumerateDevices: () => Promise.resolve([]) }, permissions: { query: () => Promise.resolve({ state: 'granted' }) } };
  const page: Record<string, unknown> = { navigator, VideoEncoder: 1, VideoDecoder: 1, AudioDecoder: 1, WebSocket: Boolean, Worker: Boolean, AudioContext: Boolean };
  change(page);
  const before = Object.getOwnPropertyDescriptors(globalThis);
  for (const [name, value] of Object.entries({ ...page, window: page })) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return readiness().finally(() => {
    for (const name of [...Object.keys(page), 'window']) {
      Reflect.deleteProperty(globalThis, name);
      const old = (before as Record<string, PropertyDescriptor>)[name];
      if (old !== undefined) Object.defineProperty(globalThis, name, old);
    }
  });
}

const media = (page: Record<string, unknown>) => page['navigator'] as { mediaDevices?: unknown; permissions?: unknown };

test.each([
  ['nothing is missing', () => undefined, 0],
  ['there is no Worker', (page: Record<string, unknown>) => (page['Worker'] = undefined), 8005],
  ['the page is not secure', (page: Record<string, unknown>) => Reflect.deleteProperty(media(page), 'mediaDevices'), 8004],
  ['there is no encoder', (page: Record<string, unknown>) => Reflect.deleteProperty(page, 'VideoEncoder'), 8006],
  ['devices cannot be listed', (page: Record<string, unknown>) => (media(page).mediaDevices = { enumerateDevices: () => Promise.reject(new Error('no')) }), 8003],
  ['both devices are refused', (page: Record<string, unknown>) => (media(page).permissions = { query: () => Promise.resolve({ state: 'denied' }) }), 8002],
  ['the browser does not tell', (page: Record<string, unknown>) => (media(page).permissions = { query: () => Promise.reject(new TypeError('no')) }), 0],
])('when %s, Init is told %#', async (_name, change, expected) => {
  expect(await browserWith(change)).toBe(expected);
});

test.each([
  ['rtmp://media.shop.cn:1935/live/1_2_3?e=5&k=x', '', true, 'wss://media.shop.cn:7081/live/1_2_3.flv?e=5&k=x'],
  ['rtmp://[::1]:1935/live/1_2_3?e=5', '', false, 'ws://[::1]:7081/live/1_2_3.flv?e=5'],
  ['https://media.shop.cn/live/1_2_3.flv?e=5', 'wss://calls.shop.cn/', true, 'wss://calls.shop.cn/live/1_2_3.flv?e=5'],
  ['rtmp://media.shop.cn/live/1_2_3', 'https://calls.shop.cn', true, 'wss://calls.shop.cn/live/1_2_3.flv'],
  ['rtmp://media.shop.cn/other/1', '', true, ''],
])('a browser reaches %s by %j at', (address, base, isSecure, expected) => {
  expect(mediaUrl(address, base, isSecure)).toBe(expected);
});

test('a stream keeps its name when its ticket changes', () => {
  expect(streamOf('rtmp://a/live/1_2_3?e=1')).toBe(streamOf('rtmp://a/live/1_2_3?e=2'));
});

test('sizes and shapes of the picture keep their limits, and a text of a ratio goes before its number', () => {
  const configuration = new Configuration();
  expect(configuration.options()).toMatchObject({ width: 640, height: 360, fps: 15, maxBitrateKbps: 800 });
  configuration.setVideo({ size: 0, fps: 99, aspectRatio: '4:3', ratio: 5 });
  expect(configuration.options()).toMatchObject({ width: 320, height: 240, fps: 30, maxBitrateKbps: 350 });
  configuration.setVideo({ size: Number.NaN, aspectRatio: 'wide' });
  expect(configuration.options()).toMatchObject({ height: 240 });
});

function retrying() {
  const clock = new FakeHost();
  let asked = 0;
  const retry = new Retry({ monotonicMs: () => clock.now(), startTimer: (run, ms) => { const timer = clock.setTimeout(run, ms); return () => clock.clearTimeout(timer); } }, () => (asked += 1));
  return { clock, retry, asked: () => asked };
}

test('a lost stream is asked for after one second, and again with growing waits until it has begun', async () => {
  const { clock, retry, asked } = retrying();
  retry.failed();
  retry.failed();
  await clock.advance(999);
  expect([asked(), retry.isLost]).toEqual([0, true]);
  await clock.advance(1);
  expect(asked()).toBe(1);
  await clock.advance(5_000 + 2_000);
  expect(asked()).toBe(2);
  retry.settle();
  await clock.advance(60_000);
  expect([asked(), retry.isLost, clock.waiting]).toEqual([2, false, 0]);
});

test('a stream that has lived for ten seconds starts counting anew, a shorter one goes on', async () => {
  const { clock, retry, asked } = retrying();
  for (const [livedMs, waitMs] of [[0, 1_000], [9_999, 2_000], [10_000, 1_000]] as const) {
    retry.settle();
    if (livedMs > 0) retry.live();
    await clock.advance(livedMs);
    const before = asked();
    retry.failed();
    await clock.advance(waitMs - 1);
    expect(asked()).toBe(before);
    await clock.advance(1);
    expect(asked()).toBe(before + 1);
  }
});
