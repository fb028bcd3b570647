import { connect, createServer, type Socket } from 'node:net';

const TICK_MS = 10;

/**
 * A wire to `port` that carries `kbps` in small pieces; what waits, waits before it. Each connection has that rate to itself.
 *
 * @param towards - the direction that is slow: to who connects, or to `port`
 * @param latencyMs - how long everything is under way, each way; without it the wire has no length, and what is said at its end is heard at once
 */
export async function slowLink(port: number, kbps: number, towards: 'client' | 'port' = 'client', latencyMs = 0): Promise<{ port: number; close(): void }> {
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' });
    const [client, upstream] = towards === 'client' ? [near, far] : [far, near];
    carry(client, latencyMs, upstream);
    const timer = carrySlowly(upstream, kbps, latencyMs, client);
    for (const [end, other] of [[client, upstream], [upstream, client]] as const) end.on('error', () => undefined).on('close', () => { clearInterval(timer); other.destroy(); });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => server.close() };
}

function carry(from: Socket, latencyMs: number, to: Socket): void {
  from.on('data', (bytes) => later(latencyMs, () => to.write(bytes))).on('end', () => later(latencyMs, () => to.end()));
}

function carrySlowly(from: Socket, kbps: number, latencyMs: number, to: Socket): NodeJS.Timeout {
  const waiting: Buffer[] = [];
  to.setNoDelay(true);
  from.on('data', (bytes) => { waiting.push(bytes); from.pause(); });
  let tickedAtMs = performance.now();
  return setInterval(() => {
    const elapsedMs = performance.now() - tickedAtMs; // Timers come late: with a fixed share each, the link would be slower than it says.
    tickedAtMs += elapsedMs;
    for (let room = Math.floor(kbps / 8 * elapsedMs); room > 0 && waiting[0] !== undefined;) {
      const piece = waiting[0].subarray(0, room);
      const rest = waiting[0].subarray(room);
      later(latencyMs, () => to.write(piece));
      room -= piece.length;
      if (rest.length > 0) waiting[0] = rest;
      else waiting.shift();
    }
    if (waiting.length === 0) from.resume();
  }, TICK_MS);
}

/** Timers of one length keep their order, so bytes do. */
function later(ms: number, work: () => void): void {
  if (ms === 0) work();
  else setTimeout(work, ms);
}
