import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../support/until';
import { TestRelay } from './webmedia-relay';

const run = promisify(execFile);
const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
const PICTURES = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=15'];
/** A tone on the left and another one on the right, behind `inputs` other inputs. */
const stereo = (inputs: number): string[] => ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-f', 'lavfi', '-i', 'sine=frequency=880:sample_rate=48000', '-filter_complex', `[${inputs}:a][${inputs + 1}:a]amerge=inputs=2[a]`];
/** One key frame at the beginning: whoever comes late still gets everything, from the relay's cache. */
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '1000', '-keyint_min', '1000', '-sc_threshold', '0'];
const B_FRAMES = ['-bf', '2', '-x264-params', 'bframes=2:b-adapt=0:scenecut=0'];
const AAC = ['-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-ar', '48000'];
const FILE_S = 4;
const PLAYED_S = 2;
/** Sound that a file has before its first key frame: who comes late does not get it. */
const BEFORE_KEY = 1;
/** A little above is the first time that does not fit the three bytes of RTMP's chunk header. */
const BEFORE_EXTENDED_S = 16_776;

const relay = new TestRelay();
let folder = '';
let streams = 0;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netcall-foreign-'));
  await relay.start();
});

afterEach(async () => {
  const running = processes.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(running.map((child) => { child.kill('SIGKILL'); return once(child, 'exit'); }));
});

afterAll(async () => {
  await relay.stop();
  await rm(folder, { recursive: true });
});

/** One packet: which kind, its times in milliseconds, and a hash of its bytes. */
interface Packet {
  readonly kind: string;
  readonly dtsMs: number;
  readonly ptsMs: number;
  readonly hash: string;
}

/** Reads packets with ffprobe, undecoded. @param input - a file, or an address of which `PLAYED_S` are read */
async function packetsOf(input: string): Promise<Packet[]> {
  const entries = ['-show_entries', 'packet=codec_type,pts,dts,data_hash', '-show_data_hash', 'md5', '-of', 'json'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...(input.includes('://') ? ['-analyzeduration', '1000000', '-read_intervals', `%+${PLAYED_S}`] : []), ...entries, input], { timeout: 20_000, maxBuffer: 16 * 1024 * 1024 });
  const { packets } = JSON.parse(stdout) as { packets: { codec_type: string; pts: number; dts: number; data_hash: string }[] };
  return packets.map(({ codec_type, pts, dts, data_hash }) => ({ kind: codec_type, dtsMs: dts, ptsMs: pts, hash: data_hash }));
}

/** Pushes a file in real time, as it is; resolves with the stream when it is published. */
async function pushFile(file: string, ...options: string[]): Promise<string> {
  const stream = `foreign_1_${(streams += 1)}`;
  processes.push(spawn('ffmpeg', [...QUIET, '-re', '-i', file, '-c', 'copy', ...options, '-f', 'flv', relay.url('push', stream, 'rtmp')], { stdio: 'inherit' }));
  await until('the stream is published', () => relay.seen.includes(`published ${stream}`));
  return stream;
}

/** Plays with librtmp until the publisher has gone. */
async function dump(stream: string): Promise<string> {
  const file = join(folder, `${stream}.flv`);
  const child = spawn('rtmpdump', ['-q', '-v', '-r', relay.url('play', stream, 'rtmp'), '-o', file], { stdio: 'ignore' });
  processes.push(child);
  await once(child, 'exit');
  return file;
}

async function fileOf(name: string, args: readonly string[]): Promise<string> {
  const file = join(folder, `${name}.flv`);
  await run('ffmpeg', [...QUIET, '-y', ...args, '-t', String(FILE_S), '-f', 'flv', file], { timeout: 30_000 });
  return file;
}

const ofKind = (packets: readonly Packet[], kind: string): Packet[] => packets.filter((packet) => packet.kind === kind);

/** All packets of these kinds and no others, without a hole and enough of them: from the first key frame on where there are pictures, which the relay keeps. */
function expectSame(played: readonly Packet[], pushed: readonly Packet[], kinds: readonly string[]): void {
  for (const kind of kinds) {
    const [got, expected] = [ofKind(played, kind), ofKind(pushed, kind)];
    expect(got.length).toBeGreaterThan(PLAYED_S * 10);
    const first = expected.findIndex(({ hash }) => hash === got[0]?.hash);
    if (kinds.includes('video')) expect(first).toBeLessThanOrEqual(BEFORE_KEY);
    expect(got).toEqual(expected.slice(first, first + got.length));
  }
  expect([...new Set(played.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
}

test.each([
  ['H.264 with B-frames and stereo at 48 kHz', 'both', [...PICTURES, ...stereo(1), '-map', '0:v', '-map', '[a]', ...H264, ...B_FRAMES, ...AAC], ['audio', 'video']],
  ['stereo at 48 kHz without pictures', 'sound', [...stereo(0), '-map', '[a]', ...AAC], ['audio']],
  ['pictures without sound', 'pictures', [...PICTURES, ...H264], ['video']],
])('%s that ffmpeg pushes arrives unchanged at ffprobe by RTMP and HTTP-FLV, and at librtmp', async (_what, name, args, kinds) => {
  const file = await fileOf(name, args);
  const pushed = await packetsOf(file);
  const stream = await pushFile(file);
  const [byRtmp, byHttp, dumped] = await Promise.all([packetsOf(relay.url('play', stream, 'rtmp')), packetsOf(relay.url('play', stream, 'http')), dump(stream)]);
  for (const played of [byRtmp, byHttp, await packetsOf(dumped)]) expectSame(played, pushed, kinds);
  if (name === 'both') expect(pushed.some(({ ptsMs, dtsMs }) => ptsMs > dtsMs)).toBe(true);
}, 40_000);

test('times of ffmpeg that outgrow the three bytes of a chunk header in the middle of a stream arrive as they are, with every packet', async () => {
  const file = await fileOf('long', [...PICTURES, ...stereo(1), '-map', '0:v', '-map', '[a]', ...H264, ...AAC]);
  const pushed = (await packetsOf(file)).map((packet) => ({ ...packet, dtsMs: packet.dtsMs + BEFORE_EXTENDED_S * 1_000, ptsMs: packet.ptsMs + BEFORE_EXTENDED_S * 1_000 }));
  const stream = await pushFile(file, '-output_ts_offset', String(BEFORE_EXTENDED_S));
  const [byRtmp, byHttp] = await Promise.all([packetsOf(relay.url('play', stream, 'rtmp')), packetsOf(relay.url('play', stream, 'http'))]);
  for (const played of [byRtmp, byHttp]) {
    expectSame(played, pushed, ['audio', 'video']);
    expect(played.at(-1)?.dtsMs).toBeGreaterThan(0xffffff);
  }
}, 40_000);
