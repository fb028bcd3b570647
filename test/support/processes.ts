import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { ROOT } from './repo';
import { until } from './until';

/** Ports that nobody listens on at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  return Promise.all(servers.map(({ port, close }) => close().then(() => port)));
}

/** Whether a process with this id exists. One that only waits for its parent to take its status is over. */
export function isAlive(pid: number): boolean {
  try {
    const isZombie = /^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The first thread may be a zombie while others still hold the ports.
    return !isZombie || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false; // A process without a status file is gone.
  }
}

/** Waits until a process has ended. */
export async function untilGone(pid: number, withinMs?: number): Promise<void> {
  await until(`process ${pid} ends`, () => !isAlive(pid), withinMs);
}

/** The children of a process whose command line contains `text`. */
export function childrenOf(pid: number, text: string): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
  return children.filter((child) => isAlive(child) && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(text));
}

async function listenAnywhere(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the port has no number');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A program of the repository that runs until a test kills it. */
export interface Program {
  readonly pid: number;
  /** Waits until it has written this text. @throws Error when it ends before, or does not within 20 s */
  says(text: string): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts a TypeScript program of the repository. */
export function startProgram(path: string, args: readonly string[]): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'close');
  return {
    pid: child.pid ?? 0,
    async says(text) {
      await until(`${path} says ${text}`, () => {
        if (child.exitCode !== null) throw new Error(`${path} ended with ${child.exitCode}`);
        return output.includes(text);
      }, 20_000);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs a TypeScript program of the repository until it ends by itself. @throws Error when it does not within `withinMs` */
export async function untilExit(path: string, args: readonly string[], withinMs = 10_000): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], timeout: withinMs, killSignal: 'SIGKILL' });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== null) throw new Error(`${path} still ran after ${withinMs} ms`);
  return { status, output };
}
