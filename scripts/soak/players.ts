import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { FlvReader } from '../../server/src/media/flv';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import { RtmpClient } from '../../test/unit/media/support/rtmp-client';
import type { Arrivals } from './arrivals';

/** Somebody who plays for the whole run. */
export interface SoakPlayer {
  /** Why it has ended, or null while it plays. */
  ended(): string | null;
  stop(): Promise<void>;
}

/** A stream's play address in each of the relay's forms. */
export interface PlayUrls {
  readonly rtmp: string;
  readonly http: string;
  readonly ws: string;
}

/** The other forms of the address that signalling gave. */
export function playUrlsOf(rtmp: string, flvPort: number): PlayUrls {
  const [, path = '', query = ''] = /^rtmp:\/\/[^/]+(\/[^?]+)\?(.*)$/.exec(rtmp) ?? [];
  const flv = `://127.0.0.1:${flvPort}${path}.flv?${query}`;
  return { rtmp, http: `http${flv}`, ws: `ws${flv}` };
}

/** Every way to play, by name. `ffmpeg` and `rtmpdump` are those; the others are the tests' own readers. */
export const PLAYERS: Readonly<Record<string, (urls: PlayUrls, arrivals: Arrivals) => Promise<SoakPlayer>>> = {
  'RTMP': playRtmp,
  'HTTP-FLV': ({ http }, arrivals) => playHttp(http, arrivals),
  'WS-FLV': ({ ws }, arrivals) => playWs(ws, arrivals),
  'ffmpeg RTMP': ({ rtmp }, arrivals) => playProgram('ffmpeg', copyOf(rtmp), arrivals),
  'ffmpeg HTTP-FLV': ({ http }, arrivals) => playProgram('ffmpeg', copyOf(http), arrivals),
  'rtmpdump': ({ rtmp }, arrivals) => playProgram('rtmpdump', ['-q', '-v', '-r', rtmp, '-o', '-'], arrivals),
};

const copyOf = (url: string): string[] => ['-hide_banner', '-nostdin', '-loglevel', 'error', '-fflags', 'nobuffer', '-i', url, '-c', 'copy', '-flush_packets', '1', '-f', 'flv', 'pipe:1'];

async function playRtmp({ rtmp }: PlayUrls, arrivals: Arrivals): Promise<SoakPlayer> {
  const { port, pathname, search } = new URL(rtmp.replace(/^rtmp/, 'http'));
  const client = await RtmpClient.connect(Number(port), { acknowledges: true, keepsMedia: false });
  client.onMedia = ({ type, timestampMs, payload }) => arrivals.take(type, timestampMs, payload);
  const status = await client.open('play', `${pathname.split('/').at(-1)}${search}`);
  if (status !== 'NetStream.Play.Start') throw new Error(`playing ended with ${status}`);
  return {
    ended: () => (client.socket.destroyed ? 'its socket was closed' : null),
    async stop() {
      client.close();
      await client.closed;
    },
  };
}

async function playHttp(url: string, arrivals: Arrivals): Promise<SoakPlayer> {
  const read = flvInto(arrivals);
  const request = get(url, { agent: false });
  const [response] = await once(request, 'response') as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`playing was answered with ${response.statusCode}`);
  response.on('error', () => undefined).on('data', read); // What cuts it short is told by its end.
  const closed = new Promise<void>((resolve) => { response.once('close', resolve); });
  return {
    ended: () => (response.closed ? 'the answer ended' : null),
    async stop() {
      request.destroy();
      await closed;
    },
  };
}

async function playWs(url: string, arrivals: Arrivals): Promise<SoakPlayer> {
  const socket = new WebSocket(url);
  socket.on('message', flvInto(arrivals));
  await once(socket, 'open');
  return {
    ended: () => (socket.readyState === WebSocket.OPEN ? null : 'its socket was closed'),
    async stop() {
      socket.terminate();
      if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
    },
  };
}

function playProgram(name: string, args: readonly string[], arrivals: Arrivals): Promise<SoakPlayer> {
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', flvInto(arrivals));
  const closed = once(child, 'close');
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  return Promise.resolve({
    ended: () => (child.exitCode === null && child.signalCode === null ? null : `it ended with ${child.signalCode ?? child.exitCode}`),
    async stop() {
      child.kill('SIGKILL');
      await closed;
      process.off('exit', killAtExit);
    },
  });
}

function flvInto(arrivals: Arrivals): (bytes: Buffer) => void {
  const reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
  return (bytes) => reader.push(bytes, ({ type, timestampMs, payload }) => arrivals.take(type, timestampMs, payload));
}
