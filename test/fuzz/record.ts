import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { keep } from './corpus';
import { RelayUnderTest } from './relay-under-test';
import { flvPath, ticketed } from './secret';

/** Enough for the handshake, the commands, configuration and some frames of the small picture below. */
const KEPT_BYTES = 12_000;
/** Players listen for as long as this. */
const LISTENS_MS = 4_000;
const SOURCE = ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x48:r=10', '-f', 'lavfi', '-i', 'sine=440', '-t', '2',
  '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '5', '-c:a', 'aac', '-b:a', '16k', '-f', 'flv'];

/** Records what ffmpeg, ffprobe and librtmp say to a relay, and ffmpeg's FLV, as inputs of the corpus. */
export async function record(): Promise<void> {
  const relay = await RelayUnderTest.start();
  const { rtmpPort, flvPort } = relay.ports;
  const live = spawn('ffmpeg', ['-re', '-stream_loop', '-1', ...SOURCE.map((argument) => argument === '2' ? '30' : argument), `rtmp://127.0.0.1:${rtmpPort}/live/${ticketed('push', 'good')}`], { stdio: 'ignore' });
  await heard('rtmp', 'ffmpeg-push', rtmpPort, (port) => ['ffmpeg', [...SOURCE, `rtmp://127.0.0.1:${port}/live/${ticketed('push', 'hostile0')}`]]);
  await heard('rtmp', 'ffprobe-play', rtmpPort, (port) => ['ffprobe', ['-v', 'quiet', `rtmp://127.0.0.1:${port}/live/${ticketed('play', 'good')}`]]);
  await heard('rtmp', 'librtmp-play', rtmpPort, (port) => ['rtmpdump', ['-q', '-v', '-B', '1', '-o', '/dev/null', '-r', `rtmp://127.0.0.1:${port}/live/${ticketed('play', 'good')}`]]);
  await heard('http', 'ffprobe-play', flvPort, (port) => ['ffprobe', ['-v', 'quiet', `http://127.0.0.1:${port}${flvPath('play', 'good')}`]]);
  const file = spawn('ffmpeg', [...SOURCE, 'pipe:1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pieces: Buffer[] = [];
  file.stdout.on('data', (bytes: Buffer) => pieces.push(bytes));
  await once(file, 'close');
  keep('flv', 'ffmpeg', Buffer.concat(pieces).subarray(0, KEPT_BYTES));
  live.kill('SIGKILL');
  await relay.stop();
}

/** Runs a program through a door that notes what it says. */
async function heard(kind: 'rtmp' | 'http', name: string, port: number, commandOf: (port: number) => readonly [string, readonly string[]]): Promise<void> {
  const pieces: Buffer[] = [];
  const door = createServer((socket) => {
    const relay = connect(port, '127.0.0.1');
    socket.on('data', (bytes) => pieces.push(bytes)).on('error', () => relay.destroy()).pipe(relay);
    relay.on('error', () => socket.destroy()).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const [program, args] = commandOf((door.address() as AddressInfo).port);
  await once(spawn(program, args, { stdio: 'ignore', timeout: LISTENS_MS }), 'exit');
  door.close();
  keep(kind, name, Buffer.concat(pieces).subarray(0, KEPT_BYTES));
}
