import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const ASK_AGAIN_MS = 50;
const PATIENCE_MS = 30_000;

/** A TCP port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port');
  return address.port;
}

/** Resolves when somebody listens on this TCP port. @throws Error when nobody does in time */
export async function listening(port: number): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await wait(ASK_AGAIN_MS)) {
    if (await answers(port)) return;
  }
  throw new Error(`nobody listens on port ${port}`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // Refused: not yet.
  } finally {
    socket.destroy();
  }
}
