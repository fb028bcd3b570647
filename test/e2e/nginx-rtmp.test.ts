import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { HOST_CLOCK } from '../../server/src/clock';
import { startHookedEngine, type HookedEngineOptions } from '../../server/src/media/engines/hooked-engine';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';
import { Nginx } from '../support/nginx';
import { freePorts } from '../support/processes';
import { until } from '../support/until';
import { RtmpClient } from '../unit/media/support/rtmp-client';
import { SILENT } from '../unit/media/support/testing-relay';

const run = promisify(execFile);
const S = '12345678_1_a';
const SECRET = 'a secret';
const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
const FRAME = Buffer.from('17010000000000000401020304', 'hex');
const VIDEO = 9;
/** nginx asks about each of its clients so long after it has come (`notify_update_timeout`), and ends those that are refused then. */
const ASKS_AFTER_MS = 5_000;

type Engine = Awaited<ReturnType<typeof startHookedEngine>>;
let nginx: Nginx;
let hookPort = 0;
const engines: Engine[] = [];
const processes: ChildProcess[] = [];

beforeEach(async () => {
  const [rtmpPort = 0, controlPort = 0, port = 0] = await freePorts(3);
  hookPort = port;
  nginx = new Nginx(rtmpPort, controlPort, hookPort, HOOK_SECRET);
  await nginx.start();
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await nginx.remove();
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

async function engineOf(options: Partial<HookedEngineOptions> = {}): Promise<{ engine: Engine; told: string[] }> {
  const base = `rtmp://127.0.0.1:${nginx.rtmpPort}`;
  const engine = await startHookedEngine({
    engine: 'nginx-rtmp', nodes: [{ push: base, play: base, control: `http://127.0.0.1:${nginx.controlPort}` }], hook: { host: '127.0.0.1', port: hookPort, secret: HOOK_SECRET },
    secret: SECRET, ticketTtlS: 600, playProtocol: 'rtmp', log: SILENT, ...options,
  });
  engines.push(engine);
  const told: string[] = [];
  engine.onEvent(({ type, stream }) => told.push(`${type} ${stream}`));
  return { engine, told };
}

const ticketed = (action: TicketAction, stream = S, inS = 60): string => `${stream}?${new Tickets(SECRET).sign({ action, app: 'live', stream }, Date.now() / 1000 + inS)}`;
const client = (): Promise<RtmpClient> => RtmpClient.connect(nginx.rtmpPort);

async function publishing(name = ticketed('push')): Promise<RtmpClient> {
  const publisher = await client();
  expect(await publisher.open('publish', name)).toBe('NetStream.Publish.Start');
  return publisher;
}

function ffmpeg(url: string): void {
  processes.push(spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc=s=320x240:r=15', '-f', 'lavfi', '-i', 'sine=440',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-c:a', 'aac', '-f', 'flv', url], { stdio: 'ignore' }));
}

test('what ffmpeg pushes to nginx-rtmp, ffprobe plays from it; the server knows what is live', async () => {
  const { engine, told } = await engineOf();
  ffmpeg(engine.pushUrl(S));
  await until('it is published', () => engine.isLive(S));
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-read_intervals', '%+2', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'csv=p=0', engine.playUrl(S)], { timeout: 20_000 });
  expect(stdout.trim().split('\n').map((line) => [line.split(',')[0], Number(line.split(',')[1]) > 10]).sort()).toEqual([['aac', true], ['h264', true]]);
  processes.splice(0).forEach((child) => child.kill('SIGKILL'));
  await until('its end is told', () => !engine.isLive(S));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
}, 60_000);

test.each<[string, TicketAction, () => string]>([
  ['no ticket', 'push', () => S],
  ['a play ticket', 'push', () => ticketed('play')],
  ['an expired ticket', 'push', () => ticketed('push', S, -1)],
  ["another stream's ticket", 'push', () => ticketed('push', '12345678_2_b').replace('12345678_2_b', S)],
  ['its own name and address behind it', 'push', () => `${ticketed('push')}&name=evil&addr=9.9.9.9`],
  ['its own call before it', 'push', () => ticketed('push').replace('?', '?call=play&')],
  ['a parameter of the ticket twice', 'push', () => `${ticketed('push')}&k=AAAAAAAAAAAAAAAAAAAAAA`],
  ['a push ticket', 'play', () => ticketed('push')],
  ['no ticket', 'play', () => S],
  ['its own call behind it', 'play', () => `${ticketed('play')}&call=publish`],
])('with %s nobody may %s: the socket is closed, no picture passes, nothing is told', async (_what, action, name) => {
  const { told } = await engineOf();
  if (action === 'play') await publishing();
  const before = [...told];
  const stranger = await client();
  const closed = stranger.open(action === 'push' ? 'publish' : 'play', name());
  if (action === 'push') stranger.send(VIDEO, 0, FRAME);
  expect(await closed).toBe('closed');
  expect([stranger.media, told]).toEqual([[], before]);
}, 30_000);

test('with a server that does not answer nobody comes in', async () => {
  const stranger = await client();
  expect(await stranger.open('publish', ticketed('push'))).toBe('closed');
}, 30_000);

test('a second publisher is refused by nginx-rtmp and told to us as if it had come and gone: the first stays live', async () => {
  const { engine, told } = await engineOf();
  const first = await publishing();
  const second = await client();
  expect(await second.open('publish', ticketed('push'))).toBe('NetStream.Publish.BadName');
  second.close();
  first.send(VIDEO, 0, FRAME);
  const third = '12345678_2_b';
  await publishing(ticketed('push', third));
  await until('the third is live', () => engine.isLive(third));
  expect([engine.isLive(S), told]).toEqual([true, [`published ${S}`, `published ${third}`]]);
}, 30_000);

test('revoking ends publisher and players before nginx-rtmp would ask about them again, and their tickets are of no use any more', async () => {
  const { engine, told } = await engineOf();
  const beganMs = Date.now();
  const publisher = await publishing();
  const player = await client();
  expect(await player.open('play', ticketed('play'))).toBe('NetStream.Play.Start');
  publisher.send(VIDEO, 0, FRAME);
  await player.until(() => player.media.length > 0);
  engine.revoke(S);
  await Promise.all([publisher.closed, player.closed]);
  await until('the end is told', () => !engine.isLive(S));
  expect(Date.now() - beganMs).toBeLessThan(ASKS_AFTER_MS);
  expect(await (await client()).open('publish', ticketed('push'))).toBe('closed');
  expect(await (await client()).open('play', ticketed('play'))).toBe('closed');
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
}, 30_000);

test('a server that was started again hears of what is live, and ends what it is told to revoke', async () => {
  const { engine: first } = await engineOf();
  const publisher = await publishing();
  await first.close();
  const { engine, told } = await engineOf();
  await until('it hears that the stream is live', () => engine.isLive(S), 10_000);
  expect(publisher.socket.destroyed).toBe(false);
  engine.revoke(S);
  await publisher.closed;
  await until('the end is told', () => !engine.isLive(S));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
}, 30_000);

test('when nginx dies, what was live is over; started again, it takes the same ticket', async () => {
  let laterMs = 0;
  const { engine, told } = await engineOf({ clock: { ...HOST_CLOCK, nowMs: () => HOST_CLOCK.nowMs() + laterMs } });
  const publisher = await publishing();
  await nginx.stop();
  await publisher.closed;
  laterMs = 25_000;
  await until('it is over', () => !engine.isLive(S));
  await nginx.start();
  await publishing();
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`, `published ${S}`]);
}, 30_000);
