import { parseArgs } from 'node:util';
import { buildPreview, demoRoots } from './build/index';
import { BuildFault } from './build/faults';
import { startPreview } from './server/index';

/**
 * `preview` on its own, beside a server that runs already:
 * `--port 8080 --signal-port 7080 --flv-port 7081 --miniprogram <folder> --https`, or PORT, NETCALL_PORT, NETCALL_FLV_PORT.
 * Prints `preview ready <address>` once it listens.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'signal-port': { type: 'string' }, 'flv-port': { type: 'string' }, miniprogram: { type: 'string' }, https: { type: 'boolean' } },
  });
  const { env } = process;
  const files = await buildPreview(values.miniprogram === undefined ? demoRoots() : { miniprogram: values.miniprogram });
  const server = await startPreview({
    files,
    port: Number(values.port ?? env['PORT'] ?? 8080),
    signalPort: Number(values['signal-port'] ?? env['NETCALL_PORT'] ?? 7080),
    flvPort: Number(values['flv-port'] ?? env['NETCALL_FLV_PORT'] ?? 7081),
    https: values.https ?? false,
  });
  process.stdout.write(`preview ready ${server.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BuildFault || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
