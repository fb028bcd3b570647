import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { generate } from 'selfsigned';
import type { BuiltFiles } from '../build/index';
import { forward, forwardUpgrade, type ProxyRule, ruleOf } from './proxy';

/** How the preview is served. */
export interface PreviewServerOptions {
  files: BuiltFiles;
  /** Address to listen on. Default 127.0.0.1, with `https` 0.0.0.0: a real phone has to reach it. */
  host?: string;
  /** Port to listen on; 0 takes a free one. Default 8080. */
  port?: number;
  /** Port of the signalling server on this machine: `/ws`, `/dev/` and `/healthz` go there. */
  signalPort: number;
  /** Port of the relay's FLV server on this machine: `/live/` goes there. */
  flvPort: number;
  /** Serve by HTTPS with a certificate made on the spot; browsers open camera and microphone for nothing less, save on loopback. */
  https?: boolean;
}

/** A preview that listens. */
export interface PreviewServer {
  /** Address to open, with the port that was really taken. */
  url: string;
  port: number;
  /** Ends every connection and stops listening. Twice is once. */
  close(): Promise<void>;
}

/**
 * Serves the built preview and passes signalling and media on, so that a page needs one origin only.
 *
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startPreview(options: PreviewServerOptions): Promise<PreviewServer> {
  const { https = false, host = https ? '0.0.0.0' : '127.0.0.1', port = 8080 } = options;
  const rules: ProxyRule[] = [
    ...['/ws', '/dev/', '/healthz'].map((prefix) => ({ prefix, port: options.signalPort })),
    { prefix: '/live/', port: options.flvPort },
  ];
  const server = await serverOf(https, (request, response) => answer(request, response, options.files, rules));
  const open = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const rule = ruleOf(rules, request.url ?? '/');
    if (rule) forwardUpgrade(request, socket, head, rule.port);
    else socket.destroy();
  });
  const actual = await listen(server, host, port);
  const close = once(() => new Promise<void>((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.destroy();
  }));
  return { url: `${https ? 'https' : 'http'}://${host === '0.0.0.0' ? 'localhost' : host}:${actual}/`, port: actual, close };
}

function answer(request: IncomingMessage, response: ServerResponse, files: BuiltFiles, rules: readonly ProxyRule[]): void {
  const url = request.url ?? '/';
  const rule = ruleOf(rules, url);
  if (rule) return forward(request, response, rule.port);
  const file = files.get(pathOf(url));
  if (file) response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-store' }).end(file.body);
  else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n');
}

/** Name of a built file; an address that cannot be decoded names none. */
function pathOf(url: string): string {
  try {
    const path = decodeURIComponent(url.split('?')[0] ?? '/').slice(1);
    return path === '' ? 'index.html' : path;
  } catch {
    return url; // Malformed percent signs: no file has such a name.
  }
}

async function serverOf(https: boolean, listener: RequestListener): Promise<Server> {
  if (!https) return createServer(listener);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'netcall preview' }], { algorithm: 'sha256' });
  return createSecureServer({ key, cert }, listener);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}
