import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock';
import type { Log, LogFacts } from '../../log';
import type { Refusal } from '../judge';
import { HookFormError, type Hook, type HookShape } from './hook-forms';

/** Where hooks arrive. Engines sign nothing, so the secret in the path is all that tells them from strangers. */
export interface HookAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The last part of the path: `http://HOST:PORT/hooks/SECRET`. */
  readonly secret: string;
}

/** What a hook server is made of. */
export interface HookServerOptions extends HookAddress {
  readonly shape: HookShape;
  /** Decides about a hook; `from` is the address of the engine. */
  readonly onHook: (hook: Hook, from: string) => Refusal | null;
  readonly log: Log;
  readonly clock: Clock;
  /** Time for a whole request, 5,000 ms by default. */
  readonly requestMs?: number;
}

/** A hook is a few hundred bytes; the longest is the query of a stranger's URL. */
const BODY_BYTES = 16_384;
const REQUEST_MS = 5_000;
/** Engines open a connection for each hook; more at once are no engine's. */
const CONNECTIONS = 512;
/** Lines in a second about what was refused: strangers must not fill the log. */
const REFUSALS_LOGGED = 20;
const PATH = '/hooks/';

/** Answers engines: 200 accepts, 403 refuses, 400 was not understood, 404 is a stranger. Whatever goes wrong, nothing is accepted. */
export class HookServer {
  private readonly server: Server;
  private readonly secretHash: Buffer;
  private logged = { second: 0, lines: 0 };

  constructor(private readonly options: HookServerOptions) {
    const requestMs = options.requestMs ?? REQUEST_MS;
    this.secretHash = hashOf(options.secret);
    this.server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: requestMs / 5 }, (request, response) => {
      void this.answer(request, response);
    });
    this.server.maxConnections = CONNECTIONS;
  }

  /** Resolves with the port that was taken. @throws Error when it is in use */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, this.options.host, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  /** Safe to call twice. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = await this.decide(request).catch((fault: unknown): [number, string] => this.failed(fault));
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'text/plain', ...(status >= 400 ? { connection: 'close' } : {}) }).end(body);
  }

  private async decide(request: IncomingMessage): Promise<[number, string]> {
    if (!this.isFromEngine(request.url ?? '')) return [404, 'not found'];
    if (request.method !== 'POST') return [405, 'the method must be POST'];
    const body = await bodyOf(request);
    if (body === null) return [413, `the body must have at most ${BODY_BYTES} bytes`];
    const { shape, onHook } = this.options;
    const hook = shape.parse(body);
    const refusal = onHook(hook, request.socket.remoteAddress ?? '');
    if (refusal === null) return [200, shape.accepts];
    this.note({ engine: hook.engine, action: hook.action, reason: refusal, ip: hook.ip }, 'stream refused');
    return [403, refusal];
  }

  private note(facts: LogFacts, text: string): void {
    const second = Math.floor(this.options.clock.nowMs() / 1_000);
    if (this.logged.second !== second) this.logged = { second, lines: 0 };
    this.logged.lines += 1;
    if (this.logged.lines <= REFUSALS_LOGGED) this.options.log.info(facts, text);
  }

  private isFromEngine(path: string): boolean {
    return path.startsWith(PATH) && timingSafeEqual(hashOf(path.slice(PATH.length)), this.secretHash);
  }

  private failed(fault: unknown): [number, string] {
    if (fault instanceof HookFormError) {
      this.note({ reason: fault.message }, 'a hook was not understood');
      return [400, fault.message];
    }
    this.options.log.error({ reason: String(fault) }, 'a hook failed');
    return [500, 'failed'];
  }
}

/** Hashes of equal length are compared, so that the time tells nothing, not even the length. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The whole body, or null when it is too long: the rest is read and dropped, so that the sender hears why. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    throw new HookFormError('the body', 'must arrive whole'); // The sender has gone, or was too slow.
  }
  return bytes > BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
