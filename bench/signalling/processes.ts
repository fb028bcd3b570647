import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const TICK_US = 10_000;
/** Fields of /proc/PID/stat behind the name: user and system time (proc(5), fields 14 and 15). */
const UTIME = 11;
const STIME = 12;
/** Lines of a program's output that wait for a reader; the oldest go first. */
const LINES_KEPT = 100;

/** A child process whose output is read line by line. */
export interface Program {
  readonly pid: number;
  /** The next line of its output. @throws Error when it ends before */
  line(): Promise<string>;
  write(text: string): void;
  end(): Promise<void>;
}

/** Whether programs can be kept on one core each: there are two, and `taskset` is there. */
export const CAN_PIN = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;

/** Starts Node with `args`, on one core when that is possible; its errors are shown. */
export function start(core: number, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program {
  const [command, ...rest] = CAN_PIN ? ['taskset', '-c', String(core), process.execPath, ...args] : [process.execPath, ...args];
  const child = spawn(command ?? process.execPath, rest, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  child.stderr.pipe(process.stderr);
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  return {
    pid: child.pid ?? 0, // taskset becomes the program, so this is the program's own id.
    line: lineReader(child, args),
    write: (text) => void child.stdin.write(text),
    async end() {
      process.off('exit', killAtExit);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** CPU time of a process so far, all its threads, in microseconds. */
export function cpuUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_US;
}

/** Reads on whether or not somebody asks: a program whose output nobody takes would stand still. */
function lineReader(child: ChildProcessWithoutNullStreams, args: readonly string[]): () => Promise<string> {
  const lines: string[] = [];
  let wake = (): void => undefined;
  let ended = false;
  createInterface({ input: child.stdout })
    .on('line', (text) => {
      lines.push(text);
      if (lines.length > LINES_KEPT) lines.shift();
      wake();
    })
    .on('close', () => {
      ended = true;
      wake();
    });
  return async () => {
    while (lines.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
    const line = lines.shift();
    if (line === undefined) throw new Error(`${args.join(' ')} ended too early`);
    return line;
  };
}
