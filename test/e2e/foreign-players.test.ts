import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { useChromium } from '../support/chromium';
import { pushForeign } from '../support/foreign-client';
import { ROOT } from '../support/repo';
import { until } from '../support/until';
import { TestRelay } from './webmedia-relay';
import { serveSite, type Site } from './webmedia-site';

jest.setTimeout(60_000);

const run = promisify(execFile);
const MPEGTS = join(ROOT, 'node_modules/mpegts.js/dist/mpegts.js');
/** More than two seconds of what a browser pushes. */
const DUMP_BYTES = 100_000;
const SETTINGS = { isLive: true, enableStashBuffer: false, lazyLoad: false, liveSync: true, liveSyncMaxLatency: 0.5, liveSyncTargetLatency: 0.2 };

const browser = useChromium();
const relay = new TestRelay();
const processes: ChildProcess[] = [];
let site: Site;
let folder = '';
let streams = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netcall-players-'));
  site = await serveSite();
  await relay.start();
});

afterEach(async () => {
  const running = processes.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all([...running.map((child) => { child.kill('SIGKILL'); return once(child, 'exit'); }), ...browser().contexts().map((context) => context.close())]);
});

afterAll(async () => {
  await relay.stop();
  await site.close();
  await rm(folder, { recursive: true });
});

const newStream = (): string => `players_1_${(streams += 1)}`;

async function pageOf(): Promise<Page> {
  const context = await browser().newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => 'phone' in window);
  return page;
}

/** A browser pushes its fake camera and microphone. */
async function pushFromBrowser(): Promise<string> {
  const stream = newStream();
  const page = await pageOf();
  await page.evaluate((url) => window.phone.push(url), relay.url('push', stream));
  await page.waitForFunction(() => window.phone.told.some((each) => each.startsWith('pusher firstFrameSent')), undefined, { timeout: 20_000 });
  return stream;
}

/** A video element that mpegts.js fills, with an analyser of its sound. */
interface Watched {
  readonly element: HTMLVideoElement;
  readonly analyser: AnalyserNode;
}

type WithMpegts = Window & {
  mpegts: { createPlayer(source: object, settings: object): { attachMediaElement(element: HTMLVideoElement): void; load(): void; play(): Promise<void> } };
  watched: Watched[];
};

/** Plays each address with mpegts.js in one page. */
async function playWithMpegts(urls: readonly string[]): Promise<Page> {
  const page = await pageOf();
  await page.addScriptTag({ path: MPEGTS });
  await page.evaluate(([sources, settings]) => {
    const given = window as unknown as WithMpegts;
    given.watched = sources.map((url) => {
      const element = document.body.appendChild(document.createElement('video'));
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      context.createMediaElementSource(element).connect(analyser);
      const player = given.mpegts.createPlayer({ type: 'flv', isLive: true, url }, settings);
      player.attachMediaElement(element);
      player.load();
      void player.play();
      return { element, analyser };
    });
  }, [urls, SETTINGS] as const);
  return page;
}

/** Waits until the video runs on for two seconds, its picture changes, and the sound of this pitch is in it. */
async function expectPlays(page: Page, index: number, hz: number): Promise<void> {
  const timeOf = () => page.evaluate((at) => (window as unknown as WithMpegts).watched[at]!.element.currentTime, index);
  const looked = new Set<number>();
  let heard = false;
  const startS = await until('mpegts.js plays', async () => (await timeOf()) || undefined, 20_000);
  await until(`two seconds of moving pictures and a tone of ${hz} Hz by mpegts.js`, async () => {
    const { hash, pitch } = await page.evaluate((at) => {
      const { element, analyser } = (window as unknown as WithMpegts).watched[at]!;
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [64, 64];
      const context = copy.getContext('2d')!;
      context.drawImage(element, 0, 0, 64, 64);
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const strongest = levels.reduce((best, level, bin) => (bin > 4 && level > (levels[best] ?? -Infinity) ? bin : best), 5);
      const loud = (levels[strongest] ?? -Infinity) > -50;
      return { hash: context.getImageData(0, 0, 64, 64).data.reduce((sum, level) => (Math.imul(sum, 31) + level) >>> 0, 0), pitch: loud ? (strongest * analyser.context.sampleRate) / analyser.fftSize : 0 };
    }, index);
    looked.add(hash);
    heard ||= Math.abs(pitch - hz) < 60;
    return heard && looked.size > 5 && (await timeOf()) - startS >= 2;
  }, 20_000);
}

describe('mpegts.js plays by HTTP-FLV and by WS-FLV, with moving pictures and sound,', () => {
  test('what ffmpeg pushes', async () => {
    const stream = newStream();
    const pusher = pushForeign(relay.url('push', stream, 'rtmp'));
    await pusher.started;
    const page = await playWithMpegts([relay.url('play', stream, 'http'), relay.url('play', stream, 'ws')]);
    await Promise.all([0, 1].map((index) => expectPlays(page, index, 440)));
    await pusher.stop();
  });

  test('what a browser pushes', async () => {
    const stream = await pushFromBrowser();
    const page = await playWithMpegts([relay.url('play', stream, 'http'), relay.url('play', stream, 'ws')]);
    await Promise.all([0, 1].map((index) => expectPlays(page, index, 400)));
  });
});

test('librtmp and ffplay play what a browser pushes', async () => {
  const stream = await pushFromBrowser();
  const file = join(folder, 'dump.flv');
  processes.push(spawn('rtmpdump', ['-q', '-v', '-r', relay.url('play', stream, 'rtmp'), '-o', file], { stdio: 'ignore' }));
  const ffplay = spawn('ffplay', ['-hide_banner', '-loglevel', 'info', relay.url('play', stream, 'http')], {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, SDL_AUDIODRIVER: 'dummy', SDL_VIDEODRIVER: 'dummy' },
  });
  processes.push(ffplay);
  let said = '';
  ffplay.stderr.on('data', (text: Buffer) => { said += text.toString(); });
  // Its clock, which runs with the sound, and that pictures are shown beside it.
  await until('ffplay has played two seconds', () => /\s([2-9]|\d{2,})\.\d\d A-V:/.test(said), 20_000);
  await until('librtmp has received two seconds', async () => (await stat(file).catch(() => ({ size: 0 }))).size > DUMP_BYTES, 20_000);
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'json', file]);
  const found = (JSON.parse(stdout) as { streams: { codec_name: string; nb_read_frames: string }[] }).streams;
  expect(found.map(({ codec_name }) => codec_name).sort()).toEqual(['aac', 'h264']);
  for (const { nb_read_frames } of found) expect(Number(nb_read_frames)).toBeGreaterThan(10);
});
