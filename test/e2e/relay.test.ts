import { build } from 'esbuild';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { startEmbeddedRelay, type EmbeddedRelayOptions } from '../../server/src/media/embedded';
import type { MediaEngine, MediaEvent } from '../../server/src/media/engine';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';
import { childrenOf, freePorts, untilGone } from '../support/processes';
import { until } from '../support/until';
import { RtmpClient } from '../unit/media/support/rtmp-client';
import { SILENT } from '../unit/media/support/testing-relay';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const S = '12345678_1_1';
const SECRET = 'a secret';
/** More than two seconds of the test picture and tone. */
const DUMP_BYTES = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'netcall-relay-'));
const entry = join(folder, 'relay.cjs');
const parent = join(folder, 'parent.cjs');
const engines: MediaEngine[] = [];
const processes: ChildProcess[] = [];

/** A server that does nothing but keep a relay; it prints a line when the relay is ready. */
const PARENT = `
  import { startEmbeddedRelay } from './server/src/media/embedded';
  const log = { error() {}, warn() {}, info() {}, debug() {} };
  const [entry = '', rtmpPort, flvPort] = process.argv.slice(2);
  void startEmbeddedRelay({ entry, secret: '${SECRET}', host: '127.0.0.1', publicHost: '127.0.0.1', rtmpPort: Number(rtmpPort), flvPort: Number(flvPort), log })
    .then(() => console.log('ready'));
  setInterval(() => undefined, 60_000);
`;

beforeAll(async () => {
  const common = { bundle: true, platform: 'node', format: 'cjs', absWorkingDir: ROOT, logLevel: 'warning' } as const;
  await build({ ...common, entryPoints: ['server/src/media/relay-main.ts'], outfile: entry });
  await build({ ...common, stdin: { contents: PARENT, resolveDir: ROOT, loader: 'ts' }, outfile: parent });
});

afterEach(async () => {
  const ended = processes.splice(0).map((child) => new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  }));
  await Promise.all([...ended, ...engines.splice(0).map((engine) => engine.close())]);
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Stage {
  readonly engine: MediaEngine;
  readonly rtmpPort: number;
  readonly flvPort: number;
  readonly events: MediaEvent[];
  told(count: number): Promise<void>;
}

async function engineOf(options: Partial<EmbeddedRelayOptions> = {}): Promise<Stage> {
  const [rtmpPort = 0, flvPort = 0] = await freePorts(2);
  const engine = await startEmbeddedRelay({ entry, secret: SECRET, host: '127.0.0.1', publicHost: '127.0.0.1', rtmpPort, flvPort, log: SILENT, ...options });
  engines.push(engine);
  const events: MediaEvent[] = [];
  let wake: () => void = () => undefined;
  engine.onEvent((event) => { events.push(event); wake(); });
  return { engine, rtmpPort, flvPort, events, told: async (count) => { while (events.length < count) await new Promise<void>((resolve) => { wake = resolve; }); } };
}

const ticket = (action: TicketAction, stream = S) => new Tickets(SECRET).sign({ action, app: 'live', stream }, Date.now() / 1000 + 60);

/** ffmpeg with a test picture and a tone; `output` says where to. */
function ffmpeg(...output: readonly string[]): ChildProcess {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc=s=320x240:r=15', '-f', 'lavfi', '-i', 'sine=440',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-c:a', 'aac', '-f', 'flv', ...output], { stdio: ['ignore', 'pipe', 'ignore'] });
  processes.push(child);
  return child;
}

/** Codecs that ffprobe finds at an address, each with whether two seconds of it could be decoded. */
async function probe(address: string): Promise<string[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-read_intervals', '%+2', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'json', address], { timeout: 20_000 });
  const { streams } = JSON.parse(stdout) as { streams: { codec_name: string; nb_read_frames?: string }[] };
  return streams.map(({ codec_name, nb_read_frames }) => `${codec_name} ${Number(nb_read_frames) > 10 ? 'plays' : 'does not play'}`).sort();
}

async function connected(port: number): Promise<RtmpClient | false> {
  const client = await RtmpClient.connect(port);
  return client.socket.destroyed ? false : client;
}

/** A server in a process of its own; resolves when its relay is ready. */
async function parentOf(ports: readonly number[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [parent, entry, ...ports.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

const BOTH = ['aac plays', 'h264 plays'];

test('what ffmpeg pushes by RTMP, ffprobe plays by RTMP and by HTTP-FLV, and librtmp plays too', async () => {
  const { engine, events, told, rtmpPort, flvPort } = await engineOf({ playProtocol: 'flv' });
  ffmpeg(engine.pushUrl(S));
  await told(1);
  expect(engine.isLive(S)).toBe(true);
  const byRtmp = `rtmp://127.0.0.1:${rtmpPort}/live/${S}?${ticket('play')}`;
  const byFlv = engine.playUrl(S);
  expect(byFlv).toMatch(`http://127.0.0.1:${flvPort}/live/${S}.flv?e=`);
  expect(await Promise.all([probe(byRtmp), probe(byFlv)])).toEqual([BOTH, BOTH]);
  const file = join(folder, 'dump.flv');
  const librtmp = spawn('rtmpdump', ['-q', '-v', '-r', byRtmp, '-o', file], { stdio: 'ignore' });
  processes.push(librtmp);
  const left = new Promise((resolve) => librtmp.once('exit', resolve));
  await until('librtmp has received two seconds', () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > DUMP_BYTES);
  engine.revoke(S);
  await Promise.all([left, told(2)]);
  expect(await probe(file)).toEqual(BOTH);
  expect(events.map((event) => event.type)).toEqual(['published', 'unpublished']);
}, 60_000);

test('what ffmpeg makes and a WebSocket pushes, ffprobe plays by RTMP', async () => {
  const { engine, told, flvPort } = await engineOf();
  const socket = new WebSocket(`ws://127.0.0.1:${flvPort}/live/${S}.flv?${ticket('push')}`, 'post');
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  ffmpeg('pipe:1').stdout?.on('data', (bytes: Buffer) => socket.send(bytes));
  await told(1);
  expect(await probe(engine.playUrl(S))).toEqual(BOTH);
  socket.terminate();
  await told(2);
  expect(engine.isLive(S)).toBe(false);
}, 60_000);

test('what ffmpeg pushes by HTTP POST, ffprobe plays by RTMP, and its end is told', async () => {
  const { engine, events, told, flvPort } = await engineOf();
  const pushing = ffmpeg(`http://127.0.0.1:${flvPort}/live/${S}.flv?${ticket('push')}`);
  await told(1);
  expect(await probe(engine.playUrl(S))).toEqual(BOTH);
  pushing.kill('SIGINT');
  await told(2);
  expect(events.map((event) => event.type)).toEqual(['published', 'unpublished']);
}, 60_000);

test('a relay that is killed is back within a second on its ports; what was live is reported, what was revoked stays refused', async () => {
  const startedAtMs = Date.now();
  const { engine, events, told, rtmpPort } = await engineOf();
  const aSecondMs = Math.max(1_000, 3 * (Date.now() - startedAtMs)); // Where a relay starts in a third of one.
  const bob = await RtmpClient.connect(rtmpPort);
  expect(await bob.open('publish', `${S}?${ticket('push')}`)).toBe('NetStream.Publish.Start');
  await told(1);
  engine.revoke('12345678_2_1');
  const killedAtMs = Date.now();
  childrenOf(process.pid, entry).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await told(2);
  expect([events[1], engine.isLive(S)]).toEqual([{ type: 'unpublished', stream: S }, false]);
  const again = await until('the relay is back', () => connected(rtmpPort));
  expect(Date.now() - killedAtMs).toBeLessThan(aSecondMs);
  expect(await again.open('publish', `${S}?${ticket('push')}`)).toBe('NetStream.Publish.Start');
  const refused = await RtmpClient.connect(rtmpPort);
  expect(await refused.open('publish', `12345678_2_1?${ticket('push', '12345678_2_1')}`)).toBe('NetStream.Publish.BadName');
  expect(new Tickets(SECRET).check({ action: 'push', app: 'live', stream: '12345678_2_1' }, engine.pushUrl('12345678_2_1').split('?')[1] ?? '', Date.now() / 1000)).toBe('expired');
  await told(3);
  await engine.close();
  expect(events.map((event) => event.type)).toEqual(['published', 'unpublished', 'published', 'unpublished']);
}, 30_000);

test('when its server is killed, even with SIGKILL, the relay ends itself, and the next server takes the same ports', async () => {
  const ports = await freePorts(2);
  const first = await parentOf(ports);
  const relays = childrenOf(first.pid ?? 0, entry);
  const bob = await RtmpClient.connect(ports[0] ?? 0);
  first.kill('SIGKILL');
  const second = await parentOf(ports);
  expect([relays.length, childrenOf(second.pid ?? 0, entry).length]).toEqual([1, 1]);
  await Promise.all([bob.closed, ...relays.map((pid) => untilGone(pid))]);
}, 30_000);

test('port 0 takes free ports, which the URLs name', async () => {
  const { engine } = await engineOf({ rtmpPort: 0, flvPort: 0, playProtocol: 'flv' });
  const rtmpPort = Number(/^rtmp:..127.0.0.1:(\d+).live/.exec(engine.pushUrl(S))?.[1]);
  const bob = await RtmpClient.connect(rtmpPort);
  expect(await bob.open('publish', `${S}?${ticket('push')}`)).toBe('NetStream.Publish.Start');
  const answer = await fetch(engine.playUrl(S));
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
}, 30_000);

test('a port that somebody else holds is an error that names it', async () => {
  const [rtmpPort = 0, flvPort = 0] = await freePorts(2);
  const holder = createServer().listen(flvPort, '127.0.0.1');
  await expect(engineOf({ rtmpPort, flvPort })).rejects.toThrow(`the media relay cannot listen on port ${flvPort}: EADDRINUSE`);
  await new Promise((resolve) => holder.close(resolve));
}, 30_000);
