import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ChunkReader } from '../../server/src/media/chunk-reader';
import { writeChunks } from '../../server/src/media/chunk-writer';
import { FlvReader } from '../../server/src/media/flv';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import { controlMessage, RTMP_TYPE, type RtmpMessage } from '../../server/src/media/rtmp-messages';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';
import { Receipts } from '../../webmedia/src/link/receipts';
import { RtmpClient } from '../../test/unit/media/support/rtmp-client';
import { HELLO_BYTES, type Address, type Wire } from './plan';

export type Send = (type: number, timestampMs: number, payload: Buffer) => void;
export type Hear = (message: RtmpMessage) => void;

/** Lives longer than any run. */
const TICKET_S = 3_600;
const CHUNK_BYTES = RELAY_LIMITS.outChunkBytes;

/** A wire from a pusher to a player; both ends write and read the same chunks whatever is between them. */
export function openWire(wire: Wire, address: Address, stream: string, hear: Hear): Promise<Send> {
  switch (wire) {
    case 'rtmp': return throughServer(address, stream, hear);
    case 'pass-through': return throughPass(address.rtmpPort, stream, hear);
    case 'direct': return direct(hear);
  }
}

/** Publishes by RTMP. */
export async function push(address: Address, stream: string): Promise<Send> {
  const pusher = await RtmpClient.connect(address.rtmpPort, { keepsMedia: false });
  await opened(pusher.open('publish', named('push', address, stream)), 'NetStream.Publish.Start');
  return (type, timestampMs, payload) => pusher.send(type, timestampMs, payload);
}

/** Plays by RTMP, as ffmpeg and librtmp do: what has come is acknowledged when the server asks for it. */
export async function playRtmp(address: Address, stream: string, hear: Hear): Promise<void> {
  const player = await RtmpClient.connect(address.rtmpPort, { acknowledges: true, keepsMedia: false });
  player.onMedia = hear;
  await opened(player.open('play', named('play', address, stream)), 'NetStream.Play.Start');
}

/** Plays by WS-FLV. @param reports - says what it has received, as our own player does */
export async function playWsFlv(address: Address, stream: string, hear: Hear, reports: boolean): Promise<void> {
  const path = named('play', address, stream).replace(stream, `${stream}.flv`);
  const socket = new WebSocket(`ws://127.0.0.1:${address.httpPort}/live/${path}`);
  const reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
  const receipts = new Receipts();
  socket.on('message', (bytes: Buffer) => {
    const report = receipts.took(bytes.length);
    if (reports && report !== null) socket.send(report);
    reader.push(bytes, hear);
  });
  await once(socket, 'open');
}

async function throughServer(address: Address, stream: string, hear: Hear): Promise<Send> {
  await playRtmp(address, stream, hear);
  return push(address, stream);
}

async function throughPass(port: number, stream: string, hear: Hear): Promise<Send> {
  read(await greet(port, 'play', stream), hear);
  return writer(await greet(port, 'push', stream));
}

async function direct(hear: Hear): Promise<Send> {
  const server = createServer({ noDelay: true }, (socket) => read(socket, hear)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect({ port: typeof address === 'object' && address !== null ? address.port : 0, host: '127.0.0.1', noDelay: true });
  await once(server, 'connection');
  server.close();
  return writer(socket);
}

function read(socket: Socket, hear: Hear): void {
  const reader = new ChunkReader(RELAY_LIMITS);
  reader.allowMedia();
  socket.on('data', (bytes) => reader.push(bytes, hear));
}

function writer(socket: Socket): Send {
  socket.write(writeChunks(controlMessage(RTMP_TYPE.setChunkSize, CHUNK_BYTES), CHUNK_BYTES));
  return (type, timestampMs, payload) => {
    socket.write(writeChunks({ chunkStream: 4 + (type === RTMP_TYPE.video ? 2 : 0), messageStream: 1, type, timestampMs, payload }, CHUNK_BYTES));
  };
}

async function greet(port: number, role: TicketAction, stream: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(`${role} ${stream}`.padEnd(HELLO_BYTES));
  await once(socket, 'data');
  return socket;
}

function named(action: TicketAction, { secret }: Address, stream: string): string {
  if (secret === '') return stream;
  return `${stream}?${new Tickets(secret).sign({ action, app: 'live', stream }, Date.now() / 1000 + TICKET_S)}`;
}

async function opened(status: Promise<string>, wanted: string): Promise<void> {
  const told = await status;
  if (told !== wanted) throw new Error(`the server says ${told}`);
}
