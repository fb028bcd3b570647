import { get, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { flvHeader, FlvReader, writeFlvTag, type FlvTag } from '../../../../server/src/media/flv';
import { RELAY_LIMITS } from '../../../../server/src/media/limits';
import type { RelayOptions } from '../../../../server/src/media/relay';
import { audioConfig, interFrame, keyFrame, metadata, sound, videoConfig, type Sample } from './packets';
import { RtmpClient } from './rtmp-client';
import { startTestingRelay, type TestingRelay } from './testing-relay';

export const S = '12345678_1_1';
/** Ended after each test. */
export const relays: TestingRelay[] = [];
const clients: { close(): void }[] = [];

export async function relayOf(options: Partial<RelayOptions> = {}): Promise<TestingRelay> {
  const testing = await startTestingRelay(options);
  relays.push(testing);
  return testing;
}

export async function rtmp(testing: TestingRelay, options = {}): Promise<RtmpClient> {
  const client = await RtmpClient.connect(testing.ports.rtmpPort, options);
  clients.push(client);
  return client;
}

/** A client that publishes `stream` with a good ticket. */
export async function publisher(testing: TestingRelay, stream = S): Promise<RtmpClient> {
  const client = await rtmp(testing);
  expect(await client.open('publish', testing.ticketed('push', stream))).toBe('NetStream.Publish.Start');
  return client;
}

export async function player(testing: TestingRelay, stream = S): Promise<RtmpClient> {
  const client = await rtmp(testing);
  expect(await client.open('play', testing.ticketed('play', stream))).toBe('NetStream.Play.Start');
  return client;
}

/** What HTTP-FLV and WS-FLV players share: tags as they come. */
export class FlvClient {
  readonly tags: FlvTag[] = [];
  header: Buffer = Buffer.alloc(0);
  closed = false;
  private wake: () => void = () => undefined;
  private readonly reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
  read(bytes: Buffer): void {
    if (this.header.length === 0) this.header = bytes.subarray(0, 9);
    this.reader.push(bytes, (tag) => this.tags.push(tag));
    this.wake();
  }
  ended(): void { this.closed = true; this.wake(); }
  async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.closed) await new Promise<void>((resolve) => { this.wake = resolve; });
  }
}

export function http(testing: TestingRelay, path: string, method = 'GET'): Promise<{ response: IncomingMessage; flv: FlvClient }> {
  return new Promise((resolve, reject) => {
    const flv = new FlvClient();
    const request = get({ port: testing.ports.flvPort, host: '127.0.0.1', path, method, agent: false }, (response) => {
      clients.push({ close: () => request.destroy() });
      response.on('data', (bytes: Buffer) => { if (response.statusCode === 200) flv.read(bytes); });
      response.on('close', () => flv.ended());
      response.on('error', () => flv.ended());
      resolve({ response, flv });
    });
    request.on('error', reject);
  });
}

/** A client that pushes by POST: what it writes, and how the relay answers or breaks off. */
export function post(testing: TestingRelay, path: string): { body: ClientRequest; status: Promise<number | 'broken off'> } {
  const body = httpRequest({ port: testing.ports.flvPort, host: '127.0.0.1', path, method: 'POST', agent: false });
  clients.push({ close: () => body.destroy() });
  const status = new Promise<number | 'broken off'>((resolve) => {
    body.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    body.on('error', () => resolve('broken off')).on('close', () => resolve('broken off'));
  });
  return { body, status };
}

export const flvPath = (ticketed: string) => `/live/${ticketed.replace('?', '.flv?')}`;

/** Resolves with the open socket, or with the status of the refusal. */
export function ws(testing: TestingRelay, ticketed: string, protocol?: string): Promise<{ socket: WebSocket; flv: FlvClient } | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${testing.ports.flvPort}${flvPath(ticketed)}`, protocol === undefined ? [] : [protocol]);
    const flv = new FlvClient();
    clients.push({ close: () => socket.terminate() });
    socket.on('message', (data) => flv.read(data as Buffer));
    socket.on('close', () => flv.ended());
    socket.on('open', () => resolve({ socket, flv }));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', (error) => { if (socket.readyState !== WebSocket.CLOSING) reject(error); });
  });
}

export async function opened(result: ReturnType<typeof ws>): Promise<{ socket: WebSocket; flv: FlvClient }> {
  const value = await result;
  if (typeof value === 'number') throw new Error(`refused with ${value}`);
  return value;
}

export const PICTURES: readonly Sample[] = [metadata(), videoConfig(), audioConfig(), keyFrame(0), sound(10), interFrame(66)];
export const push = (client: RtmpClient, samples: readonly Sample[]) => samples.forEach(({ type, timestampMs, payload }) => client.send(type, timestampMs, payload));
export const asTags = (samples: readonly Sample[]) => samples.map(({ type, timestampMs, payload }) => ({ type, timestampMs, payload }));
export const flvOf = (samples: readonly Sample[]) => Buffer.concat([flvHeader({ audio: true, video: true }), ...samples.map((sample) => writeFlvTag(sample.type, sample.timestampMs, sample.payload))]);

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await Promise.all(relays.splice(0).map(({ relay }) => relay.close()));
});
