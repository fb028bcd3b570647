/** `npm start`: the demo on this machine. Server, relay and preview; development tokens on; loopback only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BuildFault, buildPreview, demoRoots, type PreviewServer, startPreview } from '../preview/src/index';
import { bundleServer } from './build/bundles';
import { fromRoot, ROOT } from './build/paths';

const LOOPBACK = '127.0.0.1';
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;
const LOOK_MS = 50;

/** Ports of the demo, with the option that changes each. */
interface Ports {
  port: number;
  'signal-port': number;
  'rtmp-port': number;
  'flv-port': number;
}

/** A reason not to start that the user can do something about: shown without a stack. */
class Refused extends Error {}

async function main(): Promise<void> {
  const { ports, https } = readOptions(process.argv.slice(2));
  await refuseBusyPorts(ports, https);
  const [files] = await Promise.all([buildPreview(demoRoots()), bundleServer()]);
  const server = startServer(ports);
  let preview: PreviewServer | null = null;
  const onServerEnd = (code: number | null) => {
    process.stderr.write(`the server has ended (${code ?? 'by a signal'})\n`);
    void stop(1);
  };
  const stop = onceOnly(async (status: number) => {
    server.off('exit', onServerEnd);
    await Promise.all([preview?.close(), endServer(server)]);
    process.exit(status);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  process.on('exit', () => server.kill('SIGKILL'));
  server.once('exit', onServerEnd);
  await untilHealthy(ports['signal-port']);
  preview = await startPreview({ files, port: ports.port, signalPort: ports['signal-port'], flvPort: ports['flv-port'], https });
  process.stdout.write(greeting(preview, https));
}

function readOptions(args: string[]): { ports: Ports; https: boolean } {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string' }, 'signal-port': { type: 'string' }, 'rtmp-port': { type: 'string' }, 'flv-port': { type: 'string' }, https: { type: 'boolean' } },
  });
  const { env } = process;
  const number = (name: keyof Ports, text: string | undefined, otherwise: number): number => {
    const value = Number(text ?? otherwise);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new Refused(`--${name} must be a port number`);
    return value;
  };
  const ports: Ports = {
    port: number('port', values.port ?? env['PORT'], 8080),
    'signal-port': number('signal-port', values['signal-port'] ?? env['NETCALL_PORT'], 7080),
    'rtmp-port': number('rtmp-port', values['rtmp-port'] ?? env['NETCALL_RTMP_PORT'], 1935),
    'flv-port': number('flv-port', values['flv-port'] ?? env['NETCALL_FLV_PORT'], 7081),
  };
  return { ports, https: values.https ?? false };
}

async function refuseBusyPorts(ports: Ports, https: boolean): Promise<void> {
  for (const [name, port] of Object.entries(ports) as [keyof Ports, number][]) {
    const isFree = await canListen(port, name === 'port' && https ? '0.0.0.0' : LOOPBACK);
    if (!isFree) throw new Refused(`port ${port} is in use: end what listens there, or choose another with --${name}`);
  }
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function startServer(ports: Ports): ChildProcess {
  const env = {
    NETCALL_LOG_LEVEL: 'error', NETCALL_DATA: fromRoot('data'), ...process.env, NETCALL_MODE: 'development', NETCALL_HOST: LOOPBACK, NETCALL_RELAY_HOST: LOOPBACK,
    NETCALL_PORT: String(ports['signal-port']), NETCALL_RTMP_PORT: String(ports['rtmp-port']), NETCALL_FLV_PORT: String(ports['flv-port']),
  };
  // A group of its own: Ctrl-C in a terminal reaches this process alone, which then ends the server in order. By the
  // channel the server notices when this process is killed, and ends itself.
  return spawn(process.execPath, [fromRoot('server/dist/main.mjs')], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
}

async function untilHealthy(port: number): Promise<void> {
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; await wait(LOOK_MS)) {
    if (await fetch(`http://${LOOPBACK}:${port}/healthz`).then((answer) => answer.ok, () => false)) return;
  }
  throw new Refused(`the server does not answer within ${START_TIMEOUT_MS / 1000} s; NETCALL_LOG_LEVEL=info npm start shows why`);
}

/** Lets the server end in order, with its relay; kills it when that takes too long. */
async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const isLate = await Promise.race([ended.then(() => false), wait(STOP_TIMEOUT_MS, true)]);
  if (isLate) server.kill('SIGKILL');
}

function greeting({ url, port }: PreviewServer, https: boolean): string {
  const addresses = https ? lanAddresses().map((host) => `                 https://${host}:${port}/phone.html?phone=c&as=carol\n`) : [];
  return [
    '\n  netcall preview\n\n',
    `    open         ${url}\n`,
    ...(addresses.length > 0 ? ['    on a phone   accept the certificate, then\n', ...addresses] : []),
    '    tokens       development: anybody gets one, so never expose this\n',
    `    listens on   ${https ? 'every address (--https)' : `loopback only (${LOOPBACK})`}\n`,
    '    stop         Ctrl-C\n\n',
  ].join('');
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each) => each ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

function onceOnly(run: (status: number) => Promise<void>): (status: number) => Promise<void> {
  let running: Promise<void> | undefined;
  return (status) => (running ??= run(status));
}

/** What the user can mend is said in a line; anything else is our own fault and shows where. */
function explain(error: unknown): string {
  if (error instanceof Refused || error instanceof BuildFault) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
