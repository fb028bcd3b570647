import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** Lines of a program's output that wait for a reader; the oldest go first. */
const LINES_KEPT = 100;
/** A program that is told to end has this long. */
const END_MS = 5_000;

/** A child process. */
export interface Program {
  readonly pid: number;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<unknown>;
  /** The next line of its output. @throws Error when it ends before */
  line(): Promise<string>;
  write(text: string): void;
  end(): Promise<void>;
}

/** How a program is started. */
export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Descriptor of a file that takes its output, so that nobody spends time reading it; otherwise its lines can be read. */
  readonly log?: number;
}

/** Whether programs can be kept on one core each: there are two, and `taskset` is there. */
export const CAN_PIN = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;

const running = new Set<ChildProcess>();
let willClean = false;

/** Starts Node with `args`, on one core when that is possible; its errors are shown. */
export function start(core: number, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program {
  return run(core, [process.execPath, ...args], { env });
}

/** Starts a program in a group of its own, on one core when that is possible. It ends with this process at the latest. */
export function run(core: number, command: readonly string[], { env = process.env, log }: StartOptions = {}): Program {
  cleanAtExit();
  const [file = '', ...args] = CAN_PIN ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(file, args, { env, detached: true, stdio: ['pipe', log ?? 'pipe', log ?? 'inherit'] });
  running.add(child);
  const ended = once(child, 'exit').finally(() => running.delete(child));
  ended.catch(() => undefined); // A program that cannot be started: its reader is told.
  return {
    pid: child.pid ?? 0, // taskset becomes the program, so this is the program's own id.
    ended,
    line: lineReader(child, command),
    write: (text) => void child.stdin?.write(text),
    async end() {
      if (running.has(child)) kill(child, 'SIGTERM');
      const late = new AbortController();
      const killLate = wait(END_MS, undefined, { signal: late.signal }).then(() => kill(child, 'SIGKILL'), () => undefined);
      await ended;
      late.abort();
      await killLate;
    },
  };
}

/** CPU time of these processes so far, all their threads, in microseconds. */
export function cpuUs(...pids: readonly number[]): number {
  const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`));
  return threads.reduce((sum, path) => sum + Number(readFileSync(path, 'utf8').split(' ')[0]) / 1000, 0);
}

/** Memory of these processes in bytes; a page that several share counts for each in part. */
export function pssBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024, 0);
}

/** Memory of these processes in bytes, as the system reports it for each (RSS): a page that several share counts for each in whole. */
export function rssBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024, 0);
}

/** A process and its children. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((each) => each !== '');
  return [pid, ...children.map(Number)];
}

/** The whole group: a server may have children. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault; // It has ended meanwhile.
  }
}

function cleanAtExit(): void {
  if (willClean) return;
  willClean = true;
  process.once('exit', () => running.forEach((child) => kill(child, 'SIGKILL')));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

/** Reads on whether or not somebody asks: a program whose output nobody takes would stand still. */
function lineReader(child: ChildProcess, command: readonly string[]): () => Promise<string> {
  const lines: string[] = [];
  let wake = (): void => undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  child.once('error', end);
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      lines.push(text);
      if (lines.length > LINES_KEPT) lines.shift();
      wake();
    }).on('close', end);
  }
  return async () => {
    while (lines.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
    const line = lines.shift();
    if (line === undefined) throw new Error(`${command.join(' ')} ended too early`);
    return line;
  };
}
