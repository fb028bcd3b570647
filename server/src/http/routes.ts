import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { complainAboutAccount } from 'netcall-protocol';
import type { Log } from '../log';
import type { Tokens } from '../signal/tokens';

/** A body larger than this is not read. */
const BODY_BYTES = 4_096;
/** How long a development token holds. */
const DEV_TOKEN_S = 24 * 3_600;

/** What the routes answer from. */
export interface RouteParts {
  /** Facts for `/healthz`; `ok: false` answers 503. */
  readonly health: () => { readonly ok: boolean } & Readonly<Record<string, unknown>>;
  /** Gives development tokens to anybody who asks; null in production, where the route does not exist. */
  readonly devTokens: Tokens | null;
  readonly log: Log;
}

/** The HTTP side of the signalling port: `/healthz`, and `POST /dev/token` in development. */
export function createRoutes(parts: RouteParts): RequestListener {
  return (request, response) => {
    route(parts, request, response).catch((fault: unknown) => {
      parts.log.error({ err: fault }, 'an HTTP request failed');
      if (!response.headersSent) reply(response, 500, { error: 'INTERNAL' });
    });
  };
}

async function route(parts: RouteParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === '/healthz' && request.method === 'GET') {
    const health = parts.health();
    reply(response, health.ok ? 200 : 503, health);
  } else if (path === '/dev/token' && parts.devTokens !== null) {
    await devToken(parts.devTokens, request, response);
  } else {
    reply(response, 404, { error: 'NOT_FOUND' });
  }
}

async function devToken(tokens: Tokens, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'content-type');
  response.setHeader('access-control-allow-methods', 'POST');
  if (request.method === 'OPTIONS') return reply(response, 204, null);
  if (request.method !== 'POST') return reply(response, 405, { error: 'METHOD_NOT_ALLOWED' });
  const identity = identityOf(await bodyOf(request));
  if (identity === null) return reply(response, 400, { error: 'BAD_ARGUMENT', field: 'account' });
  const issued = await tokens.issue(identity, DEV_TOKEN_S);
  reply(response, issued === null ? 400 : 200, issued ?? { error: 'BAD_ARGUMENT', field: 'app' });
}

function identityOf(body: string | null): { app: string; account: string } | null {
  try {
    const value: unknown = JSON.parse(body ?? '');
    if (typeof value !== 'object' || value === null) return null;
    const { account, app = 'default' } = value as Record<string, unknown>;
    if (typeof account !== 'string' || typeof app !== 'string') return null;
    return complainAboutAccount(account) === null ? { app, account } : null;
  } catch {
    return null; // Not JSON: the answer says which field is wrong.
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body === null ? undefined : JSON.stringify(body));
}
