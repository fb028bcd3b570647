import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { RETRY_DELAYS_MS } from '../../webmedia/src/link/link';
import { PICTURE_LEAD_MS } from '../../webmedia/src/play/media-clock';
import { useChromium } from '../support/chromium';
import { until } from '../support/until';
import type { Heard, Look } from './webmedia-page';
import { probe } from './webmedia-probe';
import { TestRelay } from './webmedia-relay';
import { serveSite, type Site } from './webmedia-site';

jest.setTimeout(60_000);

/** Chromium's fake microphone beeps at this pitch. 44.1 kHz taken for 48 would make it 435. */
const FAKE_TONE_HZ = 400;
/** Sound that catches up runs up to 5 % faster; the listener's own resolution is 12 Hz. */
const HZ_TOLERANCE = 30;
/** Nobody hears less; the noise of the codec stays below it. */
const SILENCE = 0.01;
/** Black after encoding and decoding. */
const BLACK = 20;
/** Sound and picture further apart than this are noticed. */
const AV_LIMIT_MS = 80;

/** At 15 pictures a second, what begins between two is seen this much later on average. */
const MEAN_PICTURE_WAIT_MS = 33;

let site: Site;
let relay: TestRelay;
let pages: Page[] = [];
let streams = 0;

beforeAll(async () => {
  site = await serveSite();
  relay = new TestRelay();
  await relay.start();
});

afterAll(async () => {
  await relay.stop();
  await site.close();
});

afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  pages = [];
});

/** A phone with a browser of its own. */
async function phone(browser: Browser, options: { permissions?: string[]; without?: string; playsByItself?: string } = {}): Promise<Page> {
  const context = await browser.newContext({ permissions: options.permissions ?? ['camera', 'microphone'] });
  if (options.without !== undefined) await context.addInitScript(`delete window.${options.without}`);
  const page = await context.newPage();
  pages.push(page);
  await page.goto(`${site.url}#${options.playsByItself ?? ''}`);
  await page.waitForFunction(() => 'phone' in window);
  return page;
}

const newStream = (): string => `room_1_${(streams += 1)}`;
const push = (page: Page, url: string, options: object = {}): Promise<void> => page.evaluate(([to, how]) => window.phone.push(to, how), [url, options] as const);
const play = (page: Page, url: string): Promise<void> => page.evaluate((from) => window.phone.play(from), url);
const told = (page: Page): Promise<string[]> => page.evaluate(() => window.phone.told);
const names = async (page: Page): Promise<string[]> => (await told(page)).map((each) => each.split(' ').slice(0, 2).join(' '));
const listen = (page: Page, seconds = 2): Promise<Heard> => page.evaluate((count) => window.phone.listen(count), seconds);
const look = (page: Page): Promise<Look> => page.evaluate(() => window.phone.look());

async function untilTold(page: Page, text: string, times = 1): Promise<void> {
  const arrived = page.waitForFunction(([part, count]) => window.phone.told.filter((each) => each.includes(part)).length >= count, [text, times] as const, { timeout: 20_000 });
  await arrived.catch(async (cause: unknown) => {
    throw new Error(`"${text}" was not told ${times} times, but ${JSON.stringify(await told(page))}`, { cause });
  });
}

async function untilPictureChanges(page: Page): Promise<void> {
  const { hash } = await look(page);
  await page.waitForFunction((before) => window.phone.look().hash !== before, hash, { timeout: 10_000 });
}

const untilDark = (page: Page, dark: boolean) =>
  page.waitForFunction(([wanted, limit]) => window.phone.look().brightest < limit === wanted, [dark, BLACK] as const, { timeout: 10_000 });

async function untilHeard(page: Page, isIt: (heard: Heard) => boolean = () => true): Promise<Heard> {
  const heard: Heard[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const latest = await listen(page, 1);
    if (latest.peak > 0.05 && isIt(latest)) return latest;
    heard.push(latest);
  }
  throw new Error(`heard ${JSON.stringify(heard)}; told: ${JSON.stringify(await told(page))}`);
}

/**
 * Waits until the pitch is heard. The first beep after a start or a gap may be cut in the middle or run faster to catch up;
 * a wrong sample rate would be off for ever.
 */
async function expectTone(page: Page, hz: number): Promise<void> {
  await untilHeard(page, (heard) => Math.abs(heard.hz - hz) < HZ_TOLERANCE);
}

/** Waits until a second passes in which nothing is heard. */
const untilSilent = (page: Page) => until('silence', async () => (await listen(page, 1)).peak < SILENCE);

/** A stall that has passed: the machine may starve the page for a moment. */
async function untilRuns(page: Page): Promise<void> {
  const shows = ['player playing', 'player stalled', 'player recovered'];
  await until('a player that runs', async () => (await names(page)).filter((name) => shows.includes(name)).at(-1) !== 'player stalled');
}

/** The median of what a player has told of itself each second, from this one on. A second of which it knows nothing does not count. */
async function medianOf(page: Page, figure: 'avOffsetMs' | 'latencyMs' | 'fps', from = 0): Promise<number> {
  const values = await page.evaluate(([name, first]) => window.phone.playerStats.slice(first).flatMap((each) => each[name] ?? []), [figure, from] as const);
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Waits for this many seconds, and says how well sound and picture fit in them. */
async function offsetOver(page: Page, seconds: number): Promise<number> {
  const from = await page.evaluate(() => window.phone.playerStats.length);
  await listen(page, seconds);
  return Math.abs(await medianOf(page, 'avOffsetMs', from));
}

async function twoPhones(browser: Browser, options: object = {}): Promise<{ alice: Page; bob: Page; stream: string }> {
  const stream = newStream();
  const [alice, bob] = [await phone(browser), await phone(browser)];
  await push(alice, relay.url('push', stream), options);
  await untilTold(alice, 'pusher firstFrameSent');
  await play(bob, relay.url('play', stream));
  await untilTold(bob, 'player playing');
  return { alice, bob, stream };
}

describe('with camera and microphone', () => {
  const browser = useChromium({ cameras: 2 });

  test('Bob sees and hears Alice: her pictures move, her tone has its pitch, and the two fit together', async () => {
    const { alice, bob } = await twoPhones(browser());
    await untilPictureChanges(bob);
    await expectTone(bob, FAKE_TONE_HZ);
    await bob.waitForFunction(() => window.phone.playerStats.length >= 5);
    const stats = await bob.evaluate(() => window.phone.playerStats.at(-1)!);
    expect(stats).toMatchObject({ width: 360, height: 640 });
    expect(await medianOf(bob, 'fps')).toBeGreaterThanOrEqual(5);
    expect(Math.abs(await medianOf(bob, 'avOffsetMs'))).toBeLessThan(AV_LIMIT_MS);
    expect(await medianOf(bob, 'latencyMs')).toBeLessThan(600);
    expect(stats.videoKbps * stats.audioKbps).toBeGreaterThan(0);
    const heardOfAlice = await names(alice);
    expect(heardOfAlice.slice(0, -1).sort()).toEqual(['pusher captured', 'pusher connected', 'pusher opened', 'pusher opened']);
    expect(heardOfAlice.at(-1)).toBe('pusher firstFrameSent');
    expect((await names(bob)).filter((name) => !/^player (playing|audio)/.test(name)).slice(0, 3)).toEqual(['player connected', 'player resolution', 'player firstFrame']);
  });

  test('muted, Alice sends silence and her pictures go on; unmuted, she is heard again', async () => {
    const { alice, bob } = await twoPhones(browser());
    await untilHeard(bob);
    await alice.evaluate(() => window.phone.pusher.setMuted(true));
    await untilSilent(bob);
    expect((await listen(bob)).peak).toBeLessThan(SILENCE);
    await untilPictureChanges(bob);
    await untilRuns(bob);
    await alice.evaluate(() => window.phone.pusher.setMuted(false));
    await expectTone(bob, FAKE_TONE_HZ);
  });

  test('muted, Bob hears nothing while the stream goes on', async () => {
    const { bob } = await twoPhones(browser());
    await untilHeard(bob);
    await bob.evaluate(() => window.phone.player.setMuted(true));
    await untilSilent(bob);
    expect((await listen(bob)).peak).toBeLessThan(SILENCE);
    expect(await bob.evaluate(() => window.phone.playerStats.at(-1)!.audioPeak)).toBeGreaterThan(0.05);
    await untilPictureChanges(bob);
    await bob.evaluate(() => window.phone.player.setMuted(false));
    await untilHeard(bob);
  });

  test('with her camera off, Alice is black to Bob and the camera is released; on again, she is seen', async () => {
    const { alice, bob } = await twoPhones(browser());
    await untilDark(bob, false);
    await alice.evaluate(() => window.phone.pusher.setCameraEnabled(false));
    await untilDark(bob, true);
    const cameras = (): Promise<string[]> => alice.evaluate(() => window.tracks.filter((track) => track.kind === 'video').map((track) => track.readyState));
    expect(await cameras()).toEqual(['ended']);
    await expectTone(bob, FAKE_TONE_HZ);
    await untilRuns(bob);
    await alice.evaluate(() => window.phone.pusher.setCameraEnabled(true));
    await untilDark(bob, false);
    await untilPictureChanges(bob);
    expect(await cameras()).toEqual(['ended', 'live']);
  });

  test('Alice switches to her other camera and goes on sending', async () => {
    const { alice, bob } = await twoPhones(browser());
    await alice.evaluate(() => window.phone.pusher.switchCamera());
    const opened = (await told(alice)).filter((each) => each.includes('"camera"'));
    expect(opened).toHaveLength(2);
    expect(new Set(opened).size).toBe(2);
    await untilPictureChanges(bob);
  });

  test('a call of sound alone carries no video, and plays', async () => {
    const { alice, bob, stream } = await twoPhones(browser(), { camera: false });
    const { streams: found } = await probe(relay.url('play', stream, 'http'), 2);
    expect(found.map((each) => each['codec_type'])).toEqual(['audio']);
    await expectTone(bob, FAKE_TONE_HZ);
    expect(await names(bob)).not.toContain('player firstFrame');
    expect(await alice.evaluate(() => window.tracks.map((track) => track.kind))).toEqual(['audio']);
  });

  test('ffprobe reads H.264 baseline and AAC-LC at 48 kHz mono, a key frame a second, and times that never go back', async () => {
    const { stream } = await twoPhones(browser());
    const { streams: found, packets } = await probe(relay.url('play', stream, 'http'), 4);
    // What the pusher tells of its clock is no stream of its own.
    expect(found.map((each) => each['codec_type']).sort()).toEqual(['audio', 'video']);
    expect(found.find((each) => each['codec_type'] === 'video')).toMatchObject({ codec_name: 'h264', profile: 'Constrained Baseline', width: 360, height: 640, has_b_frames: 0 });
    expect(found.find((each) => each['codec_type'] === 'audio')).toMatchObject({ codec_name: 'aac', profile: 'LC', sample_rate: '48000', channels: 1 });
    const times = packets.map((packet) => Number(packet.dts_time));
    for (const kind of ['audio', 'video']) {
      const ofKind = packets.filter((packet) => packet.codec_type === kind).map((packet) => Number(packet.dts_time));
      expect(ofKind).toEqual([...ofKind].sort((one, other) => one - other));
    }
    const keys = packets.filter((packet) => packet.codec_type === 'video' && packet.flags.startsWith('K')).map((packet) => Number(packet.dts_time));
    expect(keys.length).toBeGreaterThanOrEqual(3);
    keys.slice(1).forEach((time, index) => expect(time - keys[index]!).toBeLessThan(1.5));
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(2.5);
  });

  test('when the relay goes and comes back, both reconnect and Bob sees and hears again', async () => {
    const { alice, bob } = await twoPhones(browser());
    await untilHeard(bob);
    await relay.stop();
    await Promise.all([untilTold(alice, 'pusher reconnecting'), untilTold(bob, 'player reconnecting')]);
    await relay.start();
    await Promise.all([untilTold(alice, 'pusher firstFrameSent', 2), untilTold(bob, 'player connected', 2)]);
    await untilPictureChanges(bob);
    await expectTone(bob, FAKE_TONE_HZ);
    expect(await offsetOver(bob, 3)).toBeLessThan(AV_LIMIT_MS);
    expect(await names(alice)).not.toContain('pusher failed');
  });

  test('refused by the relay, pusher and player try nine times more and then tell that they have failed', async () => {
    const [alice, bob] = [await phone(browser()), await phone(browser())];
    const wrong = relay.url('play', newStream());
    await Promise.all([push(alice, wrong), play(bob, relay.url('push', newStream()))]);
    await Promise.all([untilTold(alice, 'pusher failed'), untilTold(bob, 'player failed')]);
    const attempts = (lines: readonly string[]): string[] => lines.flatMap((line) => /reconnecting .*"delayMs":(\d+)/.exec(line)?.[1] ?? []);
    expect(attempts(await told(alice))).toEqual(RETRY_DELAYS_MS.map(String));
    expect(attempts(await told(bob))).toEqual(RETRY_DELAYS_MS.map(String));
    expect([...(await names(alice)), ...(await names(bob))].filter((name) => name.endsWith('connected'))).toEqual([]);
  });

  test('stopped, Alice releases her devices and the relay sees her go; stopped, Bob is black and silent', async () => {
    const { alice, bob, stream } = await twoPhones(browser());
    await alice.evaluate(() => window.phone.pusher.stop());
    expect(await alice.evaluate(() => window.tracks.map((track) => track.readyState))).toEqual(['ended', 'ended']);
    await untilTold(bob, 'player stalled');
    expect(relay.seen).toContain(`unpublished ${stream}`);
    await bob.evaluate(() => window.phone.player.stop());
    expect((await look(bob)).brightest).toBe(0);
    const count = (await told(bob)).length;
    await push(alice, relay.url('push', stream));
    await untilTold(alice, 'pusher firstFrameSent', 2);
    expect((await told(bob)).length).toBe(count);
    await play(bob, relay.url('play', stream));
    await untilTold(bob, 'player playing', 2);
  });

  test('a browser that cannot encode H.264 says so and sends sound', async () => {
    const stream = newStream();
    const [alice, bob] = [await phone(browser(), { without: 'VideoEncoder' }), await phone(browser())];
    await push(alice, relay.url('push', stream));
    await untilTold(alice, 'pusher unsupported {"codec":"h264"');
    await untilTold(alice, 'pusher firstFrameSent');
    await play(bob, relay.url('play', stream));
    await expectTone(bob, FAKE_TONE_HZ);
  });

  test('plays what ffmpeg pushes by RTMP: another size, B-frames, stereo at 44.1 kHz', async () => {
    const stream = newStream();
    const bob = await phone(browser());
    const inputs = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=15', '-re', '-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=44100'];
    const codecs = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2'];
    const ffmpeg = spawn('ffmpeg', ['-v', 'error', ...inputs, ...codecs, '-f', 'flv', relay.url('push', stream, 'rtmp')], { stdio: 'ignore' });
    try {
      await play(bob, relay.url('play', stream));
      await untilTold(bob, 'player resolution {"width":320,"height":240}');
      await untilPictureChanges(bob);
      await expectTone(bob, 1_000);
    } finally {
      ffmpeg.kill('SIGKILL');
      await once(ffmpeg, 'exit');
    }
  });
});

describe('without devices', () => {
  const browser = useChromium({ fakeDevices: false });

  test('Alice sends a moving test picture and beeps, and says what is missing', async () => {
    const { alice, bob } = await twoPhones(browser(), { label: 'Alice', toneHz: 600 });
    expect(await names(alice)).toEqual(expect.arrayContaining(['pusher missing', 'pusher missing']));
    await untilDark(bob, false);
    await untilPictureChanges(bob);
    await expectTone(bob, 600);
  });

  test('the light of the test picture goes on when its beep is heard', async () => {
    const { bob } = await twoPhones(browser());
    await listen(bob, 2);
    const delaysMs = await bob.evaluate(() => window.phone.lightAfterBeep(7));
    const medianMs = delaysMs.sort((one, other) => one - other)[3]!;
    expect(Math.abs(medianMs - (MEAN_PICTURE_WAIT_MS - PICTURE_LEAD_MS))).toBeLessThan(AV_LIMIT_MS);
  });
});

describe('with permission refused', () => {
  const browser = useChromium({ grantMedia: false });

  test('Alice sends black and silence, and says who was refused', async () => {
    const stream = newStream();
    const [alice, bob] = [await phone(browser(), { permissions: [] }), await phone(browser(), { permissions: [] })];
    await push(alice, relay.url('push', stream));
    await untilTold(alice, 'pusher firstFrameSent');
    expect((await told(alice)).filter((each) => each.includes('denied')).sort()).toEqual(['pusher denied {"device":"camera"}', 'pusher denied {"device":"microphone"}']);
    await play(bob, relay.url('play', stream));
    await untilTold(bob, 'player firstFrame');
    await untilDark(bob, true);
    expect((await listen(bob)).peak).toBeLessThan(SILENCE);
  });
});

describe('where sound needs a tap', () => {
  const browser = useChromium({ autoplay: false });

  test('Bob sees Alice at once and hears her after a tap anywhere', async () => {
    const stream = newStream();
    const alice = await phone(browser());
    await push(alice, relay.url('push', stream));
    await untilTold(alice, 'pusher firstFrameSent');
    const bob = await phone(browser(), { playsByItself: relay.url('play', stream) });
    await untilTold(bob, 'player audioBlocked');
    await untilTold(bob, 'player firstFrame');
    await untilPictureChanges(bob);
    await untilRuns(bob);
    expect((await listen(bob, 1)).peak).toBe(0);
    await bob.mouse.click(5, 5);
    await untilTold(bob, 'player audioUnblocked');
    await expectTone(bob, FAKE_TONE_HZ);
    expect(await offsetOver(bob, 3)).toBeLessThan(AV_LIMIT_MS);
  });
});
