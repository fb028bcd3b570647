import { connect, type Socket } from 'node:net';
import { ChunkReader } from '../../server/src/media/chunk-reader';
import { writeChunks } from '../../server/src/media/chunk-writer';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import { controlMessage, RTMP_TYPE, type RtmpMessage } from '../../server/src/media/rtmp-messages';
import { Tickets, type TicketAction } from '../../server/src/media/tickets';
import { RtmpClient } from '../../test/unit/media/support/rtmp-client';
import { BENCH_SECRET, BENCH_TICKET_S, HELLO_BYTES, type Plan } from './plan';

export type Send = (type: number, timestampMs: number, payload: Buffer) => void;
export type Hear = (message: RtmpMessage) => void;

/** A wire from a pusher to a player through the target; both ends speak the same chunks whatever the target is. */
export async function openWire(plan: Plan, stream: string, hear: Hear): Promise<Send> {
  return plan.target === 'relay' ? throughRelay(plan.port, stream, hear) : throughPass(plan.port, stream, hear);
}

async function throughRelay(port: number, stream: string, hear: Hear): Promise<Send> {
  const player = await RtmpClient.connect(port, { acknowledges: true, keepsMedia: false });
  player.onMedia = hear;
  await player.open('play', named('play', stream));
  const pusher = await RtmpClient.connect(port, { keepsMedia: false });
  await pusher.open('publish', named('push', stream));
  return (type, timestampMs, payload) => pusher.send(type, timestampMs, payload);
}

async function throughPass(port: number, stream: string, hear: Hear): Promise<Send> {
  const reader = new ChunkReader(RELAY_LIMITS);
  reader.allowMedia();
  const player = await greet(port, 'play', stream);
  player.on('data', (bytes) => reader.push(bytes, hear));
  const pusher = await greet(port, 'push', stream);
  const { outChunkBytes } = RELAY_LIMITS;
  pusher.write(writeChunks(controlMessage(RTMP_TYPE.setChunkSize, outChunkBytes), outChunkBytes));
  return (type, timestampMs, payload) => {
    pusher.write(writeChunks({ chunkStream: 4 + (type === RTMP_TYPE.video ? 2 : 0), messageStream: 1, type, timestampMs, payload }, outChunkBytes));
  };
}

async function greet(port: number, role: TicketAction, stream: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(`${role} ${stream}`.padEnd(HELLO_BYTES));
  await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
  return socket;
}

function named(action: TicketAction, stream: string): string {
  return `${stream}?${new Tickets(BENCH_SECRET).sign({ action, app: 'live', stream }, Date.now() / 1000 + BENCH_TICKET_S)}`;
}
