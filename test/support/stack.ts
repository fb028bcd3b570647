import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServer } from '../../scripts/build/bundles';
import { childrenOf, freePorts, isAlive, untilGone } from './processes';
import { ROOT } from './repo';
import { until } from './until';

/** What a test may change of the server. */
export interface StackOptions {
  /** More environment variables of the server (docs/self-hosting.md), over those of the stack. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real server with its relay, as a child process, with ports and data that outlive a restart. */
export interface Stack {
  readonly signalPort: number;
  readonly rtmpPort: number;
  readonly flvPort: number;
  /** Address of signalling: `ws://127.0.0.1:PORT/ws`. */
  readonly url: string;
  readonly dataDir: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** Process ids of the relays of the server that runs now: one, but for the moments in which it is started again. */
  relayPids(): number[];
  /** A sign-in token of the development server. */
  token(account: string, app?: string): Promise<string>;
  /** Everything the server has written, all runs together. */
  log(): string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null>;
  /** Starts the server again on the same ports and data, and stops it first when it still runs. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  close(): Promise<void>;
}

/** Lines of the log that an error shows. */
const TAIL_LINES = 40;

/** Longest time of a test with real processes: a busy machine is slow, and what waits says itself what it waits for. */
const TEST_MS = 30_000;

/** Starts the server and waits until it answers. @throws Error with the tail of the log when it does not */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await bundle();
  const dataDir = await mkdtemp(join(tmpdir(), 'netcall-data-'));
  const [signalPort = 0, rtmpPort = 0, flvPort = 0] = await freePorts(3);
  const env = {
    PATH: process.env['PATH'], HOME: process.env['HOME'], NETCALL_MODE: 'development', NETCALL_PORT: String(signalPort),
    NETCALL_RTMP_PORT: String(rtmpPort), NETCALL_FLV_PORT: String(flvPort), NETCALL_DATA: dataDir, NETCALL_CONNECTS_PER_S: '1000',
    NETCALL_PAIR_CALLS_PER_MINUTE: '100', ...options.env,
  };
  const http = `http://127.0.0.1:${signalPort}`;
  const output: string[] = [];
  let server: ChildProcess | null = null;

  const pidOf = (): number => {
    if (server?.pid === undefined) throw new Error('the server does not run');
    return server.pid;
  };
  const start = async (): Promise<void> => {
    server = spawn(process.execPath, [join(folder, 'main.mjs')], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    server.stdout?.on('data', (text: Buffer) => output.push(text.toString()));
    server.stderr?.on('data', (text: Buffer) => output.push(text.toString()));
    await untilReady(server, http, () => output.join(''));
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ending = server;
    if (ending === null) return null;
    const relays = ending.pid === undefined ? [] : childrenOf(ending.pid, 'relay');
    if (ending.exitCode === null && ending.signalCode === null) {
      ending.kill(signal);
      await once(ending, 'exit');
    }
    server = null;
    if (signal === 'SIGTERM') await Promise.all(relays.map((pid) => untilGone(pid)));
    return ending.exitCode;
  };
  const killAtExit = (): void => void server?.kill('SIGKILL');
  process.on('exit', killAtExit);

  const stack: Stack = {
    signalPort, rtmpPort, flvPort, dataDir,
    url: `ws://127.0.0.1:${signalPort}/ws`,
    get pid() {
      return pidOf();
    },
    relayPids: () => childrenOf(pidOf(), 'relay'),
    token: (account, app) => tokenOf(http, account, app),
    log: () => output.join(''),
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    async restart() {
      await end('SIGTERM');
      await start();
    },
    async close() {
      process.off('exit', killAtExit);
      await end('SIGTERM');
      await Promise.all([dataDir, folder].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
  await start().catch(async (fault: unknown) => {
    await stack.close();
    throw fault;
  });
  return stack;
}

/** A stack for all tests of a file: started before the first, ended after the last. */
export function useStack(options: StackOptions = {}): () => Stack {
  jest.setTimeout(TEST_MS);
  let stack: Stack | null = null;
  beforeAll(async () => {
    stack = await startStack(options);
  }, 60_000);
  afterAll(async () => {
    await stack?.close();
  }, 30_000);
  return () => {
    if (stack === null) throw new Error('the stack has not started');
    return stack;
  };
}

/** Below server/dist, so that the server's dependencies are found; a folder of its own, so that files of tests may run at once. */
async function bundle(): Promise<string> {
  await mkdir(join(ROOT, 'server/dist'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'server/dist/test-'));
  await bundleServer(folder);
  return folder;
}

async function untilReady(server: ChildProcess, http: string, log: () => string): Promise<void> {
  const tail = (): string => log().split('\n').slice(-TAIL_LINES).join('\n');
  try {
    await until('the server answers /healthz', async () => {
      if (server.pid === undefined || !isAlive(server.pid)) throw new Error(`the server ended with ${server.exitCode ?? 'a signal'}`);
      return fetch(`${http}/healthz`).then((answer) => answer.ok, () => false);
    }, 20_000);
  } catch (cause) {
    throw new Error(`the server did not start; its log ends with:\n${tail()}`, { cause });
  }
}

async function tokenOf(http: string, account: string, app?: string): Promise<string> {
  const answer = await fetch(`${http}/dev/token`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, ...(app === undefined ? {} : { app }) }),
  });
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string') return body.token;
  throw new Error(`no token for ${account}: ${answer.status} ${JSON.stringify(body)}`);
}
