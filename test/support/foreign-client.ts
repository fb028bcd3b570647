import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { within } from './until';

const run = promisify(execFile);

/** How an ffmpeg ended, and what it said. */
export interface PushEnd {
  readonly status: number | null;
  readonly complaint: string;
}

/** An ffmpeg that pushes in real time. */
export interface ForeignPusher {
  /** Resolves when its first pictures have been taken. */
  readonly started: Promise<void>;
  readonly ended: Promise<PushEnd>;
  stop(): Promise<void>;
}

/** A moving test picture and a tone. */
const scene = (size: string, fps: number): string[] => ['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${fps}`, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'];

/** H.264 and AAC, with a key frame every `keyFrames` pictures. */
const coding = (keyFrames: number): string[] => [
  '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', String(keyFrames), '-c:a', 'aac', '-b:a', '48k',
];

/** Pushes a moving test picture and a tone for as long as it is let. */
export function pushForeign(url: string): ForeignPusher {
  return push([...scene('320x240', 15), ...coding(15)], url);
}

/** Makes a small file to push, of 160 × 120 at 5 pictures a second: pushing it takes next to no time of the processor. */
export async function makeSmallFile(path: string): Promise<void> {
  await makeFile(path, '160x120', 5);
}

/** Makes a file of twenty seconds with a key frame every second, which costs a processor nothing to push. */
export async function makeFile(path: string, size: string, fps: number): Promise<void> {
  await run('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...scene(size, fps), ...coding(fps), '-t', '20', '-f', 'flv', path], { timeout: 30_000 });
}

/** Pushes a file again and again, as it is, for as long as it is let. */
export function pushFile(path: string, url: string): ForeignPusher {
  return push(['-stream_loop', '-1', '-i', path, '-c', 'copy'], url);
}

function push(source: readonly string[], url: string): ForeignPusher {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', '-progress', 'pipe:1', '-stats_period', '0.2', '-re', ...source, '-f', 'flv', url], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, complaint }));
  const started = within('ffmpeg pushes', new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => /frame=[1-9]/.test(text.toString()) && resolve());
    void ended.then(() => reject(new Error(`ffmpeg ended before its first picture: ${complaint}`)));
  }), 20_000);
  started.catch(() => undefined); // A push that is meant to be refused is looked at by `ended`.
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  void ended.then(() => process.off('exit', killAtExit));
  return {
    started,
    ended,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Plays two seconds of an address with ffprobe; resolves with the codec of each stream of which frames could be decoded. */
export async function probeForeign(url: string): Promise<string[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-read_intervals', '%+2', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'json', url], { timeout: 30_000 });
  const { streams } = JSON.parse(stdout) as { streams: { codec_name: string; nb_read_frames?: string }[] };
  return streams.filter(({ nb_read_frames = '0' }) => Number(nb_read_frames) > 10).map(({ codec_name }) => codec_name).sort();
}
