import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Where requests go on, by the beginning of their path. */
export interface ProxyRule {
  prefix: string;
  port: number;
}

const TARGET_HOST = '127.0.0.1';

/** The rule for a path; undefined when the preview answers itself. */
export function ruleOf(rules: readonly ProxyRule[], path: string): ProxyRule | undefined {
  return rules.find(({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}?`));
}

/** Passes an HTTP request on and streams the answer back as it comes; 502 while nobody listens there. */
export function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ host: TARGET_HOST, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`nothing listens on port ${port}\n`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Passes a WebSocket handshake on word for word and then every byte both ways. */
export function forwardUpgrade(incoming: IncomingMessage, client: Duplex, head: Buffer, port: number): void {
  const target = connect(port, TARGET_HOST);
  target.setNoDelay(true);
  target.on('connect', () => {
    target.write(handshakeOf(incoming));
    target.write(head);
    client.pipe(target).pipe(client);
  });
  const end = () => {
    client.destroy();
    target.destroy();
  };
  for (const side of [client, target]) side.on('error', end).on('close', end);
}

function handshakeOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) lines.push(`${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
