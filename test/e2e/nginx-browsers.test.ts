import { build } from 'esbuild';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { startHookedEngine, type HookedEngineOptions } from '../../server/src/media/engines/hooked-engine';
import { FlvReader, type FlvTag } from '../../server/src/media/flv';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import { withBrowserRelay } from '../../server/src/media/republish/browser-relay';
import { Nginx } from '../support/nginx';
import { childrenOf, freePorts } from '../support/processes';
import { ROOT } from '../support/repo';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const run = promisify(execFile);
const S = '12345678_1_a';
const SECRET = 'a secret';
const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
const BOTH = ['aac plays', 'h264 plays'];
const PASSED_ON = 'a stream is passed on to the media engine';
const folder = mkdtempSync(join(tmpdir(), 'netcall-beside-'));
const entry = join(folder, 'relay.cjs');

type Engine = Awaited<ReturnType<typeof withBrowserRelay>>;
let nginx: Nginx;
/** Between the relay and nginx. */
let wire: TcpProxy;
let options: HookedEngineOptions;
let engine: Engine;
let told: string[];
let notes: string[];
const processes: ChildProcess[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  await build({ bundle: true, platform: 'node', format: 'cjs', absWorkingDir: ROOT, logLevel: 'warning', entryPoints: ['server/src/media/relay-main.ts'], outfile: entry });
});

beforeEach(async () => {
  const [rtmpPort = 0, controlPort = 0, hookPort = 0] = await freePorts(3);
  nginx = new Nginx(rtmpPort, controlPort, hookPort, HOOK_SECRET);
  await nginx.start();
  [told, notes] = [[], []];
  const note = (_facts: object, text: string): void => void notes.push(text);
  const log = { error: note, warn: note, info: note, debug: () => undefined };
  wire = await startTcpProxy(rtmpPort);
  const base = `rtmp://127.0.0.1:${rtmpPort}`;
  options = {
    engine: 'nginx-rtmp', nodes: [{ push: base, play: base, control: `http://127.0.0.1:${controlPort}`, inner: `rtmp://127.0.0.1:${wire.port}` }],
    hook: { host: '127.0.0.1', port: hookPort, secret: HOOK_SECRET }, secret: SECRET, ticketTtlS: 600, playProtocol: 'rtmp', log,
  };
  engine = await bothWith(0);
  engine.onEvent(({ type, stream }) => told.push(`${type} ${stream}`));
});

/** The engine's hooks and the relay for browsers, on this port. */
const bothWith = async (flvPort: number): Promise<Engine> =>
  withBrowserRelay(await startHookedEngine(options), { entry, secret: SECRET, ticketTtlS: 600, host: '127.0.0.1', flvPort, log: options.log });

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  for (const socket of sockets.splice(0)) socket.terminate();
  await engine.close();
  await wire.close();
  await nginx.remove();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a browser makes of the URL that it was given. */
const browserUrl = (url: string): string => url.replace(/^rtmp:\/\/[^/]+/, `ws://127.0.0.1:${engine.flvPort}`).replace('?', '.flv?');

async function browser(url: string, protocol?: string): Promise<WebSocket> {
  const socket = new WebSocket(browserUrl(url), protocol);
  sockets.push(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** A test picture and a tone, to an address or to where they are read. */
function ffmpeg(output: string): ChildProcess {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc=s=320x240:r=15', '-f', 'lavfi', '-i', 'sine=440',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-c:a', 'aac', '-f', 'flv', output], { stdio: ['ignore', 'pipe', 'ignore'] });
  processes.push(child);
  return child;
}

/** A browser that publishes what ffmpeg makes. */
async function browserPushes(): Promise<WebSocket> {
  const socket = await browser(engine.pushUrl(S), 'post');
  ffmpeg('pipe:1').stdout?.on('data', (bytes: Buffer) => socket.send(bytes));
  return socket;
}

/** A browser that plays, and what it has received. */
async function browserPlays(): Promise<{ socket: WebSocket; tags: FlvTag[] }> {
  const socket = await browser(engine.playUrl(S));
  const tags: FlvTag[] = [];
  const reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
  socket.on('message', (bytes: Buffer) => reader.push(bytes, (tag) => tags.push(tag)));
  return { socket, tags };
}

/** Codecs that ffprobe finds at an address, each with whether two seconds of it could be decoded. */
async function probe(address: string): Promise<string[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-read_intervals', '%+2', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'json', address], { timeout: 20_000 });
  const { streams } = JSON.parse(stdout) as { streams: { codec_name: string; nb_read_frames?: string }[] };
  return streams.map(({ codec_name, nb_read_frames }) => `${codec_name} ${Number(nb_read_frames) > 10 ? 'plays' : 'does not play'}`).sort();
}

/** A phone that plays; resolves when it shows a picture. */
async function phonePlays(url: string): Promise<ChildProcess> {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-i', url, '-f', 'rawvideo', 'pipe:1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  processes.push(child);
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

test('what a browser pushes to the relay, ffprobe plays from nginx-rtmp; signalling is told once, by nginx', async () => {
  const socket = await browserPushes();
  await until('it is live', () => engine.isLive(S));
  expect(await probe(engine.playUrl(S))).toEqual(BOTH);
  socket.terminate();
  await until('its end is told', () => !engine.isLive(S));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
}, 60_000);

test('what ffmpeg pushes to nginx-rtmp, browsers play at the relay, over one connection that ends after them', async () => {
  ffmpeg(engine.pushUrl(S));
  await until('it is live', () => engine.isLive(S));
  const address = browserUrl(engine.playUrl(S)).replace('ws:', 'http:');
  const { socket, tags } = await browserPlays();
  expect(await probe(address)).toEqual(BOTH);
  expect(tags.length).toBeGreaterThan(0);
  expect(wire.open).toBe(1);
  socket.terminate();
  await wire.untilNoneOpen();
  expect(told).toEqual([`published ${S}`]);
}, 60_000);

test('revoking ends the browser, the stream at nginx and those who play it, and no connection is made again', async () => {
  const pushing = await browserPushes();
  await until('it is live', () => engine.isLive(S));
  const player = await phonePlays(engine.playUrl(S));
  const ended = Promise.all([once(pushing, 'close'), once(player, 'exit')]);
  engine.revoke(S);
  await ended;
  await until('the end is told', () => !engine.isLive(S));
  expect([told, notes.filter((text) => text === PASSED_ON)]).toEqual([[`published ${S}`, `unpublished ${S}`], [PASSED_ON]]);
  await expect(browser(engine.pushUrl(S), 'post')).rejects.toThrow('403');
}, 60_000);

test('when nginx is started again, what a browser pushes is there again', async () => {
  await browserPushes();
  await until('it is live', () => engine.isLive(S));
  await nginx.stop();
  await nginx.start();
  await until('it is passed on again', () => notes.filter((text) => text === PASSED_ON).length === 2);
  expect(await probe(engine.playUrl(S))).toEqual(BOTH);
}, 60_000);

test('when the relay is killed, a browser that comes back is passed on and plays as before', async () => {
  const socket = await browserPushes();
  await until('it is live', () => engine.isLive(S));
  const lost = once(socket, 'close');
  childrenOf(process.pid, entry).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await lost;
  await until('the end is told', () => !engine.isLive(S));
  await until('the relay is back', () => notes.includes('the media relay is back'));
  await browserPushes();
  await until('it is live again', () => engine.isLive(S));
  const { tags } = await browserPlays();
  await until('there is a picture', () => tags.some(({ type }) => type === 9));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`, `published ${S}`]);
}, 60_000);

test('hooks and the relay start together or not at all, and end together', async () => {
  await engine.close();
  expect(childrenOf(process.pid, entry)).toEqual([]);
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  await expect(bothWith(port)).rejects.toThrow(`the media relay cannot listen on port ${port}`);
  stranger.close();
  engine = await bothWith(port);
  await browserPushes();
  await until('it is live', () => engine.isLive(S));
}, 60_000);
