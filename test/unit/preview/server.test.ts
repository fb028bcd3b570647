import { createServer, type IncomingMessage, type Server } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import { type PreviewServer, startPreview } from '../../../preview/src/server/index';

const FILES = new Map([['index.html', { body: Buffer.from('<p>two phones</p>'), type: 'text/html; charset=utf-8' }]]);

let target: Server;
let preview: PreviewServer;
let asked: IncomingMessage[];
/** Ends the answer that the target has begun. */
let finish: () => void;

beforeEach(async () => {
  asked = [];
  target = createServer((request, response) => {
    asked.push(request);
    response.writeHead(200, { 'content-type': 'text/plain' }).write(`first of ${request.method ?? ''} ${request.url ?? ''}`);
    finish = () => response.end(' second');
  });
  const sockets = new WebSocketServer({ server: target, handleProtocols: (protocols) => [...protocols][0] ?? false });
  sockets.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const { port } = target.address() as AddressInfo;
  preview = await startPreview({ files: FILES, port: 0, signalPort: port, flvPort: port });
});
afterEach(async () => {
  await preview.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

test('serves the built files, the pair of phones first, and nothing else', async () => {
  const page = await fetch(preview.url);
  expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html; charset=utf-8', '<p>two phones</p>']);
  expect((await fetch(`${preview.url}../package.json`)).status).toBe(404);
  expect((await fetch(`${preview.url}%E0%A4%A`)).status).toBe(404);
});

test.each(['/dev/token', '/healthz?x=1', '/live/name.flv?e=1'])('passes %s on and streams the answer before it is complete', async (path) => {
  const answer = await fetch(new URL(path, preview.url));
  const reader = answer.body!.getReader();
  const first = await reader.read();
  expect(Buffer.from(first.value ?? []).toString()).toBe(`first of GET ${path}`);
  finish();
  const second = await reader.read();
  expect(Buffer.from(second.value ?? []).toString()).toBe(' second');
});

test('a path that only begins like one that is passed on stays here', async () => {
  expect((await fetch(`${preview.url}healthzzz`)).status).toBe(404);
  expect(asked).toEqual([]);
});

test.each([['/ws', 'netcall.v1.json'], ['/live/name.flv?e=1', 'post']])('passes a WebSocket on %s with its sub-protocol and its bytes', async (path, protocol) => {
  const socket = new WebSocket(new URL(path, preview.url.replace('http', 'ws')), protocol);
  await new Promise((resolve) => socket.once('open', resolve));
  expect(socket.protocol).toBe(protocol);
  const bytes = Buffer.from([0, 255, 10, 13]);
  socket.send(bytes);
  expect(await new Promise((resolve) => socket.once('message', resolve))).toEqual(bytes);
  socket.close();
  await new Promise((resolve) => socket.once('close', resolve));
});

test('answers 502 with the port while nobody listens behind it', async () => {
  await preview.close();
  preview = await startPreview({ files: FILES, port: 0, signalPort: 1, flvPort: 1 });
  const answer = await fetch(`${preview.url}healthz`);
  expect([answer.status, await answer.text()]).toEqual([502, 'nothing listens on port 1\n']);
});

test('close ends open sockets, and may be called twice', async () => {
  const socket = new WebSocket(`${preview.url.replace('http', 'ws')}ws`, 'netcall.v1.json');
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await Promise.all([preview.close(), preview.close(), closed]);
  await expect(fetch(preview.url)).rejects.toThrow();
});

test('speaks HTTPS with a certificate of its own when asked to', async () => {
  await preview.close();
  preview = await startPreview({ files: FILES, host: '127.0.0.1', port: 0, signalPort: 1, flvPort: 1, https: true });
  expect(preview.url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    get(preview.url, { rejectUnauthorized: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(200);
});

test('listens on loopback alone, and says when its port is taken', async () => {
  expect(new URL(preview.url).hostname).toBe('127.0.0.1');
  await expect(startPreview({ files: FILES, port: preview.port, signalPort: 1, flvPort: 1 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
