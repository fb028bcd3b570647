import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that a stand-in heard: method and path with query. */
export interface StandInServer {
  readonly base: string;
  readonly asked: string[];
  close(): Promise<void>;
}

/** An HTTP server that answers what a test says, and remembers what it was asked. */
export async function standIn(answer: (request: string) => { status?: number; body: string }): Promise<StandInServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    asked.push(line);
    const { status = 200, body } = answer(line);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** Clients as SRS lists them, by page. */
export function srsPages(clients: readonly { id: string; name: string }[], request: string): string {
  const [, start = 0, count = 0] = (/start=(\d+)&count=(\d+)/.exec(request) ?? []).map(Number);
  const page = clients.slice(start, start + count).map((each) => ({ ...each, vhost: 'vid-1', stream: 'vid-2', ip: '10.0.0.7', url: `/live/${each.name}`, type: 'fmle-publish', publish: true }));
  return JSON.stringify({ code: 0, server: 'vid-1', clients: page });
}
