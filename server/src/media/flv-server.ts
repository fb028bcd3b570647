import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Door } from './door';
import { FlvPlayer, FlvPublisher, type FlvSink } from './flv-session';
import type { Refusal, Request } from './judge';
import type { Session, SessionContext } from './session';
import type { TicketAction } from './tickets';

/** The WebSocket sub-protocol of a client that pushes; every other client plays. */
const PUSH_PROTOCOL = 'post';
const FLV_PATH = /^\/([^/]+)\/([^/]+)\.flv$/;
const HEADER_MAX_BYTES = 8_192;
/** What a WebSocket's player reports: how many bytes it has received in all, modulo 2^32, as one number (docs/protocol.md, "Stream URLs"). */
const REPORT_BYTES = 4;
/** How a refusal reads in HTTP: what is not a stream's address is not found, everything else is forbidden. */
const STATUS: Record<Refusal, 403 | 404> = {
  app: 404, name: 404, missing: 403, malformed: 403, signature: 403, expired: 403, revoked: 403,
};
const REASON_PHRASE = { 403: 'Forbidden', 404: 'Not Found' } as const;
/** What an HTTP request to a stream's address wants; other methods are not found. */
const ACTION_OF: Readonly<Record<string, TicketAction>> = { GET: 'play', POST: 'push' };
const CORS = { 'access-control-allow-origin': '*' } as const;

/** HTTP-FLV and WS-FLV on one port: `GET /live/STREAM.flv` plays, `POST` pushes, a WebSocket there plays, or pushes with `post`. */
export class FlvServer {
  readonly server: Server;
  private readonly sockets: Record<TicketAction, WebSocketServer>;
  /** Sockets that carry a stream: nothing may come behind the request for it. */
  private readonly taken = new WeakSet<Duplex>();

  constructor(private readonly context: SessionContext, door: Door) {
    const { setupMs, sweepMs, messageBytes, commandBytes } = context.limits;
    // No requestTimeout: the body of a POST is a stream. Its publisher has a timeout of its own, and every other answer closes.
    const options = { headersTimeout: setupMs, requestTimeout: 0, connectionsCheckingInterval: sweepMs, maxHeaderSize: HEADER_MAX_BYTES, noDelay: true, keepAlive: true };
    this.server = createServer(options, (request, response) => this.answer(request, response));
    this.server.on('connection', (socket: Socket) => door.admit(socket));
    // Node's own answer to what it cannot expect would leave the socket open, with a body that nothing ends.
    this.server.on('checkExpectation', (_request, response: ServerResponse) => response.writeHead(417, { connection: 'close' }).end());
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head));
    this.sockets = { push: webSockets(messageBytes), play: webSockets(commandBytes) };
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.taken.has(request.socket)) return void request.socket.destroy();
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...CORS, 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'content-type', connection: 'close' }).end();
      return;
    }
    const action = ACTION_OF[request.method ?? ''];
    const wanted = requestOf(action ?? 'play', request);
    const reason = action === undefined ? 'app' : this.refuses(wanted, request);
    if (reason !== null) {
      response.writeHead(STATUS[reason], { ...CORS, 'content-type': 'text/plain', connection: 'close' }).end(reason);
      return;
    }
    this.taken.add(request.socket);
    if (action === 'push') this.receive(request, response, wanted.stream);
    else this.give(request, response, wanted.stream);
  }

  /** The body of a POST is a stream for as long as it goes on. */
  private receive(request: IncomingMessage, response: ServerResponse, stream: string): void {
    const publisher = new FlvPublisher(request.socket, this.context, stream);
    request.on('data', (bytes: Buffer) => publisher.received(bytes));
    request.on('end', () => {
      response.writeHead(200, { ...CORS, 'content-length': 0, connection: 'close' }).end(() => publisher.end('closed'));
    });
    request.on('error', () => publisher.end('closed'));
    request.on('close', () => { if (!request.complete) publisher.end('closed'); });
    response.on('error', () => publisher.end('closed'));
    response.on('close', () => publisher.end('closed'));
  }

  private give(request: IncomingMessage, response: ServerResponse, stream: string): void {
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { ...CORS, 'content-type': 'video/x-flv', 'cache-control': 'no-store', connection: 'close' });
    response.flushHeaders();
    const player = new FlvPlayer(httpSink(request.socket, response), this.context, stream);
    response.on('error', () => player.end('closed'));
    response.on('close', () => player.end('closed'));
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (this.taken.has(socket)) return void socket.destroy();
    const pushes = (request.headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === PUSH_PROTOCOL);
    const wanted = requestOf(pushes ? 'push' : 'play', request);
    const reason = this.refuses(wanted, request);
    if (reason !== null) {
      const status = STATUS[reason];
      socket.end(`HTTP/1.1 ${status} ${REASON_PHRASE[status]}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${reason.length}\r\n\r\n${reason}`, () => socket.destroy());
      return;
    }
    this.sockets[wanted.action].handleUpgrade(request, socket, head, (client) => {
      if (pushes) this.publish(client, socket, wanted.stream);
      else this.play(client, socket, wanted.stream);
    });
  }

  private publish(client: WebSocket, socket: Duplex, stream: string): void {
    const publisher = new FlvPublisher(socket, this.context, stream);
    client.on('message', (data, isBinary) => { if (isBinary && Buffer.isBuffer(data)) publisher.received(data); });
    this.follow(client, socket, publisher);
  }

  private play(client: WebSocket, socket: Duplex, stream: string): void {
    const sink = { write: (bytes: Buffer) => client.send(bytes), queuedBytes: () => client.bufferedAmount, destroy: () => socket.destroy(), canReport: true };
    const player = new FlvPlayer(sink, this.context, stream);
    client.on('message', (data, isBinary) => {
      const receivedBytes = isBinary && Buffer.isBuffer(data) ? parseReport(data) : null;
      if (receivedBytes !== null) player.reported(receivedBytes);
    });
    this.follow(client, socket, player);
  }

  /** Pings are answered by themselves: who does not read the answers is not waited for. */
  private follow(client: WebSocket, socket: Duplex, session: Session): void {
    client.on('ping', () => { if (socket.writableLength > this.context.limits.queueMaxBytes) session.end('slow'); });
    client.on('error', () => session.end('closed'));
    client.on('close', () => session.end('closed'));
  }

  private refuses(wanted: Request, request: IncomingMessage): Refusal | null {
    const reason = this.context.hub.refuses(wanted);
    const { action, stream } = wanted;
    if (reason !== null) this.context.onRefused({ action, stream, reason, address: request.socket.remoteAddress ?? '' });
    return reason;
  }
}

/** @param maxBytes - a longer message ends the connection */
function webSockets(maxBytes: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxBytes,
    handleProtocols: (offered) => offered.has(PUSH_PROTOCOL) ? PUSH_PROTOCOL : [...offered][0] ?? false,
  });
}

/** How much a player says it has received; null for a message that says something else, which is passed over. */
function parseReport(message: Buffer): number | null {
  return message.length === REPORT_BYTES ? message.readUInt32BE() : null;
}

function httpSink(socket: Socket, response: ServerResponse): FlvSink {
  return { write: (bytes) => response.write(bytes), queuedBytes: () => response.writableLength, destroy: () => socket.destroy(), canReport: false };
}

/** Application, stream and query as they stand in the address; an address of another form gives names that are refused. */
function requestOf(action: TicketAction, request: IncomingMessage): Request {
  const [path = '', ...query] = (request.url ?? '').split('?');
  const [, app = '', stream = ''] = FLV_PATH.exec(path) ?? [];
  return { action, app, stream, query: query.join('?') };
}
