import { SUBPROTOCOL, type RequestName } from 'netcall-protocol';
import WebSocket, { WebSocketServer } from 'ws';

/** What a test makes of one frame of the server: the frames that the client gets instead. */
export type Meddling = (frame: string) => readonly string[];

/** A WebSocket between client and server that understands frames, for faults that a cut wire does not make. */
export interface FrameProxy {
  readonly url: string;
  /** How many requests of this name clients have sent. */
  sent(request: RequestName): number;
  close(): Promise<void>;
}

/** Starts one before the server at `url`. Frames of the client pass unchanged; those of the server too, unless a test says otherwise. */
export async function startFrameProxy(url: string, meddle: Meddling = (frame) => [frame]): Promise<FrameProxy> {
  const sent: string[] = [];
  const listener = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL });
  await new Promise((resolve) => listener.once('listening', resolve));
  listener.on('connection', (client) => {
    client.on('message', (data: Buffer) => sent.push(data.toString()));
    join(client, new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false }), meddle);
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the port has no number');
  return {
    url: `ws://127.0.0.1:${address.port}/ws`,
    sent: (request) => sent.filter((frame) => frame.includes(`"t":"${request}"`)).length,
    async close() {
      listener.clients.forEach((client) => client.terminate());
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function join(client: WebSocket, server: WebSocket, meddle: Meddling): void {
  const early: string[] = [];
  client.on('message', (data: Buffer) => {
    if (server.readyState === WebSocket.OPEN) server.send(data.toString());
    else early.push(data.toString());
  });
  server.on('open', () => early.forEach((frame) => server.send(frame)));
  server.on('message', (data: Buffer) => meddle(data.toString()).forEach((frame) => client.send(frame)));
  for (const [one, other] of [[client, server], [server, client]] as const) {
    one.on('error', () => undefined); // Its close follows.
    one.on('close', () => other.terminate());
  }
}
