import { connect, createServer } from 'node:net';

const TICK_MS = 10;

/**
 * A wire to `port` that carries `kbps` in small pieces; what waits, waits before it. Each connection has that rate to itself.
 *
 * @param towards - the direction that is slow: to who connects, or to `port`
 */
export async function slowLink(port: number, kbps: number, towards: 'client' | 'port' = 'client'): Promise<{ port: number; close(): void }> {
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' });
    const [client, upstream] = towards === 'client' ? [near, far] : [far, near];
    const waiting: Buffer[] = [];
    client.pipe(upstream);
    client.setNoDelay(true);
    upstream.on('data', (bytes) => { waiting.push(bytes); upstream.pause(); });
    let tickedAtMs = performance.now();
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - tickedAtMs; // Timers come late: with a fixed share each, the link would be slower than it says.
      tickedAtMs += elapsedMs;
      for (let room = Math.floor(kbps / 8 * elapsedMs); room > 0 && waiting[0] !== undefined;) {
        client.write(waiting[0].subarray(0, room));
        const rest = waiting[0].subarray(room);
        room -= waiting[0].length - rest.length;
        if (rest.length > 0) waiting[0] = rest;
        else waiting.shift();
      }
      if (waiting.length === 0) upstream.resume();
    }, TICK_MS);
    for (const [end, other] of [[client, upstream], [upstream, client]] as const) end.on('error', () => undefined).on('close', () => { clearInterval(timer); other.destroy(); });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => server.close() };
}
