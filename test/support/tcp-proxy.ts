import { connect, createServer, type Socket } from 'node:net';
import { until } from './until';

/** A wire between a client and a server that a test can cut, freeze and mend. */
export interface TcpProxy {
  readonly port: number;
  /** Sockets that are open now. */
  readonly open: number;
  /** Waits until no socket is open any more. */
  untilNoneOpen(): Promise<void>;
  /** Ends every socket without a word and refuses new ones until `mend`. */
  cut(): void;
  /** Ends every socket without a word; new ones are let through at once. */
  cutOnce(): void;
  /** Keeps every socket open and lets nothing pass in either direction, until `mend`. */
  freeze(): void;
  /** From now on nothing reaches the client on the sockets of this moment; what it sends still arrives. */
  deafen(): void;
  /** Lets new sockets through again, and frozen ones go on with all that was held back. */
  mend(): void;
  close(): Promise<void>;
}

interface Wire {
  readonly client: Socket;
  readonly server: Socket;
}

/** Starts a proxy to a port of this machine. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const wires = new Set<Wire>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const listener = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const wire = { client, server: connect(targetPort, '127.0.0.1') };
    wires.add(wire);
    bind(wire, () => wires.delete(wire));
    if (state === 'open') flow(wire);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const endAll = (): void => wires.forEach(({ client, server }) => [client, server].forEach((socket) => socket.destroy()));
  return {
    port: portOf(listener.address()),
    get open() {
      return wires.size;
    },
    async untilNoneOpen() {
      await until('every socket is closed', () => wires.size === 0);
    },
    cut() {
      state = 'cut';
      endAll();
    },
    cutOnce: endAll,
    freeze() {
      state = 'frozen';
      wires.forEach(pause);
    },
    deafen() {
      wires.forEach(({ client, server }) => {
        server.unpipe(client);
        server.resume();
      });
    },
    mend() {
      if (state === 'frozen') wires.forEach(flow);
      state = 'open';
    },
    async close() {
      endAll();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** What happens to one end happens to the other. */
function bind({ client, server }: Wire, closed: () => unknown): void {
  for (const [one, other] of [[client, server], [server, client]] as const) {
    one.setNoDelay(true);
    one.on('error', () => undefined); // Its close follows.
    one.on('close', () => {
      other.destroy();
      closed();
    });
  }
}

function flow({ client, server }: Wire): void {
  client.pipe(server);
  server.pipe(client);
}

function pause({ client, server }: Wire): void {
  client.unpipe(server);
  server.unpipe(client);
  client.pause();
  server.pause();
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the port has no number');
  return address.port;
}
